package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// printHelp prints a command's help. It starts with examples: they answer most
// questions.
func printHelp(w io.Writer, cmd *cobra.Command) {
	var b strings.Builder
	if cmd.Example != "" {
		b.WriteString("Examples:\n")
		for line := range strings.Lines(cmd.Example) {
			b.WriteString("  " + line)
		}
		b.WriteString("\n\n")
	}
	text := cmd.Long
	if text == "" {
		text = cmd.Short + "."
	}
	b.WriteString(strings.TrimSpace(text) + "\n\nUsage:\n  ")
	if cmd.HasAvailableSubCommands() {
		b.WriteString(cmd.CommandPath() + " COMMAND\n")
		helpOfCommands(&b, cmd)
	} else {
		b.WriteString(cmd.UseLine() + "\n")
	}
	if flags := cmd.LocalNonPersistentFlags(); flags.HasAvailableFlags() && !cmd.DisableFlagParsing {
		flags.SortFlags = cmd.Flags().SortFlags
		b.WriteString("\nFlags:\n" + flags.FlagUsages())
	}
	if cmd.Root().HasAvailablePersistentFlags() {
		b.WriteString("\nFlags of every command:\n" + cmd.Root().PersistentFlags().FlagUsages())
	}
	_, _ = io.WriteString(w, b.String()) // help that cannot be printed cannot be reported either
}

// helpOfCommands lists the commands below cmd, by group where there are groups.
func helpOfCommands(b *strings.Builder, cmd *cobra.Command) {
	groups := cmd.Groups()
	if len(groups) == 0 {
		groups = []*cobra.Group{{Title: "Commands:"}}
	}
	for _, g := range groups {
		fmt.Fprintf(b, "\n%s\n", g.Title)
		for _, sub := range cmd.Commands() {
			if sub.GroupID == g.ID && sub.IsAvailableCommand() && sub.Name() != "help" {
				fmt.Fprintf(b, "  %-*s  %s\n", cmd.Commands()[0].NamePadding(), sub.Name(), sub.Short)
			}
		}
	}
}
