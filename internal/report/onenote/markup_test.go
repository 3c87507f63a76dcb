package onenote_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"weir/internal/msgraph/graphtest"
	"weir/internal/report"
	"weir/internal/report/onenote"
)

// cell reads a cell's HTML as a client's page has it.
func cell(t testing.TB, content string) *html.Node {
	t.Helper()
	doc, err := html.Parse(strings.NewReader("<table><tr><td>" + content + "</td></tr></table>"))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Data == "td" {
			return n
		}
	}
	t.Fatal("there is no cell")
	return nil
}

func TestCellsAreReadWithTheirForm(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ html, text, markup string }{
		{"", "", ""},
		{"plain", "plain", ""},
		{"<p>&nbsp;</p>", "", ""},
		{"<p>a</p><p>b</p>", "a\nb", ""},
		{"<p>a</p><br/><p>b<br/></p>", "a\n\nb", ""},
		{"<p>a&nbsp; b no&nbsp;break</p>", "a  b no\u00a0break", ""},
		{" <p>\n a\n b </p> ", "a b", ""},
		{`<p style="margin-top:0pt;color:black">a</p>`, "a", ""},
		{`<p><span style="font-weight:bold;font-family:Arial">a</span>b</p>`, "ab", `<p><span style="font-weight:bold">a</span>b</p>`},
		{"<b>a</b> <em>b</em> <strike>c</strike>", "a b c", "<p><b>a</b> <i>b</i> <s>c</s></p>"},
		{"<ul><li>a</li><li><p>b</p><ol><li>c</li></ol></li></ul>", "a\nb\nc", "<ul><li>a</li><li><p>b</p><ol><li>c</li></ol></li></ul>"},
		{`<ul><ul><li>a</li></ul></ul>`, "a", "<ul><li><ul><li>a</li></ul></li></ul>"},
		{`<span data-tag="to-do:completed">a</span><span data-tag="to-do">b</span>`, "a\nb", `<p data-tag="to-do:completed">a</p><p data-tag="to-do">b</p>`},
		{`<p data-tag="to-do,no-such-tag,important:completed">a</p>`, "a", `<p data-tag="to-do">a</p>`},
		{`<a href="https://example.com/?a=1&amp;b=2">a</a>`, "a", `<p><a href="https://example.com/?a=1&amp;b=2">a</a></p>`},
		{`<a href="mailto:ann@example.com">a</a><a href="onenote:#x">b</a>`, "ab", `<p><a href="mailto:ann@example.com">a</a><a href="onenote:#x">b</a></p>`},
		{`<a href="javascript:alert(1)">a</a><a href="data:text/html,x">b</a><a href="//example.com">c</a><a href="file:///etc">d</a><a href="javascript://example.com/%0aalert(1)">e</a>`, "abcde", ""},
		{`<a href="https:///x" onclick="x()">a</a>`, "a", ""},
		{"<b>a</b><script>x</script><style>y</style>", "a", "<p><b>a</b></p>"},
		{`<pre>a  b` + "\n" + ` c</pre>`, "a  b\n c", ""},
		{"<h2>a</h2><div>b<div>c</div></div>", "a\nb\nc", ""},
		{"<script>x</script><style>y</style>a<template>z</template>", "a", ""},
		{`<p style="color:#FF0000;background-color:yellow;position:absolute;background:url(x)">a</p>`, "a", `<p style="color:#ff0000;background-color:yellow">a</p>`},
		{`<p style="color:expression(alert(1))">a</p><p style='color:red" onload="x'>b</p>`, "a\nb", ""},
		{`<table><tr><td style="background-color:red">a</td><td>b</td></tr></table>`, "a\nb", `<table border="1"><tr><td style="background-color:red"><p>a</p></td><td><p>b</p></td></tr></table>`},
		{"a &lt;b&gt; &amp;amp; &quot;c&quot;", `a <b> &amp; "c"`, ""},
		{"<b>a &lt;b&gt;</b>", "a <b>", "<p><b>a &lt;b&gt;</b></p>"},
		{`<p id="x" data-id="weir-weekly-3f9a1c2e.1" lang="de"><u>a</u></p>`, "a", "<p><u>a</u></p>"},
	} {
		td := cell(t, c.html)
		text, markup := onenote.TextOf(td), onenote.MarkupOf(td)
		if text != c.text || markup != c.markup {
			t.Errorf("%s\n got %q, %q\nwant %q, %q", c.html, text, markup, c.text, c.markup)
		}
		if again, ok := onenote.Cleaned(markup); markup != "" && (!ok || again != markup) {
			t.Errorf("%s: cleaned again it is %q, was %q", c.html, again, markup)
		}
		if back := onenote.TextOf(cell(t, markup)); markup != "" && back != c.text {
			t.Errorf("%s: what is written reads %q, want %q", c.html, back, c.text)
		}
	}
}

