package cli

import (
	"context"
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"weir"
	"weir/internal/app"
	"weir/internal/flow"
)

func (s *session) flowCommand() *cobra.Command {
	cmd := group("measure", &cobra.Command{
		Use:   "flow",
		Short: "Measure how work flows, and forecast when it will be done",
		Long: `Makes flow metrics of the change histories of issues: how long work takes, how much
gets done, how much is under way and how old it is, and forecasts from that. The
issues come from a board, from a query, or from exported files without any
connection. No summary, no description and nobody's name is read, and nothing is
kept. docs/flow.md explains each figure.`,
		Example: `weir flow show --board 42                 the figures of a board
weir flow show --from issues.json         of exported issues, without a connection
weir flow init ops --board 42             give it a name and stages of your own: weir flow show ops
weir flow forecast ops --items 20         when will 20 more be done?
weir flow export ops --html report.html   all charts on one page`,
		Args: cobra.ArbitraryArgs, SuggestionsMinimumDistance: 2,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0], "; to see the job "+args[0]+": weir flow show "+args[0])
			}
			return cmd.Help()
		},
	})
	cmd.AddCommand(
		s.flowShowCommand(), s.flowForecastCommand(), s.flowAgeCommand(), s.flowQualityCommand(),
		s.flowExportCommand(), s.flowInitCommand(), s.flowForgetCommand(),
	)
	return cmd
}

// flowOptions are the flags that say what to measure, and how.
type flowOptions struct {
	job                app.FlowJob // what the flags say; a flag that is not given is zero
	board, workflow    string
	stages, limits     []string
	params             app.FlowParams
	asOf, since, until string
	given              *pflag.FlagSet
	json               bool
}

// bindFlow adds the flags that every command has that measures.
func bindFlow(cmd *cobra.Command, o *flowOptions) {
	flags := cmd.Flags()
	flags.SortFlags = false // as a person reads them: what, its stages, the rules, which days
	o.given = flags
	flags.StringVar(&o.board, "board", "", "measure the issues of a board, by its `number`; with --from, a file with its configuration")
	flags.StringVar(&o.job.JQL, "jql", "", "measure the issues that a `query` selects (with --board: which of the board's)")
	flags.StringArrayVar(&o.params.From, "from", nil, "measure exported issues: a `file` of Jira's JSON or ActionableAgile's CSV, a directory, or - for standard input; may be repeated")
	flags.StringVar(&o.params.StatusesFile, "statuses", "", "with --from: a `file` with Jira's list of statuses, for their categories")
	flags.StringVar(&o.params.Dates, "dates", "", "in CSV files: the `order` day-first (3/4/2026 is in April) or month-first (default: the file shows it)")
	flags.StringVar(&o.job.Jira, "site", "", "the site, by the `name` that you gave it (default: the default site)")
	flags.StringVar(&o.workflow, "workflow", "", "a `file` with the stages and rules, as in [flow.NAME] of the configuration")
	flags.StringArrayVar(&o.stages, "stage", nil, "a `stage` and its statuses, as \"Build=In Progress,Review\"; repeat it from left to right")
	flags.StringVar(&o.job.Start, "start", "", "the `stage`, or status, at which work starts")
	flags.StringVar(&o.job.Finish, "finish", "", "the `stage`, or status, at which work is finished")
	flags.StringArrayVar(&o.job.Waiting, "waiting", nil, "a `stage` in which work lies and waits; may be repeated")
	flags.StringArrayVar(&o.limits, "limit", nil, "how many items a stage should have at most, as \"Build=5\" (a `limit`); may be repeated")
	flags.StringArrayVar(&o.job.Types, "type", nil, "only issues of this `type`; may be repeated")
	flags.StringArrayVar(&o.job.Discard, "discard", nil, "a `resolution` by which work was given up, as \"Won't Do\"; may be repeated")
	flags.StringVar(&o.job.Zone, "zone", "", "the time `zone` in which days begin and end, as Europe/Berlin (default: this computer's)")
	flags.StringVar(&o.job.Cycle, "cycle", "", "the `rule` of cycle times: inclusive (whole days, both ends count), difference or hours (default inclusive)")
	flags.StringVar(&o.job.Backward, "backward", "", "the `rule` for moves back: last-entry, first-entry or pause (default last-entry)")
	flags.StringVar(&o.job.Percentiles, "percentiles", "", "the `rule` of percentiles: nearest-rank or type-7 (default nearest-rank)")
	flags.StringVar(&o.job.Calendar, "calendar", "", "which `days` count: every-day or working-days (default every-day)")
	flags.StringVar(&o.job.Holidays, "holidays", "", "with working-days: a `file` with a day to a line, as 2026-12-25")
	flags.IntVar(&o.job.SLE, "sle", 0, "the `percentile` of the service level expectation (default 85)")
	flags.StringVar(&o.since, "since", "", "show what finished from this `day` on, as 2026-10-01")
	flags.StringVar(&o.until, "until", "", "show what finished up to this `day`")
	flags.StringVar(&o.asOf, "as-of", "", "look at things as they were at the end of a `day` (default: now)")
	flags.BoolVar(&o.json, "json", false, "answer as JSON: see docs/flow-json.md")
}

