package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"weir/internal/app"
)

type simulateGraphOptions struct {
	app.SimulateGraphParams
	readyFile string
	json      bool
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
	flags.StringVar(&o.readyFile, "ready-file", "", "where to write url, login, graph, client_id and ca_file once the server answers")
	flags.BoolVar(&o.json, "json", false, "print them as JSON, too")
	return cmd
}

func (s *session) runSimulateGraph(ctx context.Context, o simulateGraphOptions) (err error) {
	simulation, err := s.env.SimulateGraph(o.SimulateGraphParams)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, simulation.Stop()) }()
	if o.readyFile != "" {
		if err := simulation.WriteReady(o.readyFile); err != nil {
			return err
		}
		defer os.Remove(o.readyFile) //nolint:errcheck // it may be gone already
	}
	if o.json {
		err = s.printJSON(simulation)
	} else {
		err = s.printGraphSimulation(simulation)
	}
	if err != nil {
		return err
	}
	<-ctx.Done() // being interrupted is how a simulation is meant to end
	return nil
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
