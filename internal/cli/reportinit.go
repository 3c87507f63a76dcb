package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"weir"
	"weir/internal/app"
)

type reportInitOptions struct {
	job      app.Report             // what the flags say
	given    func(flag string) bool // whether a flag is there, be it empty
	clientID string
	replace  bool
	run      bool
	dryRun   bool
}

func (s *session) reportInitCommand() *cobra.Command {
	o := reportInitOptions{}
	cmd := &cobra.Command{
		Use:   "init [NAME]",
		Short: "Set up a report: which issues, which columns, and where the table goes",
		Long: `Asks which Jira site, which query or saved filter, which columns and where the table
goes, tries them, shows the first rows, and writes a report into the configuration
file, whose comments and other keys stay. For a page of OneNote it has you sign in
to Microsoft first, if you have not, and lets you choose notebook, section and page.

Without a terminal nothing is asked: give the flags. The name is "weekly" unless you
give another one, and the file ~/Jira-NAME.html. A report of that name that is there
already is changed only if you say so, or with --replace: what no flag names stays,
and an empty value takes something off (--group '').`,
		Example: `weir report init
weir report init weekly --jql 'project = OPS AND resolution = Unresolved ORDER BY priority DESC'
weir report init weekly --filter 10042 --onenote 'Team notebook/Weekly/Open work' --schedule 'weekdays at 09:00'
weir report init load --jql 'sprint in openSprints()' --columns key,summary,assignee,'Story Points' \
    --group assignee --totals 'Story Points' --file ~/Reports/load.xlsx --run
weir report init weekly --replace --group '' --schedule 'mon at 08:30'`,
		Args: atMostOneJob,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.job.Name = "weekly"
			if len(args) == 1 {
				o.job.Name = args[0]
			}
			o.given = cmd.Flags().Changed
			return s.runReportInit(cmd.Context(), o)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false // as a person reads them: what, how, where, when
	flags.StringVar(&o.job.Jira, "site", "", "the Jira site, by the name that you gave it")
	flags.StringVar(&o.job.JQL, "jql", "", "the query")
	flags.StringVar(&o.job.Filter, "filter", "", "or a saved filter, by its `number`")
	flags.StringVar(&o.job.Title, "title", "", "the heading of the table (default: the name)")
	flags.StringSliceVar(&o.job.Columns, "columns", nil, "the columns, by name; note is one for people; @SET is a saved set (default "+strings.Join(app.UsualColumns(), ",")+")")
	flags.StringVar(&o.job.Group, "group", "", "the field by which rows are grouped, for instance status")
	flags.StringSliceVar(&o.job.Totals, "totals", nil, "the columns that are added up")
	flags.IntVar(&o.job.MaxRows, "max-rows", 0, "how many rows at most, 1 to "+strconv.Itoa(app.MaxReportRows)+"; 0 for the usual "+strconv.Itoa(app.UsualReportRows))
	flags.BoolVar(&o.job.Marks, "marks", true, "mark what has changed since the last refresh; --marks=false does not")
	flags.StringVar(&o.job.Page.File, "file", "", "the file, which need not exist yet: .html, .md, .csv or .xlsx")
	flags.StringVar(&o.job.Page.Format, "format", "", "what the file is to hold, where its name does not say it")
	flags.BoolVar(&o.job.Page.BOM, "bom", false, "begin a CSV file with a byte-order mark, for Excel")
	flags.StringVar(&o.job.Page.OneNote, "onenote", "", "or a page of OneNote: \"Notebook/Section/Page\"; the page and its section are made if they are not there")
	flags.StringVar(&o.job.Mode, "mode", "", "replace (the table is refreshed in place), append (a snapshot below) or page (a page for each run)")
	flags.StringVar(&o.job.Schedule, "schedule", "", "when it is due, for instance \"weekdays at 09:00\" (default: when you run it)")
	flags.StringVar(&o.job.Zone, "zone", "", "the time zone of the table and the schedule, as Europe/Berlin (default: this computer's)")
	flags.StringVar(&o.clientID, "client-id", "", "for OneNote: the id of your application at Microsoft, if it is not configured yet")
	flags.BoolVar(&o.replace, "replace", false, "change the report if there is one of that name already")
	flags.BoolVar(&o.run, "run", false, "write the table at once")
	flags.BoolVar(&o.dryRun, "dry-run", false, "try everything, save nothing")
	return cmd
}

func (s *session) runReportInit(ctx context.Context, o reportInitOptions) (err error) {
	a, err := s.open()
	if err != nil {
		return err
	}
	defer closeInto(&err, a)
	if err := errors.Join(a.CheckTaskName(o.job.Name), o.check()); err != nil {
		return err
	}
	known := a.KnownReport(o.job.Name)
	i := &reportInitiation{initiation: initiation{s, a}, options: o, known: known, job: o.job}
	i.takeOver()
	for _, step := range []func(context.Context) error{i.consent, i.site, i.query, i.shape, i.columns, i.place, i.title, i.schedule, i.preview} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	if o.dryRun {
		fmt.Fprintln(s.call.Stderr, "nothing was saved (--dry-run)")
		return nil
	}
	if err := a.SaveReport(i.job); err != nil {
		return err
	}
	if i.lost {
		if err := a.ForgetPlace(ctx, i.job); err != nil {
			return err
		}
	}
	fmt.Fprintf(s.call.Stderr, "saved %q: a table in %s\n", i.job.Name, s.own(tableOf(i.job)))
	if before := tableOf(known); !i.isNew() && before != tableOf(i.job) {
		fmt.Fprintf(s.call.Stderr, "the table in %s stays, and is not refreshed any more\n", s.own(before))
	}
	s.remindOfAgent(ctx, a, app.ReportDuty, i.job.Name)
	return i.offerRun(ctx)
}

// check refuses flags that are wrong whatever else there is, before anybody is
// asked anything.
func (o reportInitOptions) check() error {
	if o.given("max-rows") && (o.job.MaxRows < 0 || o.job.MaxRows > app.MaxReportRows) {
		return &weir.Error{Kind: weir.Usage, Text: fmt.Sprintf("--max-rows is a number from 1 to %d, or 0 for the usual %d", app.MaxReportRows, app.UsualReportRows), Next: "for instance: --max-rows 100"}
	}
	if err := o.job.CheckChoices(); err != nil {
		return err
	}
	return app.CheckSchedule(o.job.Schedule)
}

// takeOver takes what no flag names from the report as it was.
func (i *reportInitiation) takeOver() {
	job, known, given := &i.job, i.known, i.options.given
	job.ID = either(known.ID, app.NewReportID())
	for flag, text := range map[string]struct{ is, was *string }{
		"title": {&job.Title, &known.Title}, "group": {&job.Group, &known.Group}, "mode": {&job.Mode, &known.Mode},
		"zone": {&job.Zone, &known.Zone}, "schedule": {&job.Schedule, &known.Schedule},
	} {
		if !given(flag) {
			*text.is = *text.was
		}
	}
	if !given("totals") {
		job.Totals = known.Totals
	}
	if !given("marks") {
		job.Marks = known.Marks
	}
	if !given("max-rows") {
		job.MaxRows = known.MaxRows
	}
}

// A reportInitiation sets up one report. What a flag says is not asked.
type reportInitiation struct {
	initiation
	options reportInitOptions
	known   app.Report // as it was configured before; with its name alone for a new one
	job     app.Report
	lost    bool // where its page was remembered to be there is none any more
	brief   bool // columns, title and schedule are not asked for
}

// isNew reports whether there is no report of that name yet.
func (i *reportInitiation) isNew() bool { return i.known.JQL == "" && i.known.Filter == "" }

// consent makes sure that a report which is there already is meant to be changed.
func (i *reportInitiation) consent(ctx context.Context) error {
	if i.isNew() || i.options.replace || i.options.dryRun {
		return nil
	}
	there := fmt.Sprintf("there is a report %q already, with its table in %s", i.known.Name, i.own(tableOf(i.known)))
	refused := &weir.Error{
		Kind: weir.Usage, Text: there,
		Next: "for another report, give another name: weir report init NAME; to change this one, add --replace",
	}
	return i.agree(ctx, "T"+there[1:]+". Change it?", refused)
}

func (i *reportInitiation) site(ctx context.Context) (err error) {
	i.job.Jira, err = i.chooseSite(ctx, i.job.Jira, i.known.Jira)
	return err
}

// query finds out which issues: by a query, or by a saved filter.
func (i *reportInitiation) query(ctx context.Context) error {
	if i.job.JQL != "" && i.job.Filter != "" {
		return &weir.Error{Kind: weir.Usage, Text: "--jql and --filter exclude each other", Next: "a saved filter has its own query; choose one of them"}
	}
	if i.job.JQL != "" || i.job.Filter != "" {
		return i.tryQuery(ctx)
	}
	usual := either(i.known.JQL, i.known.Filter)
	if !i.terminal.canAsk() {
		if usual == "" {
			return &weir.Error{Kind: weir.Usage, Text: "there is no terminal to ask for the query", Next: "give it with --jql, or a saved filter with --filter"}
		}
		i.job.JQL, i.job.Filter = i.known.JQL, i.known.Filter
		return i.tryQuery(ctx)
	}
	return i.askQuery(ctx, i.job.Jira, app.ReportInitJob(), either(usual, usualQuery), func(answer, filter string) error {
		if answer == i.known.Filter {
			filter = answer
		}
		i.job.JQL, i.job.Filter = answer, filter
		if filter != "" {
			i.job.JQL = ""
		}
		return i.tryQuery(ctx)
	})
}

func (i *reportInitiation) tryQuery(ctx context.Context) error {
	n, more, err := i.app.CountReport(ctx, i.job)
	if err != nil {
		return err
	}
	if more {
		i.say("The query selects more than %d issues at present; a report shows the first of them.", n)
		return nil
	}
	i.say("The query selects %s at present.", several(n, "issue"))
	return nil
}

// shape finds out whether somebody wants to be asked for more than which issues,
// and where: flags that say both are mostly all that they have to say.
func (i *reportInitiation) shape(ctx context.Context) error {
	given := i.options.given
	i.brief = !i.terminal.canAsk()
	if i.brief || !given("jql") && !given("filter") || !given("file") && !given("onenote") || given("columns") && given("schedule") {
		return nil
	}
	answer, err := i.ask(ctx, "Choose columns, groups, title and schedule, too? [y/N]: ")
	i.brief = !strings.HasPrefix(strings.ToLower(answer), "y")
	return err
}

// columns finds out what is shown of each issue, and tries it: names of fields
// can only be looked up in Jira.
func (i *reportInitiation) columns(ctx context.Context) error {
	usual := i.known.Columns
	if len(usual) == 0 {
		usual = app.UsualColumns()
	}
	if len(i.job.Columns) > 0 || i.brief {
		if len(i.job.Columns) == 0 {
			i.job.Columns = usual
		}
		return nil
	}
	if sets := i.app.ColumnSets(); len(sets) > 0 {
		i.say("Saved sets of columns: @%s", strings.Join(slices.Sorted(maps.Keys(sets)), ", @"))
	}
	offered := strings.Join(usual, ", ")
	err := i.askUntil(ctx, "Columns (`weir fields` lists all) ["+i.own(offered)+"]: ", func(answer string) error {
		i.job.Columns = splitNames(either(answer, offered))
		return i.tryColumns(ctx, "")
	})
	if err != nil || i.options.given("group") {
		return err
	}
	offered = either(i.known.Group, "-")
	return i.askUntil(ctx, "Group the rows by which field (- for none) ["+i.own(offered)+"]: ", func(answer string) error {
		i.job.Group = strings.TrimPrefix(either(answer, offered), "-")
		return i.tryColumns(ctx, i.job.Group)
	})
}

// tryColumns asks for one issue with the columns, in groups or not.
func (i *reportInitiation) tryColumns(ctx context.Context, group string) error {
	try := i.job
	try.Group, try.Totals, try.MaxRows = group, nil, 1
	_, err := i.app.PreviewReport(ctx, try, app.ReportParams{})
	return err
}

// title asks for the heading of the table, where there is room for one: a page of
// OneNote has a title of its own.
func (i *reportInitiation) title(ctx context.Context) (err error) {
	if i.brief || i.options.given("title") || i.job.Page.OneNote != "" && (i.job.Mode == "" || i.job.Mode == "replace") {
		return nil
	}
	i.job.Title, err = i.askFor(ctx, "The heading of the table", either(i.known.Title, i.job.Name))
	if i.job.Title == i.job.Name {
		i.job.Title = ""
	}
	return err
}

func splitNames(text string) []string {
	var names []string
	for name := range strings.SplitSeq(text, ",") {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// schedule finds out when the report is due.
func (i *reportInitiation) schedule(ctx context.Context) error {
	usual := i.known.Schedule
	if i.options.given("schedule") || i.brief {
		return nil
	}
	question := "When is it due, for instance \"weekdays at 09:00\" (- for when you run it) [" + either(usual, "-") + "]: "
	return i.askUntil(ctx, question, func(answer string) error {
		i.job.Schedule = strings.TrimPrefix(either(answer, usual, "-"), "-")
		return app.CheckSchedule(i.job.Schedule)
	})
}

// mostPreviewed is how many rows are shown before a report is saved.
const mostPreviewed = 5

// preview reads the issues and shows the first of them.
func (i *reportInitiation) preview(ctx context.Context) error {
	progress := i.newProgress("asking Jira")
	view, err := i.app.PreviewReport(ctx, i.job, app.ReportParams{OnRead: progress.page})
	progress.done()
	if err != nil {
		return err
	}
	i.printView(view, mostPreviewed)
	return nil
}

// offerRun writes the table at once for whoever wants to.
func (i *reportInitiation) offerRun(ctx context.Context) error {
	run := i.options.run
	if !run && i.terminal.canAsk() {
		answer, err := i.ask(ctx, "Write the table now? [Y/n]: ")
		if err != nil {
			return err
		}
		run = !strings.HasPrefix(strings.ToLower(answer), "n")
	}
	if run {
		if err := i.runReports(ctx, []string{i.job.Name}, reportOptions{}); err != nil {
			return err
		}
	} else {
		i.say("next: weir report run %s", i.job.Name)
	}
	if i.job.Schedule != "" {
		i.say("to have the system run it when it is due: weir report install-agent")
	}
	return nil
}
