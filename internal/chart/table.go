package chart

import (
	"math"
	"strconv"
)

// Table holds the figures behind a chart. All cells are texts, formatted and
// free of control characters; they are not escaped for any format.
type Table struct {
	Caption string
	Columns []Column
	Rows    [][]string // each as long as Columns
	Links   []string   // for each row the address of what it is about, or ""; nil when no row has one
	Notes   []string   // what is to be known besides: percentiles, limits, what was left out
}

// Column heads the cells of a table.
type Column struct {
	Title  string
	Number bool // the cells are numbers: align them to the right
}

// text and numeric make columns.
func text(title string) Column    { return Column{Title: clean(title)} }
func numeric(title string) Column { return Column{Title: clean(title), Number: true} }

// link notes the address of the row that was added last.
func (t *Table) link(address string) {
	address = safeLink(address)
	if address == "" && t.Links == nil {
		return
	}
	for len(t.Links) < len(t.Rows)-1 {
		t.Links = append(t.Links, "")
	}
	t.Links = append(t.Links, address)
}

// close makes the links as many as the rows.
func (t *Table) close() Table {
	for t.Links != nil && len(t.Links) < len(t.Rows) {
		t.Links = append(t.Links, "")
	}
	return *t
}

// note adds a note unless it is empty.
func (t *Table) note(text string) {
	if text != "" {
		t.Notes = append(t.Notes, text)
	}
}

// notePercentiles adds a note for each percentile.
func (t *Table) notePercentiles(ps []Percentile, axis Axis) {
	for _, p := range ps {
		if drawable(p.Value) {
			t.note(p.name() + ": " + axis.quantity(p.Value))
		}
	}
}

// cell writes a number for a table, and a dash for what is none.
func cell(v float64) string {
	if !drawable(v) {
		return "–"
	}
	return number(v)
}

// missing notes how many values could not be drawn.
func missing(n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return "1 value is no number that can be drawn, and is left out of the picture."
	default:
		return strconv.Itoa(n) + " values are no numbers that can be drawn, and are left out of the picture."
	}
}

// largest is the bound of what is drawn: beyond it a picture says nothing.
const largest = 1e12

// drawable reports whether a value is a number of a size that can be drawn.
func drawable(v float64) bool { return math.Abs(v) <= largest } // false for NaN
