package report

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"weir/internal/table"
)

// number shows a number as Jira wrote it, save what only Java writes: 5.0, 1.0E7.
func number(written string) Cell {
	value, err := strconv.ParseFloat(written, 64)
	if err != nil { // out of range
		return named(written)
	}
	whole, fraction, _ := strings.Cut(written, ".")
	switch {
	case strings.ContainsAny(written, "eE"):
		if size := math.Abs(value); size < 1e21 && size > 1e-9 {
			written = strconv.FormatFloat(value, 'f', -1, 64)
		}
	case strings.Trim(fraction, "0") == "":
		written = whole
	}
	if value == 0 && !strings.Contains(written, ".") { // -0
		value, written = 0, "0"
	}
	return Cell{Kind: Number, Text: shorten(written, most), Number: value}
}

func (w *writer) number(raw json.RawMessage) (Cell, bool) {
	if !isNumber(raw) {
		return Cell{}, false
	}
	return number(string(raw)), true
}

// count shows how many there are: comments, entries of work, votes, watchers.
func (w *writer) count(raw json.RawMessage) (Cell, bool) {
	if all := []json.RawMessage(nil); raw[0] == '[' && json.Unmarshal(raw, &all) == nil && len(all) > 0 {
		return number(strconv.Itoa(len(all))), true
	}
	var told struct{ Total, Votes, WatchCount json.RawMessage }
	if json.Unmarshal(raw, &told) != nil {
		return Cell{}, false
	}
	for _, n := range []json.RawMessage{told.Total, told.Votes, told.WatchCount} {
		if isNumber(n) {
			return number(string(n)), true
		}
	}
	return Cell{}, false
}

// duration shows seconds.
func (w *writer) duration(raw json.RawMessage) (Cell, bool) {
	seconds, ok := secondsOf(raw)
	if !ok {
		return Cell{}, false
	}
	return Cell{Kind: Duration, Text: table.Span(seconds), Number: seconds}, true
}

// timeTracking shows the time spent, and the estimate where there is one.
func (w *writer) timeTracking(raw json.RawMessage) (Cell, bool) {
	var told struct{ OriginalEstimateSeconds, RemainingEstimateSeconds, TimeSpentSeconds json.RawMessage }
	if json.Unmarshal(raw, &told) != nil {
		return Cell{}, false
	}
	spent, isSpent := secondsOf(told.TimeSpentSeconds)
	estimate, estimated := secondsOf(told.OriginalEstimateSeconds)
	if !estimated {
		if remaining, ok := secondsOf(told.RemainingEstimateSeconds); ok {
			estimate, estimated = spent+remaining, true
		}
	}
	return spentOf(spent, estimate, isSpent, estimated), true
}

// progress shows the time spent, of all that is spent and planned.
func (w *writer) progress(raw json.RawMessage) (Cell, bool) {
	var told struct{ Progress, Total json.RawMessage }
	if json.Unmarshal(raw, &told) != nil {
		return Cell{}, false
	}
	spent, isSpent := secondsOf(told.Progress)
	total, planned := secondsOf(told.Total)
	return spentOf(spent, total, isSpent && spent != 0, planned && total != 0), true
}

func spentOf(spent, total float64, isSpent, planned bool) Cell {
	cell := Cell{Kind: Duration, Text: table.Span(spent), Number: spent}
	switch {
	case planned:
		cell.Text += " / " + table.Span(total)
	case !isSpent:
		return Cell{}
	}
	return cell
}

// ratio shows the time spent in per cent of the estimate; without an estimate, it
// is -1.
func (w *writer) ratio(raw json.RawMessage) (Cell, bool) {
	if !isNumber(raw) {
		return Cell{}, false
	}
	if raw[0] == '-' {
		return Cell{}, true
	}
	return named(number(string(raw)).Text + "%"), true
}

// secondsOf reads a length of time. No issue takes a billion years.
func secondsOf(raw json.RawMessage) (float64, bool) {
	if !isNumber(raw) {
		return 0, false
	}
	seconds, err := strconv.ParseFloat(string(raw), 64)
	return seconds, err == nil && math.Abs(seconds) < 1e16
}

func isNumber(raw json.RawMessage) bool {
	return len(raw) > 0 && (raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9') && json.Valid(raw)
}
