package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"weir"
	"weir/internal/app"
	"weir/internal/secret"
)

const usualQuery = "assignee = currentUser() AND resolution = Unresolved"

type initOptions struct {
	job          app.TaskJob // what the flags say
	passwordFile string
	makeList     bool
	replace      bool
	dryRun       bool
}

func (s *session) tasksInitCommand() *cobra.Command {
	var o initOptions
	cmd := &cobra.Command{
		Use:   "init [NAME]",
		Short: "Set up a task list: which issues, and where their tasks go",
		Long: `Asks which Jira site, which query and which target, tries them, and writes a job
into the configuration file, whose comments and other keys stay. The password of a
CalDAV server goes into the keychain of this computer; it is typed without being
shown, or comes from --password-file, WEIR_CALDAV_PASSWORD or standard input, and
never from a flag.

Without a terminal nothing is asked: give the flags. The name is "mine" unless you
give another one. A job of that name that is there already is changed only if you
say so, or with --replace.`,
		Example: `weir tasks init
weir tasks init mine --file ~/Notes/Jira.md
weir tasks init team --jql 'project = OPS AND resolution = Unresolved' --target caldav \
    --url https://cloud.example.com/ --user ada --list Jira --password-file password.txt`,
		Args: atMostOneJob,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.job.Name = "mine"
			if len(args) == 1 {
				o.job.Name = args[0]
			}
			return s.runTasksInit(cmd.Context(), o)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.job.Jira, "site", "", "the Jira site, by the name that you gave it")
	flags.StringVar(&o.job.JQL, "jql", "", "the query (default: your own open issues)")
	flags.StringVar(&o.job.Target, "target", "", "markdown or caldav")
	flags.StringVar(&o.job.File, "file", "", "markdown: the file, which need not exist yet")
	flags.StringVar(&o.job.URL, "url", "", "caldav: an address of the server, or that of the list")
	flags.StringVar(&o.job.User, "user", "", "caldav: the user")
	flags.StringVar(&o.job.List, "list", "", "caldav: the list, by its name, path or address")
	flags.StringVar(&o.job.CAFile, "ca-file", "", "caldav: certificates to trust besides the system's (PEM)")
	flags.BoolVar(&o.makeList, "make-list", false, "caldav: make the list if there is none of that name")
	flags.StringVar(&o.passwordFile, "password-file", "", "caldav: a file that holds the password")
	flags.StringVar(&o.job.Tag, "tag", "", "what tasks are tagged with, for instance Work:JIRA")
	flags.BoolVar(&o.replace, "replace", false, "change the job if there is one of that name already")
	flags.BoolVar(&o.dryRun, "dry-run", false, "try everything, save nothing")
	return cmd
}

func (s *session) runTasksInit(ctx context.Context, o initOptions) (err error) {
	a, err := s.open()
	if err != nil {
		return err
	}
	defer closeInto(&err, a)
	if err := a.CheckTaskName(o.job.Name); err != nil {
		return err
	}
	i := &taskInitiation{initiation: initiation{s, a}, job: o.job, known: a.KnownTask(o.job.Name), options: o}
	for _, step := range []func(context.Context) error{i.consent, i.site, i.query, i.target, i.place} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	if o.dryRun {
		fmt.Fprintln(s.call.Stderr, "nothing was saved (--dry-run)")
		return nil
	}
	store, err := a.SaveTask(ctx, i.job, i.password)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.call.Stderr, "saved %q: tasks in %s\n", i.job.Name, s.own(whereOf(i.job)))
	if store != "" {
		fmt.Fprintf(s.call.Stderr, "the password is in the %s\n", store)
	}
	s.remindOfAgent(ctx, a, app.TasksDuty, i.job.Name)
	return i.offerPlan(ctx)
}

// A taskInitiation sets up one job. What a flag says is not asked.
type taskInitiation struct {
	initiation
	options  initOptions
	known    app.TaskJob // as it was configured before; zero for a new one
	job      app.TaskJob
	password secret.Text // to be saved; zero where there is none, or nothing new
}

// consent makes sure that a job which is there already is meant to be changed.
func (i *taskInitiation) consent(ctx context.Context) error {
	if i.known.Target == "" || i.options.replace || i.options.dryRun {
		return nil
	}
	there := fmt.Sprintf("there is a job %q already, with its tasks in %s", i.known.Name, i.own(whereOf(i.known)))
	refused := &weir.Error{
		Kind: weir.Usage, Text: there,
		Next: "for another job, give another name: weir tasks init NAME; to change this one, add --replace",
	}
	return i.agree(ctx, "T"+there[1:]+". Change it?", refused)
}

