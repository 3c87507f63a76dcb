package weir

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

// A History is the part of an issue's change history that measures flow:
// changes of status, of the flag and of the resolution, and nothing else.
type History struct {
	Changes []Change // oldest first once Sort was called
	// Complete is false when Jira cut the history short or none was asked for.
	Complete bool
}

// A ChangeKind is what a Change changed.
type ChangeKind uint8

// The kinds of change that Weir keeps.
const (
	StatusChange ChangeKind = iota + 1
	FlagChange
	ResolutionChange
)

// A Change is one item of one entry of an issue's history.
type Change struct {
	ID   string // the entry's id; one entry can hold several changes
	At   time.Time
	Kind ChangeKind
	// From and To carry ids where Jira gives them (statuses, resolutions), and
	// names as they were at that moment.
	From Named
	To   Named
}

// Sort puts the changes into the order in which they happened, whatever order
// Jira sent them in, and drops repetitions. Entries at the same instant are
// ordered by their numeric id.
func (h *History) Sort() {
	slices.SortStableFunc(h.Changes, func(a, b Change) int {
		return cmp.Or(a.At.Compare(b.At), compareIDs(a.ID, b.ID), cmp.Compare(a.Kind, b.Kind))
	})
	h.Changes = slices.CompactFunc(h.Changes, func(a, b Change) bool {
		return a.ID == b.ID && a.Kind == b.Kind && a.At.Equal(b.At) && a.From == b.From && a.To == b.To
	})
}

// compareIDs orders Jira's ids as the numbers that they are; ids that are not
// numbers come last, by their text.
func compareIDs(a, b string) int {
	x, errX := strconv.ParseInt(a, 10, 64)
	y, errY := strconv.ParseInt(b, 10, 64)
	switch {
	case errX == nil && errY == nil:
		return cmp.Compare(x, y)
	case errX == nil:
		return -1
	case errY == nil:
		return 1
	default:
		return cmp.Compare(a, b)
	}
}
