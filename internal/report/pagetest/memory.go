package pagetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"weir"
	"weir/internal/report"
)

// Memory is a page that lives as long as a test. It keeps what every page promises,
// and fails on request. Its zero value is an empty page.
type Memory struct {
	// Before and After, where set, are called around each Read and Write. An error
	// of Before makes it fail undone; one of After makes it fail although it was
	// done. They may change the page, and may panic, as a kill would.
	Before, After func(Step) error
	// Holds, where set, says what the page makes of a text: real ones cannot hold
	// everything.
	Holds func(text string) string
	// Broken, where set, is why the page cannot be reached at all.
	Broken error

	mu      sync.Mutex
	version int
	blocks  []Block
	pages   []Table

	Reads, Writes int      // calls so far
	Changes       int      // those that have changed something
	Told          []string // what Write tells each time
}

// A Step is what is done to a page.
type Step string

// The steps.
const (
	Reading Step = "read"
	Writing Step = "write"
)

// A Block is one thing on a page: a text of somebody's, or a table.
type Block struct {
	Text  string
	Table *Table
}

// A Table is a report's table with what is above it and below.
type Table struct {
	Mark    string // empty: it has lost it, and is nobody's
	Run     string // of a snapshot; empty for the table that is refreshed
	Wrote   string // the run that wrote the table that is refreshed
	Line    report.Line
	Columns []string
	Rows    []report.FoundRow
	Left    []report.Gone
	Kept    []report.Passage
	Fixed   int
}

var _ report.Page = (*Memory)(nil)

// Read finds the first table with the mark.
func (m *Memory) Read(ctx context.Context, mark string) (report.Found, error) {
	m.Reads++
	if err := m.begin(ctx, Reading); err != nil {
		return report.Found{}, err
	}
	f := m.find(mark)
	if m.After != nil {
		if err := m.After(Reading); err != nil {
			return report.Found{}, err
		}
	}
	return f, nil
}

func (m *Memory) begin(ctx context.Context, s Step) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if m.Broken != nil {
		return m.Broken
	}
	if m.Before != nil {
		return m.Before(s)
	}
	return nil
}

func (m *Memory) find(mark string) report.Found {
	m.mu.Lock()
	defer m.mu.Unlock()
	f := report.Found{Version: m.version}
	for _, b := range m.blocks {
		switch t := b.Table; {
		case t == nil || t.Mark != mark || t.Run != "":
		case f.Exists:
			f.Copies++
		default:
			c := t.clone()
			f.Run, f.Exists, f.Columns, f.Rows, f.Kept, f.Fixed = c.Wrote, true, c.Columns, c.Rows, c.Kept, c.Fixed
		}
	}
	return f
}

// Write replaces the table, or adds one.
func (m *Memory) Write(ctx context.Context, v report.View, f report.Found) (report.Wrote, error) {
	m.Writes++
	if err := m.begin(ctx, Writing); err != nil {
		return report.Wrote{}, err
	}
	wrote, err := m.write(v, f)
	if err == nil && m.After != nil {
		err = m.After(Writing)
	}
	return wrote, err
}

func (m *Memory) write(v report.View, f report.Found) (report.Wrote, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	wrote := report.Wrote{Where: "memory", Told: slices.Clone(m.Told)}
	if f.Version != m.version {
		return report.Wrote{}, report.ErrChanged
	}
	at := m.at(v.Mark, "")
	switch {
	case v.Mode == report.NewPage:
		if !slices.ContainsFunc(m.pages, func(t Table) bool { return t.Mark == v.Mark && t.Run == v.Run }) {
			m.pages = append(m.pages, m.table(v, v.Run))
		}
		wrote.Where = fmt.Sprintf("memory, page %d", len(m.pages))
	case v.Mode == report.Append && m.at(v.Mark, v.Run) >= 0:
		return wrote, nil
	case v.Mode == report.Append:
		t := m.table(v, v.Run)
		m.blocks = append(m.blocks, Block{Table: &t})
	case v.Same && at >= 0:
		m.blocks[at].Table.Line, m.blocks[at].Table.Wrote = v.Line, v.Run
	case v.Same && len(v.Columns) == 0:
		return report.Wrote{}, &weir.Error{Kind: weir.Unexpected, Text: "there is no table whose line could be written"}
	case at >= 0:
		wrote.Told = append(wrote.Told, m.leave(at)...)
		t := m.table(v, "")
		m.blocks[at].Table = &t
	default:
		t := m.table(v, "")
		m.blocks = append(m.blocks, Block{Table: &t})
	}
	m.version++
	m.Changes++
	return wrote, nil
}

