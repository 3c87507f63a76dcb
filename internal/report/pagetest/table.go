package pagetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"weir/internal/report"
)

func nothing(t *testing.T, h Harness) {
	before := h.Raw(t)
	if f := read(t, h); f.Exists || len(f.Rows)+len(f.Columns)+len(f.Kept)+f.Copies != 0 {
		t.Errorf("found %+v", f)
	}
	if h.Raw(t) != before {
		t.Error("something was written")
	}
}

func comesBack(t *testing.T, h Harness) {
	v := Sample()
	wantView(t, h, write(t, h, v), v)
	before := h.Raw(t)
	wantView(t, h, read(t, h), v)
	if h.Raw(t) != before {
		t.Error("reading has changed something")
	}
	for i, p := range read(t, h).Kept {
		if p.URL != "" && p.URL != v.Kept[i].URL {
			t.Errorf("a passage leads to %q, want %q", p.URL, v.Kept[i].URL)
		}
	}
	if f := read(t, h); f.Copies != 0 || f.Fixed != 0 {
		t.Errorf("%d copies and %d fixed things are found", f.Copies, f.Fixed)
	}
	if h.Lacks.Second {
		return // a file that is another report's may be an error
	}
	if f := readMark(t, h, other); f.Exists {
		t.Error("it is taken for the table of another report")
	}
}

func replaced(t *testing.T, h Harness) {
	write(t, h, Sample())
	v := view(row(7, "kept", ""))
	v.Run, v.Columns = "r2", v.Columns[:8]
	v.Groups[0].Rows[0].Cells = v.Groups[0].Rows[0].Cells[:8]
	wantView(t, h, write(t, h, v), v)
	v = Sample()
	v.Run = "r3"
	wantView(t, h, write(t, h, v), v)
}

func sizes(t *testing.T, h Harness) {
	empty := view()
	wantView(t, h, write(t, h, empty), empty)
	var rows []report.Row
	for i := range 500 {
		rows = append(rows, row(i+1, fmt.Sprintf("note %d", i+1), ""))
	}
	large := view(rows...)
	wantView(t, h, write(t, h, large), large)
	key := view(row(1, "", ""))
	key.Columns, key.Groups[0].Rows[0].Cells = key.Columns[:1], key.Groups[0].Rows[0].Cells[:1]
	key.Kept = []report.Passage{{Key: "OPS-2", URL: site + "OPS-2", Where: "Note", Text: "kept, though there is no column for it"}}
	wantView(t, h, write(t, h, key), key)
}

func typed(t *testing.T, h Harness) {
	write(t, h, view(row(1, "", ""), row(2, "old", ""), row(3, "", "")))
	h.Edit(t, mark, func(rows [][]Cell) [][]Cell {
		rows[1][noteAt] = Cell{Text: "a note of mine"}
		rows[2][noteAt] = Cell{Text: "another"}
		rows[2][summaryAt] = Cell{Text: "typed over"}
		rows[3][mineAt] = Cell{Text: "in my column"}
		return rows
	})
	f := read(t, h)
	for i, want := range [][]string{{"OPS-1", "Mend pump 1", "a note of mine", ""}, {"OPS-2", "typed over", "another", ""}, {"OPS-3", "Mend pump 3", "", "in my column"}} {
		r := f.Rows[i]
		if got := []string{r.Key, textAt(r, summaryAt), textAt(r, noteAt), textAt(r, mineAt)}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	// What was found is written, and found again.
	v := again(view(row(3, "", ""), row(1, "", ""), row(2, "", "")), f)
	wantView(t, h, write(t, h, v), v)
	wantText(t, read(t, h), "a note of mine")
	wantText(t, read(t, h), "in my column")
}

func added(t *testing.T, h Harness) {
	write(t, h, view(row(1, "", ""), row(2, "", "")))
	h.Edit(t, mark, func(rows [][]Cell) [][]Cell {
		rows[0] = append(rows[0], Cell{Text: "Theirs"})
		rows[1] = append(rows[1], Cell{Text: "beside"})
		rows[2] = append(rows[2], Cell{})
		above := Typed("", "a row above", "", "", "", "", "", "", "", "")
		below := Typed("OPS-77", "a row that names an issue", "", "", "", "", "", "and a note", "", "")
		if !h.Lacks.Ragged {
			below = below[:8]
		}
		return [][]Cell{rows[0], above, rows[1], rows[2], below}
	})
	f := read(t, h)
	if want := append(titles(), "Theirs"); !slices.Equal(f.Columns, want) {
		t.Errorf("the headings are %q, want %q", f.Columns, want)
	}
	if len(f.Rows) != 4 {
		t.Fatalf("got %d rows: %+v", len(f.Rows), f.Rows)
	}
	for i, want := range []string{"", "OPS-1", "OPS-2", "OPS-77"} {
		if f.Rows[i].Key != want {
			t.Errorf("row %d is of %q, want %q", i, f.Rows[i].Key, want)
		}
	}
	if got := []string{textAt(f.Rows[0], summaryAt), textAt(f.Rows[1], 9), textAt(f.Rows[3], noteAt)}; !slices.Equal(got, []string{"a row above", "beside", "and a note"}) {
		t.Errorf("got %q", got)
	}
}

func titles() []string {
	var list []string
	for _, c := range columns() {
		list = append(list, c.Title)
	}
	return list
}

func moved(t *testing.T, h Harness) {
	v := view(row(1, "one", ""), row(2, "two", ""), row(3, "three", ""), row(4, "four", ""))
	write(t, h, v)
	h.Edit(t, mark, func(rows [][]Cell) [][]Cell {
		body := rows[1:]
		slices.Reverse(body)
		rows = append(rows[:1], body[0], body[2], body[3]) // without that of OPS-3
		for i := range rows {                              // and the key's column goes to the right of the others
			rows[i] = append(rows[i][1:noteAt:noteAt], rows[i][noteAt], rows[i][mineAt], rows[i][0])
		}
		return rows
	})
	f := read(t, h)
	var got []string
	for _, r := range f.Rows {
		got = append(got, r.Key+" "+textAt(r, noteAt-1))
	}
	if want := "OPS-4 four, OPS-2 two, OPS-1 one"; strings.Join(got, ", ") != want {
		t.Errorf("got %q, want %q", got, want)
	}
	wantView(t, h, write(t, h, v), v)
}

func removed(t *testing.T, h Harness) {
	v := Sample()
	write(t, h, v)
	h.Remove(t, mark)
	if f := read(t, h); f.Exists {
		t.Errorf("found %+v", f)
	}
	wantView(t, h, write(t, h, v), v)
}
