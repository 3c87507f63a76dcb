package report

import (
	"strconv"

	"weir/internal/keyed"
)

// A recall is what Weir remembers of a table, made easy to ask.
type recall struct {
	hash  func(...string) string
	ids   map[string]string // of an issue, by a key that it had
	heads map[string]string // id of a column, by the hash of its heading
	made  map[string]bool   // hashes of texts in rows that are of no issue, and of their beginnings
	cells map[string]bool   // issue, column and hash of what Weir wrote there
	shown map[string]string // the hash of what the last refresh showed, by issue and column
	rows  map[string]bool   // issues that were there at the last refresh
	// knows says that the table on the page is one that is remembered: what differs
	// was typed by somebody.
	knows bool
}

// remember asks what was last written, and what a run that did not come back was
// about to write: one of them is on the page.
func remember(state State, found Found) *recall {
	r := &recall{
		hash: keyed.Hasher(state.Key), ids: map[string]string{}, heads: map[string]string{},
		made: map[string]bool{}, cells: map[string]bool{}, rows: map[string]bool{}, shown: map[string]string{},
	}
	for _, s := range []Snapshot{state.Last, state.Intended} {
		if s.Run == "" {
			continue
		}
		r.knows = r.knows || found.Run == s.Run || found.Run == ""
		r.take(s)
	}
	for _, row := range state.Last.Rows {
		r.rows[row.Issue] = true
		for i, cell := range row.Cells {
			if i < len(state.Last.Columns) {
				r.shown[row.Issue+" "+state.Last.Columns[i]] = cell
			}
		}
	}
	return r
}

func (r *recall) take(s Snapshot) {
	for i, head := range s.Heads {
		if i < len(s.Columns) {
			r.heads[head] = s.Columns[i]
		}
	}
	for _, made := range s.Made {
		r.made[made] = true
	}
	for _, row := range s.Rows {
		r.ids[row.Key] = row.Issue
		for i, cell := range row.Cells {
			if i < len(s.Columns) {
				r.cells[row.Issue+" "+s.Columns[i]+" "+cell] = true
			}
		}
	}
}

// text hashes what a cell shows; a blank one is empty.
func (r *recall) text(text string) string {
	if text = plain(text); text == "" {
		return ""
	}
	return r.hash(text)
}

// begins hashes the first text of a row that is of no issue. It tells such a row
// from one that people added with, by chance, a total of Weir's in it.
func (r *recall) begins(text string) string { return r.hash("begins", plain(text)) }

// wrote reports whether Weir wrote this text there.
func (r *recall) wrote(issue, column, text string) bool {
	return r.cells[issue+" "+column+" "+r.text(text)]
}

// last reports whether the last refresh showed this text there.
func (r *recall) last(issue, column, text string) bool {
	return r.shown[issue+" "+column] == r.text(text)
}

// snapshot returns the hashes of a view.
func (r *recall) snapshot(v View) Snapshot {
	s := Snapshot{Run: v.Run, At: v.Line.At.UTC(), Digest: r.digest(v)}
	var ours []int
	for i, column := range v.Columns {
		if column.ID != "" {
			ours = append(ours, i)
			s.Columns = append(s.Columns, column.ID)
			s.Heads = append(s.Heads, r.text(column.Title))
		}
	}
	for _, g := range v.Groups {
		if g.Heading != "" {
			s.Made = append(s.Made, r.begins(g.Label()), r.text(g.Label()))
		}
		for _, row := range g.Rows {
			cells := make([]string, len(ours))
			for i, at := range ours {
				if v.Columns[at].IsOurs() {
					cells[i] = r.text(row.Cells[at].Text)
				}
			}
			s.Rows = append(s.Rows, RowHash{Issue: row.Issue, Key: row.Key, Cells: cells})
		}
	}
	first := true
	for _, cell := range v.Totals {
		if cell.IsBlank() {
			continue
		}
		if first {
			s.Made = append(s.Made, r.begins(cell.Text))
		}
		first = false
		s.Made = append(s.Made, r.text(cell.Text))
	}
	return s
}

// digest hashes all that Weir shows in and below the table: not the line, and
// nothing that people wrote.
func (r *recall) digest(v View) string {
	parts := []string{v.Mark, v.Title, v.Line.Query}
	for _, column := range v.Columns {
		if column.ID != "" {
			parts = append(parts, column.ID, column.Title, string(column.Kind))
		}
	}
	for _, g := range v.Groups {
		parts = append(parts, "group", g.Heading)
		for _, row := range g.Rows {
			parts = append(parts, "row", row.Issue, row.Key, row.URL, strconv.FormatBool(row.New))
			parts = ofCells(parts, row.Cells)
		}
	}
	parts = ofCells(append(parts, "totals"), v.Totals)
	for _, gone := range v.Left {
		parts = append(parts, "left", gone.Key, gone.URL)
	}
	return r.hash(parts...)
}

func ofCells(parts []string, cells []Cell) []string {
	for _, c := range cells {
		if c.Kind != Written {
			parts = append(parts, c.Text, c.Link, string(c.Category), strconv.FormatBool(c.Changed))
		}
	}
	return parts
}
