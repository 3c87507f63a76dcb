package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"weir"
	"weir/internal/app"
	"weir/internal/report"
)

type reportOptions struct {
	due    bool
	notify bool // this run is in the background: see --notify
	dryRun bool
	json   bool
}

func (s *session) reportRunCommand() *cobra.Command {
	var o reportOptions
	cmd := &cobra.Command{
		Use:   "run [NAME…]",
		Short: "Refresh reports: the named ones, or all, or those that are due",
		Long: `Reads Jira and writes the tables of the named reports, also of those that are paused;
without a name, of all that are not. With --due only those are refreshed whose
schedule says so; one that missed its time, since the computer slept, is refreshed
once. If none is due, a person at a terminal is told which is next.

Where one report fails, the others are refreshed all the same. The exit code is that
of the worst: 0 all done, 4 not authorised, 1 failed. A failure is told above the
table, too, as far as the page can be reached. A report that fails 5 times in a row
pauses itself, and says why.

With --dry-run nothing is written and nothing remembered: it says which rows would be
new, which have left, which cells have changed, and which texts of people's would go
into the list below the table.`,
		Example: `weir report run
weir report run weekly
weir report run weekly --dry-run
weir report run --due
weir report run --json | jq '.[].counts'`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error { return s.runReports(cmd.Context(), args, o) },
	}
	flags := cmd.Flags()
	flags.BoolVar(&o.due, "due", false, "only those whose schedule says that they are due")
	flags.BoolVar(&o.dryRun, "dry-run", false, "read Jira and the page, and only say what would change")
	flags.BoolVar(&o.json, "json", false, "answer as JSON: see docs/report.md")
	flags.BoolVar(&o.notify, "notify", false, "for runs in the background: tell the desktop of a failure, once; leave a report to a run that is at work on it")
	return cmd
}

// A refreshed report is how one went.
type refreshed struct {
	job  app.Report
	out  report.Outcome
	dry  *report.Trial // of a dry run
	left bool          // it was left to another run, which is at work
	err  error
}

func (s *session) runReports(ctx context.Context, names []string, o reportOptions) (err error) {
	a, err := s.open()
	if err != nil {
		return err
	}
	defer closeInto(&err, a)
	jobs, err := a.ReportJobs(names...)
	s.notifyReport(ctx, a, o, "", err)
	if err != nil {
		return err
	}
	jobs, err = s.wanted(ctx, a, jobs, len(names) > 0, o)
	if err != nil {
		return err
	}
	all := make([]refreshed, 0, len(jobs))
	for _, job := range jobs {
		r := refreshed{job: job, err: notRun(ctx)}
		if r.err == nil {
			r = s.refresh(ctx, a, job, o)
		}
		all = append(all, r)
	}
	if o.json {
		err = s.printJSON(refreshedWire(all))
	} else {
		s.printRefreshed(all, o)
	}
	return errors.Join(err, worstOf(all))
}

// wanted leaves out the reports that are not to run now.
func (s *session) wanted(ctx context.Context, a *app.App, jobs []app.Report, named bool, o reportOptions) ([]app.Report, error) {
	if named && !o.due {
		return jobs, nil
	}
	var wanted []app.Report
	var next app.ReportStatus // the one that is due next
	for _, job := range jobs {
		status, err := a.ReportStatus(ctx, job)
		if err != nil {
			return nil, err
		}
		if next.Due.IsZero() || !status.Due.IsZero() && status.Due.Before(next.Due) {
			next = status
		}
		switch {
		case o.due && status.IsDue(s.env.Now()), !o.due && !status.Paused:
			wanted = append(wanted, job)
		case !o.due:
			fmt.Fprintf(s.call.Stderr, "%s is paused; to refresh it all the same: weir report run %s\n", job.Name, job.Name)
		}
	}
	if o.due && len(wanted) == 0 && (s.terminal.errTTY || s.terminal.canAsk()) {
		s.sayNothingDue(next)
	}
	return wanted, nil
}

// sayNothingDue tells a person why nothing happens. An agent asks every few
// minutes, and nobody wants to read that.
func (s *session) sayNothingDue(next app.ReportStatus) {
	if next.Due.IsZero() {
		fmt.Fprintln(s.call.Stderr, "nothing is due: no report has a schedule, or all that have one are paused")
		return
	}
	fmt.Fprintf(s.call.Stderr, "nothing is due yet; %s is next, at %s\n", next.Report.Name, s.when(next.Due))
}

