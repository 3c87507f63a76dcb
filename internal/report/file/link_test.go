package file_test

import (
	"strings"
	"testing"

	"weir/internal/report"
	"weir/internal/report/file"
	"weir/internal/report/pagetest"
)

// Only what is on the web, and encrypted on the way, is a link.
func TestNoOtherAddressIsALink(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"http://evil.example/x", "javascript:alert('evil')", "//evil.example", "https:evil", "file:///evil", "data:text/html,evil", " https://evil.example/\x00", "https:///evil", "\\\\evil\\x"} {
		v := pagetest.Sample()
		v.Groups[0].Rows[0].Cells[0].Link, v.Groups[0].Rows[0].Cells[2].Link = address, address
		v.Left[0].URL, v.Kept[0].URL, v.Line.Query = address, address, address
		for _, f := range file.Formats() {
			text := rendered(t, v, f)
			if f == file.XLSX {
				parts, _ := unpack(t, []byte(text))
				text = string(parts["xl/worksheets/_rels/sheet1.xml.rels"])
			}
			if strings.Contains(text, "evil") {
				t.Errorf("%s: %q is a link", f, address)
			}
		}
	}
}

// Two cells that look alike to a spreadsheet keep the texts that they have.
func TestTextsThatOneNumberHas(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.xlsx")
	v := pagetest.Sample()
	row := v.Groups[0].Rows[1]
	want := []string{"2h 30m", "150 minutes", "2:30", "2h 30m"}
	v.Groups = []report.Group{{}}
	for _, text := range want {
		r := row
		r.Cells = append([]report.Cell{}, row.Cells...)
		r.Cells[6].Text = text
		v.Groups[0].Rows = append(v.Groups[0].Rows, r)
	}
	p.write(t, v)
	for i, r := range p.found(t).Rows[:len(want)] {
		if got := r.Cells[6].Text; got != want[i] {
			t.Errorf("row %d: got %q, want %q", i, got, want[i])
		}
	}
}

// A passage of the list may have pipes, which would end a cell.
func TestAPassageOfTheListGoesIntoACell(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.md")
	v := pagetest.Sample()
	p.write(t, v)
	p.put(t, strings.Replace(p.read(t), "- **—:** nobody", "- **a** | b \\| c\\\n- **—:** nobody", 1))
	f := p.found(t)
	k := f.Kept[3]
	if k.Text != "**a** | b | c\\" || k.Markup == "" {
		t.Fatalf("kept is %+v", f.Kept)
	}
	v.Groups[0].Rows[0].Cells[7] = report.Cell{Kind: report.Written, Text: k.Text, Markup: k.Markup}
	p.write(t, v)
	if got := p.found(t).Rows[1].Cells; len(got) != 9 || got[7].Text != k.Text || !strings.Contains(p.read(t), "| **a** \\| b \\| c\\\\ |") {
		t.Errorf("got %+v in %s", got, p.read(t))
	}
}
