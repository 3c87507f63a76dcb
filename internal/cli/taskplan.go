package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"weir/internal/app"
	"weir/internal/tasks"
)

func (s *session) tasksPlanCommand() *cobra.Command {
	var o tasksOptions
	cmd := &cobra.Command{
		Use:   "plan [NAME…]",
		Short: "Say what sync would do, and change nothing",
		Long: `Reads Jira and the task lists, and prints each thing that ` + "`weir tasks sync`" + ` would do.
It changes nothing.`,
		Example: `weir tasks plan
weir tasks plan mine --full
weir tasks plan --json`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error { return s.runTasksPlan(cmd.Context(), args, o) },
	}
	flags := cmd.Flags()
	flags.BoolVar(&o.Full, "full", false, "read everything, whether it changed or not")
	flags.BoolVar(&o.Yes, "yes", false, "as if sync were told to close as many tasks as it takes")
	flags.BoolVar(&o.json, "json", false, "answer as JSON: see docs/tasks.md")
	return cmd
}

func (s *session) runTasksPlan(ctx context.Context, names []string, o tasksOptions) error {
	return s.eachTask(names, func(a *app.App, jobs []app.TaskJob) error {
		var all outcomes
		for _, job := range jobs {
			if ctx.Err() != nil {
				break
			}
			all = append(all, s.planTasks(ctx, a, job, o))
		}
		if o.json {
			return errors.Join(s.printJSON(all.wire()), all.worst())
		}
		for i, o := range all {
			if i > 0 {
				fmt.Fprintln(s.call.Stdout)
			}
			if o.err == nil {
				s.printPlan(o)
			}
			s.printRemarks(o, len(all) > 1)
		}
		return all.worst()
	})
}

func (s *session) planTasks(ctx context.Context, a *app.App, job app.TaskJob, o tasksOptions) outcome {
	out := outcome{job: job}
	progress := s.newProgress(job.Name + ": asking Jira")
	defer progress.done()
	plan, err := a.PlanTasks(ctx, job, s.tasksParams(o, progress, &out.unread))
	if out.err = err; err != nil {
		return out
	}
	out.steps, out.report = plan.Steps, plan.Report
	for i := range plan.Steps {
		expect(&out.report, &plan.Steps[i])
	}
	return out
}

// expect counts a step as if it had been done.
func expect(r *tasks.Report, step *tasks.Step) {
	c := &r.Counts
	for deed, n := range map[tasks.Deed]*int{
		tasks.Creates: &c.Created, tasks.Updates: &c.Updated, tasks.Completes: &c.Completed,
		tasks.Reopens: &c.Reopened, tasks.Drops: &c.Dropped, tasks.Moves: &c.Moved,
	} {
		if deed == step.Deed {
			*n++
		}
	}
	r.Kept = append(r.Kept, step.Kept...)
	c.Kept += len(step.Kept)
}

// printPlan prints each deed in a line.
func (s *session) printPlan(o outcome) {
	out := s.call.Stdout
	if len(o.steps) == 0 {
		fmt.Fprintf(out, "%s: nothing to do; %s in step in %s\n", o.job.Name, several(o.report.Counts.Unchanged, "task"), s.own(whereOf(o.job)))
		return
	}
	fmt.Fprintf(out, "%s: %s to do in %s; %s in step\n", o.job.Name, several(len(o.steps), "thing"), s.own(whereOf(o.job)), several(o.report.Counts.Unchanged, "task"))
	rows := make([][]string, 0, len(o.steps))
	for i := range o.steps {
		step := &o.steps[i]
		rows = append(rows, []string{"  " + string(step.Deed), nameOf(step), strings.Join(details(step), "; ")})
	}
	s.printColumns(rows)
}

// details says what a step changes, with the values where they are short.
func details(step *tasks.Step) []string {
	c, before := step.Op.Change, step.Op.Task
	var list []string
	add := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	if step.Deed == tasks.Creates {
		if c.Due != nil {
			add("due %s", c.Due)
		}
		if c.Project {
			add("a project")
		}
		return list
	}
	if c.Name != nil && *c.Name != before.Name {
		add("was called %q", before.Name)
	}
	if c.Due != nil {
		add("due %s, was %s", orNone(c.Due.String()), orNone(before.Due.String()))
	}
	if c.State != nil && step.Deed != tasks.Completes && step.Deed != tasks.Drops && step.Deed != tasks.Reopens {
		add("state %s", *c.State)
	}
	if c.Note != nil {
		add("note")
	}
	if c.URL != nil {
		add("address")
	}
	if c.Parent != nil {
		add("moved")
	}
	if c.Tagged != nil {
		add("tag")
	}
	for _, name := range sortedKeys(c.Extras) {
		add("%s %s", name, orNone(c.Extras[name]))
	}
	return list
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

// several counts things in words.
func several(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
