package app

import (
	"context"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"weir"
	"weir/internal/atomicfile"
	"weir/internal/config"
	"weir/internal/flow"
	"weir/internal/flow/flowfile"
	"weir/internal/jira"
	"weir/internal/jql"
)

// A FlowJob is a job of `weir flow` as it is configured, or as flags make it.
type FlowJob = config.Flow

// FlowParams are what the user wants of one reading.
type FlowParams struct {
	// From are files with exported issues; none: Jira is asked. "-" is Stdin.
	From []string
	// BoardFile and StatusesFile are saved answers of Jira, for From: the
	// configuration of the board, and the list of statuses.
	BoardFile, StatusesFile string
	// Dates says how dates with slashes are meant in a CSV file: DayFirst,
	// MonthFirst, or nothing where the file shows it.
	Dates  string
	OnRead func(jira.Progress) // hears of each page that was read; may be nil
}

// The orders of dates with slashes.
const (
	DayFirst   = string(flowfile.DayFirst)
	MonthFirst = string(flowfile.MonthFirst)
)

// A FlowReading is what was read, and the workflow that was found for it.
type FlowReading struct {
	Data     flow.Data
	Workflow flow.Workflow
	Policy   flow.Policy
	Where    string                  // what was read, in words
	Link     func(key string) string // the address of an issue; nil where nobody knows
	Remarks  []string                // what the files hold that cannot be measured
}

// FlowJob returns the job with a name; without one, the only job.
func (a *App) FlowJob(name string) (FlowJob, error) {
	if a.broken != nil {
		return FlowJob{}, a.broken
	}
	known := a.config.FlowNames()
	if name == "" && len(known) == 1 {
		name = known[0]
	}
	if job, ok := a.config.Flow[name]; ok {
		return job, nil
	}
	const ways = "give --board, --jql or --from; or set one up with `weir flow init`"
	switch {
	case len(known) == 0 && name == "":
		return FlowJob{}, &weir.Error{Kind: weir.Usage, Text: "it is not said what to measure", Next: ways}
	case name == "":
		return FlowJob{}, &weir.Error{Kind: weir.Usage, Text: "there are several jobs of flow", Next: "name one of " + strings.Join(known, ", ")}
	case len(known) == 0:
		return FlowJob{}, &weir.Error{Kind: weir.Usage, Text: fmt.Sprintf("there is no job %q in %s", name, a.config.Path), Next: ways}
	}
	return FlowJob{}, errNoJob("job", name, known, a.config.Path)
}

// FlowFile returns the job that a file of its own describes.
func (a *App) FlowFile(path string) (FlowJob, error) { return a.config.ReadFlow(path) }

// FlowNames lists the jobs of flow.
func (a *App) FlowNames() []string { return a.config.FlowNames() }

// ReadFlow reads the issues of a job, from Jira or from files, and finds the
// workflow and the policy by which they are to be measured. Nothing of it is
// kept anywhere.
func (a *App) ReadFlow(ctx context.Context, job FlowJob, p FlowParams) (FlowReading, error) {
	policy, err := a.flowPolicy(job)
	if err != nil {
		return FlowReading{}, err
	}
	read := a.readJira
	if len(p.From) > 0 {
		read = a.readFiles
	}
	in, err := read(ctx, job, p, policy.Zone)
	if err != nil {
		return FlowReading{}, err
	}
	if len(in.data.Items) == 0 {
		return FlowReading{}, nothingToMeasure(in, p)
	}
	if err := checkNames(job, &in, len(p.From) == 0); err != nil {
		return FlowReading{}, err
	}
	reading := FlowReading{Data: in.data, Policy: policy, Where: in.where, Link: in.link, Remarks: in.remarks}
	reading.Workflow, err = workflow(job, in)
	return reading, err
}

// A flowInput is what was read before anybody says what the stages are.
type flowInput struct {
	data    flow.Data
	board   *weir.BoardConfiguration
	stages  []string // of a CSV file
	where   string
	link    func(string) string
	remarks []string
}

