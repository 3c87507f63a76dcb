package report

import (
	"time"

	"weir"
)

// A Field is a field of the Jira site that columns can name.
type Field struct {
	ID     string // duedate, customfield_10016
	Name   string // for people, in their language
	Type   string // Jira's name for the kind of value: string, array, user, option…
	Items  string // the kind of the elements of an array
	Custom string // of a field that administrators made: the key of its type
}

// A Spec is a column as a report asks for it: how to fill it.
type Spec struct {
	Column
	Fields []string // ids of the Jira fields that it needs
	// Cell returns what the column shows of an issue; nil for the note column.
	Cell func(weir.Issue) Cell

	vague bool // only its values say what they are
}

// AddsUp reports whether the column can be added up: whether it holds numbers or
// lengths of time, or may hold them, since it is of a type that nobody knows.
func (s Spec) AddsUp() bool { return s.Kind == Number || s.Kind == Duration || s.vague }

// A Style is how values are written.
type Style struct {
	Zone *time.Location // in which moments are shown
	// Shorten is how many characters of a long text are shown; 0: 300.
	Shorten int
	// Site is the address of the Jira site, for links to other issues.
	Site string
}
