package chart

import (
	"strconv"
	"strings"
)

// group are percentiles that share a label.
type group struct {
	ps []Percentile
}

// grouped joins percentiles of equal values, as they are written, and then those
// that are nearest to each other until there are at most so many groups.
func grouped(ps []Percentile, most int) []group {
	var groups []group
	for _, p := range lasting(ps) {
		if n := len(groups); n > 0 && number(groups[n-1].low()) == number(p.Value) {
			groups[n-1].ps = append(groups[n-1].ps, p)
			continue
		}
		groups = append(groups, group{[]Percentile{p}})
	}
	for len(groups) > max(1, most) {
		nearest := 1
		for i := 2; i < len(groups); i++ {
			if groups[i].low()-groups[i-1].high() < groups[nearest].low()-groups[nearest-1].high() {
				nearest = i
			}
		}
		groups[nearest-1].ps = append(groups[nearest-1].ps, groups[nearest].ps...)
		groups = append(groups[:nearest], groups[nearest+1:]...)
	}
	return groups
}

func (g group) low() float64  { return g.ps[0].Value }
func (g group) high() float64 { return g.ps[len(g.ps)-1].Value }

// value writes the group's value, or from which to which its values reach.
func (g group) value(write func(float64) string, lowOnly func(float64) string) string {
	if number(g.low()) == number(g.high()) {
		return write(g.high())
	}
	return lowOnly(g.low()) + "–" + write(g.high())
}

// bound writes the group's value, or below which its values are.
func (g group) bound(write func(float64) string) string {
	if number(g.low()) == number(g.high()) {
		return write(g.high())
	}
	return "≤ " + write(g.high())
}

// names writes the group's percentiles: 50 % and 70 %, or the first and the last
// of many.
func (g group) names() string {
	if n := len(g.ps); n > 3 {
		return g.ps[0].name() + " to " + g.ps[n-1].name()
	}
	all := make([]string, len(g.ps))
	for i, p := range g.ps {
		all[i] = p.name()
	}
	if n := len(all); n > 1 {
		return strings.Join(all[:n-1], ", ") + " and " + all[n-1]
	}
	return all[0]
}

// brief writes the group's percentiles in little room: 50/70 %.
func (g group) brief() string {
	if n := len(g.ps); n > 2 {
		return strconv.Itoa(g.ps[0].P) + "–" + strconv.Itoa(g.ps[n-1].P) + " %"
	}
	numbers := make([]string, len(g.ps))
	for i, p := range g.ps {
		numbers[i] = strconv.Itoa(p.P)
	}
	return strings.Join(numbers, "/") + " %"
}

// percentileLabels returns a line for each group, at its highest value.
func percentileLabels(ps []Percentile, most int, quantity, bare func(float64) string) []lineLabel {
	var labels []lineLabel
	for _, g := range grouped(ps, most) {
		labels = append(labels, lineLabel{
			at:     g.high(),
			text:   g.names() + ": " + g.value(quantity, bare),
			medium: g.names() + ": " + g.value(bare, bare),
			short:  g.brief() + ": " + g.bound(bare),
			line:   percentileRole, dashed: true,
		})
	}
	return labels
}
