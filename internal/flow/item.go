package flow

import "weir"

// An Item is what is known of an issue for measuring flow. Moments are in
// milliseconds since 1970. There may be a million items: strings that many
// share are one, and what can be left out is.
type Item struct {
	ID, Key    string
	Type       string // the issue type's name
	Parent     string // the key of the issue above, where the source tells
	Resolution string // empty while unresolved
	Created    int64
	Resolved   int64  // 0 while unresolved
	Initial    int32  // status at creation; as Status, a place in Data.Statuses
	Status     int32  // now
	Moves      []Move // changes of status, oldest first
	Flags      []Flag // changes of the flag, oldest first
	Faults     Fault  // what is wrong with its history
}

// A Move is a change of status.
type Move struct {
	At     int64
	Status int32 // the one that it entered
}

// A Flag is a change of the flag that marks an impediment.
type Flag struct {
	At int64
	On bool
}

// A Fault is something by which a history cannot be taken at its word; several
// are added up.
type Fault uint8

// The faults of a history.
const (
	// Truncated histories lack their oldest changes: when the work started
	// cannot be told from them.
	Truncated Fault = 1 << iota
	// Gap: a change begins in another status than the one before it ended in.
	Gap
	// WrongEnd: the history ends in another status than the issue is in. The
	// issue is right; when it went there is not known.
	WrongEnd
	// BeforeCreation: a change is older than the issue, as after an import.
	BeforeCreation
)

// Has reports whether all of the given faults are there.
func (f Fault) Has(fault Fault) bool { return f&fault == fault }

// Data is what was read: the items, and every status that occurs in them.
type Data struct {
	Items    []Item
	Statuses []Status
}

// A Status is a status as it is now, or as the histories remember it.
type Status struct {
	weir.Status
	OldNames []string // other names that histories gave it
	// Guessed: nobody said which category the status is of, and it was made up:
	// Jira does not know it any more, or no issue of the file is in it.
	Guessed bool
	// Contradicted: issues disagree about its category; most have their way.
	Contradicted bool
}

// Types returns the names of the issue types that occur, in the order of their
// first occurrence.
func (d Data) Types() []string {
	var types []string
	seen := map[string]bool{}
	for i := range d.Items {
		if name := d.Items[i].Type; !seen[name] {
			seen[name] = true
			types = append(types, name)
		}
	}
	return types
}
