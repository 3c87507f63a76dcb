package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"weir"
	"weir/internal/app"
)

func (s *session) tasksInstallAgentCommand() *cobra.Command {
	return s.installAgentCommand(app.TasksDuty, &cobra.Command{
		Short: "Have the system bring task lists into step every 15 minutes",
		Long: `Has the operating system run ` + "`weir tasks sync`" + ` again and again for you: launchd on
macOS, a systemd user unit on Linux. It runs the named task lists, or all that
there are; once more, with other names or another --every, takes the place of
before. Nothing needs to be run as root.

The agent signs in with what the keychain has, or with files that variables name
(WEIR_JIRA_TOKEN_FILE, WEIR_KEYCHAIN_PASSPHRASE_FILE). A secret that is in the
environment itself is refused: it would have to be written into the agent's files.

When a sign-in has expired, or a run failed, the desktop shows a notice: once,
until the next run that succeeds. --no-notices switches that off.`,
		Example: `weir tasks install-agent
weir tasks install-agent mine team --every 1h
weir tasks install-agent --dry-run     see what would be written, and where
weir tasks status                      see when it runs next, and how it went`,
	})
}

// installAgentCommand completes the command that installs the agent of a duty.
func (s *session) installAgentCommand(d app.Duty, cmd *cobra.Command) *cobra.Command {
	p := app.AgentParams{Duty: d}
	var asJSON bool
	cmd.Use, cmd.Args = "install-agent [NAME…]", cobra.ArbitraryArgs
	cmd.RunE = func(cmd *cobra.Command, args []string) (err error) {
		p.Jobs = args
		a, err := s.open()
		if err != nil {
			return err
		}
		defer closeInto(&err, a)
		done, err := a.InstallAgent(cmd.Context(), p)
		if err != nil {
			return err
		}
		if asJSON {
			return s.printJSON(installedWire(done, p))
		}
		s.printInstalled(done, p)
		return nil
	}
	flags := cmd.Flags()
	flags.DurationVar(&p.Every, "every", d.Every(), "the time between two runs")
	flags.BoolVar(&p.Silent, "no-notices", false, "do not tell the desktop when a run fails")
	flags.BoolVar(&p.DryRun, "dry-run", false, "try everything and show what would be written, but write nothing")
	flags.BoolVar(&asJSON, "json", false, "answer as JSON")
	return cmd
}

// installedWire is the JSON of install-agent: docs/schedule.md describes it.
func installedWire(done app.AgentInstalled, p app.AgentParams) map[string]any {
	files := make([]string, 0, len(done.Files))
	for _, f := range done.Files {
		files = append(files, f.Path)
	}
	wire := map[string]any{
		"dry_run": p.DryRun, "jobs": append([]string{}, done.Jobs...), "every_seconds": int(p.Every.Seconds()), "notices": !p.Silent,
		"files": files, "started": done.Started, "lingers": done.Lingers, "next": done.Next,
	}
	if p.DryRun {
		wire["contents"] = done.Files
	}
	return wire
}

func (s *session) printInstalled(done app.AgentInstalled, p app.AgentParams) {
	if p.DryRun {
		for _, f := range done.Files {
			fmt.Fprintf(s.call.Stdout, "would write %s:\n", s.own(f.Path))
			for line := range strings.Lines(f.Text) {
				fmt.Fprintf(s.call.Stdout, "  %s\n", s.own(strings.TrimSuffix(line, "\n")))
			}
		}
		fmt.Fprintln(s.call.Stderr, "nothing was written (--dry-run)")
		return
	}
	for _, f := range done.Files {
		fmt.Fprintf(s.call.Stdout, "wrote %s\n", s.own(f.Path))
	}
	tell := func(format string, args ...any) { fmt.Fprintf(s.call.Stderr, format+"\n", args...) }
	if !done.Started {
		tell("the agent does not run yet:")
		for line := range strings.Lines(done.Next) {
			tell("  %s", s.own(strings.TrimSuffix(line, "\n")))
		}
		return
	}
	tell(doing(p.Duty), whichJobs(p.Duty, done.Jobs), app.SpanText(p.Every))
	if done.Log == "" && !done.Lingers {
		tell("it runs while you are signed in; on a server, to have it run at all times: loginctl enable-linger")
	}
	tell("next: weir %s shows how it goes; weir %s remove-agent ends it", statusOf(p.Duty), p.Duty)
}

// doing says what an agent does with some jobs, and how often.
func doing(d app.Duty) string {
	if d == app.ReportDuty {
		return "the agent looks now, and then every %[2]s, whether %[1]s are due, and refreshes those that are"
	}
	return "the agent brings %s into step now, and then every %s"
}

// statusOf is the command that tells how the jobs of a duty do.
func statusOf(d app.Duty) string {
	if d == app.ReportDuty {
		return "report list"
	}
	return "tasks status"
}

