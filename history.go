package weir

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
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

// ChangeKindOf sorts a changed field, by the name and the type under which
// Jira's history speaks of it: "jira" for system fields, "custom" for others
// (Data Center gives no field id). It is zero for a field that does not measure
// flow.
func ChangeKindOf(field, fieldType string) ChangeKind {
	switch {
	case fieldType == "custom" && strings.EqualFold(field, "flagged"):
		return FlagChange
	case fieldType == "custom":
		return 0
	case strings.EqualFold(field, "status"):
		return StatusChange
	case strings.EqualFold(field, "resolution"):
		return ResolutionChange
	}
	return 0
}

// HistoryCap is how many entries of its history Cloud puts beside an issue in
// the answer to a search, at most.
const HistoryCap = 40

// WholeHistory reports whether the entries that came beside an issue are all
// that it has: sent is how many came, total how many Jira says that there are.
// Where the cap applies (capped), that number counts only what was sent, so that
// as many as the cap must be taken for too few.
func WholeHistory(sent, total int, capped bool) bool {
	return sent >= total && (!capped || sent < HistoryCap)
}

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
