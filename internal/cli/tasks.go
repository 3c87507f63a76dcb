package cli

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"weir/internal/app"
)

func (s *session) tasksCommand() *cobra.Command {
	cmd := group("work", &cobra.Command{
		Use:   "tasks",
		Short: "Keep your Jira issues in a task list: a Markdown file, or CalDAV",
		Long: `Keeps the issues that a query selects as tasks, in a Markdown file or in a CalDAV
list, and keeps them in step. Weir writes its own tasks only, and of these only
what Jira changed: what you write there yourself stays. Jira is never changed.`,
		Example: `weir tasks init             set one up: which query, and where the tasks go
weir tasks plan             see what would be done
weir tasks sync             do it
weir tasks install-agent    have the system do it every 15 minutes
weir tasks watch            do it every 15 minutes, in this terminal`,
		Args: cobra.ArbitraryArgs, SuggestionsMinimumDistance: 2,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0], "; to run the job "+args[0]+": weir tasks sync "+args[0])
			}
			return cmd.Help()
		},
	})
	cmd.AddCommand(
		s.tasksInitCommand(), s.tasksPlanCommand(), s.tasksSyncCommand(), s.tasksStatusCommand(),
		s.tasksWatchCommand(), s.tasksInstallAgentCommand(), s.tasksRemoveAgentCommand(), s.tasksForgetCommand(),
	)
	return cmd
}

func (s *session) tasksStatusCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "status [NAME…]",
		Short: "Show when each task list was brought into step, how it went, and what the agent does",
		Long: `Shows of each job how many tasks it keeps in step, and how its last finished run
went; and of the agent whether the system runs it, when it runs next and how its
last run ended. It asks neither Jira nor the task list.`,
		Example: `weir tasks status
weir tasks status mine --json`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return s.eachTask(args, func(a *app.App, jobs []app.TaskJob) error {
				return s.tasksStatus(cmd.Context(), a, jobs, asJSON)
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer as JSON")
	return cmd
}

func (s *session) tasksStatus(ctx context.Context, a *app.App, jobs []app.TaskJob, asJSON bool) error {
	rows := [][]string{{"JOB", "WHERE", "TASKS", "LAST RUN", "RESULT"}}
	list := make([]map[string]any, 0, len(jobs))
	agent, err := a.Agent(ctx, app.TasksDuty)
	if err != nil {
		return err
	}
	for _, job := range jobs {
		status, err := a.TasksStatus(ctx, job)
		if err != nil {
			return err
		}
		last, result := "never", ""
		answer := map[string]any{
			"job": job.Name, "target": job.Target, "where": whereOf(job), "site": status.Site, "tasks": status.Tasks,
			"last_run": nil, "agent": agentWire(agent, job.Name),
		}
		if run := status.Last; run != nil {
			last, result = run.Ended.In(s.env.Zone).Format(time.DateTime), inWords(run.Counts)
			answer["last_run"] = map[string]any{"started": run.Started, "ended": run.Ended, "full": run.Full, "counts": run.Counts}
		}
		rows = append(rows, []string{job.Name, whereOf(job), strconv.Itoa(status.Tasks), last, result})
		list = append(list, answer)
	}
	if asJSON {
		return s.printJSON(list)
	}
	s.printColumns(rows)
	s.printAgent(agent)
	return nil
}

// eachTask opens the configuration, and finds the jobs that are meant.
func (s *session) eachTask(names []string, do func(*app.App, []app.TaskJob) error) (err error) {
	a, err := s.open()
	if err != nil {
		return err
	}
	defer closeInto(&err, a)
	jobs, err := a.TaskJobs(names...)
	if err != nil {
		return err
	}
	return do(a, jobs)
}

// whereOf says where the tasks of a job are.
func whereOf(job app.TaskJob) string {
	switch {
	case job.Target == app.TargetMarkdown:
		return job.File
	case strings.Contains(job.List, "://"):
		return job.List
	case job.List == "":
		return job.URL
	default:
		return job.List + " at " + job.URL
	}
}

func (s *session) tasksForgetCommand() *cobra.Command {
	var p app.ForgetTaskParams
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "forget NAME",
		Short: "Delete what Weir keeps of a task list, and the tasks themselves if you want",
		Long: `Deletes what Weir keeps of a job: the links between issues and tasks, its history,
the password that no other job uses, its entry in the configuration, and its part
in the agent, which goes with the last job that it runs. The tasks stay, and are
yours from then on; with --tasks they are deleted, too, with all that is in them.
Jira is not changed.`,
		Example: `weir tasks forget mine --dry-run
weir tasks forget mine
weir tasks forget mine --tasks`,
		Args: exactlyOne("the name of a job", "weir tasks forget mine"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			a, err := s.open()
			if err != nil {
				return err
			}
			defer closeInto(&err, a)
			gone, err := a.ForgetTask(cmd.Context(), args[0], p)
			return s.reportForgotten(gone, err, p.DryRun, asJSON)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&p.Tasks, "tasks", false, "delete the tasks, too")
	flags.BoolVar(&p.DryRun, "dry-run", false, "only say what would be deleted")
	flags.BoolVar(&asJSON, "json", false, "answer as JSON")
	return cmd
}