func (i *taskInitiation) site(ctx context.Context) (err error) {
	i.job.Jira, err = i.chooseSite(ctx, i.job.Jira, i.known.Jira)
	return err
}

func (i *taskInitiation) query(ctx context.Context) error {
	if i.job.JQL != "" {
		return i.try(ctx, i.job.JQL)
	}
	usual := either(i.known.JQL, usualQuery)
	if !i.terminal.canAsk() {
		i.job.JQL = usual
		return i.try(ctx, usual)
	}
	return i.askQuery(ctx, i.job.Jira, app.TasksInitJob(), usual, func(answer, filter string) error {
		i.job.JQL = answer
		if filter != "" { // by its id: who changes the filter in Jira, changes the job
			i.job.JQL = "filter = " + filter
		}
		return i.try(ctx, i.job.JQL)
	})
}

func (i *taskInitiation) try(ctx context.Context, jql string) error {
	n, err := i.app.CountIssues(ctx, i.job.Jira, jql)
	if err != nil {
		return err
	}
	i.say("The query selects %s at present.", several(n, "issue"))
	return nil
}

func (i *taskInitiation) target(ctx context.Context) error {
	switch {
	case i.job.Target != "":
	case i.job.File != "":
		i.job.Target = app.TargetMarkdown
	case i.job.URL != "":
		i.job.Target = app.TargetCalDAV
	}
	accept := func(answer string) error {
		if answer = either(answer, i.known.Target, app.TargetMarkdown); answer != app.TargetMarkdown && answer != app.TargetCalDAV {
			return &weir.Error{Kind: weir.Usage, Text: "there is no target \"" + answer + "\"", Next: "the targets are markdown and caldav"}
		}
		i.job.Target = answer
		return nil
	}
	if i.job.Target != "" || !i.terminal.canAsk() {
		return accept(i.job.Target)
	}
	return i.askUntil(ctx, "Where the tasks go: markdown (a file) or caldav ["+either(i.known.Target, app.TargetMarkdown)+"]: ", accept)
}

func (i *taskInitiation) place(ctx context.Context) (err error) {
	if i.job.Target == app.TargetMarkdown {
		err = i.file(ctx)
	} else {
		err = i.server(ctx)
	}
	if err == nil && i.job.Tag == "" {
		i.job.Tag, err = i.askFor(ctx, "A tag for the tasks, for instance Work:JIRA (empty: none)", i.known.Tag)
	}
	return err
}

func (i *taskInitiation) file(ctx context.Context) error {
	if i.job.File != "" {
		return i.acceptFile(i.job.File)
	}
	usual := i.known.File
	if !i.terminal.canAsk() {
		if usual == "" {
			return &weir.Error{Kind: weir.Usage, Text: "there is no terminal to ask for the file", Next: "give it with --file"}
		}
		return i.acceptFile(usual)
	}
	usual = either(usual, "~/Jira.md")
	return i.askUntil(ctx, "Which file, which need not exist yet ["+i.own(usual)+"]: ", func(answer string) error {
		return i.acceptFile(either(answer, usual))
	})
}

// acceptFile makes a full path of what was typed, and tries whether tasks can be
// kept there. The folder must be there: a new one is more likely a mistake.
func (i *taskInitiation) acceptFile(path string) (err error) {
	if i.job.File, err = filepath.Abs(i.app.ExpandHome(path)); err != nil {
		return fmt.Errorf("find file: %w", err)
	}
	return i.app.CheckTaskFile(i.job)
}

// offerPlan shows what the first run would do to whoever wants to see it.
func (i *taskInitiation) offerPlan(ctx context.Context) error {
	if !i.terminal.canAsk() {
		i.say("next: weir tasks plan %[1]s, then weir tasks sync %[1]s", i.job.Name)
		return nil
	}
	answer, err := i.ask(ctx, "Show what the first run would do? Nothing is changed by it. [Y/n]: ")
	if err != nil {
		return err
	}
	if strings.HasPrefix(strings.ToLower(answer), "n") {
		i.say("next: weir tasks sync %s", i.job.Name)
		return nil
	}
	if err := i.runTasksPlan(ctx, []string{i.job.Name}, tasksOptions{}); err != nil {
		return err
	}
	i.say("next: weir tasks sync %s", i.job.Name)
	return nil
}