// resolve finds the job: that of the name, with the flags on top.
func (o *flowOptions) resolve(a *app.App, args []string) (app.FlowJob, error) {
	if err := o.parse(); err != nil {
		return app.FlowJob{}, err
	}
	if o.workflow != "" {
		return o.fromFile(a, args)
	}
	if len(args) == 0 && (o.job.JQL != "" || o.board != "" || len(o.params.From) > 0) {
		return o.job, nil
	}
	name := ""
	if len(args) > 0 {
		name = args[0]
	}
	job, err := a.FlowJob(name)
	if err != nil {
		return job, err
	}
	return o.over(job), nil
}

// fromFile takes the job from a file of its own, with the flags on top.
func (o *flowOptions) fromFile(a *app.App, args []string) (app.FlowJob, error) {
	if len(args) > 0 {
		return app.FlowJob{}, &weir.Error{
			Kind: weir.Usage, Text: "--workflow takes the place of the job " + args[0] + ": choose one of them",
			Next: "say which issues with --board, --jql or --from, or in the file",
		}
	}
	job, err := a.FlowFile(o.workflow)
	if err != nil {
		return job, err
	}
	job = o.over(job)
	if job.Board == 0 && job.JQL == "" && len(o.params.From) == 0 {
		return job, &weir.Error{
			Kind: weir.Usage, Text: "it is not said what to measure",
			Next: "give --board, --jql or --from; or board or jql in " + o.workflow,
		}
	}
	return job, nil
}

// parse reads what the flags hold in texts.
func (o *flowOptions) parse() error {
	wrong := func(format string, args ...any) error {
		return &weir.Error{Kind: weir.Usage, Text: fmt.Sprintf(format, args...), Next: "`weir flow show --help` shows examples"}
	}
	for _, text := range o.stages {
		stage, ok := app.ParseStage(text)
		if !ok {
			return wrong(`--stage %q is no stage: write "Build=In Progress,Review"`, text)
		}
		o.job.Stages = append(o.job.Stages, stage)
	}
	for _, text := range o.limits {
		limit, ok := app.ParseLimit(text)
		if !ok {
			return wrong(`--limit %q is no limit: write "Build=5"`, text)
		}
		o.job.Limits = append(o.job.Limits, limit)
	}
	switch n, err := strconv.Atoi(o.board); {
	case o.board == "":
	case len(o.params.From) > 0:
		o.params.BoardFile = o.board
	case err == nil && n > 0:
		o.job.Board = n
	default:
		if _, err := os.Stat(o.board); err == nil {
			return wrong("--board %s is a file, which goes with --from; of a site, give the board's number", o.board)
		}
		return wrong("--board %q is not the number of a board: it is in the address of the board's page", o.board)
	}
	if o.given.Changed("sle") && o.job.SLE == 0 {
		return wrong("--sle 0 is no percentile: choose one between 1 and 99")
	}
	if d := o.params.Dates; d != "" && d != app.DayFirst && d != app.MonthFirst {
		return wrong("--dates %q is neither day-first nor month-first", d)
	}
	if o.params.StatusesFile != "" && len(o.params.From) == 0 {
		return wrong("--statuses goes with --from: Jira is asked for them otherwise")
	}
	if len(o.params.From) > 0 && o.job.JQL != "" {
		return wrong("--jql selects issues of Jira, and --from reads files: choose one of them")
	}
	return nil
}

