package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"weir"
	"weir/internal/app"
	"weir/internal/tasks"
)

type tasksOptions struct {
	tasks.Options
	dryRun bool
	json   bool
	notify bool // this run is in the background: see --notify
}

func (s *session) tasksSyncCommand() *cobra.Command {
	var o tasksOptions
	cmd := &cobra.Command{
		Use:   "sync [NAME…]",
		Short: "Bring task lists into step with Jira",
		Long: `Brings the named task lists into step with Jira, or all of them. It reads what has
changed since the last run; with --full, everything.

Where one list fails, the others are brought into step all the same. The exit code
is that of the worst: 0 all done, 3 done but for some issues, 4 not authorised,
1 failed. Nothing is closed because Jira answered in part or as to a stranger; and
where many tasks would have to be closed whose issues are not finished, but not
selected any more or nowhere to be seen, they stay until you say --yes.`,
		Example: `weir tasks sync
weir tasks sync mine --full
weir tasks sync --dry-run
weir tasks sync --json | jq '.[].counts'`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.dryRun {
				return s.runTasksPlan(cmd.Context(), args, o)
			}
			return s.runTasksSync(cmd.Context(), args, o)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&o.Full, "full", false, "read everything, whether it changed or not")
	flags.BoolVar(&o.Yes, "yes", false, "close as many tasks as it takes")
	flags.BoolVar(&o.dryRun, "dry-run", false, "only say what would be done, as weir tasks plan does")
	flags.BoolVar(&o.json, "json", false, "answer as JSON: see docs/tasks.md")
	flags.BoolVar(&o.notify, "notify", false, "for runs in the background: tell the desktop of a failure, once; leave a list to a run that is at work on it")
	return cmd
}

func (s *session) runTasksSync(ctx context.Context, names []string, o tasksOptions) (err error) {
	a, err := s.open()
	if err != nil {
		return err
	}
	defer closeInto(&err, a)
	jobs, err := a.TaskJobs(names...)
	s.notify(ctx, a, o, "", err)
	if err != nil {
		return err
	}
	var all outcomes
	for _, job := range jobs {
		out := outcome{job: job, err: notRun(ctx)}
		if out.err == nil {
			out = s.syncTasks(ctx, a, job, o)
		}
		all = append(all, out)
	}
	if o.json {
		err = s.printJSON(all.wire())
	} else {
		s.printOutcomes(all)
	}
	return errors.Join(err, all.worst())
}

// errNotRun says that a job did not get its turn.
var errNotRun = errors.New("interrupted before its turn")

// notRun is what becomes of a job whose turn comes when the run has been
// interrupted; nil when it has not.
func notRun(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	return &weir.Error{Kind: weir.Interrupted, Text: "not run", Err: errNotRun, Next: "run it again, or wait for the next run"}
}

// An outcome is how one job went.
type outcome struct {
	job    app.TaskJob
	report tasks.Report
	steps  []tasks.Step // of a plan
	unread []string     // tasks of others that could not be read
	left   bool         // it was left to another run, which is at work
	err    error
}

// leftText says why a job was not run.
const leftText = "left to another run, which is at work"

type outcomes []outcome

func (s *session) syncTasks(ctx context.Context, a *app.App, job app.TaskJob, o tasksOptions) outcome {
	out := outcome{job: job}
	progress := s.newProgress(job.Name + ": asking Jira")
	defer progress.done()
	out.report, out.err = a.SyncTasks(ctx, job, s.tasksParams(o, progress, &out.unread))
	if o.notify && errors.Is(out.err, tasks.ErrRunning) {
		out.left, out.err = true, nil // somebody does the work: no failure, and no success either
		return out
	}
	progress.done()
	if o.notify {
		out.err = shutOut(ctx, a, app.TasksDuty, job.Name, out.err)
	}
	s.notify(ctx, a, o, job.Name, out.err)
	return out
}

// notify tells the desktop how a job ended, or, without a name, how the run
// began, where that is wanted.
func (s *session) notify(ctx context.Context, a *app.App, o tasksOptions, job string, runErr error) {
	if !o.notify {
		return
	}
	if err := a.TellEnded(ctx, app.TasksDuty, job, runErr); err != nil {
		fmt.Fprintln(s.call.Stderr, s.clean(oneLineError(err)))
	}
}

func (s *session) tasksParams(o tasksOptions, p *progress, unread *[]string) app.TasksParams {
	return app.TasksParams{
		Options: o.Options, OnRead: p.page, OnStep: p.step,
		OnSkip: func(name string, _ error) { *unread = append(*unread, name) },
	}
}

// gravity says which of two errors is worse: exit codes follow from it.
func gravity(err error) int {
	order := []int{exitOK, exitPartly, exitFailed, exitUsage, exitUnauthorised, exitInterrupted}
	return slices.Index(order, exitCode(err))
}

// worst is the error that decides the exit code. Its text was printed before.
func (all outcomes) worst() error {
	var worst error
	for _, o := range all {
		if gravity(o.err) > gravity(worst) {
			worst = o.err
		}
	}
	if worst == nil {
		return nil
	}
	return silentError{worst}
}

