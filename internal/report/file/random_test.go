package file_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"weir"
	"weir/internal/report"
	"weir/internal/report/file"
	"weir/internal/report/pagetest"
)

// holds is what a format makes of a text that people wrote.
func holds(f file.Format, text string) string {
	text = strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(text, "\ufffd")))
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
		case f == file.CSV && unicode.IsControl(r):
			return -1
		case f == file.XLSX && (unicode.IsControl(r) || r == '\ufffe' || r == '\uffff' || r == '\ufdd0'), f == file.HTML && r == 0:
			return unicode.ReplacementChar
		}
		return r
	}, text)
	return strings.TrimSpace(text)
}

func texts() *rapid.Generator[string] {
	sharp := rapid.StringOfN(rapid.SampledFrom([]rune("|\\`*_[]()<>&#!~$-+=;,'\"\n\t :.x0D1A\u00a0é👩\u202e\r{}^@%/")), 0, 20, -1)
	return rapid.OneOf(rapid.SampledFrom(pagetest.Hostile()), sharp, rapid.String())
}

func views() *rapid.Generator[report.View] {
	return rapid.Custom(func(t *rapid.T) report.View {
		v := report.View{
			Report: "weekly", Mark: mark, Title: texts().Draw(t, "title"), Mode: report.Replace, Run: "r1",
			Line: report.Line{At: pagetest.Now(), Rows: 3, Query: "https://jira.example.com/?" + texts().Draw(t, "query"), Trouble: texts().Draw(t, "trouble")},
		}
		v.Columns = columns(t)
		for range rapid.IntRange(0, 3).Draw(t, "groups") {
			g := report.Group{}
			if rapid.Bool().Draw(t, "headed") {
				g.Heading = "x" + texts().Draw(t, "heading")
			}
			for range rapid.IntRange(0, 4).Draw(t, "rows") {
				g.Rows = append(g.Rows, randomRow(t, v.Columns, fmt.Sprintf("OPS-%d", rapid.IntRange(1, 999).Draw(t, "key"))))
			}
			v.Groups = append(v.Groups, g)
		}
		for range rapid.IntRange(0, 2).Draw(t, "extra") {
			r := randomRow(t, v.Columns, "")
			r.Cells[len(r.Cells)-1] = report.Cell{Kind: report.Written, Text: "mine"}
			v.Extra = append(v.Extra, r)
		}
		for range rapid.IntRange(0, 3).Draw(t, "kept") {
			v.Kept = append(v.Kept, report.Passage{Where: rapid.SampledFrom([]string{"", "Mine"}).Draw(t, "where"), Text: "x" + texts().Draw(t, "passage")})
		}
		return v
	})
}

// columns draws some, the key's among them, with titles that differ.
func columns(t *rapid.T) []report.Column {
	kinds := []report.Kind{report.Text, report.Number, report.Day, report.Moment, report.Duration, report.Written}
	var list []report.Column
	for i := range rapid.IntRange(0, 6).Draw(t, "columns") {
		kind := rapid.SampledFrom(kinds).Draw(t, "kind")
		c := report.Column{ID: fmt.Sprint("f", i), Title: fmt.Sprint("T", i, " ", texts().Draw(t, "title of a column")), Kind: kind}
		if kind == report.Written {
			c.ID = ""
		}
		list = append(list, c)
	}
	key := report.Column{ID: report.KeyColumn, Title: "Key", Kind: report.Text}
	return slices.Insert(list, rapid.IntRange(0, len(list)).Draw(t, "place of the key"), key)
}

func randomRow(t *rapid.T, columns []report.Column, key string) report.Row {
	r := report.Row{Key: key, New: rapid.Bool().Draw(t, "new")}
	for _, c := range columns {
		cell := report.Cell{Kind: c.Kind, Changed: c.Kind != report.Written && rapid.Bool().Draw(t, "changed")}
		switch {
		case c.ID == report.KeyColumn && key != "":
			r.URL = site + key
			cell.Text, cell.Link = key, r.URL
		case c.ID == report.KeyColumn: // what stands there might name an issue
			cell.Kind = report.Written
		case key == "":
			cell = report.Cell{Kind: report.Written, Text: texts().Draw(t, "text")}
		default:
			draw(t, &cell)
		}
		r.Cells = append(r.Cells, cell)
	}
	return r
}

