package onenote_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"weir/internal/msgraph/graphtest"
	"weir/internal/report"
	"weir/internal/report/onenote"
	"weir/internal/report/pagetest"
)

// Any page is read, or refused: without a panic, and what is found can be written
// and found again.
func FuzzAnyPageIsRead(f *testing.F) {
	v := pagetest.Sample()
	f.Add(onenote.Render(v, 3))
	f.Add(`<body><div id="div:{1}{1}"><p id="p:{1}{2}"><a href="https://x.example#` + mark + `.line.0-r1">x</a></p><table><tr><td>no<table data-id="` + mark + `.1"><tr></tr></table></td></tr></table></div>`)
	f.Add(`<table data-id="` + mark + `.kept"><tr><td><a href="https://jira.example.com/browse/OPS-1">OPS-1 x</a><td>Where<td><ul><ul>a<li><img>`)
	f.Add(`<table data-id="` + mark + `.2"><td>a<tr><th>b<td><!-- InkNode is not supported --><p data-tag="to-do">c`)
	f.Fuzz(func(t *testing.T, page string) {
		found, err := onenote.ReadPage([]byte(page), mark)
		if err != nil {
			return
		}
		v := view()
		extra := report.Row{}
		for _, r := range found.Rows {
			for _, c := range r.Cells {
				extra.Cells = append(extra.Cells, report.Cell{Kind: report.Written, Text: c.Text, Markup: c.Markup})
			}
		}
		v.Columns = nil
		for range max(len(extra.Cells), 1) {
			v.Columns = append(v.Columns, report.Column{Title: "x"})
		}
		v.Extra, v.Kept = []report.Row{extra}, found.Kept
		again, err := onenote.ReadPage([]byte(onenote.Render(v, 1000)), mark)
		if err != nil {
			return // nested as deep as the reader goes, and now one deeper
		}
		if len(again.Rows) != 1 {
			t.Fatalf("%d rows are found", len(again.Rows))
		}
		for i, c := range extra.Cells {
			if got := again.Rows[0].Cells[i].Text; joined(got) != joined(c.Text) {
				t.Errorf("%q came back as %q (%q)", c.Text, got, c.Markup)
			}
		}
		for i, p := range found.Kept {
			if p.Text == "" {
				continue
			}
			if i >= len(again.Kept) || joined(again.Kept[i].Text) != joined(p.Text) {
				t.Errorf("%+v came back as %+v", p, again.Kept)
			}
		}
	})
}

// seen is a text without what a page may leave out.
func seen(text string) string { return pagetest.Folded(strings.ReplaceAll(text, "\u00a0", " ")) }

// joined is a text without white space: where HTML is not as it should be, such
// as text in a list beside its points, lines are where the sanitiser puts them.
func joined(text string) string { return strings.Join(strings.Fields(seen(text)), "") }

// Whatever somebody types into Jira or into a note stands in its cell, also when
// the service has made its own of it.
func FuzzAnyTextStaysInItsCell(f *testing.F) {
	for _, text := range pagetest.Hostile() {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return // no text of Jira's, nor of OneNote's
		}
		v := view(row("OPS-1", text, text), row("OPS-2", "Two", "last"))
		v.Kept = []report.Passage{{Key: "OPS-9", Where: text, Text: text + "x"}, {Text: "last"}}
		w, err := graphtest.New(graphtest.Options{ClientID: "weir"})
		must(t, err)
		rendered := onenote.Render(v, 1000)
		_, body, _ := strings.Cut(rendered, "<body>")
		page := w.AddPage(w.AddSection(w.AddNotebook("n"), "s"), "Title", strings.TrimSuffix(body, "</body></html>"))
		for _, content := range []string{rendered, page.HTMLWithIDs()} {
			found, err := onenote.ReadPage([]byte(content), mark)
			must(t, err)
			if len(found.Rows) != 2 || len(found.Kept) != 2 || len(found.Rows[0].Cells) != 3 {
				t.Fatalf("%q: found %+v", text, found)
			}
			cells := found.Rows[0].Cells
			if seen(cells[1].Text) != seen(text) || seen(cells[2].Text) != seen(text) || seen(found.Kept[0].Text) != seen(text+"x") {
				t.Errorf("%q came back as %q, %q and %q", text, cells[1].Text, cells[2].Text, found.Kept[0].Text)
			}
			if found.Rows[1].Cells[2].Text != "last" || found.Kept[1].Text != "last" || found.Rows[1].Key != "OPS-2" {
				t.Errorf("%q: found %+v", text, found)
			}
		}
	})
}
