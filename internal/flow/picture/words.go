package picture

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"weir/internal/chart"
	"weir/internal/flow"
)

// Date writes a day for people: 3 Mar 2026.
func Date(d flow.Day) string {
	if d == flow.NoDay {
		return "never"
	}
	return d.Date().Format("2 Jan 2006")
}

// Number writes a figure for people, with one decimal at most, and two digits
// that count below 1.
func Number(v float64) string { return chart.Number(round(v)) }

func round(v float64) float64 {
	switch a := math.Abs(v); {
	case a >= 100:
		return math.Round(v)
	case a >= 1:
		return math.Round(v*10) / 10
	default:
		return math.Round(v*100) / 100
	}
}

// Percent writes a share from 0 to 1.
func Percent(share float64) string { return Number(math.Round(share*100)) + " %" }

// Name returns a name from the data as prose can hold it: one line, nothing that
// cannot be seen, not long.
func Name(s string) string { return chart.Text(s, 60) }

// count writes a number of things: 1 item, 5 items.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return chart.Number(float64(n)) + " " + many
}

// Items writes a number of items.
func Items(n int) string { return count(n, "item", "items") }

// Days writes a number of days in the policy's unit.
func Days(v float64, unit string) string {
	text := Number(v)
	if text == "1" {
		unit = strings.TrimSuffix(unit, "s")
	}
	return text + " " + unit
}

// days is the axis of a time, in the policy's unit.
func (m *maker) days(title string) chart.Axis {
	unit := m.Policy.Unit()
	return chart.Axis{Title: title, Unit: unit, One: strings.TrimSuffix(unit, "s"), Whole: m.Policy.Cycle != flow.Hours}
}

// took writes a time in the policy's unit.
func (m *maker) took(v float64) string { return Days(v, m.Policy.Unit()) }

// items is the axis of a number of items.
func items(title string) chart.Axis {
	return chart.Axis{Title: title, Unit: "items", One: "item", Whole: true}
}

// span writes the days that are shown.
func (m *maker) span() string { return Date(m.First) + " to " + Date(m.Last) }

// sentences joins what is not empty.
func sentences(parts ...string) string {
	kept := parts[:0:0]
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, " ")
}

// list joins words: a, b and c.
func list(words []string) string {
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
	return strings.Join(words, "")
}

// seedText writes by what a simulation can be repeated.
func seedText(b flow.Basis) string {
	return fmt.Sprintf("%s trials, seed %s", chart.Number(float64(b.Trials)), strconv.FormatUint(b.Seed, 10))
}

// withheldText says why there is no figure.
func withheldText(w *flow.Withheld) string {
	if w == nil {
		return ""
	}
	return Sentence(w.Text)
}

// Capital begins a text with a capital letter.
func Capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(r)) + s[size:]
}

// Sentence begins a text with a capital letter and ends it with a full stop.
func Sentence(s string) string {
	if s = strings.TrimSpace(s); s == "" {
		return ""
	}
	s = Capital(s)
	if !strings.HasSuffix(s, ".") {
		s += "."
	}
	return s
}