// draw draws what a cell holds. Its text may be what the format shows, or any other.
func draw(t *rapid.T, c *report.Cell) {
	switch c.Kind {
	case report.Number:
		c.Number = rapid.OneOf(rapid.Float64(), rapid.Float64Range(-100, 100), rapid.SampledFrom([]float64{0, 1, -1, math.Inf(1), math.NaN(), 1e300, 1e-300})).Draw(t, "number")
		c.Text = fmt.Sprint(c.Number)
	case report.Duration:
		c.Number = float64(rapid.IntRange(-100, 1e7).Draw(t, "seconds"))
		c.Text = fmt.Sprintf("%dh %dm", int(c.Number)/3600, int(c.Number)/60%60)
	case report.Day:
		c.Day = weir.Date{Year: rapid.IntRange(1, 9999).Draw(t, "year"), Month: time.Month(rapid.IntRange(1, 12).Draw(t, "month")), Day: rapid.IntRange(1, 28).Draw(t, "day")}
		c.Text = c.Day.String()
	case report.Moment:
		zone := time.FixedZone("x", rapid.IntRange(-12, 14).Draw(t, "zone")*3600)
		c.Time = time.Unix(int64(rapid.IntRange(-1e10, 1e11).Draw(t, "time")), 0).In(zone)
		c.Text = c.Time.Format("2006-01-02 15:04")
	case report.Text, report.Written:
	}
	if c.Text == "" || rapid.IntRange(0, 3).Draw(t, "another text") == 0 {
		c.Text = texts().Draw(t, "text")
	}
	if c.Kind == report.Text && rapid.Bool().Draw(t, "linked") {
		c.Link = "https://x.example/" + texts().Draw(t, "link")
	}
}

// Whatever a report shows, each text is found in its place.
func TestWhatIsWrittenIsRead(t *testing.T) {
	t.Parallel()
	for _, f := range file.Formats() {
		t.Run(string(f), func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				list := []report.View{views().Draw(t, "the view")}
				if f != file.XLSX { // which takes its time; pagetest refreshes it
					list = append(list, views().Draw(t, "the next view"))
				}
				var data []byte
				for _, v := range list {
					out, err := file.WriteBytes(f, data, v)
					if err != nil {
						t.Fatal(err)
					}
					data = out
					found, err := file.ReadBytes(f, data, mark)
					if err != nil {
						t.Fatal(err)
					}
					compare(t, f, found, v)
				}
			})
		})
	}
}

// compare sees that what is found is what the view shows.
func compare(t *rapid.T, f file.Format, found report.Found, v report.View) {
	var want, got []string
	note := func(list *[]string, key string, cells []string) {
		for len(cells) > 0 && cells[len(cells)-1] == "" {
			cells = cells[:len(cells)-1]
		}
		if len(cells) > 0 { // a row in which nothing stands is none, in a spreadsheet
			*list = append(*list, fmt.Sprintf("%s %q", key, cells))
		}
	}
	row := func(r report.Row) {
		var cells []string
		for _, c := range r.Cells {
			text := pagetest.Folded(c.Text)
			if c.Kind == report.Written {
				text = pagetest.Folded(holds(f, c.Text))
			}
			cells = append(cells, text)
		}
		note(&want, r.Key, cells)
	}
	for _, g := range v.Groups {
		if g.Heading != "" && f != file.CSV {
			note(&want, "", []string{pagetest.Folded(g.Label())})
		}
		for _, r := range g.Rows {
			row(r)
		}
	}
	for _, r := range v.Extra {
		row(r)
	}
	for _, r := range found.Rows {
		var cells []string
		for _, c := range r.Cells {
			cells = append(cells, pagetest.Folded(c.Text))
		}
		note(&got, r.Key, cells)
	}
	for _, k := range v.Kept {
		want = append(want, k.Where+holds(f, k.Text))
	}
	for _, k := range found.Kept {
		got = append(got, k.Where+k.Text)
	}
	exact(t, f, found, v)
	if !slices.Equal(want, got) {
		t.Fatalf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// exact sees that each text that people wrote is there, letter for letter.
func exact(t *rapid.T, f file.Format, found report.Found, v report.View) {
	there := map[string]bool{"": true}
	for _, r := range found.Rows {
		for _, c := range r.Cells {
			there[c.Text] = true
		}
	}
	rows := slices.Clone(v.Extra)
	for _, g := range v.Groups {
		rows = append(rows, g.Rows...)
	}
	for _, r := range rows {
		for _, c := range r.Cells {
			if text := holds(f, c.Text); c.Kind == report.Written && !there[text] {
				t.Fatalf("%q is not there", text)
			}
		}
	}
}
