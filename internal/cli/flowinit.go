package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"weir"
	"weir/internal/app"
)

type flowInitOptions struct {
	name, site, board, jql string
	start, finish          string
	dryRun, force          bool
}

func (s *session) flowInitCommand() *cobra.Command {
	var o flowInitOptions
	cmd := &cobra.Command{
		Use:   "init [NAME]",
		Short: "Set up a measurement: which board, and its stages",
		Long: `Finds the columns of a board, and writes them as stages into the configuration file,
where you can rename, merge and reorder them, and say which of them wait. Comments
and other keys of the file stay.

Without a terminal nothing is asked: give the flags. The name is "team" unless you
give another one.`,
		Example: `weir flow init
weir flow init ops --board 42
weir flow init ops --board 42 --start Development --finish Done --dry-run
weir flow init all --jql 'project = OPS'        stages are the status categories`,
		Args: atMostOneJob,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.name = "team"
			if len(args) == 1 {
				o.name = args[0]
			}
			return s.runFlowInit(cmd.Context(), o)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.site, "site", "", "the Jira site, by the name that you gave it")
	flags.StringVar(&o.board, "board", "", "the board, by its number: it is in the address of its page")
	flags.StringVar(&o.jql, "jql", "", "which issues: of the board, or of the site")
	flags.StringVar(&o.start, "start", "", "the stage at which work starts")
	flags.StringVar(&o.finish, "finish", "", "the stage at which work is finished")
	flags.BoolVar(&o.dryRun, "dry-run", false, "show what would be written, save nothing")
	flags.BoolVar(&o.force, "force", false, "replace a job of the name without asking")
	return cmd
}

func (s *session) runFlowInit(ctx context.Context, o flowInitOptions) (err error) {
	a, err := s.open()
	if err != nil {
		return err
	}
	defer closeInto(&err, a)
	if err := a.CheckTaskName(o.name); err != nil {
		return err
	}
	i := &flowInitiation{initiation: initiation{s, a}, options: o}
	for _, step := range []func(context.Context) error{i.replace, i.site, i.board, i.stages, i.ends} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	i.job.Name = o.name
	if o.dryRun {
		fmt.Fprintln(s.call.Stderr, "nothing was saved (--dry-run)")
		return nil
	}
	if err := a.SaveFlow(i.job); err != nil {
		return err
	}
	fmt.Fprintf(s.call.Stderr, "saved %q in %s\n", o.name, s.own(a.ConfigPath()))
	fmt.Fprintln(s.call.Stderr, `there you can also say which stages wait (waiting) and which resolutions are no work done (discard = ["Won't Do"])`)
	fmt.Fprintf(s.call.Stderr, "next: weir flow show %s\n", o.name)
	return nil
}

// A flowInitiation sets up one job. What a flag says is not asked.
type flowInitiation struct {
	initiation
	options flowInitOptions
	job     app.FlowJob
}

// replace asks before the stages of a job are lost that somebody wrote.
func (i *flowInitiation) replace(ctx context.Context) error {
	if !slices.Contains(i.app.FlowNames(), i.options.name) || i.options.force || i.options.dryRun {
		return nil
	}
	refused := &weir.Error{
		Kind: weir.Usage, Text: fmt.Sprintf("there is a job of flow %q already", i.options.name),
		Next: "give another name, or --force to replace its board and its stages",
	}
	return i.agree(ctx, fmt.Sprintf("There is a job %q already. Replace its board and its stages?", i.options.name), refused)
}

func (i *flowInitiation) site(ctx context.Context) (err error) {
	i.job.Jira, err = i.chooseSite(ctx, i.options.site, "")
	return err
}

