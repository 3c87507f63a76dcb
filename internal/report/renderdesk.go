package report

import (
	"encoding/json"
	"fmt"
	"time"
)

// The fields of Jira Service Management.

// requestType shows the name of what a customer asked for.
func (w *writer) requestType(raw json.RawMessage) (Cell, bool) {
	var told struct {
		RequestType struct{ Name string }
	}
	if json.Unmarshal(raw, &told) != nil || told.RequestType.Name == "" {
		return Cell{}, false
	}
	return named(told.RequestType.Name), true
}

// A cycle is one turn of a clock of an agreement.
type cycle struct {
	Breached, Paused bool
	BreachTime       struct{ EpochMillis int64 }
	RemainingTime    struct{ Friendly string }
}

// agreement shows how a service level agreement (SLA) stands. Times that pass by
// themselves are not shown: they would change the cell in each run.
func (w *writer) agreement(raw json.RawMessage) (Cell, bool) {
	var told struct {
		Name            string
		OngoingCycle    *cycle
		CompletedCycles []cycle
	}
	if json.Unmarshal(raw, &told) != nil {
		return Cell{}, false
	}
	if c := told.OngoingCycle; c != nil {
		return named(w.running(c)), true
	}
	switch n := len(told.CompletedCycles); {
	case n == 0:
		return Cell{}, true // it does not apply
	case told.CompletedCycles[n-1].Breached:
		return named("missed"), true
	default:
		return named("met"), true
	}
}

func (w *writer) running(c *cycle) string {
	by := ""
	if c.BreachTime.EpochMillis > 0 {
		by = " " + w.moment(time.UnixMilli(c.BreachTime.EpochMillis)).Text
	}
	switch {
	case c.Breached:
		return "breached" + by
	case c.Paused && c.RemainingTime.Friendly != "":
		return "paused, " + c.RemainingTime.Friendly + " left"
	case c.Paused:
		return "paused"
	case by != "":
		return "due" + by
	case c.RemainingTime.Friendly != "":
		return c.RemainingTime.Friendly + " left"
	default:
		return "running"
	}
}

// satisfaction shows how many stars a customer gave, of five.
func (w *writer) satisfaction(raw json.RawMessage) (Cell, bool) {
	var told struct{ Rating json.RawMessage }
	if json.Unmarshal(raw, &told) != nil || !isNumber(told.Rating) {
		return Cell{}, false
	}
	return named(number(string(told.Rating)).Text + " / 5"), true
}

// approvals shows what has to be approved, and whether it has been.
func (w *writer) approvals(raw json.RawMessage) (Cell, bool) {
	var all []struct{ Name, FinalDecision string }
	if json.Unmarshal(raw, &all) != nil {
		return Cell{}, false
	}
	var told []string
	for _, a := range all {
		switch {
		case a.Name == "":
			return Cell{}, false
		case a.FinalDecision == "":
			told = append(told, a.Name+" (pending)")
		default:
			told = append(told, fmt.Sprintf("%s (%s)", a.Name, a.FinalDecision))
		}
	}
	return names(told), true
}

// assets shows objects of the assets by their labels and keys. Cloud tells no more
// than their numbers.
func (w *writer) assets(raw json.RawMessage) (Cell, bool) {
	var all []struct{ Label, Name, ObjectKey, ObjectID string }
	if json.Unmarshal(raw, &all) != nil {
		return Cell{}, false
	}
	var told []string
	for _, a := range all {
		if a.Label == "" {
			a.Label = a.Name
		}
		switch {
		case a.Label != "" && a.ObjectKey != "":
			told = append(told, fmt.Sprintf("%s (%s)", a.Label, a.ObjectKey))
		case a.Label+a.ObjectKey != "":
			told = append(told, a.Label+a.ObjectKey)
		case a.ObjectID != "":
			told = append(told, "asset "+a.ObjectID)
		default:
			return Cell{}, false
		}
	}
	return names(told), true
}