// whichJobs names the jobs of the agent.
func whichJobs(d app.Duty, names []string) string {
	if len(names) == 0 {
		return "all " + d.Thing() + "s"
	}
	return strings.Join(names, ", ")
}

func (s *session) tasksRemoveAgentCommand() *cobra.Command {
	return s.removeAgentCommand(app.TasksDuty, &cobra.Command{
		Short: "Have the system bring task lists into step no more",
		Long: `Stops what ` + "`weir tasks install-agent`" + ` installed, and deletes its files and its log.
A run that is under way finishes the task in hand. Task lists, and all that Weir
knows of them, stay.`,
		Example: `weir tasks remove-agent
weir tasks remove-agent --dry-run`,
	})
}

// removeAgentCommand completes the command that removes the agent of a duty.
func (s *session) removeAgentCommand(d app.Duty, cmd *cobra.Command) *cobra.Command {
	var dryRun, asJSON bool
	cmd.Use, cmd.Args = "remove-agent", noArguments
	cmd.RunE = func(cmd *cobra.Command, _ []string) (err error) {
		a, err := s.open()
		if err != nil {
			return err
		}
		defer closeInto(&err, a)
		gone, err := a.RemoveAgent(cmd.Context(), d, dryRun)
		if len(gone) == 0 && err == nil && !asJSON {
			fmt.Fprintln(s.call.Stdout, "there is no agent of Weir's to remove")
			if s.env.GOOS == "windows" {
				fmt.Fprintf(s.call.Stderr, "for a task of the Task Scheduler: schtasks /Delete /TN weir-%s\n", d)
			}
			return nil
		}
		return s.reportForgotten(gone, err, dryRun, asJSON)
	}
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "only say what would be deleted")
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer as JSON")
	return cmd
}

// agentWire is what `weir tasks status --json` tells of the agent with each job
// that it runs: docs/tasks.md describes it.
func agentWire(g app.Agent, job string) any {
	if !g.Runs(job) {
		return nil
	}
	wire := map[string]any{
		"active": g.Active, "every_seconds": int(g.Every.Seconds()), "next_run": nil, "last_exit_code": g.LastCode, "notices": g.Notices,
	}
	if !g.Next.IsZero() {
		wire["next_run"] = g.Next.UTC()
	}
	return wire
}

// printAgent tells of the agent below the table of the jobs.
func (s *session) printAgent(g app.Agent) {
	if !g.Installed {
		fmt.Fprintf(s.call.Stdout, "agent: none; to have the system run this every %s: weir %s install-agent\n", spanInWords(g.Duty.Every()), g.Duty)
		return
	}
	text := "agent: "
	if g.Active {
		text += "active"
	} else {
		text += "NOT ACTIVE"
	}
	text += ", runs " + whichJobs(g.Duty, g.Jobs)
	if g.Every > 0 {
		text += " every " + app.SpanText(g.Every)
	}
	if !g.Next.IsZero() {
		text += ", next " + g.Next.In(s.env.Zone).Format(time.DateTime)
	}
	if g.LastCode != nil {
		text += fmt.Sprintf(", last exit code %d", *g.LastCode)
	}
	fmt.Fprintln(s.call.Stdout, s.own(text))
	for _, trouble := range g.Troubles() {
		fmt.Fprintf(s.call.Stderr, "%s\n  %s\n", s.own(trouble.Text), s.own(trouble.Next))
	}
}

// spanInWords writes a number of minutes.
func spanInWords(d time.Duration) string { return several(int(d.Minutes()), "minute") }

// remindOfAgent tells whoever set up a job that the agent was installed before,
// and cannot run it.
func (s *session) remindOfAgent(ctx context.Context, a *app.App, d app.Duty, job string) {
	g, err := a.Agent(ctx, d)
	if err != nil || !g.Installed {
		return
	}
	switch {
	case !g.Runs(job):
		fmt.Fprintf(s.call.Stderr, "the agent does not run it yet; to have that, too: %s\n", g.Command(job))
	case g.ShutOut(job):
		fmt.Fprintf(s.call.Stderr, "the agent may not write there yet; run this once more: %s\n", g.Command())
	}
}

// shutOut says of a failure of the agent what the failure cannot know: that the
// agent was installed for other places.
func shutOut(ctx context.Context, a *app.App, d app.Duty, job string, err error) error {
	if weir.KindOf(err) != weir.Storage {
		return err
	}
	g, lookErr := a.Agent(ctx, d)
	if lookErr != nil || !g.ShutOut(job) {
		return err
	}
	return &weir.Error{
		Kind: weir.Storage, Text: "the agent was installed before this " + d.Thing() + " was set up or moved, and may not write there",
		Next: "run `" + g.Command() + "` again", Err: err,
	}
}