// over puts the flags that were given on top of a configured job. Other stages
// have no use for what was said of the ones before.
func (o *flowOptions) over(job app.FlowJob) app.FlowJob {
	f := o.job
	if o.given.Changed("stage") {
		job.Stages, job.Start, job.Finish, job.Waiting, job.Limits, job.ByType = f.Stages, "", "", nil, nil, nil
	}
	take := func(flag string, set func()) {
		if o.given.Changed(flag) {
			set()
		}
	}
	if len(o.params.From) == 0 {
		take("board", func() { job.Board = f.Board })
	}
	take("jql", func() { job.JQL = f.JQL })
	take("site", func() { job.Jira = f.Jira })
	take("start", func() { job.Start = f.Start })
	take("finish", func() { job.Finish = f.Finish })
	take("waiting", func() { job.Waiting = f.Waiting })
	take("limit", func() { job.Limits = f.Limits })
	take("type", func() { job.Types = f.Types })
	take("discard", func() { job.Discard = f.Discard })
	take("zone", func() { job.Zone = f.Zone })
	take("cycle", func() { job.Cycle = f.Cycle })
	take("backward", func() { job.Backward = f.Backward })
	take("percentiles", func() { job.Percentiles = f.Percentiles })
	take("calendar", func() { job.Calendar = f.Calendar })
	take("holidays", func() { job.Holidays = f.Holidays })
	take("sle", func() { job.SLE = f.SLE })
	return job
}

// memoryLimit is from where on the garbage of a measurement is cleared away at
// once, in bytes: a million issues, which take half of it, need not take twice as
// much because nobody tidied up.
const memoryLimit = 850 << 20

// measured opens what the flags and the name mean, and measures it.
func (s *session) measured(ctx context.Context, args []string, o *flowOptions, do func(*measurement) error) (err error) {
	a, err := s.open()
	if err != nil {
		return err
	}
	defer closeInto(&err, a)
	job, err := o.resolve(a, args)
	if err != nil {
		return err
	}
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(memoryLimit))
	progress := s.newProgress("asking Jira")
	defer progress.done()
	if len(o.params.From) > 0 {
		progress.say("reading " + s.own(strings.Join(o.params.From, ", ")))
	}
	o.params.OnRead = progress.page
	reading, err := a.ReadFlow(ctx, job, o.params)
	if err != nil {
		return err
	}
	progress.say("measuring")
	now, window, err := o.moments(s.env.Now(), reading.Policy.Zone)
	if err != nil {
		return err
	}
	analysis, err := flow.Analyse(reading.Data, reading.Workflow, reading.Policy, now, window)
	if err != nil {
		return err
	}
	return do(&measurement{session: s, app: a, job: job, reading: reading, Analysis: analysis, done: progress.done})
}

// A measurement is what a command tells of.
type measurement struct {
	*session
	*flow.Analysis
	app     *app.App
	job     app.FlowJob
	reading app.FlowReading
	done    func() // takes the line of progress off the screen
}

// moments reads the days that were given. A day as of which things are looked at
// counts to its end.
func (o *flowOptions) moments(now time.Time, zone *time.Location) (time.Time, flow.Window, error) {
	var window flow.Window
	for _, given := range []struct {
		flag, text string
		day        *flow.Day
	}{{"since", o.since, &window.First}, {"until", o.until, &window.Last}} {
		if given.text == "" {
			continue
		}
		day, err := flow.ParseDay(given.text)
		if err != nil {
			return now, window, notADay(given.flag, given.text)
		}
		*given.day = day
	}
	if o.asOf == "" {
		return now, window, nil
	}
	day, err := flow.ParseDay(o.asOf)
	if err != nil {
		return now, window, notADay("as-of", o.asOf)
	}
	y, m, d := day.Date().Date()
	if time.Date(y, m, d, 0, 0, 0, 0, zone).After(now) {
		return now, window, &weir.Error{Kind: weir.Usage, Text: "--as-of " + o.asOf + " is in the future", Next: "leave it out, and everything is looked at as it is now"}
	}
	end := time.Date(y, m, d+1, 0, 0, 0, 0, zone).Add(-time.Millisecond)
	if end.After(now) {
		end = now
	}
	return end, window, nil
}

func notADay(flag, text string) error {
	return &weir.Error{Kind: weir.Usage, Text: fmt.Sprintf("--%s %q is not a day", flag, text), Next: "write it as 2026-10-31"}
}
