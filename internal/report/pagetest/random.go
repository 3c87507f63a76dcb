package pagetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"weir/internal/report"
	"weir/internal/testenv"
)

// random lets a person edit and an engine of a few lines refresh, in turns, and
// sees after each refresh that every text is there which the person has typed and
// not deleted. WEIR_SEED makes them other ones, and WEIR_ROUNDS more.
func random(t *testing.T, h Harness) {
	seed := testenv.Seed(t, 7)
	t.Logf("WEIR_SEED=%d", seed)
	w := &walk{h: h, r: rand.New(rand.NewPCG(seed, 11)), typed: map[string]bool{}} //nolint:gosec // the same walk each time
	w.refresh(t)
	for range 25 * testenv.Rounds(t) {
		h.Edit(t, mark, w.edit)
		w.refresh(t)
		f := read(t, h)
		list := texts(f)
		for text := range w.typed {
			if !slices.Contains(list, h.held(text)) {
				t.Fatalf("%q is lost; there is %q", text, list)
			}
		}
	}
}

type walk struct {
	h     Harness
	r     *rand.Rand
	n     int
	typed map[string]bool // what the person has typed and not deleted
}

// text is a new one, unlike all others.
func (w *walk) text() string {
	w.n++
	text := fmt.Sprintf("t%d %s", w.n, Awkward()[w.r.IntN(len(Awkward()))])
	w.typed[text] = true
	return text
}

// edit makes a few changes.
func (w *walk) edit(rows [][]Cell) [][]Cell {
	for range 1 + w.r.IntN(4) {
		i := w.r.IntN(len(rows))
		switch kind := w.r.IntN(8); {
		case kind == 0 && len(rows) < 30:
			row := make([]Cell, len(rows[0]))
			row[1+w.r.IntN(wide(rows[0])-1)] = Cell{Text: w.text()}
			rows = slices.Insert(rows, i+1, row)
		case kind == 1 && i > 0:
			w.forget(rows[i])
			rows = slices.Delete(rows, i, i+1)
		case kind == 2 && i > 0: // moved to the end
			row := rows[i]
			rows = append(slices.Delete(rows, i, i+1), row)
		case kind == 3 && len(rows[0]) < 11:
			for k := range rows {
				rows[k] = append(rows[k], make([]Cell, max(0, len(rows[0])-len(rows[k])+min(k, 1)))...)
			}
			rows[0] = append(rows[0], Cell{Text: fmt.Sprintf("Theirs %d", w.n)})
			w.n++
		case kind == 4 && i > 0: // what Weir fills in
			w.put(rows[i], summaryAt)
		case i > 0:
			w.put(rows[i], noteAt+w.r.IntN(max(1, wide(rows[0])-noteAt)))
		}
	}
	return rows
}

// wide is how many columns have a heading, with blank ones between them: what is
// beyond need not be the table's.
func wide(head []Cell) int {
	n := len(head)
	for n > 2 && head[n-1].Text == "" {
		n--
	}
	return n
}

// put types over a cell.
func (w *walk) put(row []Cell, k int) {
	if k >= len(row) {
		return
	}
	w.forget(row[k : k+1])
	row[k] = Cell{Text: w.text()}
}

func (w *walk) forget(cells []Cell) {
	for _, c := range cells {
		for text := range w.typed {
			if w.h.held(text) == w.h.held(c.Text) {
				delete(w.typed, text)
			}
		}
	}
}

// refresh reads the page, and writes a new view with all that people wrote.
func (w *walk) refresh(t *testing.T) {
	page := w.h.Open(t)
	f, err := page.Read(t.Context(), mark)
	wantErr(t, err, nil)
	if _, err := page.Write(t.Context(), w.merge(f), f); err != nil {
		t.Fatalf("write: %v", err)
	}
}

// merge is a small engine: it loses nothing.
func (w *walk) merge(f report.Found) report.View {
	v := view()
	for _, title := range f.Columns[min(len(columns()), len(f.Columns)):] {
		v.Columns = append(v.Columns, report.Column{Title: title, Kind: report.Written})
	}
	v.Kept = slices.Clone(f.Kept)
	rows := map[string]*report.Row{}
	for n := range 8 {
		if w.r.IntN(4) == 0 {
			continue
		}
		r := row(n+1, "", "")
		r.Cells = append(r.Cells, blank(len(v.Columns)-len(r.Cells))...)
		v.Groups[0].Rows = append(v.Groups[0].Rows, r)
	}
	for i := range v.Groups[0].Rows {
		rows[v.Groups[0].Rows[i].Key] = &v.Groups[0].Rows[i]
	}
	for _, r := range f.Rows {
		place(&v, rows, r)
	}
	return v
}

// place puts what people wrote in a row where it belongs.
func place(v *report.View, rows map[string]*report.Row, r report.FoundRow) {
	extra := report.Row{Cells: blank(len(v.Columns))}
	for k, c := range r.Cells {
		cell := report.Cell{Kind: report.Written, Text: c.Text, Markup: c.Markup}
		switch to := rows[r.Key]; {
		case cell.Text == "":
		case k >= len(v.Columns):
			v.Kept = append(v.Kept, report.Passage{Key: r.Key, Text: c.Text, Markup: c.Markup})
		case r.Key == "":
			extra.Cells[k] = cell
		case k >= noteAt && to != nil && to.Cells[k].Text == "":
			to.Cells[k] = cell
		case k >= noteAt || k == summaryAt && !strings.HasPrefix(c.Text, "Mend pump "):
			v.Kept = append(v.Kept, report.Passage{Key: r.Key, URL: site + r.Key, Where: v.Columns[k].Title, Text: c.Text, Markup: c.Markup})
		}
	}
	if r.Key == "" {
		v.Extra = append(v.Extra, extra)
	}
}
