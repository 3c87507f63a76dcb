package onenote_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"weir/internal/msgraph/graphtest"
	"weir/internal/report"
)

// outlineOf names what stands on the page: text, and tables by their first keys.
func outlineOf(w *world) []string {
	var seen []string
	tables := w.page.Tables()
	for _, block := range w.page.Blocks() {
		switch {
		case len(tables) > 0 && strings.HasPrefix(block, tables[0][0][0]+"\t"):
			seen = append(seen, "table of "+tables[0][len(tables[0])-1][0])
			tables = tables[1:]
		case strings.HasPrefix(block, "Refreshed"):
			seen = append(seen, "line")
		case strings.HasPrefix(block, report.KeptTitle), strings.HasPrefix(block, report.LeftTitle):
			seen = append(seen, "heading")
		default:
			seen = append(seen, strings.Trim(block, "\u00a0 "))
		}
	}
	return seen
}

// parts is a view that takes so many parts of one row each.
func parts(n int) report.View {
	v := view()
	for i := range n {
		v.Groups[0].Rows = append(v.Groups[0].Rows, row(fmt.Sprintf("OPS-%d", i+1), "One", ""))
	}
	v.Kept = []report.Passage{{Key: "OPS-99", URL: site + "OPS-99", Text: "kept"}}
	return v
}

func TestWhatIsAddedGoesWhereItBelongs(t *testing.T) {
	t.Parallel()
	w := newWorld(t, graphtest.Quirks{}, "<p>Agenda</p>")
	w.options.PartRows = 1
	expect := func(want ...string) {
		t.Helper()
		if d := cmp.Diff(want, outlineOf(w)); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
	}
	v := parts(1)
	v.Kept = nil
	w.write(t, v)
	expect("Agenda", "line", "table of OPS-1")
	w.write(t, parts(3)) // further parts, and a list
	expect("Agenda", "line", "table of OPS-1", "table of OPS-2", "table of OPS-3", "heading", "table of OPS-99")
	must(t, w.page.DeleteBlock(1)) // the line
	w.write(t, parts(3))
	expect("Agenda", "line", "table of OPS-1", "table of OPS-2", "table of OPS-3", "heading", "table of OPS-99")
	must(t, w.page.DeleteBlock(1))
	same := parts(3)
	same.Same = true
	w.write(t, same)
	expect("Agenda", "line", "table of OPS-1", "table of OPS-2", "table of OPS-3", "heading", "table of OPS-99")
	for range 3 { // the table, in all its parts
		must(t, w.page.DeleteTable(0))
	}
	w.write(t, parts(2))
	expect("Agenda", "line", "table of OPS-1", "table of OPS-2", "heading", "table of OPS-99")
	must(t, w.page.DeleteBlock(1)) // all but the list
	must(t, w.page.DeleteTable(0))
	must(t, w.page.DeleteTable(0))
	w.write(t, parts(2))
	expect("Agenda", "line", "table of OPS-1", "table of OPS-2", "heading", "table of OPS-99")
}

// Where a client has put a copy above the table, the one with the data-id is ours.
func TestACopyAboveTheTable(t *testing.T) {
	t.Parallel()
	w := newWorld(t, graphtest.Quirks{}, "<p>Agenda</p>")
	w.write(t, view(row("OPS-1", "One", "")))
	must(t, w.page.CopyTable(0, false))
	must(t, w.page.MoveBlock(3, 2))
	must(t, w.page.SetCell(0, 1, 2, "in the copy"))
	must(t, w.page.SetCell(1, 1, 2, "in ours"))
	f := w.read(t)
	if f.Copies != 1 || len(f.Rows) != 1 || f.Rows[0].Cells[2].Text != "in ours" {
		t.Errorf("found %+v", f)
	}
}

// A former part that cannot be told to be one is not taken for one of the table.
func TestAPictureInAPartThatCannotBeMarked(t *testing.T) {
	t.Parallel()
	w := newWorld(t, graphtest.Quirks{}, "<p>Agenda</p>")
	w.options.PartRows = 1
	w.write(t, parts(3))
	must(t, w.page.PasteImage(2, 1, 2, "https://example.com/cat.png"))
	must(t, w.page.PasteImage(3, 1, 2, "https://example.com/dog.png"))
	must(t, w.page.LoseDataIDs())
	v := parts(1)
	v.Kept = nil
	for range 3 {
		w.write(t, v)
		f := w.read(t)
		if len(f.Rows) != 1 || f.Fixed != 0 || len(f.Kept) != 0 {
			t.Fatalf("found %+v", f)
		}
	}
	if n := strings.Count(w.page.HTML(), "<img"); n != 2 {
		t.Errorf("%d pictures are left", n)
	}
}

// Somebody writes where a part, or the list, has been.
func TestWhatIsTypedInPlaceOfWhatWasNotNeeded(t *testing.T) {
	t.Parallel()
	for name, typed := range map[string]html.Node{
		"typed": {Type: html.TextNode, Data: "typed"},
		"<img":  {Type: html.ElementNode, Data: "img", Attr: []html.Attribute{{Key: "src", Val: "https://example.com/cat.png"}}},
	} {
		w := newWorld(t, graphtest.Quirks{}, "<p>Agenda</p>")
		w.options.PartRows = 1
		w.write(t, parts(2))
		v := parts(1)
		v.Kept = nil
		w.write(t, v)
		must(t, w.page.Edit(func(body *html.Node) error {
			for _, p := range below(body, "p") {
				if carries(p, mark+".2") || carries(p, mark+".kept") {
					one := typed
					p.AppendChild(&one)
				}
			}
			return nil
		}))
		w.write(t, parts(2))
		w.write(t, v)
		if n := strings.Count(w.page.HTML(), name); n != 2 {
			t.Errorf("%s is there %d times: %s", name, n, w.page.HTML())
		}
	}
}

// A line that somebody has put into a cell is what they wrote there.
func TestALineInACellIsNoneOfOurs(t *testing.T) {
	t.Parallel()
	w := newWorld(t, graphtest.Quirks{}, "<p>Agenda</p>")
	w.write(t, view(row("OPS-1", "One", "")))
	must(t, w.page.Edit(func(body *html.Node) error {
		cells := below(tableOf(body, mark), "td")
		for _, p := range below(body, "p") {
			if carries(p, mark+".line") {
				p.Parent.RemoveChild(p)
				cells[len(cells)-1].AppendChild(p)
			}
		}
		return nil
	}))
	f := w.read(t)
	note := f.Rows[0].Cells[2].Text
	if f.Run != "" || len(f.Kept) != 0 || !strings.Contains(note, "Refreshed") {
		t.Fatalf("found %+v", f)
	}
	w.write(t, view(row("OPS-1", "One", note)))
	if d := cmp.Diff([]string{"Agenda", "line", "table of OPS-1"}, outlineOf(w)); d != "" || w.read(t).Rows[0].Cells[2].Text != note {
		t.Errorf("%s (-want +got):\n%s", w.page.Text(), d)
	}
}

func TestAQueryWithAFragment(t *testing.T) {
	t.Parallel()
	w := newWorld(t, graphtest.Quirks{}, "<p>Agenda</p>")
	v := view(row("OPS-1", "One", ""))
	v.Line.Query += "#part"
	w.write(t, v)
	must(t, w.page.LoseDataIDs())
	if f := w.read(t); len(f.Rows) != 1 || f.Run != "r1" {
		t.Errorf("found %+v", f)
	}
}
