package graphtest_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir/internal/msgraph/graphtest"
)

const sheet = `<p>above</p><table border="1" data-id="weir"><tr><td>Key</td><td>Note</td></tr><tr><td>B-2</td><td></td></tr><tr><td>A-1</td><td>mine</td></tr></table><p>below</p>`

func TestAPersonEditsATable(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		edit func(*graphtest.Page) error
		want [][]string
	}{
		"types into an empty cell": {func(p *graphtest.Page) error { return p.TypeInCell(0, 1, 1, "hello") }, [][]string{{"Key", "Note"}, {"B-2", "hello"}, {"A-1", "mine"}}},
		"types behind a text":      {func(p *graphtest.Page) error { return p.TypeInCell(0, 2, 1, " too\nand more") }, [][]string{{"Key", "Note"}, {"B-2", ""}, {"A-1", "mine too\nand more"}}},
		"replaces a text":          {func(p *graphtest.Page) error { return p.SetCell(0, 2, 1, "other") }, [][]string{{"Key", "Note"}, {"B-2", ""}, {"A-1", "other"}}},
		"empties a cell":           {func(p *graphtest.Page) error { return p.SetCell(0, 2, 1, "") }, [][]string{{"Key", "Note"}, {"B-2", ""}, {"A-1", ""}}},
		"adds a row":               {func(p *graphtest.Page) error { return p.AddRow(0, 1, "new") }, [][]string{{"Key", "Note"}, {"new", ""}, {"B-2", ""}, {"A-1", "mine"}}},
		"adds a row at the end":    {func(p *graphtest.Page) error { return p.AddRow(0, 3, "new", "x") }, [][]string{{"Key", "Note"}, {"B-2", ""}, {"A-1", "mine"}, {"new", "x"}}},
		"deletes a row":            {func(p *graphtest.Page) error { return p.DeleteRow(0, 1) }, [][]string{{"Key", "Note"}, {"A-1", "mine"}}},
		"sorts":                    {func(p *graphtest.Page) error { return p.SortRows(0, 0, false) }, [][]string{{"Key", "Note"}, {"A-1", "mine"}, {"B-2", ""}}},
		"sorts downwards":          {func(p *graphtest.Page) error { return p.SortRows(0, 1, true) }, [][]string{{"Key", "Note"}, {"A-1", "mine"}, {"B-2", ""}}},
		"adds a column":            {func(p *graphtest.Page) error { return p.AddColumn(0, 1, "Mine", "1", "2") }, [][]string{{"Key", "Mine", "Note"}, {"B-2", "1", ""}, {"A-1", "2", "mine"}}},
		"deletes a column":         {func(p *graphtest.Page) error { return p.DeleteColumn(0, 0) }, [][]string{{"Note"}, {""}, {"mine"}}},
		"makes a text bold":        {func(p *graphtest.Page) error { return p.Bold(0, 2, 1) }, [][]string{{"Key", "Note"}, {"B-2", ""}, {"A-1", "mine"}}},
		"makes a to-do":            {func(p *graphtest.Page) error { return p.ToDo(0, 2, 1, true) }, [][]string{{"Key", "Note"}, {"B-2", ""}, {"A-1", "mine"}}},
		"corrects a text":          {func(p *graphtest.Page) error { return p.ReplaceText("mine", "yours") }, [][]string{{"Key", "Note"}, {"B-2", ""}, {"A-1", "yours"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, graphtest.Options{})
			p := s.page(sheet)
			old := idOf(t, p, "table", 0)
			if err := test.edit(p); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([][][]string{test.want}, p.Tables()); diff != "" {
				t.Error(diff)
			}
			if idOf(t, p, "table", 0) == old {
				t.Error("the ids stayed")
			}
			if !strings.Contains(p.HTML(), `data-id="weir"`) {
				t.Error("the data-id went")
			}
		})
	}
}

func TestAPersonMarksTexts(t *testing.T) {
	t.Parallel()
	for want, edit := range map[string]func(*graphtest.Page) error{
		`<p><span style="font-weight:bold">mine</span></p>`:                    func(p *graphtest.Page) error { return p.Bold(0, 2, 1) },
		`<p><a href="https://example.com/">mine</a></p>`:                       func(p *graphtest.Page) error { return p.Link(0, 2, 1, "https://example.com/") },
		`<td style="border:1px solid"><span data-tag="to-do">mine</span></td>`: func(p *graphtest.Page) error { return p.ToDo(0, 2, 1, false) },
		`<p>mine</p><img alt="a picture"`:                                      func(p *graphtest.Page) error { return p.PasteImage(0, 2, 1, "https://example.com/x.png") },
		`<td style="background-color:yellow;border:1px solid"><p>mine`:         func(p *graphtest.Page) error { return p.Style(0, 2, 1, "yellow") },
	} {
		s := newSite(t, graphtest.Options{})
		p := s.page(sheet)
		if err := edit(p); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(p.HTML(), want) {
			t.Errorf("there is no %s in %s", want, p.HTML())
		}
	}
}

