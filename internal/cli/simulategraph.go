package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"weir/internal/app"
)

type simulateGraphOptions struct {
	app.SimulateGraphParams
	show showOptions
}

func (s *session) simulateGraphCommand() *cobra.Command {
	var o simulateGraphOptions
	cmd := &cobra.Command{
		Use:   "graph",
		Short: "Run a simulated OneNote, with Microsoft's sign-in",
		Long: `Runs an HTTPS server that answers as Microsoft Graph does for OneNote, and as
Microsoft's sign-in does, until it is interrupted. It prints its URL, where its pages
can be looked at in a browser, and what Weir must know to use it; the ready file gets
the same as JSON, once the server answers. What is written there is gone when it ends.

The sign-in shows Microsoft's question, and nobody's account is involved; with
--consent it says yes by itself.`,
		Example: `weir simulate graph
weir simulate graph --consent --notebook 'Team notebook=Weekly,Archive'
weir simulate graph --ready-file graph.json &`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return s.runSimulateGraph(cmd.Context(), o) },
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&o.Notebooks, "notebook", []string{"Team notebook=Weekly"}, "a notebook, NAME or NAME=SECTION,SECTION; may be repeated")
	flags.BoolVar(&o.Consent, "consent", false, "let whoever signs in be let in at once")
	flags.StringVar(&o.Listen, "listen", "127.0.0.1:0", "address and port; port 0 takes a free one")
	o.show.addTo(cmd, "url, login, graph, client_id and ca_file")
	return cmd
}

func (s *session) runSimulateGraph(ctx context.Context, o simulateGraphOptions) error {
	simulation, err := s.env.SimulateGraph(o.SimulateGraphParams)
	if err != nil {
		return err
	}
	return s.keepUp(ctx, simulation, o.show, func() error { return s.printGraphSimulation(simulation) })
}

func (s *session) printGraphSimulation(m *app.GraphSimulation) error {
	_, err := fmt.Fprintf(s.call.Stdout, `url        %s
login      %s
graph      %s
client_id  %s
ca_file    %s

Use it from another terminal:
  export %s
  weir report sign-in
Ctrl-C ends it.
`, m.URL, m.Login, m.Graph, m.ClientID, m.CAFile, strings.Join(m.Variables(), " "))
	return err
}
