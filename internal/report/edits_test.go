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
	"weir/internal/testenv"
)

// A writer edits the page at random, and remembers each word that must not be
// lost. Two computers refresh the page.
type writer struct {
	t     *rapid.T
	w     *world    // the one at work
	both  [2]*world // they share the page
	words map[string]bool
	n     int
	// muddled says that somebody has changed a heading or a key, or a computer did
	// not know the page: what Weir wrote may then stand as people's.
	muddled bool
}

func newWriter(t *rapid.T, dir string) *writer {
	p := &writer{t: t, words: map[string]bool{}}
	for i := range p.both {
		p.both[i] = newWorld(tempDir(dir))
		p.both[i].nth = 1000 * i
	}
	p.w = p.both[0]
	p.both[1].page, p.both[1].job.Page = p.w.page, p.w.page
	p.w.page.noRun = rapid.IntRange(0, 3).Draw(t, "no room for a run") == 0
	return p
}

// sits down at one of the computers, of which one may have lost its memory. A page
// that has no room for a run is for one computer.
func (p *writer) sits() {
	switch n := rapid.IntRange(0, 19).Draw(p.t, "computer"); {
	case n == 4:
		p.w.memory.state = report.State{}
	case n < 4 && !p.w.page.noRun:
		p.w = p.both[1]
	default:
		p.w = p.both[0]
	}
	p.muddled = p.muddled || !p.knows()
}

// knows reports whether the computer remembers the page.
func (p *writer) knows() bool {
	run, state := p.w.page.run, p.w.memory.state
	if p.w.page.noRun {
		return state.Last.Run != "" || state.Intended.Run != "" || run == ""
	}
	return run == "" || run == state.Last.Run || run == state.Intended.Run
}

