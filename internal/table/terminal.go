package table

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/rivo/uniseg"

	"weir"
)

// What a table takes in columns of the terminal.
const (
	gap    = 2 // between two columns
	narrow = 8 // a column that is cut keeps so many
)

// terminalRows keeps the rows until the widths of all are known.
type terminalRows struct {
	w       io.Writer
	columns []Column
	options Options
	lines   [][]string
}

func (t *terminalRows) head() error {
	var titles []string
	for _, c := range t.columns {
		titles = append(titles, strings.ToUpper(Line(c.Title)))
	}
	t.lines = append(t.lines, titles)
	return nil
}

func (t *terminalRows) row(i weir.Issue) error {
	var cells []string
	for _, c := range t.columns {
		// More than the terminal's width is never shown, and need not be kept.
		cell := shorten(Line(humanText(c.Value(i), t.options.Zone)), t.options.Width)
		if cell == "" {
			cell = "-"
		}
		cells = append(cells, cell)
	}
	t.lines = append(t.lines, cells)
	return nil
}

func (t *terminalRows) end() error {
	widths := make([]int, len(t.columns))
	for _, line := range t.lines {
		for i, cell := range line {
			widths[i] = max(widths[i], uniseg.StringWidth(cell))
		}
	}
	fit(widths, t.options.Width, func(column int) bool { return t.columns[column].key }) // without it the line says nothing
	for _, line := range t.lines {
		for i, cell := range line {
			line[i] = pad(shorten(cell, widths[i]), widths[i])
		}
		if _, err := fmt.Fprintln(t.w, shorten(whole(line), t.options.Width)); err != nil {
			return err
		}
	}
	return nil
}

// shorten cuts s to at most limit columns of a terminal; 0 means no limit.
func shorten(s string, limit int) string {
	if limit <= 0 {
		return s
	}
	fits := 0 // bytes of s that leave room for the mark of the cut
	for rest, width, state := s, 0, -1; rest != ""; {
		var cluster string
		var w int
		cluster, rest, w, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if width += w; width > limit {
			return strings.TrimRight(s[:fits], " …") + "…" // a cell that was cut before needs no second mark
		}
		if width < limit {
			fits += len(cluster)
		}
	}
	return s
}

// shortenStart leaves the last limit columns of s.
func shortenStart(s string, limit int) string {
	excess := uniseg.StringWidth(s) - limit
	if excess <= 0 {
		return s
	}
	excess++ // for the mark of the cut
	state := -1
	for s != "" && excess > 0 {
		var w int
		_, s, w, state = uniseg.FirstGraphemeClusterInString(s, state)
		excess -= w
	}
	return "…" + strings.TrimLeft(s, " ")
}

// pad fills s up to width columns of a terminal, in which a Chinese character
// takes two.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-uniseg.StringWidth(s)))
}

// humanText shows moments to the minute, in zone.
func humanText(v any, zone *time.Location) string {
	if t, ok := v.(time.Time); ok && zone != nil {
		v = t.In(zone)
	}
	return Text(v, "2006-01-02 15:04")
}
