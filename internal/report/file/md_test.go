package file_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	goldmarkhtml "github.com/yuin/goldmark/renderer/html"
	"golang.org/x/net/html"

	"weir/internal/report"
	"weir/internal/report/file"
	"weir/internal/report/pagetest"
)

// mdBounds returns where the part of the report is, as the person sees it.
func mdBounds(text, mark string) (from, to int) {
	begin := regexp.MustCompile(`(?m)^\x{feff}?<!-- ` + mark + ` key=.*$`).FindStringIndex(text)
	if begin == nil {
		return -1, -1
	}
	end := "<!-- /" + mark + " -->"
	from = begin[0]
	if strings.HasPrefix(text[from:], "\ufeff") {
		from += len("\ufeff")
	}
	to = from + strings.Index(text[from:], end) + len(end)
	return from, to
}

var mdCells = regexp.MustCompile(`((?:[^|\\]|\\.)*)\|`)

// mdGrid cuts the lines of a table.
func mdGrid(lines []string) (rows [][]pagetest.Cell) {
	for i, l := range lines {
		if i == 1 {
			continue
		}
		var row []pagetest.Cell
		for _, m := range mdCells.FindAllStringSubmatch(strings.TrimPrefix(l, "|"), -1) {
			source := strings.TrimSpace(m[1])
			row = append(row, pagetest.Cell{Text: mdSeen(source), Own: source})
		}
		rows = append(rows, row)
	}
	return rows
}

// mdSeen is roughly what is seen of a cell.
func mdSeen(source string) string {
	if m := regexp.MustCompile(`^\[(.*)\]\(\S*\)`).FindStringSubmatch(source); m != nil {
		source = m[1]
	}
	source = strings.NewReplacer("<br>", "\n", "<br />", "\n").Replace(source)
	return regexp.MustCompile(`\\([[:punct:]])`).ReplaceAllString(source, "$1")
}

// mdTyped is how a person types a text so that it is seen.
func mdTyped(text string) string {
	text = regexp.MustCompile(`[[:punct:]]`).ReplaceAllString(strings.TrimSpace(text), `\$0`)
	return strings.ReplaceAll(text, "\n", "<br />")
}

func markdownHarness(p *place) pagetest.Harness {
	h := p.harness()
	h.Edit = func(t *testing.T, mark string, change func([][]pagetest.Cell) [][]pagetest.Cell) {
		text := p.read(t)
		from, to := mdBounds(text, mark)
		end := "\n"
		if strings.Contains(text[from:to], "\r\n") {
			end = "\r\n"
		}
		lines := strings.Split(text[from:to], end)
		first := 0
		for !strings.HasPrefix(lines[first], "|") {
			first++
		}
		last := first
		for last < len(lines) && strings.HasPrefix(lines[last], "|") {
			last++
		}
		rows := change(mdGrid(lines[first:last]))
		var table []string
		for i, row := range rows {
			line := "|"
			for _, c := range row {
				source, ok := c.Own.(string)
				if !ok {
					source = mdTyped(c.Text)
				}
				line += " " + source + " |"
			}
			table = append(table, line)
			if i == 0 {
				table = append(table, "|"+strings.Repeat("---|", len(row)))
			}
		}
		lines = append(append(append([]string{}, lines[:first]...), table...), lines[last:]...)
		p.put(t, text[:from]+strings.Join(lines, end)+text[to:])
	}
	h.Others = func(t *testing.T) func() string {
		p.put(t, mdAbove+mdBelow)
		return func() string { return p.read(t)[:len(mdAbove+mdBelow)] }
	}
	h.Copy = func(t *testing.T, mark string) {
		text := p.read(t)
		from, to := mdBounds(text, mark)
		p.put(t, text+"\ncopied:\n\n"+text[from:to]+"\n")
	}
	h.Remove = func(t *testing.T, mark string) {
		text := p.read(t)
		from, to := mdBounds(text, mark)
		p.put(t, text[:from]+text[to:])
	}
	return h
}

const (
	mdAbove = "\uFEFF---\r\ntags: [x]\r\n---\r\n# Mine\r\n\r\n| Key | Note |\r\n|---|---|\r\n| OPS-1 | theirs |\r\n\r\n```\r\n<!-- " + mark + " -->\r\n```\r\ntext\x0b with\ttabs  \r\n" +
		"<!-- " + mark + "0 -->\r\n<!-- /" + mark + "0 -->\r\n"
	mdBelow = "Below, there is text\r\n\r\n<!-- /" + mark + " -->\n~~~\nno end\n\nlast, without an end"
)

