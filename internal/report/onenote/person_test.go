package onenote_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"weir"
	"weir/internal/msgraph"
	"weir/internal/msgraph/graphtest"
	"weir/internal/report"
	"weir/internal/report/onenote"
	"weir/internal/testenv"
)

// Whatever a person does to the page between refreshes, and at the worst moment
// of one: each word that the person has typed and not deleted stands on the page
// afterwards. The engine is the real one.
func TestNothingThatAPersonTypesIsLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t, graphtest.Quirks{})
	n := 0
	check(t, func(rt *rapid.T) {
		n++
		p := newWriter(rt, w, n, filepath.Join(t.TempDir(), "lock"))
		defer p.page.Delete()
		p.refresh()
		for range rapid.IntRange(1, 5).Draw(rt, "rounds") {
			for range rapid.IntRange(0, 4).Draw(rt, "edits") {
				p.edit()
			}
			p.refresh()
		}
	})
}

// check tries a property, WEIR_ROUNDS times as often as usual.
func check(t *testing.T, property func(*rapid.T)) {
	t.Helper()
	for range testenv.Rounds(t) {
		rapid.Check(t, property)
	}
}

// A writer is a person at one page of a world.
type writer struct {
	t       *rapid.T
	w       *world
	page    *graphtest.Page
	options onenote.Options
	job     *report.Job
	issues  []weir.Issue
	words   map[string]bool
	n       int
	runs    int
}

func newWriter(t *rapid.T, w *world, n int, lock string) *writer {
	title := fmt.Sprintf("Page %d", n)
	p := &writer{t: t, w: w, words: map[string]bool{}, page: w.AddClientPage(w.section, title, "<p>Agenda</p>", "<p>Beside</p>")}
	options := w.options
	options.Path, options.Places, options.PartRows = "Team/Weekly/"+title, &places{}, rapid.IntRange(2, 6).Draw(t, "rows in a part")
	p.job = &report.Job{
		Settings: report.Settings{
			Name: "weekly", Mark: mark, Title: "Weekly report", JQL: "project = OPS", Query: view().Line.Query, Marks: true,
			Columns: []report.Spec{
				{Column: columns()[0], Cell: func(i weir.Issue) report.Cell { return report.Cell{Kind: report.Text, Text: i.Key, Link: i.URL} }},
				{Column: columns()[1], Cell: func(i weir.Issue) report.Cell { return report.Cell{Kind: report.Text, Text: i.Summary} }},
				{Column: columns()[2]},
			},
		},
		Source: source{&p.issues}, Memory: &memory{}, Lock: lock, Now: w.clock.Now,
		NewRun: func() string { p.runs++; return fmt.Sprintf("run%d", p.runs) },
	}
	if rapid.Bool().Draw(t, "grouped") {
		p.job.Settings.Group = &report.Spec{Cell: func(i weir.Issue) report.Cell {
			return report.Cell{Kind: report.Text, Text: []string{"To Do", "Done"}[len(i.Summary)%2]}
		}}
	}
	p.options = options
	return p
}

// word returns a new one, which must not be lost from now on.
func (p *writer) word() string {
	p.n++
	word := fmt.Sprintf("w%dx", p.n)
	p.words[word] = true
	return word
}

var words = regexp.MustCompile(`w\d+x`)

func (p *writer) forget(text string) {
	for _, word := range words.FindAllString(text, -1) {
		delete(p.words, word)
	}
}

func (p *writer) index(n int, what string) int { return rapid.IntRange(0, n-1).Draw(p.t, what) }

// did sees that an edit was possible.
func (p *writer) did(err error) {
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *writer) edit() {
	tables := p.page.Tables()
	if len(tables) == 0 || rapid.IntRange(0, 3).Draw(p.t, "beside the tables") == 0 {
		p.editBlock()
		return
	}
	table := p.index(len(tables), "table")
	rows := tables[table]
	r := p.index(len(rows), "row")
	c := p.index(len(rows[r]), "column")
	switch rapid.SampledFrom([]string{"add", "add", "over", "row", "row", "delete row", "column", "delete column", "sort", "bold", "link", "tick", "picture", "colour", "copy", "delete"}).Draw(p.t, "edit") {
	case "add":
		p.did(p.page.TypeInCell(table, r, c, rapid.SampledFrom([]string{" ", "\n", ""}).Draw(p.t, "between")+p.word()))
	case "over":
		p.forget(rows[r][c])
		p.did(p.page.SetCell(table, r, c, p.word()))
	case "row":
		cells := make([]string, c+1)
		cells[c] = p.word()
		p.did(p.page.AddRow(table, r, cells...))
	case "delete row":
		p.forget(strings.Join(rows[r], " "))
		p.did(p.page.DeleteRow(table, r))
	case "column":
		cells := []string{p.word()}
		if len(rows) > 1 {
			cells = append(cells, p.word())
		}
		p.did(p.page.AddColumn(table, c, cells...))
	case "delete column":
		for _, row := range rows {
			p.forget(row[c])
		}
		p.did(p.page.DeleteColumn(table, c))
	case "sort":
		p.did(p.page.SortRows(table, c, rapid.Bool().Draw(p.t, "down")))
	case "bold":
		p.did(p.page.Bold(table, r, c))
	case "link":
		p.did(p.page.Link(table, r, c, rapid.SampledFrom([]string{"https://example.com/", site + "OPS-2"}).Draw(p.t, "to")))
	case "tick":
		p.did(p.page.ToDo(table, r, c, true))
	case "picture":
		p.did(p.page.PasteImage(table, r, c, "https://example.com/cat.png"))
	case "colour":
		p.did(p.page.Style(table, r, c, "#ffff00"))
	case "copy":
		p.did(p.page.CopyTable(table, rapid.Bool().Draw(p.t, "with data-ids")))
	case "delete":
		p.forget(fmt.Sprint(rows))
		p.did(p.page.DeleteTable(table))
	}
}

