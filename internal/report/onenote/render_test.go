package onenote_test

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/report"
	"weir/internal/report/onenote"
)

func TestWhatIsSentIsWhatOneNoteTakes(t *testing.T) {
	t.Parallel()
	v := view(row("OPS-1", "One & <two>", "line 1\n  line 2"))
	v.Groups[0].Heading = "In \"Progress\""
	v.Groups[0].Rows[0].New = true
	v.Columns = append(v.Columns, report.Column{ID: "points", Title: "Points", Kind: report.Number}, report.Column{ID: "status", Title: "Status", Kind: report.Text})
	v.Groups[0].Rows[0].Cells = append(v.Groups[0].Rows[0].Cells,
		report.Cell{Kind: report.Number, Text: "3", Number: 3, Changed: true}, report.Cell{Kind: report.Text, Text: "Done", Category: weir.Done, Changed: true})
	v.Totals = []report.Cell{{Text: report.Total}, {}, {}, {Kind: report.Number, Text: "3"}, {}}
	got := strings.NewReplacer("<table", "\n<table", "<tr>", "\n<tr>", "<p data-id", "\n<p data-id", "</body>", "\n</body>").Replace(onenote.Render(v, 100))
	const link = `https://jira.example.com/issues/?jql=project%20%3D%20OPS#weir-weekly-3f9a1c2e`
	head, group := `<td style="background-color:#DFE5EF"><p><b>`, `<td style="background-color:#EFF2F7"><p>`
	blank := group + `&#160;</p></td>`
	want := `<!DOCTYPE html><html><head><title>Weekly report</title></head><body>
<p data-id="weir-weekly-3f9a1c2e.line.SUM-r1" style="color:#5A6473">Refreshed 29 Nov 2026, 21:05 UTC · 1 issue · <a href="` + link + `.line.SUM-r1">Open in Jira</a></p>
<table data-id="weir-weekly-3f9a1c2e.1" border="1">
<tr><td style="background-color:#DFE5EF">
<p data-id="weir-weekly-3f9a1c2e.1.head"><b><a href="` + link + `.1">Key</a></b></p></td>` + head + `Summary</b></p></td>` + head +
		`Note</b></p></td><td style="background-color:#DFE5EF;text-align:right"><p><b>Points</b></p></td>` + head + `Status</b></p></td></tr>
<tr>` + group + `<b>In &quot;Progress&quot; (1)</b></p></td>` + strings.Repeat(blank, 4) + `</tr>
<tr><td><p data-tag="important"><a href="https://jira.example.com/browse/OPS-1">OPS-1</a></p></td><td><p>One &amp; &lt;two&gt;</p></td><td><p>line 1<br/>&#160;&#160;line 2</p></td>` +
		`<td style="background-color:#FFF3C4;text-align:right"><p data-tag="important">3</p></td><td style="background-color:#DDF6E7"><p style="color:#0A5B36" data-tag="important">Done</p></td></tr>
<tr>` + group + `<b>Total</b></p></td>` + blank + blank + `<td style="background-color:#EFF2F7;text-align:right"><p><b>3</b></p></td>` + blank + `</tr></table>
</body></html>`
	got = regexp.MustCompile(`line\.[0-9a-f]{12}-`).ReplaceAllString(got, "line.SUM-")
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	for _, no := range []string{"<th", "rowspan", "colspan", "padding", "<style", "class="} {
		if strings.Contains(got, no) {
			t.Errorf("there is %s", no)
		}
	}
}

