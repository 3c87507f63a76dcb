package onenote_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"weir/internal/msgraph/graphtest"
	"weir/internal/report"
)

// The list below the table has a heading, whatever people do to it, and its list is
// read without one, too.
func TestTheListBelowHasAHeading(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		edit func(*world) error
		want []string
	}{
		"nothing is done": {nil, []string{"Agenda", "line", "table of OPS-1", "heading", "table of OPS-9"}},
		"it is deleted, or was never there": {
			func(w *world) error { return w.page.DeleteBlock(3) },
			[]string{"Agenda", "line", "table of OPS-1", "heading", "table of OPS-9"},
		},
		"somebody types into it": {
			func(w *world) error { return w.page.ReplaceText("Kept: what", "Kept for Ann: what") },
			[]string{"Agenda", "line", "table of OPS-1", "Kept for Ann: what people wrote and what has no place in the table any more", "heading", "table of OPS-9"},
		},
		"somebody puts a picture into it": {
			func(w *world) error {
				return w.page.Edit(func(body *html.Node) error {
					for _, n := range below(body, "p") {
						if carries(n, mark+".over") {
							n.AppendChild(&html.Node{Type: html.ElementNode, Data: "img", Attr: []html.Attribute{{Key: "src", Val: "https://example.com/cat.png"}}})
						}
					}
					return nil
				})
			},
			[]string{"Agenda", "line", "table of OPS-1", "heading", "heading", "table of OPS-9"},
		},
		"it is moved into a cell": {
			func(w *world) error { return errors.Join(w.page.Edit(overIntoCell), w.page.LoseDataIDs()) },
			[]string{"Agenda", "line", "table of OPS-1", "heading", "table of OPS-9", "heading"},
		},
		"it is emptied": {
			func(w *world) error { return w.page.ReplaceText(report.KeptTitle, "") },
			[]string{"Agenda", "line", "table of OPS-1", "heading", "table of OPS-9"},
		},
		"a client drops data-ids": {
			func(w *world) error { return w.page.LoseDataIDs() },
			[]string{"Agenda", "line", "table of OPS-1", "heading", "table of OPS-9"},
		},
		"the list alone is deleted": {
			func(w *world) error { return w.page.DeleteTable(1) },
			[]string{"Agenda", "line", "table of OPS-1", "heading", "table of OPS-9"},
		},
		"all but the heading is deleted": {func(w *world) error {
			return w.page.Edit(func(body *html.Node) error {
				for _, n := range below(body, "p", "table") {
					if ours(n) && !carries(n, mark+".over") {
						n.Parent.RemoveChild(n)
					}
				}
				return nil
			})
		}, []string{"Agenda", "", "line", "table of OPS-1", "heading", "table of OPS-9"}},
		"the line and the table are deleted": {func(w *world) error {
			if err := w.page.DeleteTable(0); err != nil {
				return err
			}
			return w.page.DeleteBlock(1)
		}, []string{"Agenda", "line", "table of OPS-1", "heading", "table of OPS-9"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, graphtest.Quirks{}, "<p>Agenda</p>")
			v := view(row("OPS-1", "One", ""))
			v.Kept = []report.Passage{{Key: "OPS-9", URL: site + "OPS-9", Where: "Mine", Text: "kept"}}
			w.write(t, v)
			if c.edit != nil {
				must(t, c.edit(w))
			}
			if f := w.read(t); f.Exists && len(f.Kept) > 0 && f.Kept[0].Text != "kept" {
				t.Errorf("found %+v", f.Kept)
			}
			for range 2 {
				v.Run += "x"
				w.write(t, v)
				if d := cmp.Diff(c.want, outlineOf(w)); d != "" {
					t.Errorf("(-want +got):\n%s", d)
				}
			}
			if f := w.read(t); len(f.Kept) != 1 || f.Kept[0].Text != "kept" || f.Copies != 0 {
				t.Errorf("found %+v", f)
			}
			// It goes with its list, comes with it, and says what is in it.
			bare := v
			bare.Kept = nil
			w.write(t, bare)
			left := bare
			left.Left = []report.Gone{{Key: "OPS-9", URL: site + "OPS-9"}}
			w.write(t, left)
			if d := cmp.Diff(c.want, outlineOf(w)); d != "" {
				t.Errorf("after the list was not needed (-want +got):\n%s", d)
			}
		})
	}
}

// overIntoCell moves the heading into a table of a person's, where OneNote has no
// name for it.
func overIntoCell(body *html.Node) error {
	element := func(name string) *html.Node { return &html.Node{Type: html.ElementNode, Data: name} }
	table, row, cell := element("table"), element("tr"), element("td")
	table.AppendChild(row)
	row.AppendChild(cell)
	for _, n := range below(body, "p") {
		if carries(n, mark+".over") {
			n.Parent.RemoveChild(n)
			cell.AppendChild(n)
		}
	}
	below(body, "div")[0].AppendChild(table)
	return nil
}

// Where the former list holds a picture, and stays, the new one has the heading.
func TestTheHeadingGoesWithTheNewList(t *testing.T) {
	t.Parallel()
	w := newWorld(t, graphtest.Quirks{}, "<p>Agenda</p>")
	v := view(row("OPS-1", "One", ""))
	v.Kept = []report.Passage{{Key: "OPS-9", URL: site + "OPS-9", Where: "Mine", Text: "kept"}}
	w.write(t, v)
	must(t, w.page.PasteImage(1, 1, 2, "https://example.com/cat.png"))
	for range 2 {
		w.write(t, v)
		// A blank paragraph is where the heading was, and below it the former list.
		if d := cmp.Diff([]string{"Agenda", "line", "table of OPS-1", "heading", "table of OPS-9", ""}, outlineOf(w)[:6]); d != "" || len(w.page.Blocks()) != 7 {
			t.Errorf("(-want +got):\n%s", d)
		}
	}
}