// flowPolicy returns how a job is measured.
func (a *App) flowPolicy(job FlowJob) (flow.Policy, error) {
	p := flow.Policy{
		Cycle: flow.Cycle(job.Cycle), Backward: flow.Backward(job.Backward), Percentiles: flow.PercentileMethod(job.Percentiles),
		Zone: a.env.named(a.env.Zone), Discard: job.Discard, Types: job.Types, SLE: job.SLE,
	}
	if job.Zone != "" {
		zone, err := time.LoadLocation(job.Zone)
		if err != nil || job.Zone == "Local" {
			return p, &weir.Error{Kind: weir.Usage, Text: fmt.Sprintf("there is no time zone %q", job.Zone), Next: "write it as in Europe/Berlin, or UTC"}
		}
		p.Zone = zone
	}
	switch {
	case job.Calendar == "working-days":
		holidays, err := readHolidays(job.Holidays)
		if err != nil {
			return p, err
		}
		p.Calendar = flow.WorkingDays(holidays...)
	case job.Calendar != "" && job.Calendar != "every-day":
		return p, &weir.Error{Kind: weir.Usage, Text: fmt.Sprintf("there is no calendar %q", job.Calendar), Next: "the calendars are every-day and working-days"}
	case job.Holidays != "":
		return p, &weir.Error{Kind: weir.Usage, Text: "holidays mean something in a calendar of working days only", Next: "add --calendar working-days"}
	}
	return p, p.Check()
}

// maxHolidays is more than a list of holidays takes, in bytes.
const maxHolidays = 1 << 20

func readHolidays(path string) ([]flow.Day, error) {
	if path == "" {
		return nil, nil
	}
	text, _, err := atomicfile.Read(path, maxHolidays)
	if err == nil && text == nil {
		err = fs.ErrNotExist
	}
	if err != nil {
		return nil, &weir.Error{Kind: weir.BadInput, Text: "cannot read the holidays in " + path, Next: "name a file with a day to a line, as 2026-12-25", Err: err}
	}
	days, err := flow.ParseHolidays(text)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return days, nil
}

// flowFields are the fields of an issue that measure flow (promise D2). The
// flag is in the history.
func flowFields() []string {
	return []string{"issuetype", "status", "created", "resolution", "resolutiondate"}
}

// readJira reads the issues of a board, or of a query, with their histories.
func (a *App) readJira(ctx context.Context, job FlowJob, p FlowParams, _ *time.Location) (flowInput, error) {
	client, err := a.Jira(ctx, job.Jira, FlowReadJob())
	if err != nil {
		return flowInput{}, err
	}
	in := flowInput{link: client.BrowseURL, where: "the query"}
	query := job.JQL
	if job.Board > 0 {
		board, err := client.BoardConfiguration(ctx, strconv.Itoa(job.Board))
		if err != nil {
			return flowInput{}, err
		}
		in.board, in.where = &board, theBoard(board.Name)
		if query, err = boardQuery(board, job.JQL); err != nil {
			return flowInput{}, err
		}
	}
	statuses, err := client.Statuses(ctx)
	if err != nil {
		return flowInput{}, err
	}
	collector := flow.NewCollector(statuses)
	var hidden []string
	for issue, err := range client.Whole(ctx, jira.Query{JQL: query, Fields: flowFields(), History: true, OnPage: p.OnRead}) {
		if err != nil {
			return flowInput{}, err
		}
		if !measurable(issue) {
			hidden = append(hidden, issue.Key)
			continue
		}
		collector.Add(issue)
	}
	if n := len(hidden); n > 0 {
		in.remarks = append(in.remarks, fmt.Sprintf("Jira shows no status, or not when it was created: %d, left out (%s)", n, strings.Join(hidden[:min(3, n)], "; ")))
	}
	in.data = collector.Data()
	return in, nil
}

// parseQuery reads what a person wrote.
func parseQuery(text string) (*jql.Query, error) {
	query, err := jql.Parse(text)
	if err != nil {
		return nil, &weir.Error{
			Kind: weir.BadQuery, Text: "this is no JQL: " + err.Error(), Next: "correct the query, for instance project = OPS AND type != Epic",
		}
	}
	return query, nil
}

// theBoard names a board; most are called so already.
func theBoard(name string) string {
	if strings.HasSuffix(strings.ToLower(name), "board") {
		return "the " + name
	}
	return "the board " + name
}

// measurable reports whether an issue has what every figure needs.
func measurable(issue weir.Issue) bool {
	return !issue.Created.IsZero() && issue.Status.ID+issue.Status.Name != ""
}

// boardQuery selects the issues of a board. What a kanban board hides because it
// was released is measured, too: it is finished.
func boardQuery(board weir.BoardConfiguration, further string) (string, error) {
	if !jql.ValidID(board.FilterID) {
		return "", &weir.Error{
			Kind: weir.NotFound, Text: "the board " + board.Name + " does not tell which filter selects its issues",
			Next: "give the issues with --jql, and keep --board for the stages",
		}
	}
	query, err := parseQuery(further)
	if err != nil {
		return "", err
	}
	filter, err := jql.Filter(board.FilterID)
	if err != nil {
		return "", err
	}
	return query.Wrap(filter), nil
}