func TestAPersonEditsAroundATable(t *testing.T) {
	t.Parallel()
	const table = "Key\tNote\nB-2\t\nA-1\tmine"
	for name, test := range map[string]struct {
		edit func(*graphtest.Page) error
		want string
	}{
		"types above":       {func(p *graphtest.Page) error { return p.TypeAbove("x") }, "x|above|" + table + "|below"},
		"types below":       {func(p *graphtest.Page) error { return p.TypeBelow("x") }, "above|" + table + "|below|x"},
		"types between":     {func(p *graphtest.Page) error { return p.TypeAt(1, "x") }, "above|x|" + table + "|below"},
		"deletes a block":   {func(p *graphtest.Page) error { return p.DeleteBlock(0) }, table + "|below"},
		"moves a block":     {func(p *graphtest.Page) error { return p.MoveBlock(0, 1) }, table + "|above|below"},
		"deletes the table": {func(p *graphtest.Page) error { return p.DeleteTable(0) }, "above|below"},
		"pastes a table":    {func(p *graphtest.Page) error { return p.PasteTable(0, [][]string{{"a", "b"}}) }, "a\tb|above|" + table + "|below"},
		"copies the table":  {func(p *graphtest.Page) error { return p.CopyTable(0, true) }, "above|" + table + "|" + table + "|below"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, graphtest.Options{})
			p := s.page(sheet)
			if err := test.edit(p); err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(p.Blocks(), "|"); got != test.want {
				t.Errorf("the page reads %q instead of %q", got, test.want)
			}
		})
	}
}

func TestACopyKeepsItsDataIDOrNot(t *testing.T) {
	t.Parallel()
	for keep, want := range map[bool]int{true: 2, false: 1} {
		s := newSite(t, graphtest.Options{})
		p := s.page(sheet)
		if err := p.CopyTable(0, keep); err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(p.HTML(), `data-id="weir"`); got != want {
			t.Errorf("keep %t: the data-id is there %d times", keep, got)
		}
	}
	s := newSite(t, graphtest.Options{})
	p := s.page(sheet)
	if err := p.LoseDataIDs(); err != nil || strings.Contains(p.HTML(), `data-id="weir"`) || !strings.Contains(p.HTML(), `data-id="_default"`) {
		t.Errorf("%v: %s", err, p.HTML())
	}
}

func TestTheLastRowOrColumnTakesTheTableAlong(t *testing.T) {
	t.Parallel()
	for name, edit := range map[string]func(*graphtest.Page) error{
		"row":    func(p *graphtest.Page) error { return p.DeleteRow(0, 0) },
		"column": func(p *graphtest.Page) error { return p.DeleteColumn(0, 0) },
	} {
		s := newSite(t, graphtest.Options{})
		p := s.page(`<table><tr><td>a</td></tr></table>`)
		if err := edit(p); err != nil || len(p.Tables()) != 0 {
			t.Errorf("%s: %v %v", name, err, p.Tables())
		}
	}
}

func TestEditsThatMissChangeNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	p := s.page(sheet)
	before := p.HTMLWithIDs()
	for name, err := range map[string]error{
		"a table":         p.TypeInCell(1, 0, 0, "x"),
		"a row":           p.TypeInCell(0, 3, 0, "x"),
		"a column":        p.TypeInCell(0, 0, -1, "x"),
		"a new row":       p.AddRow(0, 4),
		"a row to go":     p.DeleteRow(0, 3),
		"an order":        p.SortRows(0, 2, false),
		"a new column":    p.AddColumn(0, 3),
		"an old column":   p.DeleteColumn(0, 2),
		"a block":         p.TypeAt(4, "x"),
		"a block to go":   p.DeleteBlock(3),
		"a block to move": p.MoveBlock(0, 3),
		"a text":          p.ReplaceText("nowhere", "x"),
		"a copy":          p.CopyTable(1, true),
		"a deletion":      p.DeleteTable(1),
	} {
		if !errors.Is(err, graphtest.ErrNoSuchPlace) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if p.HTMLWithIDs() != before {
		t.Error("the page changed")
	}
}

func TestAPersonMakesAndFindsPages(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	p := s.AddClientPage(s.section, "Mine", "<p>a</p><table><tr><td>b</td></tr></table>", "<p>c</p>")
	if got := p.HTML(); strings.Contains(got, "_default") || strings.Contains(got, "5.5pt") || strings.Count(got, "<div") != 2 {
		t.Error(got)
	}
	if s.Page("Mine") != p || s.Page("Other") != nil || len(s.Pages()) != 1 || p.Section() != s.section {
		t.Error("the page is not found")
	}
	s.clock.pass(1)
	if again := s.page("x"); s.Page("Open work") != again {
		t.Error("the newest page of a title is not found")
	}
	if err := s.AddClientPage(s.section, "Blank").TypeBelow("x"); err != nil {
		t.Error(err)
	}
	s.notebook.Rename("N")
	s.section.Rename("S")
	if s.notebook.Name() != "N" || s.section.Name() != "S" {
		t.Error("the names stayed")
	}
}