func TestALinkLeadsToAPageOrNowhere(t *testing.T) {
	t.Parallel()
	const bad = "javascript:alert(1)"
	v := view(row("OPS-1", "One", ""))
	v.Line.Query, v.Groups[0].Rows[0].URL, v.Groups[0].Rows[0].Cells[0].Link = bad, bad, bad
	v.Left, v.Kept = []report.Gone{{Key: "OPS-2", URL: bad}}, []report.Passage{{Key: "OPS-3", URL: bad, Text: "a note"}}
	if out := onenote.Render(v, 100); strings.Contains(out, "javascript") || !strings.Contains(out, "OPS-3") {
		t.Errorf("it is written as %s", out)
	}
}

// What cannot be written again, and rows that only look like an issue's where
// somebody has deleted the headings.
func TestATableIsReadForWhatItIs(t *testing.T) {
	t.Parallel()
	const issue, ours = `<tr><td><p><a href="` + site + `OPS-1">OPS-1</a></p></td><td>One</td></tr>`, `<tr><td>ours</td><td><a href="` + site + `OPS-1">as there</a></td></tr>`
	for content, want := range map[string]struct {
		keys  []string
		fixed int
	}{
		issue + ours: {[]string{"OPS-1", ""}, 0},
		issue + `<tr><td><!-- InkNode is not supported --></td><td><!-- Media is not supported --><object data="x"></object></td></tr>`: {[]string{"OPS-1", ""}, 3},
		issue + `<tr><td><!-- a word --></td></tr>`: {[]string{"OPS-1", ""}, 0},
	} {
		found, err := onenote.ReadPage([]byte(`<body><table data-id="`+mark+`.1">`+content+`</table></body>`), mark)
		var keys []string
		for _, row := range found.Rows {
			keys = append(keys, row.Key)
		}
		if err != nil || !slices.Equal(keys, want.keys) || found.Fixed != want.fixed {
			t.Errorf("%s: %+v, %v", content, found, err)
		}
	}
}

// What people have formatted comes back with its form, refresh after refresh.
func TestFormIsCarriedOver(t *testing.T) {
	t.Parallel()
	w := newWorld(t, graphtest.Quirks{}, "<p>Agenda</p>")
	v := view(row("OPS-1", "One", "bold"), row("OPS-2", "Two", "done?"), row("OPS-3", "Three", "see"))
	w.write(t, v)
	must(t, w.page.Bold(0, 1, 2))
	must(t, w.page.ToDo(0, 2, 2, true))
	must(t, w.page.Link(0, 3, 2, "https://example.com/x"))
	first := w.read(t)
	for range 3 {
		f := w.read(t)
		for i := range v.Groups[0].Rows {
			found := f.Rows[i].Cells[2]
			if found.Markup == "" || found != first.Rows[i].Cells[2] {
				t.Errorf("row %d: found %+v, at first %+v", i, found, first.Rows[i].Cells[2])
			}
			v.Groups[0].Rows[i].Cells[2] = report.Cell{Kind: report.Written, Text: found.Text, Markup: found.Markup}
		}
		v.Kept = []report.Passage{{Text: "kept", Markup: first.Rows[1].Cells[2].Markup}}
		w.write(t, v)
	}
	page := w.page.HTML()
	for _, part := range []string{"font-weight:bold", `data-tag="to-do:completed"`, "https://example.com/x"} {
		if !strings.Contains(page, part) {
			t.Errorf("%s is lost", part)
		}
	}
	if got := w.read(t).Kept; len(got) != 1 || got[0].Markup != first.Rows[1].Cells[2].Markup {
		t.Errorf("kept is %+v", got)
	}
}

// Markup is taken from nobody's hands unseen.
func TestMarkupIsHarmlessWhateverItIs(t *testing.T) {
	t.Parallel()
	v := view(row("OPS-1", "One", ""))
	v.Groups[0].Rows[0].Cells[2].Markup = `</td></tr></table><script>alert(1)</script><p onclick="x">a</p><img src=x onerror=y><td>b<iframe src="https://evil.example">`
	v.Kept = []report.Passage{{Text: "x", Markup: strings.Repeat("<div>", 600) + "deep"}}
	got := onenote.Render(v, 100)
	for _, bad := range []string{"<script", "onclick", "<img", "iframe", "<div"} {
		if strings.Contains(got, bad) {
			t.Errorf("there is %s in %s", bad, got)
		}
	}
	f, err := onenote.ReadPage([]byte(got), mark)
	must(t, err)
	if len(f.Rows) != 1 || f.Rows[0].Cells[2].Text == "" || f.Kept[0].Text != "x" {
		t.Errorf("found %+v", f)
	}
}
