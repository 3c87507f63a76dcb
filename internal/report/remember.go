package report

import (
	"slices"
	"strconv"

	"weir/internal/keyed"
)

// A recall is what Weir remembers of a table, made easy to ask.
type recall struct {
	hash  func(...string) string
	ids   map[string]string // of an issue, by a key that it had
	heads map[string]string // id of a column, by the hash of its heading
	made  map[string]bool   // hashes of rows that are of no issue: see Snapshot.Made
	cells map[string]bool   // issue, column and hash of what Weir wrote there
	shown map[string]string // the hash of what the last refresh showed, by issue and column
	rows  map[string]bool   // issues that were there at the last refresh
	last  Snapshot          // of that refresh
	// wrought are the columns that Weir had made on the page.
	wrought []string
	// layout is Snapshot.Layout of the table on the page, as far as that is certain.
	layout []string
	// knows says that the table on the page is one that is remembered: what differs
	// was typed by somebody.
	knows bool
}

// remember asks what was last written, and what a run that did not come back was
// about to write: one of them is on the page. The state is a settled one.
func remember(state State, found Found) *recall {
	r := &recall{
		hash: keyed.Hasher(state.Key), ids: map[string]string{}, heads: map[string]string{},
		made: map[string]bool{}, cells: map[string]bool{}, rows: map[string]bool{}, shown: map[string]string{},
	}
	if last := state.Last; last.Run != "" && found.Run == last.Run {
		r.knows = true
		r.take(last)
	} else {
		for _, s := range []Snapshot{state.Intended, last} { // the last one counts where they differ
			r.knows = r.knows || s.Run != "" && found.Run == ""
			r.take(s)
		}
	}
	if found.Run == state.Last.Run || found.Run == "" && state.Intended.Run == "" {
		r.layout = state.Last.Layout
	}
	r.last = state.Last
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
	for _, id := range s.Columns {
		if !slices.Contains(r.wrought, id) {
			r.wrought = append(r.wrought, id)
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
func (r *recall) text(text string) string { return hashed(r.hash, text) }

func hashed(hash func(...string) string, text string) string {
	if text = plain(text); text == "" {
		return ""
	}
	return hash(text)
}

// begins hashes the first text of a row that Weir made and that is of no issue.
func (r *recall) begins(text string) string { return r.hash("begins", plain(text)) }

// sum hashes a total.
func (r *recall) sum(column, text string) string { return r.hash("total", column, plain(text)) }

// names hashes the key with which a row of people's own begins.
func (r *recall) names(key string) string { return r.hash("names", key) }

// wrote reports whether Weir wrote this text there.
func (r *recall) wrote(issue, column, text string) bool {
	return r.cells[issue+" "+column+" "+r.text(text)]
}

// showed reports whether the last refresh showed this text there.
func (r *recall) showed(issue, column, text string) bool {
	return r.shown[issue+" "+column] == r.text(text)
}

// snapshot returns the hashes of a view.
func (r *recall) snapshot(v View) Snapshot {
	s := Snapshot{Run: v.Run, At: v.Begun.UTC(), Digest: r.digest(v)}
	var ours []int
	for i, column := range v.Columns {
		s.Layout = append(s.Layout, r.place(column.ID, column.Title))
		if column.ID != "" {
			ours = append(ours, i)
			s.Columns = append(s.Columns, column.ID)
			s.Heads = append(s.Heads, r.text(column.Title))
		}
	}
	for _, g := range v.Groups {
		if g.Heading != "" {
			s.Made = append(s.Made, r.begins(g.Label()))
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
	for i, cell := range v.Totals {
		if cell.IsBlank() {
			continue
		}
		if first {
			s.Made = append(s.Made, r.begins(cell.Text))
		}
		first = false
		s.Made = append(s.Made, r.sum(v.Columns[i].ID, cell.Text))
	}
	return s
}

// place is what stands in a layout for a column.
func (r *recall) place(id, title string) string {
	if id != "" {
		return id
	}
	return "=" + r.text(title)
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
