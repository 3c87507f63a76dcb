package eval

import (
	"strings"
	"time"
)

// An Issue gives the values of its fields.
type Issue interface {
	// Values returns the values of the field with this id (Field.ID), in
	// Jira's order; none if the field is empty, or unknown to the issue. It is
	// called often, and from several goroutines if Match is.
	Values(field string) []Value

	// Changes returns how the field with this id came to its present values,
	// oldest first; none if it never changed, or if Field.History is zero. It
	// must also answer to Activity. It is called as Values is.
	Changes(field string) []Change
}

// A Value is one value of a field. Which parts count follows from the field's
// Kind; the functions below make each sort.
type Value struct {
	ID     string    // Person, Option, Ranked, Key: what identifies it
	Names  []string  // Person, Option, Ranked, Key: what else it answers to; the first is the one sorted by
	Text   string    // Text
	Number float64   // Number
	Time   time.Time // Time: the instant; Date: its year, month and day
	Rank   int       // Ranked: higher means greater; Option: sorts before the name does, if not zero
	State  string    // what functions tell values apart by: the states are below
}

// The states of a value.
const (
	ActiveSprint = "active"
	ClosedSprint = "closed"
	FutureSprint = "future"

	StandardType = "standard" // of issue
	SubtaskType  = "subtask"

	Released   = "released" // a version
	Unreleased = "unreleased"
)

// TextOf is a value of a Text field.
func TextOf(s string) Value { return Value{Text: s} }

// NumberOf is a value of a Number field.
func NumberOf(n float64) Value { return Value{Number: n} }

// TimeOf is a value of a Time field.
func TimeOf(t time.Time) Value { return Value{Time: t} }

// DateOf is a value of a Date field.
func DateOf(year int, month time.Month, day int) Value {
	return Value{Time: time.Date(year, month, day, 0, 0, 0, 0, time.UTC)}
}

// Named is a value that has an id and names: a person with account id, display
// name and address; a status; a label, whose id is its name; an issue, whose
// id is its number and whose first name is its key.
func Named(id string, names ...string) Value { return Value{ID: id, Names: names} }

// none reports whether the value is the zero one, and so no value.
func (v Value) none() bool { return v.ID == "" && len(v.Names) == 0 }

// name is what a named value sorts by.
func (v Value) name() string {
	if len(v.Names) > 0 {
		return v.Names[0]
	}
	return v.ID
}

// answersTo reports whether text names the value. Jira does not look at case.
func (v Value) answersTo(text string) bool {
	if strings.EqualFold(v.ID, text) {
		return v.ID != ""
	}
	for _, n := range v.Names {
		if strings.EqualFold(n, text) {
			return true
		}
	}
	return false
}

// same reports whether two named values are one thing.
func (v Value) same(w Value) bool {
	if v.ID != "" && w.ID != "" {
		return v.ID == w.ID
	}
	return strings.EqualFold(v.name(), w.name())
}