// overWeirs returns the words that stand where Weir writes: a computer that does
// not know the page cannot tell whose they are.
func (p *writer) overWeirs() map[string]bool {
	over := map[string]bool{}
	take := func(text string) {
		for _, word := range strings.Fields(text) {
			over[word] = true
		}
	}
	page := p.w.page
	for _, title := range page.titles {
		take(title)
	}
	for _, row := range page.rows {
		total := slices.ContainsFunc(row.Cells, func(c report.FoundCell) bool { return c.Text == "Total" })
		for i, cell := range row.Cells {
			title := ""
			if i < len(page.titles) {
				title = page.titles[i]
			}
			made := cell.Text == "Total" || row.Key == "" && strings.HasSuffix(cell.Text, ")")
			if weirs := slices.Contains([]string{"Key", "Summary", "Points", "Status", "State"}, title); weirs && (row.Key != "" || total) || made {
				take(cell.Text)
			}
		}
	}
	return over
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
	switch rapid.SampledFrom([]string{"type", "type", "type", "add", "row", "delete row", "column", "delete column", "sort", "swap columns", "copy row", "list", "head", "row of an issue", "key", "column like Weir's", "swap headings"}).Draw(p.t, "edit") {
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
	case "key":
		if row.Key != "" && len(page.titles) > 0 {
			row.Key, p.muddled = "", true
			at := max(0, slices.Index(page.titles, "Key"))
			for len(row.Cells) <= at {
				row.Cells = append(row.Cells, report.FoundCell{})
			}
			p.forget(row.Cells[at])
			row.Cells[at] = report.FoundCell{Text: p.word()}
		}
	case "column like Weir's":
		at := p.index(len(page.titles)+1, "at")
		page.titles = slices.Insert(slices.Clone(page.titles), at, rapid.SampledFrom([]string{"Status", "Note", "Points"}).Draw(p.t, "title"))
		p.muddled = true
		for i := range page.rows {
			if at <= len(page.rows[i].Cells) {
				page.rows[i].Cells = slices.Insert(slices.Clone(page.rows[i].Cells), at, report.FoundCell{Text: p.word()})
			}
		}
	case "swap headings":
		if column > 0 && column < len(page.titles) {
			p.muddled = true
			page.titles[0], page.titles[column] = page.titles[column], page.titles[0]
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
		p.muddled = p.muddled || row.Key == "" // a copy of a heading is its maker's
		page.rows = append(page.rows, report.FoundRow{Key: row.Key, Cells: slices.Clone(row.Cells)})
		row.Cells[column].Text += " " + p.word()
	case "list":
		page.kept = append(page.kept, report.Passage{Key: "OPS-1", Text: p.word()})
	case "head":
		if column < len(page.titles) {
			p.forget(report.FoundCell{Text: page.titles[column]})
			page.titles[column], p.muddled = p.word(), true
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
	if len(issues) > 1 && rapid.IntRange(0, 9).Draw(p.t, "keys change hands") == 0 {
		issues[0].Key, issues[1].Key = issues[1].Key, issues[0].Key
	}
	for _, w := range p.both {
		w.issues = issues
	}
}

// TestNothingThatSomebodyTypedIsLost lets people, Jira, the report's settings, a
// second computer and crashes have their way, and looks for each word after each
// refresh. A computer that does not remember the page may drop what was typed
// where Weir writes, and says so.
func TestNothingThatSomebodyTypedIsLost(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for range testenv.Rounds(t) {
		rapid.Check(t, func(t *rapid.T) { typedStays(t, dir) })
	}
}

func typedStays(t *rapid.T, dir string) {
	p := newWriter(t, dir)
	for range rapid.IntRange(1, 8).Draw(t, "refreshes") {
		p.work()
		p.sits()
		p.configure()
		p.refreshes()
		p.rests(t)
		if !p.muddled {
			p.holdsNothingOfJiras()
		}
		for range rapid.IntRange(0, 4).Draw(t, "edits") {
			p.edit()
		}
	}
}

// refreshes the page, perhaps only at the second attempt, and looks for each word.
func (p *writer) refreshes() {
	p.t.Logf("before: %q, rows %+v, kept %+v, run %q; last %q, intended %q", p.w.page.titles, p.w.page.rows, p.w.page.kept, p.w.page.run, p.w.memory.state.Last.Run, p.w.memory.state.Intended.Run)
	knows, over := p.knows(), p.overWeirs()
	when := rapid.SampledFrom([]string{"", "", "", "before", "after", "unnoted", "after, and before"}).Draw(p.t, "dies")
	trial, err := p.w.job.Try(p.t.Context())
	if err != nil {
		p.t.Fatal(err)
	}
	p.dies(when)
	out, err := p.w.job.Run(p.t.Context())
	if when == "" && (out.Run.Counts != trial.Counts || out.Same != trial.Same) {
		p.t.Fatalf("a run does %+v, same %t, and was to do %+v, same %t", out.Run.Counts, out.Same, trial.Counts, trial.Same)
	}
	if when == "after, and before" {
		p.work()
		p.dies("before")
		_, _ = p.w.job.Run(p.t.Context())
	}
	p.dies("")
	again, failed := p.w.job.Run(p.t.Context())
	if failed != nil {
		p.t.Fatalf("%v, and then %v", err, failed)
	}
	there := map[string]bool{}
	for _, text := range p.w.page.texts() {
		for _, word := range strings.Fields(text) {
			there[word] = true
		}
	}
	told := strings.Contains(strings.Join(append(out.Told, again.Told...), ""), "not written by this computer last")
	for word := range p.words {
		switch {
		case there[word]:
		case knows || !over[word]:
			p.t.Fatalf("%s is nowhere on the page: %q", word, p.w.page.texts())
		case err == nil && !told:
			p.t.Fatalf("%s is nowhere on the page, and nobody was told: %q, %q", word, out.Told, again.Told)
		default:
			delete(p.words, word)
		}
	}
}

// holdsNothingOfJiras looks for texts that stand as people's and hold no word of
// theirs.
func (p *writer) holdsNothingOfJiras() {
	v := p.w.page.views[len(p.w.page.views)-1]
	theirs := func(what, text string) {
		if text != "" && !strings.Contains(text, "word") {
			p.t.Fatalf("%q stands as people's in %s: %q", text, what, p.w.page.texts())
		}
	}
	for _, k := range v.Kept {
		theirs("the list", k.Text)
	}
	rows := slices.Clone(v.Extra)
	for _, g := range v.Groups {
		rows = append(rows, g.Rows...)
	}
	for _, row := range rows {
		for _, cell := range row.Cells {
			if cell.Kind == report.Written {
				theirs("the table", cell.Text)
			}
		}
	}
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
	switch rapid.IntRange(0, 7).Draw(p.t, "columns") {
	case 0:
		s.Columns = slices.Delete(s.Columns, 1, 2)
	case 1:
		s.Columns = slices.Delete(s.Columns, 4, 5) // no notes any more
	case 2:
		s.Columns[3].Title = "State"
	case 4:
		s.Columns[1].Title, s.Columns[3].Title = "Status", "Summary"
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
	case "after", "after, and before":
		p.w.page.fail, p.w.page.lost = killed, true
	case "unnoted":
		p.w.memory.die = killed
	}
}

type tempDir string

func (d tempDir) TempDir() string { return string(d) }
