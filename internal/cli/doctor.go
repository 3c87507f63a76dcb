package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"weir"
	"weir/internal/app"
	"weir/internal/table"
)

func (s *session) doctorCommand() *cobra.Command {
	var site string
	var asJSON bool
	cmd := group("start", &cobra.Command{
		Use:   "doctor",
		Short: "Find out why something does not work",
		Long: `Looks at everything between this computer and your issues: configuration, audit
trail, keychain, proxy, network and certificate, token, clock, permissions; and
says what to do about what is wrong.`,
		Example: `weir doctor
weir doctor --site work --json`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			a, err := s.open()
			if err != nil {
				return err
			}
			defer closeInto(&err, a)
			checks := []app.Check{}
			a.Doctor(cmd.Context(), site, func(c app.Check) {
				c.Text, c.Next = s.env.Redactor.Scrub(c.Text), s.env.Redactor.Scrub(c.Next)
				checks = append(checks, c)
				if !asJSON {
					s.printCheck(c, a.LongestCheck())
				}
			})
			if asJSON {
				if err := s.printJSON(checks); err != nil {
					return err
				}
			}
			return diagnosis(checks)
		},
	})
	cmd.Flags().StringVar(&site, "site", "", "the site to look at (default: the default site)")
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer as JSON")
	return cmd
}

// printCheck prints a check as soon as it ends. width is how wide names may be, so
// that the texts of all checks begin in one column.
func (s *session) printCheck(c app.Check, width int) {
	fmt.Fprintf(s.call.Stdout, "%-8s %-*s %s\n", c.Result, width, c.Name, table.Line(c.Text))
	for line := range strings.Lines(c.Next) {
		fmt.Fprintf(s.call.Stdout, "%-8s %-*s → %s\n", "", width, "", table.Line(line))
	}
}

// diagnosis is the error that the first failed check amounts to. Its text was
// printed with the check.
func diagnosis(checks []app.Check) error {
	for _, c := range checks {
		if c.Result == app.CheckFailed {
			return silentError{&weir.Error{Kind: c.Kind, Text: c.Text}}
		}
	}
	return nil
}
