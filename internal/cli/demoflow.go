package cli

import (
	"fmt"
	"strconv"
)

// flowSteps show what the team's histories tell.
func (d *demo) flowSteps() []demoStep {
	board := strconv.Itoa(d.simulation.Board("SHOP"))
	return []demoStep{
		{why: "How does the team's work flow? From the histories on its board, without a text or a name:", args: []string{
			"flow", "show", "--board", board, "--jql", "type != Epic",
		}},
		{why: "When will ten more be done?", args: []string{
			"flow", "forecast", "--board", board, "--jql", "type != Epic", "--items", "10", "--seed", strconv.FormatUint(d.seed, 10),
		}},
		{why: "All charts, with their figures and rules, on one page that needs nothing else:", args: []string{
			"flow", "export", "--board", board, "--jql", "type != Epic", "--html", d.page,
		}},
		{why: "Open it in a browser:", do: func() error {
			fmt.Fprintf(d.call.Stdout, "  %s\n", d.page)
			return nil
		}},
	}
}
