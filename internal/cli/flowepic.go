package cli

import (
	"github.com/spf13/cobra"

	"weir"
	"weir/internal/flow"
)

// epic forecasts what is open below an issue. A file tells itself what that is;
// Jira is asked, since it need not be what the team's figures are made of.
func (m *measurement) epic(cmd *cobra.Command, o *forecastOptions, p flow.ForecastParams, deadline flow.Day) (flow.Epic, error) {
	if len(o.params.From) > 0 {
		return m.Epic(p, o.epic, deadline)
	}
	data, err := m.app.ReadBelow(cmd.Context(), m.job, o.epic)
	if err != nil {
		return flow.Epic{}, err
	}
	if len(data.Items) == 0 {
		return flow.Epic{}, &weir.Error{
			Kind: weir.NotFound, Text: "nothing that this account can see is below " + o.epic,
			Next: "look at the issue in Jira: perhaps its children are linked to it in another way",
		}
	}
	policy := m.Policy
	policy.Types = nil // whatever is below it is a part of it
	children, err := flow.Analyse(data, m.Workflow, policy, m.Now, flow.Window{})
	if err != nil {
		return flow.Epic{}, err
	}
	epic := flow.Epic{Key: o.epic}
	for i := range children.Lines {
		switch children.Lines[i].Outcome {
		case flow.Finished:
			epic.Finished++
		case flow.Discarded:
			epic.GivenUp++
		default:
			epic.Open++
		}
	}
	if epic.Open == 0 {
		return epic, nil
	}
	when, err := m.When(p, epic.Open, deadline)
	epic.When = &when
	return epic, err
}