// refresh runs one report.
func (s *session) refresh(ctx context.Context, a *app.App, job app.Report, o reportOptions) refreshed {
	r := refreshed{job: job}
	progress := s.newProgress(job.Name + ": asking Jira")
	defer progress.done()
	p := app.ReportParams{OnRead: progress.page, OnReadAll: func() { progress.say(job.Name + ": at work on its page") }}
	if o.dryRun {
		trial, err := a.TryReport(ctx, job, p)
		r.out.Run.Counts, r.out.Same, r.out.Told = trial.Counts, trial.Same, trial.Told
		r.dry, r.err = &trial, err
		return r
	}
	r.out, r.err = a.RunReport(ctx, job, p)
	if o.notify && app.ReportIsRunning(r.err) {
		r.left, r.err = true, nil // somebody does the work: no failure, and no success either
		return r
	}
	progress.done()
	if o.notify {
		r.err = shutOut(ctx, a, app.ReportDuty, job.Name, r.err)
	}
	s.notifyReport(ctx, a, o, job.Name, r.err)
	return r
}

func (s *session) notifyReport(ctx context.Context, a *app.App, o reportOptions, job string, runErr error) {
	if !o.notify || o.dryRun {
		return
	}
	if err := a.TellEnded(ctx, app.ReportDuty, job, runErr); err != nil {
		fmt.Fprintln(s.call.Stderr, s.clean(oneLineError(err)))
	}
}

// worstOf is the error that decides the exit code. Its text was printed before.
func worstOf(all []refreshed) error {
	var worst error
	for _, r := range all {
		if gravity(r.err) > gravity(worst) {
			worst = r.err
		}
	}
	if worst == nil {
		return nil
	}
	return silentError{worst}
}

// printRefreshed prints a table of what was done, and below it, beside the data,
// whatever deserves a look.
func (s *session) printRefreshed(all []refreshed, o reportOptions) {
	rows := [][]string{{"REPORT", "ROWS", "NEW", "CHANGED", "LEFT", "NOTES", "KEPT", "WHERE"}}
	for _, r := range all {
		c := r.out.Run.Counts
		switch {
		case r.err != nil || r.left: // told below
		default:
			rows = append(rows, []string{r.job.Name, strconv.Itoa(c.Rows), strconv.Itoa(c.New), strconv.Itoa(c.Cells), strconv.Itoa(c.Left), strconv.Itoa(c.Notes), strconv.Itoa(c.Kept), whereWritten(r)})
		}
	}
	if len(rows) > 1 {
		s.printColumns(rows)
	}
	for _, r := range all {
		if r.dry != nil && r.err == nil {
			s.printTrial(r.job, *r.dry, len(all) > 1)
		}
		s.printTold(r, len(all) > 1)
	}
	if o.dryRun {
		fmt.Fprintln(s.call.Stderr, "nothing was written (--dry-run)")
	}
}

// whereWritten says where the table stands now, as the page itself says.
func whereWritten(r refreshed) string {
	if r.out.Where == "" {
		return tableOf(r.job)
	}
	return tableAt(r.job, r.out.Where)
}

// printTold tells what a person may want to look into.
func (s *session) printTold(r refreshed, several bool) {
	for _, told := range r.out.Told {
		if several {
			told = r.job.Name + ": " + told
		}
		fmt.Fprintln(s.call.Stderr, s.clean(told))
	}
	switch {
	case r.left:
		fmt.Fprintf(s.call.Stderr, "%s: %s\n", r.job.Name, leftText)
	case r.err == nil:
	case several:
		s.printError(named{r.job.Name, r.err})
	default:
		s.printError(r.err)
	}
	if r.out.Run.PutOff {
		fmt.Fprintf(s.call.Stderr, "%s is put off until %s\n", r.job.Name, s.when(r.out.Run.Again))
	}
}

// refreshedWire is the JSON of `weir report run`: docs/report.md describes it.
func refreshedWire(all []refreshed) []map[string]any {
	list := make([]map[string]any, 0, len(all))
	for _, r := range all {
		wire := map[string]any{
			"report": r.job.Name, "page": pageKind(r.job), "where": whereWritten(r), "exit_code": exitCode(r.err), "error": "", "next": "",
			"run": r.out.Run.ID, "counts": r.out.Run.Counts, "same": r.out.Same, "told": append([]string{}, r.out.Told...),
			"paused": r.out.Run.Paused, "put_off_until": nil,
		}
		if r.err != nil {
			wire["error"], wire["next"] = r.err.Error(), weir.NextStep(r.err)
		}
		if r.left {
			wire["error"] = leftText
		}
		if r.out.Run.PutOff {
			wire["put_off_until"] = r.out.Run.Again.UTC()
		}
		if r.dry != nil {
			wire["exists"], wire["changes"] = r.dry.Exists, changesWire(r.dry.Changes)
		}
		list = append(list, wire)
	}
	return list
}
