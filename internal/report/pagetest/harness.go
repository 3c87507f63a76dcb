// Package pagetest is what every report.Page must do, and a page in memory that
// does it and fails on request. Each implementation runs it.
//
// It must not know any implementation: what only a person at the page can do, it
// asks a Harness for.
package pagetest

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode"

	"weir"
	"weir/internal/report"
)

// A Harness is one place on which nothing stands yet, and a person beside Weir.
type Harness struct {
	// Open returns the page, each time a new one, as the next run or another
	// machine would.
	Open func(t *testing.T) report.Page
	// Edit changes the table of the report with the given mark as a person would,
	// with other means than the page's. change gets its rows as they stand, the
	// headings first, and returns what is to stand there: each Cell may be moved,
	// repeated or dropped, and one that is new is typed. Rows may be of any length.
	Edit func(t *testing.T, mark string, change func(rows [][]Cell) [][]Cell)
	// Raw returns all that is stored: when nothing is written, it stays the same.
	Raw func(t *testing.T) string
	// Others puts on the page what is none of ours, above where a table will stand
	// and below, with awkward texts, and returns a function that reports what of it
	// is there: it must stay the same. Nil where nothing but the table has room.
	Others func(t *testing.T) (text func() string)
	// Copy copies the table with all that marks it to a place below it, as a person
	// would by copying and inserting. Nil where that cannot be.
	Copy func(t *testing.T, mark string)
	// Remove deletes the table with all that belongs to it.
	Remove func(t *testing.T, mark string)
	// Pages counts the pages that there are; of use in the mode that makes some.
	Pages func(t *testing.T) int
	// Fail makes the step with number n, from 0, of each Write fail that begins
	// afterwards, and reports whether Write has so many; below 0, none fails. Nil
	// where nothing can fail.
	Fail func(t *testing.T, n int) bool
	// Break, where possible, makes the page unreachable. May be nil.
	Break func(t *testing.T)
	// Holds says what the page makes of a text that people wrote, where it cannot
	// hold all of it. Nil: nothing.
	Holds func(text string) string
	Lacks Lacks
}

// Lacks says what has no place on a page. Each is to be explained by its package.
type Lacks struct {
	Groups bool // the table has no rows for headings of groups, and none for totals
	Append bool // Append is refused
	Line   bool // nothing stands above the table
	// Second says that there is room for one report only.
	Second bool
	Run    bool // nothing tells which run wrote the table
	// Ragged says that all rows are of one length.
	Ragged bool
}

// A Cell is a cell as the person at the page has it before them.
type Cell struct {
	Text string
	// Own is the Harness's: how the cell stands on the page, so that one that is
	// only moved stays as it was. Nil in a cell that is typed.
	Own any
}

// Typed makes cells of texts.
func Typed(texts ...string) []Cell {
	cells := make([]Cell, len(texts))
	for i, text := range texts {
		cells[i].Text = text
	}
	return cells
}

// Run checks a page. Each call of make returns a place of its own.
func Run(t *testing.T, make func(t *testing.T) Harness) {
	t.Helper()
	for name, check := range map[string]func(*testing.T, Harness){
		"where nothing was written there is no table":             nothing,
		"a table comes back as it was written":                    comesBack,
		"a table takes the place of the one before":               replaced,
		"a table may be empty, and large":                         sizes,
		"what people wrote comes back text for text":              written,
		"texts of issues stay in their cells":                     hostile,
		"what a person types is found":                            typed,
		"a person's rows and columns are found":                   added,
		"rows that a person has moved or deleted are found so":    moved,
		"a table that a person has deleted is gone":               removed,
		"a copy of the table is left alone":                       copied,
		"what is not the report's survives byte for byte":         others,
		"two reports on one page leave each other alone":          neighbours,
		"an edit made meanwhile is told, and survives":            meanwhile,
		"when only the line is new, only the line is written":     same,
		"a page says which run wrote its table":                   signed,
		"snapshots come below one another, each of them once":     snapshots,
		"pages of their own are made, each of them once":          pages,
		"a write that fails leaves the former table or the new":   failing,
		"nothing is done after the context ended":                 ended,
		"a page that cannot be reached is an error for the user":  broken,
		"over random edits and refreshes no typed text gets lost": random,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t, make(t))
		})
	}
}

// read reads the page through one of its own.
func read(t *testing.T, h Harness) report.Found { t.Helper(); return readMark(t, h, mark) }

func readMark(t *testing.T, h Harness, mark string) report.Found {
	t.Helper()
	f, err := h.Open(t).Read(t.Context(), mark)
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	return f
}

// write reads the page and writes to it, and returns what is found then.
func write(t *testing.T, h Harness, v report.View) report.Found {
	t.Helper()
	page := h.Open(t)
	f, err := page.Read(t.Context(), v.Mark)
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	if _, err := page.Write(t.Context(), v, f); err != nil {
		t.Fatalf("write: %v (%v)", err, errors.Unwrap(err))
	}
	return readMark(t, h, v.Mark)
}

// held is what the page makes of a text that people wrote.
func (h Harness) held(text string) string {
	if h.Holds != nil {
		text = h.Holds(text)
	}
	return strings.TrimSpace(text)
}

// Folded is a text of Weir's as it can be compared: with its words, without its
// white space and without what cannot be seen.
func Folded(text string) string {
	seen := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == unicode.ReplacementChar, unicode.Is(unicode.Noncharacter_Code_Point, r):
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.Fields(seen), " ")
}

func wantErr(t *testing.T, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Fatalf("got error %v, want %v", got, want)
	}
}

// wantTold sees that an error is one for people.
func wantTold(t *testing.T, err error) {
	t.Helper()
	var told *weir.Error
	if !errors.As(err, &told) {
		t.Fatalf("got %v, want a *weir.Error", err)
	}
}

// texts are all that is found, as one list.
func texts(f report.Found) []string {
	list := slices.Clone(f.Columns)
	for _, r := range f.Rows {
		for _, c := range r.Cells {
			list = append(list, c.Text)
		}
	}
	for _, p := range f.Kept {
		list = append(list, p.Text)
	}
	return list
}

// wantText sees that a text was found somewhere.
func wantText(t *testing.T, f report.Found, text string) {
	t.Helper()
	if !slices.Contains(texts(f), strings.TrimSpace(text)) {
		t.Errorf("%q is lost; there is %q", text, texts(f))
	}
}
