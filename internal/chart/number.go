package chart

import (
	"math"
	"strconv"
	"strings"
)

// number writes a value as people read it: 12,345.6, with at most two decimals
// from 1 on and three digits that count below.
func number(v float64) string {
	decimals := 2
	if a := math.Abs(v); a > 0 && a < 1 {
		decimals = min(8, 2-int(math.Floor(math.Log10(a))))
	}
	return decimal(v, decimals, true)
}

// decimal writes a value with so many decimals, without zeros at the end when
// trimmed, and with a comma between thousands.
func decimal(v float64, decimals int, trimmed bool) string {
	s := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	whole, part, _ := strings.Cut(s, ".")
	if trimmed {
		part = strings.TrimRight(part, "0")
	}
	var b strings.Builder
	if v < 0 && strings.Trim(whole+part, "0") != "" {
		b.WriteString("−")
	}
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(digit)
	}
	if part != "" {
		b.WriteString("." + part)
	}
	return b.String()
}

// quantity writes a value with its unit: 5 days, 1 day.
func (a Axis) quantity(v float64) string {
	s, unit := number(v), clean(a.Unit)
	if s == "1" && a.One != "" {
		unit = clean(a.One)
	}
	if unit == "" {
		return s
	}
	return s + " " + unit
}

// label is the axis's title with its unit: Cycle time (days).
func (a Axis) label() string {
	title, unit := clean(a.Title), clean(a.Unit)
	switch {
	case unit == "" || strings.EqualFold(title, unit):
		return title
	case title == "":
		return unit
	default:
		return title + " (" + unit + ")"
	}
}

// column is the axis as the head of a table's column.
func (a Axis) column() Column {
	if a.label() == "" {
		return numeric("Value")
	}
	return numeric(a.label())
}

// name is what a percentile is called: 85 %.
func (p Percentile) name() string {
	if p.Label != "" {
		return shorten(p.Label, 40)
	}
	return strconv.Itoa(p.P) + " %"
}

// step returns the smallest of 1, 2, 5, 10, 20, 50 … that is at least v, in
// whole numbers when whole.
func step(v float64, whole bool) float64 {
	if !(v > 1e-9) {
		v = 1e-9
	}
	if whole && v <= 1 {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, f := range []float64{1, 2, 5} {
		// A hair's breadth of tolerance: 0.3/3 is a little more than 0.1.
		if f*power >= v*(1-1e-9) {
			return f * power
		}
	}
	return 10 * power
}

// decimalsOf returns how many decimals the multiples of a step have.
func decimalsOf(step float64) int {
	return max(0, -int(math.Floor(math.Log10(step)+1e-9)))
}
