package config

import (
	"fmt"
	"slices"
	"strings"

	"weir"
)

// A fault is one thing that is wrong with the configuration.
type fault struct {
	where string // path:line:column, or the name of a variable
	text  string // what is wrong; no secret
	next  string // what to do about it, where the text does not say it

	offset  int    // in the file, to sort by
	unknown string // the key that there is not
}

// faults is everything that is wrong, in the order of the file.
type faults []fault

// err returns the faults as an error for a person, and nil for none. Several
// are listed in the next step, which may have several lines.
func (f faults) err() error { return f.errOf("the configuration") }

// errOf is err for another file than the configuration.
func (f faults) errOf(what string) error {
	if len(f) == 0 {
		return nil
	}
	var lines, advice []string
	for _, fault := range f {
		lines = append(lines, fault.where+": "+fault.text)
		if fault.next != "" && !slices.Contains(advice, fault.next) {
			advice = append(advice, fault.next)
		}
	}
	if advice == nil {
		advice = []string{"correct it and try again"}
	}
	e := &weir.Error{Kind: weir.BadConfig, Text: what + " has a fault: " + lines[0]}
	if len(f) > 1 {
		e.Text = fmt.Sprintf("%s has %d faults", what, len(f))
		advice = append(lines, advice...)
	}
	e.Next = strings.Join(advice, "\n")
	return e
}
