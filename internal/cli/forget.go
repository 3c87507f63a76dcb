package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"weir"
	"weir/internal/app"
)

type forgetOptions struct {
	name   string
	all    bool
	dryRun bool
	json   bool
}

func (s *session) forgetCommand() *cobra.Command {
	var o forgetOptions
	cmd := group("trust", &cobra.Command{
		Use:   "forget NAME | --all",
		Short: "Delete what Weir keeps on this computer",
		Long: `Deletes what Weir keeps for one site (its entry in the configuration and its
token), one task list (see ` + "`weir tasks forget`" + `) or one report (see ` + "`weir report forget`" + `),
or, with --all, everything: all sites with their tokens, all links and passwords of
task lists, what is remembered of reports, the Microsoft sign-in, the agents that keep
them in step, the audit trail and the configuration file. It says what it deleted. Your
tasks and tables stay where they are.

Your token stays valid in Jira, and the consent at Microsoft, until you revoke them there.`,
		Example: `weir forget work
weir forget --all --dry-run       see what would be deleted
weir forget --all`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if len(args) > 1 || o.all == (len(args) == 1) {
				return &weir.Error{Kind: weir.Usage, Text: "want one name, or --all", Next: "for instance: weir forget work"}
			}
			if len(args) == 1 {
				o.name = args[0]
			}
			a, err := s.open()
			if err != nil {
				return err
			}
			defer closeInto(&err, a)
			return s.forget(cmd.Context(), a, o)
		},
	})
	flags := cmd.Flags()
	flags.BoolVar(&o.all, "all", false, "everything")
	flags.BoolVar(&o.dryRun, "dry-run", false, "only say what would be deleted")
	flags.BoolVar(&o.json, "json", false, "answer as JSON")
	return cmd
}

func (s *session) forget(ctx context.Context, a *app.App, o forgetOptions) error {
	var gone []string
	var err error
	if o.all {
		gone, err = a.ForgetAll(ctx, o.dryRun)
	} else {
		gone, err = a.Forget(ctx, o.name, o.dryRun)
	}
	return s.reportForgotten(gone, err, o.dryRun, o.json)
}

// reportForgotten says what was deleted, also where something could not be.
func (s *session) reportForgotten(gone []string, err error, dryRun, asJSON bool) error {
	if asJSON {
		if printErr := s.printJSON(map[string]any{"deleted": append([]string{}, gone...), "dry_run": dryRun}); printErr != nil {
			return printErr
		}
		return err
	}
	verb := "deleted"
	if dryRun {
		verb = "would delete"
	}
	for _, thing := range gone {
		fmt.Fprintf(s.call.Stdout, "%s %s\n", verb, s.clean(thing))
	}
	if len(gone) == 0 && err == nil {
		fmt.Fprintln(s.call.Stdout, "nothing to delete")
	}
	return err
}
