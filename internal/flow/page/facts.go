package page

import (
	"slices"
	"strings"

	"weir/internal/chart"
	"weir/internal/flow"
	"weir/internal/flow/picture"
)

// facts are the numbers of a card that a person wants to see at once; the others
// are behind its rule.
func facts(c flow.Card) string {
	if c.Verdict == flow.NoVerdict {
		return "" // the reason is shown
	}
	var kept []flow.Number
	for _, name := range telling(c.ID) {
		if i := slices.IndexFunc(c.Numbers, func(n flow.Number) bool { return n.Name == name }); i >= 0 {
			kept = append(kept, c.Numbers[i])
		}
	}
	if c.ID == flow.CardBottleneck || c.ID == flow.CardLimits {
		kept = largest(c.Numbers)
	}
	texts := make([]string, 0, len(kept))
	for _, n := range numbers(kept) {
		if n.Value != none {
			texts = append(texts, n.Name+": "+n.Value)
		}
	}
	return picture.Capital(strings.Join(texts, " · "))
}

// telling are the names of the numbers that tell most of a card.
func telling(card string) []string {
	switch card {
	case flow.CardLoad:
		return []string{"work in progress : throughput"}
	case flow.CardTotalAge:
		return []string{"total age", "reference"}
	case flow.CardPastSLE:
		return []string{"items past the SLE"}
	case flow.CardBlocked:
		return []string{"blocked", "work in progress"}
	case flow.CardBalance:
		return []string{"started", "left"}
	case flow.CardZeroRuns:
		return []string{"longest"}
	case flow.CardEfficiency:
		return []string{"flow efficiency"}
	case flow.CardSignals:
		return []string{"signals in throughput", "signals in cycle time", "signals in work in progress"}
	case flow.CardPredictability:
		return []string{"score"}
	case flow.CardQuality:
		return []string{"share of finished items"}
	default:
		return nil
	}
}

// largest returns the largest share.
func largest(list []flow.Number) []flow.Number {
	var best []flow.Number
	for _, n := range list {
		if n.Value != nil && n.Unit == "%" && (best == nil || *n.Value > *best[0].Value) {
			best = []flow.Number{n}
		}
	}
	return best
}

// numbers words figures with their units.
func numbers(list []flow.Number) []number {
	var out []number
	for _, n := range list {
		text := none
		if n.Value != nil {
			text = picture.Number(*n.Value)
			unit := chart.Text(n.Unit, 40)
			if text == "1" {
				unit = one(unit)
			}
			text = strings.TrimSpace(text + " " + unit)
		}
		out = append(out, number{Name: chart.Text(n.Name, 200), Value: text})
	}
	return out
}

// one is a unit of which there is one.
func one(unit string) string {
	switch unit {
	case "items", "days", "working days", "weeks", "months":
		return strings.TrimSuffix(unit, "s")
	case "items a week":
		return "item a week"
	default:
		return unit
	}
}