// counted are the statistics in the order of the table.
func counted(c tasks.Counts) []struct {
	name string
	n    int
} {
	return []struct {
		name string
		n    int
	}{
		{"created", c.Created},
		{"updated", c.Updated},
		{"unchanged", c.Unchanged},
		{"completed", c.Completed},
		{"reopened", c.Reopened},
		{"dropped", c.Dropped},
		{"moved", c.Moved},
		{"skipped", c.Skipped},
		{"kept", c.Kept},
		{"held", c.Held},
		{"failed", c.Failed},
	}
}

// inWords says in a few words what was done.
func inWords(c tasks.Counts) string {
	text := ""
	for _, n := range counted(c) {
		if n.n > 0 && n.name != "unchanged" && n.name != "skipped" {
			text += fmt.Sprintf(", %s %d", n.name, n.n)
		}
	}
	if c.Unseen > 0 {
		text += fmt.Sprintf(", cannot be seen %d", c.Unseen)
	}
	if text == "" {
		return fmt.Sprintf("nothing to do, unchanged %d", c.Unchanged)
	}
	return text[2:]
}

// printOutcomes prints a table of what was done, and below it, beside the data,
// whatever deserves a look.
func (s *session) printOutcomes(all outcomes) {
	head := []string{"JOB"}
	for _, n := range counted(tasks.Counts{}) {
		head = append(head, strings.ToUpper(n.name))
	}
	rows := [][]string{head}
	for _, o := range all {
		if !o.began() {
			continue // the error says it all
		}
		row := []string{o.job.Name}
		for _, n := range counted(o.report.Counts) {
			row = append(row, strconv.Itoa(n.n))
		}
		rows = append(rows, row)
	}
	if len(rows) > 1 {
		s.printColumns(rows)
	}
	for _, o := range all {
		s.printRemarks(o, len(all) > 1)
	}
}

// began reports whether the job got as far as to do anything.
func (o outcome) began() bool {
	kind := weir.KindOf(o.err)
	return !o.left && (o.err == nil || kind == weir.Partial || kind == weir.Interrupted && !errors.Is(o.err, errNotRun))
}

// printRemarks tells what a person may want to look into.
func (s *session) printRemarks(o outcome, several bool) {
	tell := func(format string, args ...any) {
		text := fmt.Sprintf(format, args...)
		if several {
			text = o.job.Name + ": " + text
		}
		fmt.Fprintln(s.call.Stderr, s.clean(text))
	}
	for _, k := range o.report.Kept {
		tell("kept: %s", keptText(k))
	}
	for _, d := range o.report.Duplicates {
		tell("duplicate: %s has a second task, %q, which is left alone", d.Key, d.Name)
	}
	for _, key := range o.report.Waiting {
		tell("waiting: the task of %s still holds open ones", key)
	}
	if n := o.report.Counts.DoneHere; n > 0 {
		tell("done here, open in Jira: %d", n)
	}
	if keys := o.report.Unseen; len(keys) > 0 {
		tell("cannot be seen: Jira does not show the account the issues of %d tasks, which stay open for now: %s", len(keys), strings.Join(keys, ", "))
	}
	for _, name := range o.unread {
		tell("left alone: %s cannot be read, and is not Weir's", name)
	}
	for _, stray := range o.report.Strays {
		tell("stray note: %s:%d holds what Weir wrote below a task whose line is gone%s; delete it, or keep what is yours in it", o.job.File, stray.Line, about(stray.URL))
	}
	for _, f := range o.report.Failures {
		tell("failed: %s: %s", f.Key, oneLineError(f.Err))
	}
	for _, key := range o.report.Held {
		tell("not closed: %s", key)
	}
	for _, key := range o.report.Foreign {
		tell("not made: %s, which another account finds", key)
	}
	switch {
	case o.left:
		fmt.Fprintf(s.call.Stderr, "%s: %s\n", o.job.Name, leftText)
	case o.err == nil:
	case several:
		s.printError(named{o.job.Name, o.err})
	default:
		s.printError(o.err)
	}
}

// about says in brackets what something is about, if anybody knows.
func about(url string) string {
	if url == "" {
		return ""
	}
	return " (" + url + ")"
}

// oneLineError says what went wrong and what to do, in one line.
func oneLineError(err error) string {
	text := err.Error()
	if next := weir.NextStep(err); next != "" {
		text += " → " + next
	}
	return text
}

// A named error says to which job it belongs.
type named struct {
	job string
	error
}

func (n named) Error() string { return n.job + ": " + n.error.Error() }
func (n named) Unwrap() error { return n.error }

// keptText tells of a value that gave way.
func keptText(k tasks.Kept) string {
	if k.Field == tasks.FieldNote {
		return fmt.Sprintf("%s: you had changed Weir's part of the note, and so had Jira; your text stands below it", k.Key)
	}
	lost := k.Lost
	if lost == "" {
		lost = "none"
	}
	if k.Local {
		return fmt.Sprintf("%s: your %s stays, as keep_local says; Jira's is %s", k.Key, k.Field, lost)
	}
	return fmt.Sprintf("%s: Jira's %s was taken; yours was %s", k.Key, k.Field, lost)
}
