package report

import (
	"fmt"
	"time"
)

// A View is all that a page is to show of a report.
type View struct {
	Report string // its name, for instance weekly
	// Mark finds the report's table again on a page: letters, digits and hyphens,
	// for instance weir-weekly-3f9a1c2e. No other report has it.
	Mark  string
	Title string // a heading for people
	Mode  Mode
	// Run tells the run that the table is of from all others: letters and digits.
	// In the modes that add, a page that has the Run already is left as it is.
	Run string
	// Begun is when the run began, in the report's time zone; of one that finishes
	// what a run that died has begun, when that one did. What the modes that add
	// make is called after it, so that the second one finds what the first has made.
	Begun time.Time

	Line    Line
	Columns []Column
	Groups  []Group // one without a heading where the report has no groups
	// Extra are rows that people added; they stand below the others.
	Extra  []Row
	Totals []Cell // one for each column, the first says so where it is free; nil: none

	Left []Gone    // issues that have left since the last refresh
	Kept []Passage // what people wrote and what has no place in the table any more

	// Same says that the table on the page, and what is below it, are as they
	// are to be: only the line above is new.
	Same bool
}

// Rows counts the rows of issues.
func (v View) Rows() int {
	n := 0
	for _, g := range v.Groups {
		n += len(g.Rows)
	}
	return n
}

// A Mode is what a run does to the page.
type Mode string

// The modes.
const (
	Replace Mode = "replace" // the table is refreshed where it stands
	Append  Mode = "append"  // a dated snapshot comes below the earlier ones
	NewPage Mode = "page"    // each run makes a page, or a file, of its own
)

// Modes lists them all.
func Modes() []Mode { return []Mode{Replace, Append, NewPage} }

// A Column is a column of the table as it is shown.
type Column struct {
	// ID is Weir's own name of the column, for instance key, or the id of the Jira
	// field, however the report names it; empty for a column that people added.
	ID    string
	Title string
	Kind  Kind // of most of its cells: how it is aligned
}

// The columns that have a meaning of their own.
const (
	KeyColumn  = "key"  // leads to the issue, and tells whose row it is; every report has it
	NoteColumn = "note" // for people: Weir never writes into it
)

// IsOurs reports whether Weir fills the column.
func (c Column) IsOurs() bool { return c.ID != "" && c.ID != NoteColumn }

// A Group is a run of rows with one value in the field by which they are grouped.
type Group struct {
	Heading string // empty where the report has no groups
	Rows    []Row
}

// Label is what heads the group: its heading, and how many rows it has. Where it
// stands in a row of the table, it is alone there, in the first cell, so that
// whoever reads the page back knows it.
func (g Group) Label() string { return fmt.Sprintf("%s (%d)", g.Heading, len(g.Rows)) }

// A Row is one issue, or a row that people added.
type Row struct {
	Issue string // Jira's id; empty for a row that people added
	Key   string
	URL   string
	New   bool   // it was not there at the last refresh
	Cells []Cell // one for each column
}

// A Gone issue has left the report.
type Gone struct{ Key, URL string }

// A Passage is something that people wrote, with where it stood.
type Passage struct {
	Key   string // of the issue, where it belongs to one
	URL   string
	Where string // the column's heading; empty for a note, or where nobody knows
	Text  string
	// Markup is the same with its form, as in Cell.
	Markup string
}

// A Line stands above the table.
type Line struct {
	At    time.Time // of this refresh, in the report's time zone
	Rows  int
	More  bool   // the query selects more than Rows
	Query string // the address of the query in Jira

	// Trouble says in a few words for everybody why the refresh failed, and Since
	// when the table was fresh (zero: never); both empty if it did not.
	Trouble string
	Since   time.Time
}
