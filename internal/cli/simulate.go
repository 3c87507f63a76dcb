package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"weir"
	"weir/internal/app"
)

type simulateOptions struct {
	app.SimulateParams
	show showOptions
}

// showOptions say how a simulation tells where it is.
type showOptions struct {
	readyFile string
	json      bool
}

func (o *showOptions) addTo(cmd *cobra.Command, what string) {
	flags := cmd.Flags()
	flags.StringVar(&o.readyFile, "ready-file", "", "where to write "+what+" once the server answers")
	flags.BoolVar(&o.json, "json", false, "print them as JSON, too")
}

func (s *session) simulateCommand() *cobra.Command {
	cmd := group("try", &cobra.Command{
		Use:   "simulate",
		Short: "Run a simulated Jira or OneNote, to try Weir or to write scripts against",

		Example: `weir simulate jira --generate 200 --seed 7
weir simulate graph --consent
weir simulate issues --generate 10000 -o issues.json`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	})
	cmd.AddCommand(s.simulateJiraCommand(), s.simulateGraphCommand(), s.simulateIssuesCommand())
	return cmd
}

func (s *session) simulateJiraCommand() *cobra.Command {
	var o simulateOptions
	cmd := &cobra.Command{
		Use:   "jira [--load FILE | --generate N]",
		Short: "Run a simulated Jira",
		Long: `Runs an HTTPS server that answers as Jira does, from files with issues (search
answers, arrays, single issues, JSON lines) or from a made-up team, until it is
interrupted. It prints its URL, user, token and CA file, and writes them to the
ready file, as JSON, once it answers.

With --every the team works on while it runs: issues are created, moved, edited,
reassigned, flagged, deleted, and each such thing is printed as it happens.`,
		Example: `weir simulate jira --generate 200 --seed 7
weir simulate jira --every 5s
weir simulate jira --load issues.json --flavour dc
weir simulate jira --fault faults.toml
weir simulate jira --index-lag 2m --latency 250ms --account guest@example.com=SHOP
weir simulate jira --generate 50 --ready-file ready.json &`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 && len(o.Load) == 0 {
				return noArguments(cmd, args)
			}
			o.Load = append(o.Load, args...) // --load a.json b.json
			if len(o.Load) > 0 && cmd.Flags().Changed("generate") {
				return &weir.Error{Kind: weir.Usage, Text: "--load and --generate exclude each other", Next: "choose one of them"}
			}
			return s.runSimulateJira(cmd.Context(), o)
		},
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&o.Load, "load", nil, "a file with issues; may be repeated")
	flags.IntVar(&o.Generate, "generate", 100, "make up a team with so many issues")
	flags.Uint64Var(&o.Seed, "seed", 1, "another seed makes another team")
	flags.StringVar(&o.Flavour, "flavour", "cloud", "cloud or dc")
	flags.DurationVar(&o.Latency, "latency", 0, "how long each answer takes, for instance 250ms")
	flags.DurationVar(&o.Every, "every", 0, "let the team work on: something happens about so often, for instance 5s")
	flags.DurationVar(&o.IndexLag, "index-lag", 0, "search shows each change up to so much later, as Jira's index does")
	flags.IntVar(&o.Burst, "burst", 0, "refuse, with 429, more than so many requests a second")
	flags.IntVar(&o.Points, "points", 0, "the hour's quota of points, beyond which Jira refuses (cloud)")
	flags.IntVar(&o.MaxPage, "max-page", 0, "the most issues on a page, whatever was asked")
	flags.BoolVar(&o.Scoped, "scoped", false, "make the token a scoped one, which works at the gateway only (cloud)")
	flags.StringVar(&o.Zone, "zone", "UTC", "time zone of the account's profile, in which JQL dates are read")
	flags.StringArrayVar(&o.Accounts, "account", nil, "another account, USER or USER=PROJECT,PROJECT for one that sees only these; may be repeated")
	flags.StringVar(&o.Listen, "listen", "127.0.0.1:0", "address and port; port 0 takes a free one")
	flags.StringVar(&o.Fault, "fault", "", "a script of what goes wrong: see docs/try-without-jira.md")
	o.show.addTo(cmd, "url, user, token and ca_file")
	return cmd
}