// Text on its ground can be read: WCAG 2.2 asks for a contrast of 4.5.
func TestTheColoursCanBeRead(t *testing.T) {
	t.Parallel()
	for _, c := range []weir.Category{weir.ToDo, weir.InProgress, weir.Done} {
		back, front := onenote.Colours(c)
		if got := contrast(t, back, front); got < 4.5 {
			t.Errorf("%s: the contrast of %s on %s is %.1f", c, front, back, got)
		}
	}
	if back, front := onenote.Colours(weir.NoCategory); back+front != "" {
		t.Errorf("a status without a category is coloured %s on %s", front, back)
	}
	for _, back := range onenote.Backgrounds() {
		// A link of OneNote is as blue as this.
		for _, front := range []string{"#000000", "#0563C1"} {
			if got := contrast(t, back, front); got < 4.5 {
				t.Errorf("the contrast of %s on %s is %.1f", front, back, got)
			}
		}
	}
	for _, front := range onenote.LineColours() {
		if got := contrast(t, "#FFFFFF", front); got < 4.5 {
			t.Errorf("the contrast of %s is %.1f", front, got)
		}
	}
}

// contrast is that of WCAG 2.2, section 1.4.3.
func contrast(t testing.TB, a, b string) float64 {
	t.Helper()
	light := func(colour string) float64 {
		var sum float64
		for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
			n, err := strconv.ParseUint(colour[1+2*i:3+2*i], 16, 8)
			if err != nil {
				t.Fatal(err)
			}
			c := float64(n) / 255
			if c <= 0.03928 {
				c /= 12.92
			} else {
				c = math.Pow((c+0.055)/1.055, 2.4)
			}
			sum += weight * c
		}
		return sum
	}
	low, high := light(a), light(b)
	if low > high {
		low, high = high, low
	}
	return (high + 0.05) / (low + 0.05)
}

func TestLongTablesAreSplitAndHeadingsStayWithTheirRows(t *testing.T) {
	t.Parallel()
	v := view()
	v.Groups = nil
	for g := range 4 {
		group := report.Group{Heading: fmt.Sprintf("Group %d", g)}
		for i := range 3 {
			group.Rows = append(group.Rows, row(fmt.Sprintf("OPS-%d", 10*g+i+1), "One", ""))
		}
		v.Groups = append(v.Groups, group)
	}
	for size := 2; size < 20; size++ {
		got := onenote.Render(v, size)
		for i, part := range strings.Split(got, "<table")[1:] {
			rows := strings.Split(part, "<tr>")[1:]
			if len(rows) > size+1 || len(rows) < 2 {
				t.Errorf("part %d of %d rows each has %d", i, size, len(rows)-1)
			}
			if last := rows[len(rows)-1]; strings.Contains(last, "Group ") {
				t.Errorf("with %d rows each, part %d ends in a heading", size, i)
			}
			if !strings.Contains(part, fmt.Sprintf(`data-id="%s.%d"`, mark, i+1)) || !strings.Contains(rows[0], "Summary") {
				t.Errorf("part %d has no tag or no headings", i)
			}
		}
		f, err := onenote.ReadPage([]byte(got), mark)
		must(t, err)
		if len(f.Rows) != 16 {
			t.Errorf("with %d rows each, %d rows are found", size, len(f.Rows))
		}
	}
}

// Somebody has given one part of the table a column, and another part another one.
func TestPartsOfDifferentWidth(t *testing.T) {
	t.Parallel()
	page := onenote.Render(view(row("OPS-1", "One", "a"), row("OPS-2", "Two", "b")), 1)
	parts := strings.SplitAfter(page, "</table>")
	parts[0] = strings.NewReplacer("Note</b></p></td>", "Note</b></p></td><td>Theirs</td>", "<p>a</p></td>", "<p>a</p></td><td>x</td>").Replace(parts[0])
	parts[1] = strings.NewReplacer("<b>Summary", "<b>Mine</b></p></td><td><p><b>Summary", "<p>Two", "<p>y</p></td><td><p>Two").Replace(parts[1])
	f, err := onenote.ReadPage([]byte(strings.Join(parts, "")), mark)
	must(t, err)
	var rows []string
	for _, r := range f.Rows {
		line := r.Key
		for _, c := range r.Cells {
			line += "|" + c.Text
		}
		rows = append(rows, line)
	}
	if d := cmp.Diff([]string{"Key", "Summary", "Note", "Theirs", "Mine"}, f.Columns); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if d := cmp.Diff([]string{"OPS-1|OPS-1|One|a|x", "OPS-2|OPS-2|Two|b||y"}, rows); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
