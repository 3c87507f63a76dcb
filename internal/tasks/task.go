package tasks

import (
	"time"

	"weir"
)

// Date is a day without time or zone.
type Date = weir.Date

// A State is whether a task is to be done.
type State string

// The states. What a target calls in process, waiting or on hold is Open.
const (
	Open      State = "open"
	Completed State = "completed"
	Dropped   State = "dropped" // given up: CANCELLED in iCalendar, [-] in Markdown
)

// Closed reports whether nothing is left to be done.
func (s State) Closed() bool { return s == Completed || s == Dropped }

// A Task is a task as a target holds it.
type Task struct {
	// ID is the target's own: it is unique in the target, never used again, and
	// stays when the user renames, moves or closes the task.
	ID string
	// Version changes whenever the task does: an ETag, a hash of its text.
	Version string

	// Mark is the identity that Op.Mark gave the task, or empty.
	Mark string
	// URL is the address of the issue, where the target has a place for it
	// apart from the note.
	URL string

	// Name is one line, and Note any number of them; lines end in \n. Both are
	// UTF-8, and reach the target without control characters but \n and \t.
	// What a target cannot hold it changes in the same way each time.
	Name string
	// Note is the whole note. The engine writes in a block of its own within it
	// and hands the rest back byte for byte.
	Note string
	Due  Date // the day on which the task is due where the user is
	// State, and since when it is closed; the zero time if the target does not
	// know the moment, but only the day, say.
	State  State
	Closed time.Time

	// Parent is the ID of the task or the project that holds this one, or empty.
	// Where the user has put the task into something that is not ours, Parent is
	// an id of that, or any other text that stays the same while it lies there.
	Parent  string
	Project bool // a project, not a task; it has a name, a note, a due date and a state all the same
	Tagged  bool // it carries our tag
	// Holds is how many open tasks lie directly in this one, those that are not
	// ours included. Only a target that cascades counts them.
	Holds int

	// Extras holds what Capabilities.Extras names. The names are those of Jira's
	// fields (priority, labels…), and the texts those that Change.Extras had.
	Extras map[string]string
}
