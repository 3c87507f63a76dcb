package onenote_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"weir/internal/msgraph/graphtest"
	"weir/internal/report"
	"weir/internal/report/onenote"
	"weir/internal/report/pagetest"
)

// Every promise of a page, on one that OneNote keeps: with data-ids, and where a
// client has taken them all away.
func TestThePageKeepsEveryPromise(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		forgetful bool
		quirks    graphtest.Quirks
	}{
		"data-ids stay":                    {},
		"a client drops data-ids":          {forgetful: true},
		"plain cells without a paragraph":  {quirks: graphtest.Quirks{BareCells: true}},
		"neither data-ids nor a paragraph": {forgetful: true, quirks: graphtest.Quirks{BareCells: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pagetest.Run(t, func(t *testing.T) pagetest.Harness { return harness(t, c.forgetful, c.quirks) })
		})
	}
}

func harness(t *testing.T, forgetful bool, quirks graphtest.Quirks) pagetest.Harness {
	w := newWorld(t, quirks, "<p>Our page</p>")
	person := &person{w: w, forgetful: forgetful}
	return pagetest.Harness{
		Open:   func(*testing.T) report.Page { return w.open() },
		Edit:   person.edit,
		Raw:    func(*testing.T) string { return w.page.HTML() },
		Others: person.others,
		Copy:   person.copy,
		Remove: person.remove,
		Pages:  func(*testing.T) int { return len(w.Pages()) },
		Fail:   w.failWrite,
		Break: func(*testing.T) {
			w.Fail(graphtest.Fault{Times: -1, Status: 404, Code: "20102"})
		},
		Holds: holds,
		// A table of OneNote is a rectangle.
		Lacks: pagetest.Lacks{Ragged: true},
	}
}

// holds is what a cell can hold: HTML has no tabs, and one kind of line end.
func holds(text string) string {
	return strings.NewReplacer("\t", " ", "\u2028", "\n").Replace(text)
}

// failWrite lets the writing fail before it took effect, or lose its answer.
func (w *world) failWrite(_ *testing.T, n int) bool {
	w.Heal()
	const route = "/pages/{id}/content"
	switch n {
	case 0:
		w.Fail(graphtest.Fault{Method: "PATCH", Path: route, Times: -1, Status: 500, Code: "19999"})
	case 1:
		w.Fail(graphtest.Fault{Method: "PATCH", Path: route, Times: -1, Status: 507, Code: "30101"})
	case 2:
		w.Fail(graphtest.Fault{Method: "PATCH", Path: route, Times: -1, After: true, Reset: true})
	default:
		return false
	}
	return n >= 0
}

// A person works at the page in a client.
type person struct {
	w *world
	// forgetful clients drop data-ids at each edit.
	forgetful bool
}

func (p *person) change(t *testing.T, edit func(body *html.Node) error) {
	t.Helper()
	if err := p.w.page.Edit(edit); err != nil {
		t.Fatal(err)
	}
	if p.forgetful {
		if err := p.w.page.LoseDataIDs(); err != nil {
			t.Fatal(err)
		}
	}
}

var errNoTable = errors.New("there is no such table")

func (p *person) edit(t *testing.T, mark string, change func([][]pagetest.Cell) [][]pagetest.Cell) {
	t.Helper()
	p.change(t, func(body *html.Node) error {
		table := tableOf(body, mark)
		if table == nil {
			return errNoTable
		}
		var rows [][]pagetest.Cell
		for _, tr := range below(table, "tr") {
			var cells []pagetest.Cell
			for _, td := range below(tr, "td") {
				cells = append(cells, pagetest.Cell{Text: onenote.TextOf(td), Own: td})
			}
			rows = append(rows, cells)
		}
		rows = change(rows)
		width := 0
		for _, cells := range rows {
			width = max(width, len(cells))
		}
		clear(table)
		for _, cells := range rows {
			tr := &html.Node{Type: html.ElementNode, Data: "tr"}
			for i := range width {
				if i < len(cells) {
					tr.AppendChild(made(cells[i]))
				} else {
					tr.AppendChild(typed(""))
				}
			}
			table.AppendChild(tr)
		}
		return nil
	})
}

func made(c pagetest.Cell) *html.Node {
	if old, ok := c.Own.(*html.Node); ok {
		return twin(old)
	}
	return typed(c.Text)
}

// typed is a cell as a client makes it: a paragraph for each line, and spaces
// that do not break where HTML would swallow them.
func typed(text string) *html.Node {
	td := &html.Node{Type: html.ElementNode, Data: "td"}
	for line := range strings.SplitSeq(strings.NewReplacer("\t", " ", "\u2028", "\n").Replace(text), "\n") {
		if line == "" {
			td.AppendChild(&html.Node{Type: html.ElementNode, Data: "br"})
			continue
		}
		p := &html.Node{Type: html.ElementNode, Data: "p"}
		p.AppendChild(&html.Node{Type: html.TextNode, Data: wide.ReplaceAllStringFunc(line, func(run string) string {
			return strings.Repeat("\u00a0", len(run))
		})})
		td.AppendChild(p)
	}
	return td
}

// wide is white space that HTML would not show in full.
var wide = regexp.MustCompile(`^ +| {2,}| +$`)

func (p *person) others(t *testing.T) func() string {
	page := p.w.page
	for i, text := range pagetest.Awkward() {
		var err error
		switch i % 4 {
		case 0:
			err = page.TypeAbove(text)
		case 1:
			err = page.TypeBelow(text)
		case 2:
			err = page.AddOutline(text)
		default:
			err = page.PasteTable(0, [][]string{{"Key", "Summary"}, {"OPS-1", text}})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := page.Draw(); err != nil {
		t.Fatal(err)
	}
	return func() string { return withoutOurs(t, page.HTML()) }
}

func (p *person) copy(t *testing.T, mark string) {
	p.change(t, func(body *html.Node) error {
		table := tableOf(body, mark)
		if table == nil {
			return errNoTable
		}
		copied := twin(table)
		for _, n := range append(below(copied, "p"), copied) {
			n.Attr = without(n.Attr, "data-id")
		}
		table.Parent.InsertBefore(copied, table.NextSibling)
		return nil
	})
}

func (p *person) remove(t *testing.T, mark string) {
	p.change(t, func(body *html.Node) error {
		if table := tableOf(body, mark); table != nil {
			table.Parent.RemoveChild(table)
		}
		for _, name := range []string{".line", ".2", ".3", ".kept"} {
			for _, n := range below(body, "p", "table") {
				if carries(n, mark+name) {
					n.Parent.RemoveChild(n)
					break
				}
			}
		}
		return nil
	})
}
