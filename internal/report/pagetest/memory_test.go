package pagetest_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"weir"
	"weir/internal/report"
	"weir/internal/report/pagetest"
)

var errFake = &weir.Error{Kind: weir.Storage, Text: "made to fail"}

// memory gives the suite a Memory and a person at it.
func memory(m *pagetest.Memory) pagetest.Harness {
	return pagetest.Harness{
		Open: func(*testing.T) report.Page { return m },
		Edit: func(_ *testing.T, mark string, change func([][]pagetest.Cell) [][]pagetest.Cell) {
			m.EditTable(mark, func(t *pagetest.Table) { edit(t, change) })
		},
		Raw: func(*testing.T) string {
			var b strings.Builder
			for _, block := range m.Blocks() {
				fmt.Fprintf(&b, "%q %+v\n", block.Text, block.Table)
			}
			return b.String()
		},
		Others: func(*testing.T) func() string {
			m.Person(func([]pagetest.Block) []pagetest.Block { return []pagetest.Block{{Text: "above"}, {Text: "| a |"}} })
			return func() string {
				var texts []string
				for _, b := range m.Blocks() {
					texts = append(texts, b.Text)
				}
				return strings.Join(texts[:2], "\n")
			}
		},
		Copy: func(_ *testing.T, mark string) {
			m.Person(func(blocks []pagetest.Block) []pagetest.Block {
				return append(blocks, pagetest.Block{Table: m.Table(mark)})
			})
		},
		Remove: func(_ *testing.T, mark string) {
			m.Person(func(blocks []pagetest.Block) []pagetest.Block {
				for i, b := range blocks {
					if b.Table != nil && b.Table.Mark == mark && b.Table.Run == "" {
						return append(blocks[:i], blocks[i+1:]...)
					}
				}
				return blocks
			})
		},
		Pages: func(*testing.T) int { return len(m.Pages()) },
		Fail: func(_ *testing.T, n int) bool {
			fail := func(s pagetest.Step) error {
				if s == pagetest.Writing {
					return errFake
				}
				return nil
			}
			m.Before, m.After = nil, nil
			switch n {
			case 0:
				m.Before = fail
			case 1:
				m.After = fail
			}
			return n < 2
		},
		Break: func(*testing.T) { m.Broken = errFake },
	}
}

// edit changes a table as a grid of texts.
func edit(t *pagetest.Table, change func([][]pagetest.Cell) [][]pagetest.Cell) {
	rows := [][]pagetest.Cell{pagetest.Typed(t.Columns...)}
	for _, r := range t.Rows {
		var cells []pagetest.Cell
		for k, c := range r.Cells {
			key := ""
			if t.Columns[k] == "Key" {
				key = r.Key
			}
			cells = append(cells, pagetest.Cell{Text: c.Text, Own: key})
		}
		rows = append(rows, cells)
	}
	rows = change(rows)
	t.Columns, t.Rows = nil, nil
	for _, c := range rows[0] {
		t.Columns = append(t.Columns, c.Text)
	}
	for _, r := range rows[1:] {
		var row report.FoundRow
		for k, c := range r {
			row.Cells = append(row.Cells, report.FoundCell{Text: strings.TrimSpace(c.Text)})
			if key, _ := c.Own.(string); key != "" {
				row.Key = key
			} else if k < len(t.Columns) && t.Columns[k] == "Key" {
				row.Key = c.Text
			}
		}
		t.Rows = append(t.Rows, row)
	}
}

func TestMemoryIsAPage(t *testing.T) {
	t.Parallel()
	pagetest.Run(t, func(*testing.T) pagetest.Harness { return memory(&pagetest.Memory{}) })
}

func TestAMemoryThatHoldsLessIsAPage(t *testing.T) {
	t.Parallel()
	words := func(text string) string { return strings.Join(strings.Fields(text), " ") }
	pagetest.Run(t, func(*testing.T) pagetest.Harness {
		h := memory(&pagetest.Memory{Holds: words})
		h.Holds = words
		return h
	})
}

func TestATableWithPicturesIsLeftStanding(t *testing.T) {
	t.Parallel()
	m := &pagetest.Memory{}
	v := pagetest.Sample()
	for range 2 {
		f, err := m.Read(t.Context(), v.Mark)
		if err != nil {
			t.Fatal(err)
		}
		wrote, err := m.Write(t.Context(), v, f)
		if err != nil || (f.Fixed > 0) != (len(wrote.Told) > 0) {
			t.Fatalf("got %+v, %v", wrote, err)
		}
		m.EditTable(v.Mark, func(t *pagetest.Table) { t.Fixed = 1 })
	}
	if n := len(m.Blocks()); n != 2 {
		t.Errorf("%d blocks, want the former table and the new one", n)
	}
	if f, err := m.Read(t.Context(), v.Mark); err != nil || f.Copies != 0 {
		t.Errorf("got %+v, %v", f, err)
	}
}

func TestAPageThatChangedTellsSo(t *testing.T) {
	t.Parallel()
	m := &pagetest.Memory{}
	v := pagetest.Sample()
	f, err := m.Read(t.Context(), v.Mark)
	if err != nil {
		t.Fatal(err)
	}
	m.Before = func(pagetest.Step) error {
		m.Person(func(b []pagetest.Block) []pagetest.Block { return b })
		return nil
	}
	if _, err := m.Write(t.Context(), v, f); !errors.Is(err, report.ErrChanged) || !errors.Is(err, weir.Busy) {
		t.Errorf("got %v", err)
	}
}
