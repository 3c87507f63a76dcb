package report_test

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"weir"
	"weir/internal/report"
)

// A paper is a page in memory, and the person who writes on it.
type paper struct {
	titles []string
	rows   []report.FoundRow
	kept   []report.Passage
	line   string
	run    string
	there  bool
	noRun  bool // it has no place for a run
	fixed  int  // things in the table that cannot be carried over

	views   []report.View // that were written, in order
	runs    map[string]bool
	reads   int
	changed int    // how often somebody writes between Read and Write
	fail    error  // what Write says
	lost    bool   // the page is written, and then Write fails
	written func() // is called when the page is written; may be nil
}

func (p *paper) Read(context.Context, string) (report.Found, error) {
	p.reads++
	f := report.Found{Exists: p.there, Run: p.run, Columns: slices.Clone(p.titles), Kept: slices.Clone(p.kept), Fixed: p.fixed}
	for _, row := range p.rows {
		row.Cells = slices.Clone(row.Cells)
		f.Rows = append(f.Rows, row)
	}
	if p.noRun {
		f.Run = ""
	}
	return f, nil
}

func (p *paper) Write(_ context.Context, v report.View, _ report.Found) (report.Wrote, error) {
	switch {
	case p.changed > 0:
		p.changed--
		return report.Wrote{}, report.ErrChanged
	case p.fail != nil && !p.lost:
		return report.Wrote{}, p.fail
	}
	p.views = append(p.views, v)
	p.line = v.Line.Words()
	if v.Mode != report.Replace {
		if p.runs == nil {
			p.runs = map[string]bool{}
		}
		p.runs[v.Run] = true
	} else if !v.Same {
		p.write(v)
	}
	if p.written != nil {
		p.written()
	}
	return report.Wrote{Where: "paper"}, p.fail
}

func (p *paper) write(v report.View) {
	p.there, p.run, p.titles, p.rows, p.kept = true, v.Run, nil, nil, v.Kept
	for _, c := range v.Columns {
		p.titles = append(p.titles, c.Title)
	}
	row := func(key string, cells []report.Cell) {
		r := report.FoundRow{Key: key}
		for _, c := range cells {
			r.Cells = append(r.Cells, report.FoundCell{Text: c.Text, Markup: c.Markup})
		}
		p.rows = append(p.rows, r)
	}
	for _, g := range v.Groups {
		if g.Heading != "" {
			row("", []report.Cell{{Text: g.Label()}})
		}
		for _, r := range g.Rows {
			row(r.Key, r.Cells)
		}
	}
	for _, r := range v.Extra {
		row("", r.Cells)
	}
	if v.Totals != nil {
		row("", v.Totals)
	}
}

// at returns the cell of an issue under a heading.
func (p *paper) at(t interface{ Fatalf(string, ...any) }, key, title string) *report.FoundCell {
	column := slices.Index(p.titles, title)
	for i := range p.rows {
		if p.rows[i].Key == key && column >= 0 {
			for len(p.rows[i].Cells) <= column {
				p.rows[i].Cells = append(p.rows[i].Cells, report.FoundCell{})
			}
			return &p.rows[i].Cells[column]
		}
	}
	t.Fatalf("there is no cell %s of %s on the page", title, key)
	return nil
}

// texts returns everything that stands on the page.
func (p *paper) texts() []string {
	all := slices.Clone(p.titles)
	for _, row := range p.rows {
		for _, cell := range row.Cells {
			all = append(all, cell.Text)
		}
	}
	for _, k := range p.kept {
		all = append(all, k.Text)
	}
	return all
}

// A memory is a report.Memory that dies on request.
type memory struct {
	state report.State
	runs  []report.Run
	die   error // what Finish says, instead of keeping anything
	full  error // what Intend says
}

func (m *memory) Load(context.Context) (report.State, error) {
	s := m.state
	s.Key = []byte("key")
	return s, nil
}

func (m *memory) Intend(_ context.Context, stands *report.Snapshot, next report.Snapshot) error {
	if m.full != nil {
		return m.full
	}
	if stands != nil {
		m.state.Last = *stands
	}
	m.state.Intended, m.state.Told = next, ""
	return nil
}