func TestAMarkdownFileIsAPage(t *testing.T) {
	t.Parallel()
	pagetest.Run(t, func(t *testing.T) pagetest.Harness { return markdownHarness(newPlace(t, "weekly.md")) })
}

// Where a person has moved the part, it stays, and so does all around it.
func TestAMarkdownFileIsThePersonsButForThePart(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]string{"LF": "\n", "CRLF": "\r\n"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, "weekly.md")
			p.put(t, "x"+end)
			v := pagetest.Sample()
			p.write(t, v)
			text := p.read(t)
			from, to := mdBounds(text, mark)
			part := text[from:to]
			if n := strings.Count(part, "\n"); n == 0 || strings.Count(part, end) != n {
				t.Errorf("the line breaks are not those of the file: %q", part)
			}
			p.put(t, mdAbove+part+end+mdBelow)
			for _, mode := range []report.Mode{report.Replace, report.Append, report.Replace} {
				v.Mode, v.Run, v.Title = mode, "r"+string(mode), "Another title"
				p.write(t, v)
				if text := p.read(t); !strings.HasPrefix(text, mdAbove) || !strings.HasSuffix(text, mdBelow) {
					t.Fatalf("what is not the report's has changed: %q", text)
				}
			}
			if f := p.found(t); len(f.Rows) != 8 || len(f.Kept) != 4 {
				t.Errorf("found %+v", f)
			}
		})
	}
}

func TestNotesKeepTheirMarkdown(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.md")
	v := pagetest.Sample()
	p.write(t, v)
	for source, want := range map[string]string{
		"**bold** and [a link](https://x.example)": "**bold** and [a link](https://x.example)",
		"2 * 3 < 4 & `x`":                          "2 * 3 < 4 & `x`",
		"**all of it**":                            "all of it",
		"**a** b **c**":                            "**a** b **c**",
		"[all of it](https://x.example)":           "all of it",
		"![[Note]] <b>x</b> $x$ \\| y":             "![[Note]] <b>x</b> $x$ | y",
		"one<br>two<BR/>three":                     "one\ntwo\nthree",
		"&lt;":                                     "&lt;",
	} {
		p.put(t, strings.Replace(p.read(t), "| ask Ann |", "| "+source+" |", 1))
		f := p.found(t)
		got := f.Rows[1].Cells[7]
		if got.Text != want {
			t.Errorf("%q: got %q, want %q", source, got.Text, want)
		}
		v := pagetest.Sample()
		v.Groups[0].Rows[0].Cells[7] = report.Cell{Kind: report.Written, Text: got.Text, Markup: got.Markup}
		v.Kept = append(v.Kept, report.Passage{Text: got.Text, Markup: got.Markup})
		p.write(t, v)
		if text := p.read(t); !strings.Contains(text, "| "+source+" |") || !strings.Contains(text, "- **—:** "+source+"\n") {
			t.Errorf("%q is gone: %s", source, text)
		}
		if got := p.found(t).Kept[4]; got.Text != want {
			t.Errorf("%q: kept is %q", source, got.Text)
		}
		p.write(t, pagetest.Sample())
	}
}

// Where somebody has made the line their own, there is a fresh one beside it.
func TestALineThatIsSomebodysStaysBesideAFreshOne(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"weekly.md", "weekly.html"} {
		p := newPlace(t, name)
		v := pagetest.Sample()
		p.write(t, v)
		p.put(t, replaced(t, p.read(t), "Refreshed 29 Nov", "As Ann says, refreshed 29 Nov"))
		v.Same, v.Line.At = true, v.Line.At.Add(time.Hour)
		p.write(t, v)
		if text := p.read(t); !strings.Contains(text, "As Ann says, ") || !strings.Contains(text, "Refreshed 29 Nov 2026, 15:03 CET") {
			t.Errorf("%s: there is %s", name, text)
		}
	}
}

