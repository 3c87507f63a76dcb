package page

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"weir/internal/chart"
	"weir/internal/flow"
	"weir/internal/flow/picture"
)

// A card is a health card in words.
type card struct {
	ID, Title string
	Verdict   string // of flow.Verdict: names the colour and the shape
	Word      string // of the verdict
	Rule      string
	Reason    string
	Facts     string // the numbers that tell most
	Numbers   []number
	Keys      []reference
}

// A number is a figure with its name.
type number struct{ Name, Value string }

// A reference is the key of an issue, and where it leads.
type reference struct{ Key, Link string }

// cards words the health cards, those first on which one should act.
func cards(list []flow.Card, link func(string) string) []card {
	out := make([]card, 0, len(list))
	for _, c := range list {
		out = append(out, card{
			ID: c.ID, Title: picture.Capital(chart.Text(c.Title, 200)), Verdict: string(c.Verdict), Word: word(c.Verdict),
			Rule: said(c.Rule), Reason: said(c.Reason),
			Facts: facts(c), Numbers: numbers(c.Numbers), Keys: references(c.Keys, link),
		})
	}
	slices.SortStableFunc(out, func(a, b card) int { return cmp.Compare(urgency(a.Verdict), urgency(b.Verdict)) })
	return out
}

func word(v flow.Verdict) string {
	switch v {
	case flow.Act:
		return "Act"
	case flow.Observe:
		return "Observe"
	case flow.Sustain:
		return "Sustain"
	default:
		return "No verdict"
	}
}

func urgency(verdict string) int {
	return slices.Index([]string{string(flow.Act), string(flow.Observe), string(flow.Sustain), string(flow.NoVerdict)}, verdict)
}

// verdicts counts them: Act: 2 · Observe: 3.
func verdicts(cards []card) string {
	var parts []string
	for _, v := range []flow.Verdict{flow.Act, flow.Observe, flow.Sustain, flow.NoVerdict} {
		n := 0
		for _, c := range cards {
			if c.Verdict == string(v) {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%s: %d", word(v), n))
		}
	}
	return strings.Join(parts, " · ")
}

// said is a sentence of the figures.
func said(text string) string { return picture.Sentence(chart.Text(text, 1000)) }

func references(keys []string, link func(string) string) []reference {
	var out []reference
	for _, key := range keys {
		r := reference{Key: picture.Name(key)}
		if link != nil {
			r.Link = chart.Address(link(key))
		}
		out = append(out, r)
	}
	return out
}

// A finding is a line of the data-quality report.
type finding struct {
	Severity, Word         string
	Title, Why, Done, Next string
	Count                  string
	Examples               []reference
}

func findings(list []flow.Finding, link func(string) string) []finding {
	var out []finding
	for _, f := range list {
		view := finding{
			Severity: string(f.Severity), Word: severity(f.Severity), Title: chart.Text(f.Title, 200), Why: said(f.Why),
			Done: said(f.Done), Next: said(f.Next), Count: fmt.Sprintf("%d of %d %s", f.Count, f.Of, f.What),
		}
		if f.What != "items" {
			view.Examples = references(f.Examples, nil)
		} else {
			view.Examples = references(f.Examples, link)
		}
		out = append(out, view)
	}
	return out
}

func severity(s flow.Severity) string {
	switch s {
	case flow.Wrong:
		return "Wrong"
	case flow.Suspect:
		return "Suspect"
	default:
		return "Note"
	}
}

// A check is an assumption of Little's law.
type check struct {
	Title, Rule, Word, Verdict string
	Numbers                    []number
}

func checks(list []flow.Check) []check {
	var out []check
	for _, c := range list {
		view := check{Title: picture.Capital(chart.Text(c.Title, 200)), Rule: said(c.Rule), Word: "Cannot be told", Verdict: "none", Numbers: numbers(c.Numbers)}
		switch {
		case c.Holds != nil && *c.Holds:
			view.Word, view.Verdict = "Holds", "sustain"
		case c.Holds != nil:
			view.Word, view.Verdict = "Does not hold", "observe"
		}
		out = append(out, view)
	}
	return out
}

// A backtestView is how forecasts would have done.
type backtestView struct {
	Answer, Rule string
	Rows         []backtestRow
}

type backtestRow struct{ Level, Held, Of, Share string }

// fewCases is below how many cases a share of them says little.
const fewCases = 10

func backtest(b flow.Backtest) *backtestView {
	v := &backtestView{
		Rule: fmt.Sprintf("At %d past days, a forecast of the next %d days was made from the %d days before it, and compared with what finished. A forecast at 85 %% should hold in about 85 of 100 cases. %s trials each, seed %d.",
			b.Cuts, b.Horizon, b.Window, chart.Number(float64(b.Trials)), b.Seed),
	}
	if b.Withheld != nil || len(b.Levels) == 0 {
		v.Answer, v.Rule = "There is too little history to repeat forecasts in the past.", ""
		if b.Withheld != nil {
			v.Answer += " (" + chart.Text(b.Withheld.Text, 200) + ")"
		}
		return v
	}
	for _, l := range b.Levels {
		row := backtestRow{Level: fmt.Sprintf("%d %%", l.P), Held: fmt.Sprint(l.Held.Count), Of: fmt.Sprint(l.Held.Of), Share: "–"}
		if s := l.Held.Percent(); s != nil {
			row.Share = picture.Number(*s) + " %"
			if l.P == 85 {
				v.Answer = fmt.Sprintf("Forecasts at 85 %% would have held in %d of %d cases.", l.Held.Count, l.Held.Of)
				if l.Held.Of < fewCases {
					v.Answer += " That is too few to judge by."
				}
			}
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}
