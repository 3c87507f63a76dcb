package cli

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"weir"
	"weir/internal/app"
	"weir/internal/nearest"
)

// rootCommand puts the commands together.
func (s *session) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:     "weir",
		Version: app.Version(),
		Short:   "Let Jira data flow one way, out to where you work, and measure the flow",
		Long: `Weir reads Jira, and only reads it. It lets issues flow one way, out to where
you work, and keeps its promises by tests: see docs/promises.md.`,
		Example: `weir demo                                   see what Weir does, without an account
weir connect work                           save a Jira site and its token
weir issues --jql 'assignee = currentUser()'
weir tasks init                             keep issues in a task list
weir report init                            keep a table of issues in OneNote or a file
weir doctor                                 find out why something does not work`,
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},

		SuggestionsMinimumDistance: 2,
		PersistentPreRun:           func(*cobra.Command, []string) { s.started = true },
		Args:                       cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0], "")
			}
			return cmd.Help()
		},
	}
	root.PersistentFlags().BoolVar(&s.debug, "debug", false, "tell on standard error what happens (never a secret)")
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { printHelp(s.call.Stdout, cmd) })
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		next := "`" + cmd.CommandPath() + " --help` shows examples and all flags"
		if near := nearestFlag(cmd, err); near != "" {
			next = "did you mean --" + near + "? " + next
		}
		return &weir.Error{Kind: weir.Usage, Text: flagFault(err), Next: next}
	})
	root.SetHelpCommand(&cobra.Command{
		Use: "help [COMMAND]", Short: "Show help", Hidden: true,
		RunE: func(_ *cobra.Command, args []string) error {
			cmd, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return unknownCommand(root, strings.Join(args, " "), "")
			}
			return cmd.Help()
		},
	})
	root.AddGroup(
		&cobra.Group{ID: "start", Title: "Start:"},
		&cobra.Group{ID: "read", Title: "Read Jira:"},
		&cobra.Group{ID: "work", Title: "Keep things in step with Jira:"},
		&cobra.Group{ID: "measure", Title: "Measure how work flows:"},
		&cobra.Group{ID: "trust", Title: "See what Weir does and keeps:"},
		&cobra.Group{ID: "try", Title: "Try and script:"},
	)
	root.AddCommand(
		s.demoCommand(), s.connectCommand(), s.doctorCommand(),
		s.issuesCommand(), s.fieldsCommand(), s.jqlCommand(), s.convertCommand(),
		s.tasksCommand(), s.reportCommand(),
		s.flowCommand(),
		s.accessCommand(), s.auditCommand(), s.forgetCommand(),
		s.simulateCommand(), s.versionCommand(),
	)
	return root
}

// nearestFlag guesses which flag of the command was meant.
func nearestFlag(cmd *cobra.Command, err error) string {
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) || len(unknown.GetSpecifiedName()) < 2 {
		return ""
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return nearest.Word(unknown.GetSpecifiedName(), names)
}

// flagFault leaves out what the parsers of numbers and durations say of
// themselves.
func flagFault(err error) string {
	text := err.Error()
	for _, parser := range []string{": strconv.", ": time: ", ": parse error"} {
		if before, _, found := strings.Cut(text, parser); found {
			return before
		}
	}
	return text
}

// unknownCommand is the error for a command that there is not below cmd. It may be
// the name of a job: then otherwise says what to do with that.
func unknownCommand(cmd *cobra.Command, name, otherwise string) error {
	path := cmd.CommandPath()
	_, below, _ := strings.Cut(path+" "+name, " ")
	err := &weir.Error{Kind: weir.Usage, Text: "there is no command \"" + below + "\""}
	if near := cmd.SuggestionsFor(name); len(near) > 0 {
		err.Next = "did you mean: " + path + " " + strings.Join(near, ", "+path+" ")
	} else {
		err.Next = "`" + path + " --help` lists the commands" + otherwise
	}
	return err
}

func group(id string, cmd *cobra.Command) *cobra.Command {
	cmd.GroupID = id
	return cmd
}
