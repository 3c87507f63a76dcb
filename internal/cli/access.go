package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"weir"
	"weir/internal/app"
)

func (s *session) accessCommand() *cobra.Command {
	var asJSON bool
	cmd := group("trust", &cobra.Command{
		Use:   "access [JOB]",
		Short: "List what each job reaches: hosts, ports, paths, fields, scopes",
		Long: `Lists, for the administrator who must approve it, what each job of Weir reaches.
The list is made from the policies that are enforced: a request that is not on it
is refused before a connection is opened.`,
		Example: `weir access
weir access issues --json`,
		Args: cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, args []string) (err error) {
			a, err := s.open()
			if err != nil {
				return err
			}
			defer closeInto(&err, a)
			list, err := chooseAccess(a, args)
			if err != nil {
				return err
			}
			if asJSON {
				return s.printJSON(list)
			}
			for i, access := range list {
				if i > 0 {
					fmt.Fprintln(s.call.Stdout)
				}
				s.printAccess(access)
			}
			return nil
		},
	})
	cmd.Flags().BoolVar(&asJSON, "json", false, "answer as JSON")
	return cmd
}

func chooseAccess(a *app.App, args []string) ([]app.Access, error) {
	jobs := app.Jobs()
	switch len(args) {
	case 0:
	case 1:
		job, err := app.FindJob(args[0])
		if err != nil {
			return nil, err
		}
		jobs = []app.Job{job}
	default:
		return nil, &weir.Error{Kind: weir.Usage, Text: "want one job", Next: "for instance: weir access issues"}
	}
	var list []app.Access
	for _, job := range jobs {
		list = append(list, a.Access(job))
	}
	return list, nil
}

func (s *session) printAccess(a app.Access) {
	out := s.call.Stdout
	fmt.Fprintf(out, "%s: %s\n", a.Job, a.Title)
	fmt.Fprintf(out, "  methods      %s (to Jira)\n", strings.Join(a.Methods, ", "))
	for _, h := range a.Hosts {
		fmt.Fprintf(out, "  host         %s, port %s (%s)\n", h.Host, h.Port, h.Why)
	}
	for _, p := range a.Paths {
		fmt.Fprintf(out, "  %s: %s\n", p.Name, p.Why)
		if p.Cloud != "" {
			fmt.Fprintf(out, "    Cloud        %s\n", p.Cloud)
		}
		if p.DataCenter != "" {
			fmt.Fprintf(out, "    Data Center  %s\n", p.DataCenter)
		}
	}
	fmt.Fprintf(out, "  fields       %s\n", strings.Join(a.Fields, ", "))
	fmt.Fprintf(out, "  permissions  %s\n", strings.Join(a.Permissions, ", "))
	fmt.Fprintf(out, "  scopes       classic: %s\n", strings.Join(a.Scopes.Classic, ", "))
	fmt.Fprintf(out, "               or granular: %s\n", strings.Join(a.Scopes.Granular, ", "))
	for _, t := range a.Targets {
		name := t.Job
		if name == "" {
			name = "for example"
		}
		fmt.Fprintf(out, "  target       %s: %s, %s\n", name, t.Target, s.own(t.Where))
		if len(t.Methods) > 0 {
			fmt.Fprintf(out, "    methods      %s\n", strings.Join(t.Methods, ", "))
		}
		for i, path := range t.Paths {
			label := "paths"
			if i > 0 {
				label = ""
			}
			fmt.Fprintf(out, "    %-12s %s\n", label, path)
		}
		if len(t.Scopes) > 0 {
			fmt.Fprintf(out, "    scopes       %s\n", strings.Join(t.Scopes, ", "))
		}
		fmt.Fprintf(out, "    reads        %s\n    writes       %s\n", t.Reads, t.Writes)
		fmt.Fprintf(out, "    of Jira      %s\n", s.clean(strings.Join(t.Fields, ", ")))
	}
	for _, limit := range a.Limits {
		fmt.Fprintf(out, "  rule         %s\n", limit.Rule)
	}
}
