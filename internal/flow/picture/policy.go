package picture

import (
	"fmt"

	"weir/internal/flow"
)

// A Statement says one part of how it was measured.
type Statement struct{ Name, Text string }

// Policies says in words how things were measured.
func Policies(a *flow.Analysis) []Statement {
	p := a.Policy
	list := []Statement{
		{"Started", "when an item enters “" + Name(a.Workflow.Stages[a.Workflow.Start].Name) + "”"},
		{"Finished", "when it enters “" + Name(a.Workflow.Stages[a.Workflow.Finish].Name) + "” to stay"},
		{"Cycle time and age", cycleText(p)},
		{"Moves back", backwardText(p)},
		{"Days", "begin and end in " + p.Zone.String() + "; " + calendarText(p)},
		{"Percentiles", percentileText(p)},
		{"Service level expectation", fmt.Sprintf("%d %% of finished items", p.SLE)},
	}
	if len(p.Discard) > 0 {
		list = append(list, Statement{"Given up, not finished", "resolution " + names(p.Discard)})
	}
	if len(p.Types) > 0 {
		list = append(list, Statement{"Issue types", names(p.Types)})
	}
	return list
}

func cycleText(p flow.Policy) string {
	switch p.Cycle {
	case flow.Hours:
		return "the time that elapsed, in days of 24 hours"
	case flow.Difference:
		return "whole days from start to finish, the first not counted"
	default:
		return "whole days, first and last both counted"
	}
}

func backwardText(p flow.Policy) string {
	switch p.Backward {
	case flow.FirstEntry:
		return "the first entry into each stage counts"
	case flow.PauseOnReturn:
		return "the first entry counts, and the clock pauses while an item is back before the start"
	default:
		return "the last entry into each stage counts; a move back wipes the later ones"
	}
}

func calendarText(p flow.Policy) string {
	switch n := p.Calendar.Holidays(); {
	case !p.Calendar.Working:
		return "every day counts"
	case n > 0:
		return "Monday to Friday count, less " + count(n, "holiday", "holidays")
	default:
		return "Monday to Friday count"
	}
}

func percentileText(p flow.Policy) string {
	if p.Percentiles == flow.Type7 {
		return "interpolated (type 7)"
	}
	return "nearest rank: a value that occurred, which so many items did not exceed"
}

func names(all []string) string {
	quoted := make([]string, len(all))
	for i, name := range all {
		quoted[i] = "“" + Name(name) + "”"
	}
	return list(quoted)
}

// between names the stages that start and stop the clock.
func (m *maker) between() string {
	w := m.Workflow
	return "“" + Name(w.Stages[w.Start].Name) + "” to “" + Name(w.Stages[w.Finish].Name) + "”"
}

// counted is the part of a rule that says how times are counted.
func (m *maker) counted() string {
	text := "whole days, both ends counted"
	switch m.Policy.Cycle {
	case flow.Hours:
		text = "elapsed time in days of 24 hours"
	case flow.Difference:
		text = "whole days, the first not counted"
	default:
	}
	if m.Policy.Calendar.Working {
		text += ", " + calendarText(m.Policy)
	}
	return text
}

// zone and back are the parts of a rule that say where days end, and what moves
// back do.
func (m *maker) zone() string { return "Days in " + m.Policy.Zone.String() + "." }

func (m *maker) back() string {
	switch m.Policy.Backward {
	case flow.FirstEntry:
		return "Moves back: first entry counts."
	case flow.PauseOnReturn:
		return "Moves back: first entry counts, the clock pauses."
	default:
		return "Moves back: last entry counts."
	}
}

func (m *maker) ranked() string {
	if m.Policy.Percentiles == flow.Type7 {
		return "Percentiles: type 7."
	}
	return "Percentiles: nearest rank."
}
