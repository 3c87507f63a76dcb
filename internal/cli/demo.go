package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"weir"
	"weir/internal/app"
)

func (s *session) demoCommand() *cobra.Command {
	var seed uint64
	cmd := group("start", &cobra.Command{
		Use:   "demo",
		Short: "See what Weir does, on a simulated Jira, without an account",
		Long: `Starts a simulated Jira with a made-up team, and a simulated OneNote, runs Weir's
commands against them (lists, a Markdown file of tasks that stays in step, a table on
a page that people write on, and flow metrics), and leaves nothing behind but two
pages, a report and one with charts, whose paths it prints. On a terminal both stay
up at the end, for you to try more, until you press Enter.`,
		Example: "weir demo",
		Args:    noArguments,
		RunE:    func(cmd *cobra.Command, _ []string) error { return s.runDemo(cmd.Context(), seed) },
	})
	cmd.Flags().Uint64Var(&seed, "seed", 7, "another seed makes another team")
	return cmd
}

// A demoStep is a command of the demo, and why one would run it; or something
// else that is shown.
type demoStep struct {
	why  string
	args []string
	do   func() error
}

func (d *demo) steps() []demoStep {
	steps := []demoStep{
		{why: "A site is saved after its token was tried (here with throw-away settings):", args: []string{"connect", "demo"}},
		{why: "The team's open issues, as Jira has them right now, the most urgent first:", args: []string{
			"issues", "--jql", "resolution = Unresolved ORDER BY due, priority DESC", "--columns", "key,status,assignee,priority,due,summary", "--limit", "8",
		}},
		{why: "The same road out, for a script (--format csv and markdown work, too):", args: []string{
			"issues", "--jql", "statusCategory = Done AND resolved >= -30d ORDER BY resolved DESC", "--columns", "key,status,resolved,labels", "--limit", "3", "--json",
		}},
		{why: "A query checked and taken apart without asking Jira:", args: []string{
			"jql", "explain", `project = OPS AND summary ~ "order by" ORDER BY created`,
		}},
	}
	steps = append(steps, d.taskSteps()...)
	steps = append(steps, d.reportSteps()...)
	steps = append(steps, d.flowSteps()...)
	return append(steps, []demoStep{
		{why: "What your administrator has to approve, read off the enforced policy:", args: []string{"access", "issues"}},
		{why: "Is everything between here and Jira in order?", args: []string{"doctor"}},
		{why: "And the last requests that this demo made:", args: []string{"audit", "--limit", "12"}},
	}...)
}

func (s *session) runDemo(ctx context.Context, seed uint64) (err error) {
	simulation, err := s.env.Simulate(app.SimulateParams{Generate: 120, Seed: seed, Listen: "127.0.0.1:0"})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, simulation.Stop()) }()
	onenote, err := s.env.SimulateGraph(app.SimulateGraphParams{Notebooks: []string{"Team notebook=Weekly"}, Consent: true, Listen: "127.0.0.1:0"})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, onenote.Stop()) }()
	home, err := os.MkdirTemp("", "weir-demo-")
	if err != nil {
		return fmt.Errorf("make directory: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(home)) }()
	d := &demo{session: s, simulation: simulation, onenote: onenote, file: filepath.Join(home, "Jira.md"), seed: seed, shown: map[string]string{}}
	pages, err := pageDirectory()
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(pages) }() // stays if there is a page in it
	d.table, d.page = filepath.Join(pages, "report.html"), filepath.Join(pages, "flow.html")
	environ := s.demoEnviron(simulation, onenote, home)
	fmt.Fprintf(s.call.Stdout, "A simulated Jira with 120 issues of a made-up team runs at %s.\n", simulation.URL)
	for _, step := range d.steps() {
		if err := s.demoStep(ctx, step, environ); err != nil {
			return err
		}
		if s.out.err != nil {
			return nil // nobody is watching any more; Run says why
		}
	}
	if s.terminal.canAsk() && s.terminal.outTTY {
		return d.linger(ctx)
	}
	fmt.Fprintf(s.call.Stdout, "\nThat was all, and nothing of it is left but two pages:\n  %s\n  %s\nWith your own Jira: weir connect work\n", d.table, d.page)
	return nil
}

// pageDirectory is where the pages go that stay: nobody else can have put
// something into it.
func pageDirectory() (string, error) {
	dir, err := os.MkdirTemp("", "weir-demo-page-")
	if err != nil {
		return "", fmt.Errorf("make directory: %w", err)
	}
	return dir, nil
}

// demoEnviron is the user's environment without Weir's own variables, so that
// the demo neither reads nor touches what the user has.
func (s *session) demoEnviron(simulation *app.Simulation, onenote *app.GraphSimulation, home string) []string {
	var environ []string
	for _, variable := range s.call.Environ {
		if !strings.HasPrefix(variable, "WEIR_") {
			environ = append(environ, variable)
		}
	}
	environ = append(environ, "WEIR_CONFIG="+home+"/config.toml", "WEIR_STATE_DIR="+home+"/state",
		"WEIR_KEYCHAIN=file", "WEIR_KEYCHAIN_PASSPHRASE="+rand.Text())
	return slices.Concat(environ, simulation.Variables(), onenote.Variables())
}

func (s *session) demoStep(ctx context.Context, step demoStep, environ []string) error {
	if step.do != nil {
		fmt.Fprintf(s.call.Stdout, "\n%s\n", step.why)
		return step.do()
	}
	quoted := make([]string, len(step.args))
	for i, arg := range step.args {
		quoted[i] = quoteForShell(arg)
	}
	fmt.Fprintf(s.call.Stdout, "\n%s\n$ weir %s\n", step.why, strings.Join(quoted, " "))
	call := s.call
	call.Args, call.Environ = step.args, environ
	if code := Run(ctx, call); code != exitOK {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return &weir.Error{
			Kind: weir.Unexpected, Text: fmt.Sprintf("a step of the demo failed (exit code %d)", code),
			Next: "please report it, with all that the demo printed",
		}
	}
	return nil
}

// linger keeps the simulations up for whoever wants to try more.
func (d *demo) linger(ctx context.Context) error {
	fmt.Fprint(d.call.Stdout, "\nThe simulated Jira and OneNote stay up. In another terminal, try:\n  export")
	for _, variable := range slices.Concat(d.simulation.Variables(), d.onenote.Variables()) {
		fmt.Fprint(d.call.Stdout, " ", variable)
	}
	fmt.Fprintf(d.call.Stdout, `
  weir issues --jql 'project is not EMPTY'
  weir report sign-in --device
and look at the page in a browser, which does not know the certificate:
  %s

`, d.onenote.URL)
	_, err := d.ask(ctx, "Press Enter to end: ")
	if ctx.Err() != nil {
		return nil // Ctrl-C is as good as Enter here
	}
	return err
}

// quoteForShell writes an argument as it would be typed.
func quoteForShell(arg string) string {
	if arg != "" && !strings.ContainsAny(arg, " \t\n'\"\\$`!*?[](){}<>|&;~#=") {
		return arg
	}
	return "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
}