func (m *memory) Finish(ctx context.Context, run report.Run, done *report.Snapshot) error {
	if m.die != nil || ctx.Err() != nil {
		return cmp.Or(m.die, ctx.Err())
	}
	m.runs = append(m.runs, run)
	if run.Told {
		m.state.Told = run.Trouble
	}
	switch {
	case done != nil:
		m.state = report.State{Last: *done}
	case run.PutOff:
		m.state.NotBefore = run.Again
	default:
		m.state.Failures++
		m.state.Paused = m.state.Paused || run.Paused
	}
	return nil
}

// A world is a report with all that it touches.
type world struct {
	issues []weir.Issue
	fail   error // what Jira says
	proved error // what Jira says to whoever asks whether it knows them
	proofs int
	asked  []report.Query

	page   *paper
	memory *memory
	job    *report.Job
	now    time.Time
	nth    int
}

func (w *world) Issues(_ context.Context, q report.Query) iter.Seq2[weir.Issue, error] {
	w.asked = append(w.asked, q)
	return func(yield func(weir.Issue, error) bool) {
		for i, issue := range w.issues {
			if i == q.Limit {
				return
			}
			if !yield(issue, nil) {
				return
			}
		}
		if w.fail != nil {
			yield(weir.Issue{}, w.fail)
		}
	}
}

func (w *world) Prove(context.Context) error {
	w.proofs++
	return w.proved
}

func newWorld(t interface{ TempDir() string }, issues ...weir.Issue) *world {
	w := &world{issues: issues, page: &paper{}, memory: &memory{}, now: time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)}
	w.job = &report.Job{
		Settings: report.Settings{
			Name: "weekly", Mark: "weir-weekly-1", Title: "Open work", JQL: "project = OPS", Query: "https://example.com/issues/?jql=x", Site: "https://example.com",
			Columns: fiveColumns(), Marks: true, Zone: time.UTC,
		},
		Source: w, Page: w.page, Memory: w.memory, Lock: filepath.Join(t.TempDir(), "lock"),
		Now:    func() time.Time { w.now = w.now.Add(time.Second); return w.now },
		NewRun: func() string { w.nth++; return "r" + strconv.Itoa(w.nth) },
	}
	return w
}

func fiveColumns() []report.Spec {
	spec := func(id, title string, kind report.Kind, cell func(weir.Issue) report.Cell) report.Spec {
		return report.Spec{Column: report.Column{ID: id, Title: title, Kind: kind}, Fields: []string{id}, Cell: cell}
	}
	return []report.Spec{
		spec("key", "Key", report.Text, func(i weir.Issue) report.Cell { return report.Cell{Kind: report.Text, Text: i.Key, Link: i.URL} }),
		spec("summary", "Summary", report.Text, func(i weir.Issue) report.Cell { return report.Cell{Kind: report.Text, Text: i.Summary} }),
		spec("points", "Points", report.Number, func(i weir.Issue) report.Cell {
			n, err := strconv.ParseFloat(string(i.Fields["points"]), 64)
			if err != nil {
				return report.Cell{}
			}
			return report.Cell{Kind: report.Number, Number: n, Text: string(i.Fields["points"])}
		}),
		spec("status", "Status", report.Text, status),
		{Column: report.Column{ID: "note", Title: "Note", Kind: report.Written}},
	}
}

func status(i weir.Issue) report.Cell {
	return report.Cell{Kind: report.Text, Text: i.Status.Name, Category: i.Status.Category}
}

func issue(n int) weir.Issue {
	return weir.Issue{
		ID: strconv.Itoa(1000 + n), Key: fmt.Sprintf("OPS-%d", n), URL: fmt.Sprintf("https://example.com/browse/OPS-%d", n),
		Summary: fmt.Sprintf("Work %d", n), Status: weir.Status{Name: "To Do", Category: weir.ToDo},
	}
}

// run refreshes the page, which must work.
func (w *world) run(t *testing.T) report.Outcome {
	t.Helper()
	out, err := w.job.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return out
}