func TestWhereAPassageStoodIsNoMarkup(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.md")
	v := pagetest.Sample()
	v.Title = "[x](https://evil.example)"
	v.Kept = []report.Passage{{Key: "OPS-8", URL: site + "OPS-8", Where: "a **b** [c](d) <e> :** f", Text: "kept"}}
	p.write(t, v)
	if d := cmp.Diff(v.Kept, p.found(t).Kept); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if strings.Contains(p.read(t), v.Title) {
		t.Error("the heading is a link")
	}
}

// Whatever a person writes between the two comments is found.
func TestWordsAroundATableOfMarkdownAreKept(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.md")
	v := pagetest.Sample()
	p.write(t, v)
	text := p.read(t)
	text = strings.Replace(text, "\n## Weekly report\n", "\nabove the heading\nin two lines\n## Weekly report\nand below\n\n", 1)
	text = strings.Replace(text, " · [Query in Jira]", " my words · [Query in Jira]", 1)
	text = strings.Replace(text, "\n**Left since", "\n### A heading\n\n* a point | with a pipe\n  and more of it\n\n| one more row | x |\n\n**Left since", 1)
	text = strings.Replace(text, "- **—:** nobody", "- a point without a name\n- **—:** nobody", 1)
	p.put(t, text)
	f := p.found(t)
	var kept []string
	for _, k := range f.Kept {
		kept = append(kept, k.Text)
	}
	want := []string{
		"above the heading\nin two lines", "and below", "Refreshed 29 Nov 2026, 14:03 CET · 4 issues my words · [Query in Jira](https://jira.example.com/issues/?jql=project%20%3D%20OPS) · 1 changed cell (**bold**)",
		"### A heading", "a point | with a pipe\nand more of it", "a note whose issue left", "of a column\nthat is gone", "next week?", "a point without a name", "nobody knows where it stood",
	}
	if d := cmp.Diff(want, kept); d != "" {
		t.Error(d)
	}
	if last := f.Rows[len(f.Rows)-1]; last.Cells[0].Text != "one more row" {
		t.Errorf("got %+v", last)
	}
	v.Kept = f.Kept
	p.write(t, v)
	for i, k := range p.found(t).Kept {
		if k.Text != want[i] {
			t.Errorf("got %q, want %q", k.Text, want[i])
		}
	}
}

func TestAMarkdownFileThatIsBrokenStays(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.md")
	p.wantRefused(t, "caf\xe9\n", "not UTF-8")
	p.wantRefused(t, "# Mine\n\n<!-- "+mark+" key=1 -->\n| a |\n", "end of the report")
	p.wantRefused(t, "<!-- "+mark+" -->\n| a |\n<!-- "+mark+" -->\n<!-- /"+mark+" -->\n", "end of the report")
}

// Another reader of Markdown sees the same table, and no markup in any text.
func TestAnotherReaderSeesTheTable(t *testing.T) {
	t.Parallel()
	v := hostileView()
	var b strings.Builder
	reader := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(goldmarkhtml.WithUnsafe()))
	if err := reader.Convert([]byte(rendered(t, v, file.Markdown)), &b); err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	counts := map[string]int{}
	every(parsed(t, b.String()), func(n *html.Node) {
		counts[n.Data]++
		if n.Data == "tr" {
			rows = append(rows, nil)
		}
		if n.Data == "td" || n.Data == "th" {
			rows[len(rows)-1] = append(rows[len(rows)-1], pagetest.Folded(htmlSeen(n)))
		}
		if n.Data == "a" && !strings.HasPrefix(attributeOf(n, "href"), "http") {
			t.Errorf("a link to %q", attributeOf(n, "href"))
		}
	})
	for _, element := range []string{"script", "img", "style", "b", "i", "em", "code", "del", "pre", "h1", "div", "svg"} {
		if counts[element] > 0 {
			t.Errorf("a text has made %d times %s", counts[element], element)
		}
	}
	texts := pagetest.Hostile()
	if counts["table"] != 1 || len(rows) != len(texts)+2 { // the headings and the totals
		t.Fatalf("%d tables with %d rows, want 1 with %d", counts["table"], len(rows), len(texts)+2)
	}
	for i, text := range texts {
		for _, k := range []int{1, 7} {
			if got, want := rows[i+1][k], pagetest.Folded(text); got != want {
				t.Errorf("row %d, cell %d: %q is seen as %q", i, k, want, got)
			}
		}
	}
}