// leave lets a table with fixed things stand below the new one.
func (m *Memory) leave(at int) []string {
	old := m.blocks[at].Table
	if old.Fixed == 0 {
		return nil
	}
	left := old.clone()
	left.Mark = ""
	m.blocks = slices.Insert(m.blocks, at+1, Block{Table: &left})
	return []string{"The former table has pictures, and was left where it is."}
}

// at finds a table, or returns -1.
func (m *Memory) at(mark, run string) int {
	return slices.IndexFunc(m.blocks, func(b Block) bool { return b.Table != nil && b.Table.Mark == mark && b.Table.Run == run })
}

// table is what a view looks like here.
func (m *Memory) table(v report.View, run string) Table {
	t := Table{Mark: v.Mark, Run: run, Wrote: v.Run, Line: v.Line, Left: slices.Clone(v.Left), Kept: slices.Clone(v.Kept)}
	for _, c := range v.Columns {
		t.Columns = append(t.Columns, c.Title)
	}
	for _, r := range rowsOf(Harness{}, v) {
		row := report.FoundRow{Key: r.Key}
		for _, c := range r.Cells {
			cell := report.FoundCell{Text: c.Text}
			if c.Kind == report.Written {
				cell = report.FoundCell{Text: m.hold(c.Text), Markup: c.Markup}
			}
			row.Cells = append(row.Cells, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	for i, p := range t.Kept {
		t.Kept[i].Text = m.hold(p.Text)
	}
	return t
}

func (m *Memory) hold(text string) string {
	if m.Holds != nil {
		text = m.Holds(text)
	}
	return strings.TrimSpace(text)
}

func (t Table) clone() Table {
	t.Columns, t.Left, t.Kept, t.Rows = slices.Clone(t.Columns), slices.Clone(t.Left), slices.Clone(t.Kept), slices.Clone(t.Rows)
	for i := range t.Rows {
		t.Rows[i].Cells = slices.Clone(t.Rows[i].Cells)
	}
	return t
}

// Blocks returns all that stands on the page.
func (m *Memory) Blocks() []Block {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := slices.Clone(m.blocks)
	for i, b := range all {
		if b.Table != nil {
			t := b.Table.clone()
			all[i].Table = &t
		}
	}
	return all
}

// Pages returns the tables that were written to pages of their own.
func (m *Memory) Pages() []Table {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.pages)
}

// Person lets a person change the page: edit gets all that stands on it, and
// returns what is to stand there.
func (m *Memory) Person(edit func([]Block) []Block) {
	blocks := edit(m.Blocks())
	m.mu.Lock()
	defer m.mu.Unlock()
	m.blocks = blocks
	m.version++
}

// Table returns the table of a report as it stands, and nil where there is none.
func (m *Memory) Table(mark string) *Table {
	for _, b := range m.Blocks() {
		if b.Table != nil && b.Table.Mark == mark && b.Table.Run == "" {
			return b.Table
		}
	}
	return nil
}

// EditTable lets a person change the table of a report. It panics where there is
// none.
func (m *Memory) EditTable(mark string, edit func(t *Table)) {
	m.Person(func(blocks []Block) []Block {
		for _, b := range blocks {
			if b.Table != nil && b.Table.Mark == mark && b.Table.Run == "" {
				edit(b.Table)
				return blocks
			}
		}
		panic("no table with the mark " + mark)
	})
}