func (s *session) simulateIssuesCommand() *cobra.Command {
	p := app.WriteIssuesParams{}
	cmd := &cobra.Command{
		Use:   "issues [--generate N] [-o FILE]",
		Short: "Write the issues of a made-up team, as Jira's API would answer them",
		Long: `Writes issues with all their fields and their whole change histories, on one page
as a search of Jira answers, an issue on each line: to try out what reads exported
issues. It takes little memory, however many there are; an issue takes about 13 kB.`,
		Example: `weir simulate issues --generate 1000 --seed 7 -o issues.json
weir simulate issues --generate 50 --flavour dc | jq '.issues[].key'`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if p.Issues < 1 {
				return &weir.Error{Kind: weir.Usage, Text: "--generate must be 1 at least", Next: "for instance: weir simulate issues --generate 1000"}
			}
			return s.env.WriteIssues(cmd.Context(), s.call.Stdout, p)
		},
	}
	flags := cmd.Flags()
	flags.IntVar(&p.Issues, "generate", 100, "how many issues")
	flags.Uint64Var(&p.Seed, "seed", 1, "another seed makes another team")
	flags.StringVar(&p.Flavour, "flavour", "cloud", "cloud or dc")
	flags.StringVarP(&p.File, "output", "o", "", "a new file; standard output, if left out")
	return cmd
}

func (s *session) runSimulateJira(ctx context.Context, o simulateOptions) error {
	if o.Generate < 0 || o.Latency < 0 || o.Every < 0 || o.IndexLag < 0 || o.MaxPage < 0 || o.Burst < 0 || o.Points < 0 {
		return &weir.Error{
			Kind: weir.Usage, Text: "--generate, --latency, --every, --index-lag, --burst, --points and --max-page cannot be negative",
			Next: "for instance: weir simulate jira --generate 100 --latency 250ms",
		}
	}
	o.OnEvent = func(e app.SimulatedEvent) {
		fmt.Fprintf(s.call.Stderr, "%s  %-10s %s %s\n", e.At.Local().Format(time.TimeOnly), s.clean(e.Key), s.clean(e.Who), s.clean(e.What))
	}
	simulation, err := s.env.Simulate(o.SimulateParams)
	if err != nil {
		return err
	}
	return s.keepUp(ctx, simulation, o.show, func() error { return s.printSimulation(simulation) })
}

// keepUp tells where a simulation is, and stops it when the context ends: being
// interrupted is how a simulation is meant to end.
func (s *session) keepUp(ctx context.Context, simulation interface{ Stop() error }, o showOptions, show func() error) (err error) {
	defer func() { err = errors.Join(err, simulation.Stop()) }()
	if o.readyFile != "" {
		if err := app.WriteReady(o.readyFile, simulation); err != nil {
			return err
		}
		defer os.Remove(o.readyFile) //nolint:errcheck // it may be gone already
	}
	if o.json {
		show = func() error { return s.printJSON(simulation) }
	}
	if err := show(); err != nil {
		return err
	}
	<-ctx.Done()
	return nil
}

func (s *session) printSimulation(m *app.Simulation) error {
	_, err := fmt.Fprintf(s.call.Stdout, `url      %s
user     %s
token    %s
ca_file  %s
%[5]s
Use it from another terminal:
  export WEIR_JIRA_URL=%[1]s WEIR_JIRA_USER=%[2]s WEIR_JIRA_TOKEN=%[3]s WEIR_JIRA_CA_FILE=%[4]s
  weir issues --jql 'resolution = Unresolved'
Ctrl-C ends it.
`, m.URL, m.User, m.Token, m.CAFile, others(m.Accounts))
	return err
}

// others lists the further accounts, each on a line.
func others(accounts []app.SimulatedAccount) string {
	var b strings.Builder
	for _, a := range accounts {
		sees := "everything"
		if len(a.Projects) > 0 {
			sees = strings.Join(a.Projects, ", ")
		}
		fmt.Fprintf(&b, "also     %s, token %s, sees %s\n", a.User, a.Token, sees)
	}
	return b.String()
}