// board finds out which board is meant; none is fine where there is a query.
func (i *flowInitiation) board(ctx context.Context) error {
	i.job.JQL = i.options.jql
	if err := i.app.CheckFlowQuery(i.job.JQL); err != nil {
		return err
	}
	if i.options.board != "" {
		n, err := strconv.Atoi(i.options.board)
		if err != nil || n < 1 {
			return &weir.Error{Kind: weir.Usage, Text: fmt.Sprintf("%q is not the number of a board", i.options.board), Next: "it is in the address of the board's page"}
		}
		i.job.Board = n
		return nil
	}
	if i.job.JQL != "" {
		return nil
	}
	boards, err := i.app.Boards(ctx, i.job.Jira, "")
	if err != nil {
		return err
	}
	if len(boards) == 0 {
		return &weir.Error{Kind: weir.NotFound, Text: "this account sees no board", Next: "measure a query instead: weir flow init " + i.options.name + " --jql 'project = OPS'"}
	}
	if !i.terminal.canAsk() {
		return &weir.Error{Kind: weir.Usage, Text: "there is no terminal to ask for the board", Next: "give it with --board: " + boardList(boards)}
	}
	const most = 30
	i.say("Boards:")
	for _, b := range boards[:min(most, len(boards))] {
		i.say("  %6s  %s", b.ID, i.clean(b.Name))
	}
	if len(boards) > most {
		i.say("  … and %d more; the number of a board is in the address of its page", len(boards)-most)
	}
	return i.askUntil(ctx, "Which board, by its number: ", func(answer string) error {
		n, err := strconv.Atoi(strings.TrimSpace(answer))
		if err != nil || n < 1 {
			return &weir.Error{Kind: weir.Usage, Text: "that is not a number", Next: "type one of the numbers above"}
		}
		if !slices.ContainsFunc(boards, func(b weir.Board) bool { return b.ID == strconv.Itoa(n) }) {
			return &weir.Error{Kind: weir.Usage, Text: fmt.Sprintf("this account sees no board %d", n), Next: "type one of the numbers above"}
		}
		i.job.Board = n
		return nil
	})
}

func boardList(boards []weir.Board) string {
	var list []string
	for _, b := range boards[:min(10, len(boards))] {
		list = append(list, b.ID+" ("+b.Name+")")
	}
	return strings.Join(list, ", ")
}

// stages takes the columns of the board. Of a query, the categories are the
// stages, and need not be written down.
func (i *flowInitiation) stages(ctx context.Context) error {
	if i.job.Board == 0 {
		return nil
	}
	found, name, err := i.app.BoardStages(ctx, i.job.Jira, i.job.Board)
	if err != nil {
		return err
	}
	found.JQL = i.job.JQL
	i.job = found
	i.say("The stages of %s:", i.clean(name))
	for _, stage := range i.job.Stages {
		i.say("  %s", i.clean(stage.String()))
	}
	return nil
}

// ends asks where work starts and finishes.
func (i *flowInitiation) ends(ctx context.Context) error {
	for _, end := range []struct {
		flag, question string
		at             *string
	}{
		{i.options.start, "Where does work start", &i.job.Start},
		{i.options.finish, "Where is it finished", &i.job.Finish},
	} {
		switch {
		case end.flag != "":
			*end.at = end.flag
		case len(i.job.Stages) > 0 && i.terminal.canAsk():
			if err := i.askStage(ctx, end.question, end.at); err != nil {
				return err
			}
		}
	}
	if i.job.Board == 0 {
		return nil
	}
	if err := app.CheckFlowEnds(i.job); err != nil {
		return err
	}
	i.say("Work starts at %s and is finished at %s.", i.clean(i.job.Start), i.clean(i.job.Finish))
	return nil
}

// askStage asks for a stage until it is one; nothing means the one that is there.
func (i *flowInitiation) askStage(ctx context.Context, question string, at *string) error {
	proposed := *at
	return i.askUntil(ctx, question+" ["+i.clean(proposed)+"]: ", func(answer string) error {
		*at = cmp.Or(strings.TrimSpace(answer), proposed)
		return app.CheckFlowEnds(i.job)
	})
}

func (s *session) flowForgetCommand() *cobra.Command {
	var dryRun, asJSON bool
	cmd := &cobra.Command{
		Use:   "forget NAME",
		Short: "Delete what Weir keeps of a measurement: its entry in the configuration",
		Example: `weir flow forget ops --dry-run
weir flow forget ops`,
		Args: exactlyOne("the name of a job", "weir flow forget ops"),
		RunE: func(_ *cobra.Command, args []string) (err error) {
			a, err := s.open()
			if err != nil {
				return err
			}
			defer closeInto(&err, a)
			gone, err := a.ForgetFlow(args[0], dryRun)
			return s.reportForgotten(gone, err, dryRun, asJSON)
		},
	}
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "only say what would be deleted")
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer as JSON")
	return cmd
}
