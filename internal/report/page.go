package report

import (
	"context"
	"fmt"

	"weir"
)

// A Page is one place where a report's table stands: a page of OneNote, a file.
// It knows from its making where that is. It is used by one goroutine at a time.
//
// What every page promises, and pagetest checks:
//
//   - What is not the report's stays as it is, byte for byte: text above and
//     below, other tables, copies of the table, other reports.
//   - Write is all or nothing: after any failure, a kill included, the page shows
//     the former table or the new one.
//   - Read finds all that stands in the table, wherever people have put it: notes,
//     rows and columns of their own, cells that they have typed over, and the list
//     below the table.
//   - What Write is given as people's words (Cells of kind Written, Kept), Read
//     finds again, text for text, but for white space at its ends.
//   - Of what Weir filled in, Read finds the Text of each cell, but for white
//     space, and for characters that cannot be seen, which a page may leave out:
//     whoever compares folds both.
//   - No text of an issue gets out of its cell, or means anything there.
//   - Errors are *weir.Error.
type Page interface {
	// Read finds the table of the report whose mark is given. There may be none:
	// then Found.Exists is false. What the modes that add have written is a record
	// of its day, and no table that Read finds.
	Read(ctx context.Context, mark string) (Found, error)

	// Write brings the page into the state that v shows. f is what Read has found
	// since v was made. If somebody has changed the page in between in a way that
	// v does not know of, nothing is written and the error is ErrChanged.
	Write(ctx context.Context, v View, f Found) (Wrote, error)
}

// ErrChanged says that the page was changed between Read and Write, and that
// nothing was written. Read it again, and make the View anew.
const ErrChanged = pageError("the page was changed meanwhile")

type pageError string

func (e pageError) Error() string { return string(e) }

func (e pageError) Is(target error) bool { return target == weir.Busy }

// MaxCells is how many cells a table on a page may have, each row as wide as its
// last cell: 5000 rows have room for 200 columns. People can put a cell anywhere,
// and a page can say in a few bytes that one reaches over thousands: a table with
// more is an error of kind weir.BadInput, and stays as it is.
const MaxCells = 1 << 20

// Found is what Read finds of a report on a page.
type Found struct {
	Exists bool
	// Run is the View.Run with which the table, or the line above it, was last
	// written; empty where the page has no place for it.
	Run     string
	Columns []string // the headings, as they stand
	// Rows are those of all parts of the table, in their order; without the
	// headings. Rows that Weir made and that are of no issue (the heading of a
	// group, totals) are among them: the engine knows them.
	Rows []FoundRow
	Kept []Passage // the list below the table
	// Copies counts further tables that look like this report's and are left
	// alone.
	Copies int
	// Fixed counts things in the table that cannot be carried into a new one, such
	// as pictures. A page that has any leaves the former table standing when it
	// writes, without its mark, and says so in Wrote.
	Fixed int
	// Version is the page's own, and handed back to Write.
	Version any
}

// A FoundRow is a row as it stands on the page.
type FoundRow struct {
	// Key of the issue to which the row's key cell leads, or that it names; empty
	// if it names none.
	Key string
	// Cells may be fewer or more than there are headings.
	Cells []FoundCell
}

// A FoundCell is a cell as it stands on the page.
type FoundCell struct {
	Text   string // lines joined by \n; without white space at the ends
	Markup string // as in Cell; may be empty
}

// mostColumns is how many columns a table on a page may have: the work of telling
// them apart grows with their square.
const mostColumns = 1000

// fits reports an error where the sheet and what people have added on the page would
// make more cells together than can be carried over: whoever may write there can
// add as many columns as they like, and each is one in every row.
func (sh sheet) fits(f Found) error {
	width, rows := max(len(f.Columns), len(sh.columns)), max(len(f.Rows), sh.rows)
	for _, row := range f.Rows {
		width = max(width, len(row.Cells))
	}
	if width <= mostColumns && width*rows <= MaxCells {
		return nil
	}
	return &weir.Error{
		Kind: weir.BadInput, Text: fmt.Sprintf("the table on the page has %d columns and %d rows: more than can be carried over", width, rows),
		Next: "look there for cells that stand far away from the others, delete columns and rows that nobody needs, or choose another page for the report",
	}
}

// Wrote is what came of a Write.
type Wrote struct {
	Where string   // address or path of the page
	Told  []string // what people should know, a sentence each; mostly none
}