func (p *writer) editBlock() {
	blocks := p.page.Blocks()
	n := p.index(len(blocks)+1, "block")
	switch kind := rapid.SampledFrom([]string{"type", "type", "into the line", "into the heading", "move", "delete", "lose"}).Draw(p.t, "edit"); {
	case kind == "into the line" && slices.ContainsFunc(blocks, func(b string) bool { return strings.HasPrefix(b, "Refreshed") }):
		p.did(p.page.ReplaceText("Refreshed", "Refreshed "+p.word()))
	case kind == "into the heading" && slices.ContainsFunc(blocks, func(b string) bool { return strings.HasPrefix(b, report.LeftTitle) }):
		p.did(p.page.ReplaceText(report.LeftTitle, report.LeftTitle+" "+p.word()))
	case kind == "move" && n < len(blocks):
		p.did(p.page.MoveBlock(n, p.index(len(blocks), "to")))
	case kind == "delete" && n < len(blocks):
		p.forget(blocks[n])
		p.did(p.page.DeleteBlock(n))
	case kind == "lose":
		p.did(p.page.LoseDataIDs())
	default:
		p.did(p.page.TypeAt(n, p.word()))
	}
}

// work changes Jira, but not always.
func (p *writer) work() {
	if p.issues != nil && rapid.IntRange(0, 2).Draw(p.t, "something is new") == 0 {
		return
	}
	p.issues = nil
	for i := range 6 {
		if !rapid.Bool().Draw(p.t, "selected") {
			continue
		}
		key := fmt.Sprintf("OPS-%d", i+1)
		p.issues = append(p.issues, weir.Issue{
			ID: strconv.Itoa(100 + i), Key: key, URL: site + key, Summary: "Summary " + rapid.SampledFrom([]string{"a", "bb", "<b>"}).Draw(p.t, "summary"),
		})
	}
}

// refresh changes Jira, and runs the report until it succeeds.
func (p *writer) refresh() {
	p.work()
	switch rapid.IntRange(0, 5).Draw(p.t, "fault") {
	case 0: // somebody types between Read and Write
		p.w.Fail(graphtest.Fault{Method: "PATCH", Run: p.edit})
	case 1: // the answer is lost
		p.w.Fail(graphtest.Fault{Method: "PATCH", After: true, Reset: true})
	case 2: // Jira does not answer at first, which the line says
		good := p.job.Source
		p.job.Source, p.job.Page = brokenSource{}, onenote.New(p.options)
		if _, err := p.job.Run(p.t.Context()); weir.KindOf(err) != weir.Unreachable {
			p.t.Fatalf("run: %v", err)
		}
		p.job.Source = good
	}
	var err error
	for range 2 {
		p.job.Page = onenote.New(p.options)
		if _, err = p.job.Run(p.t.Context()); !errors.Is(err, msgraph.ErrUncertain) {
			break
		}
	}
	p.w.Heal()
	if err != nil {
		p.t.Fatalf("run: %v", err)
	}
	text := p.page.Text()
	for word := range p.words {
		if !slices.Contains(words.FindAllString(text, -1), word) {
			p.t.Fatalf("%s is lost; the page reads\n%s", word, text)
		}
	}
}

// A source returns what there is.
type source struct{ issues *[]weir.Issue }

func (s source) Issues(context.Context, report.Query) iter.Seq2[weir.Issue, error] {
	return func(yield func(weir.Issue, error) bool) {
		for _, issue := range *s.issues {
			if !yield(issue, nil) {
				return
			}
		}
	}
}

func (source) Prove(context.Context) error { return nil }

// A memory lives as long as a test.
type memory struct{ state report.State }

func (m *memory) Load(context.Context) (report.State, error) {
	s := m.state
	s.Key = []byte("key")
	return s, nil
}

func (m *memory) Intend(_ context.Context, stands *report.Snapshot, next report.Snapshot) error {
	if stands != nil {
		m.state.Last = *stands
	}
	m.state.Intended = next
	return nil
}

func (m *memory) Finish(_ context.Context, _ report.Run, done *report.Snapshot) error {
	if done != nil {
		m.state = report.State{Last: *done}
	}
	return nil
}
