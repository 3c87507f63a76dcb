package report_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"weir"
	"weir/internal/report"
)

// A writer edits the page at random, and remembers each word that must not be
// lost.
type writer struct {
	t     *rapid.T
	w     *world
	words map[string]bool
	n     int
}

func (p *writer) word() string {
	p.n++
	word := fmt.Sprintf("word%d", p.n)
	p.words[word] = true
	return word
}

// forget drops the words of a text that the writer is about to delete.
func (p *writer) forget(cells ...report.FoundCell) {
	for _, cell := range cells {
		for _, word := range strings.Fields(cell.Text) {
			delete(p.words, word)
		}
	}
}

func (p *writer) index(n int, what string) int { return rapid.IntRange(0, n-1).Draw(p.t, what) }

func (p *writer) edit() {
	page := p.w.page
	if len(page.rows) == 0 {
		page.rows = append(page.rows, report.FoundRow{Cells: []report.FoundCell{{Text: p.word()}}})
		return
	}
	at := p.index(len(page.rows), "row")
	row := &page.rows[at]
	column := p.index(len(page.titles)+1, "column")
	for len(row.Cells) <= column {
		row.Cells = append(row.Cells, report.FoundCell{})
	}
	switch rapid.SampledFrom([]string{"type", "type", "type", "add", "row", "delete row", "column", "delete column", "sort", "swap columns", "copy row", "list", "head", "row of an issue"}).Draw(p.t, "edit") {
	case "type": // over what stands there
		p.forget(row.Cells[column])
		row.Cells[column] = report.FoundCell{Text: p.word(), Markup: rapid.SampledFrom([]string{"", "<b>x</b>"}).Draw(p.t, "markup")}
	case "add":
		row.Cells[column].Text += " " + p.word()
	case "row":
		cells := make([]report.FoundCell, column+1)
		cells[column].Text = p.word()
		page.rows = slices.Insert(page.rows, p.index(len(page.rows), "at"), report.FoundRow{Cells: cells})
	case "row of an issue":
		cells := []report.FoundCell{{Text: p.word()}, {Text: p.word()}}
		page.rows = append(page.rows, report.FoundRow{Key: rapid.SampledFrom([]string{"OPS-1", "OPS-77"}).Draw(p.t, "key"), Cells: cells})
	case "delete row":
		p.forget(row.Cells...)
		page.rows = slices.Delete(page.rows, at, at+1)
	case "column":
		at := p.index(len(page.titles)+1, "at")
		page.titles = slices.Insert(page.titles, at, p.word())
		for i := range page.rows {
			if at <= len(page.rows[i].Cells) {
				page.rows[i].Cells = slices.Insert(page.rows[i].Cells, at, report.FoundCell{Text: p.word()})
			}
		}
	case "delete column":
		if column < len(page.titles) {
			p.forget(report.FoundCell{Text: page.titles[column]})
			page.titles = slices.Delete(slices.Clone(page.titles), column, column+1)
			for i := range page.rows {
				if cells := page.rows[i].Cells; column < len(cells) {
					p.forget(cells[column])
					page.rows[i].Cells = slices.Delete(slices.Clone(cells), column, column+1)
				}
			}
		}
	case "sort":
		slices.Reverse(page.rows)
	case "swap columns":
		if column > 0 && column < len(page.titles) {
			page.titles[0], page.titles[column] = page.titles[column], page.titles[0]
			for i := range page.rows {
				if cells := page.rows[i].Cells; column < len(cells) {
					cells[0], cells[column] = cells[column], cells[0]
				}
			}
		}
	case "copy row":
		page.rows = append(page.rows, report.FoundRow{Key: row.Key, Cells: slices.Clone(row.Cells)})
		row.Cells[column].Text += " " + p.word()
	case "list":
		page.kept = append(page.kept, report.Passage{Key: "OPS-1", Text: p.word()})
	case "head":
		if column < len(page.titles) {
			p.forget(report.FoundCell{Text: page.titles[column]})
			page.titles[column] = p.word()
		}
	}
}

// work changes Jira at random.
func (p *writer) work() {
	var issues []weir.Issue
	for n := range 6 {
		if !rapid.Bool().Draw(p.t, "selected") {
			continue
		}
		i := issue(n)
		i.Summary = fmt.Sprintf("Work %d.%d", n, p.index(3, "summary"))
		i.Status.Name = rapid.SampledFrom([]string{"To Do", "Doing", ""}).Draw(p.t, "status")
		i.Fields = map[string]json.RawMessage{"points": json.RawMessage(rapid.SampledFrom([]string{"1", "2.5", "null"}).Draw(p.t, "points"))}
		if rapid.IntRange(0, 9).Draw(p.t, "moved") == 0 {
			i.Key = fmt.Sprintf("NEW-%d", n)
		}
		issues = append(issues, i)
	}
	p.w.issues = issues
}

// TestNothingThatSomebodyTypedIsLost lets people, Jira, the report's settings and
// crashes have their way, and looks for each word after each refresh.
func TestNothingThatSomebodyTypedIsLost(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		p := &writer{t: t, w: newWorld(tempDir(dir)), words: map[string]bool{}}
		for range rapid.IntRange(1, 8).Draw(t, "refreshes") {
			p.work()
			p.configure()
			p.dies(rapid.SampledFrom([]string{"", "", "", "before", "after", "unnoted"}).Draw(t, "dies"))
			_, err := p.w.job.Run(t.Context())
			p.dies("")
			if _, again := p.w.job.Run(t.Context()); again != nil {
				t.Fatalf("%v, and then %v", err, again)
			}
			there := map[string]bool{}
			for _, text := range p.w.page.texts() {
				for _, word := range strings.Fields(text) {
					there[word] = true
				}
			}
			for word := range p.words {
				if !there[word] {
					t.Fatalf("%s is nowhere on the page: %q", word, p.w.page.texts())
				}
			}
			p.rests(t)
			for range rapid.IntRange(0, 4).Draw(t, "edits") {
				p.edit()
			}
		}
	})
}

// rests makes sure that what was rescued is rescued once.
func (p *writer) rests(t *rapid.T) {
	for range 4 {
		out, err := p.w.job.Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if out.Same {
			return
		}
	}
	t.Fatalf("it does not come to rest: %q", p.w.page.texts())
}

// configure changes what the report shows.
func (p *writer) configure() {
	s := &p.w.job.Settings
	s.Columns = fiveColumns()
	switch rapid.IntRange(0, 5).Draw(p.t, "columns") {
	case 0:
		s.Columns = slices.Delete(s.Columns, 1, 2)
	case 1:
		s.Columns = slices.Delete(s.Columns, 4, 5) // no notes any more
	case 2:
		s.Columns[3].Title = "State"
	case 3:
		slices.Reverse(s.Columns)
	}
	s.Group, s.Totals = nil, nil
	if rapid.Bool().Draw(p.t, "grouped") {
		s.Group = &report.Spec{Cell: status}
	}
	if rapid.Bool().Draw(p.t, "added up") {
		s.Totals = []string{"points"}
	}
	s.Marks = rapid.Bool().Draw(p.t, "marked")
}

func (p *writer) dies(when string) {
	killed := fmt.Errorf("killed")
	p.w.page.fail, p.w.page.lost, p.w.memory.die = nil, false, nil
	switch when {
	case "before":
		p.w.page.fail = killed
	case "after":
		p.w.page.fail, p.w.page.lost = killed, true
	case "unnoted":
		p.w.memory.die = killed
	}
}

type tempDir string

func (d tempDir) TempDir() string { return string(d) }
