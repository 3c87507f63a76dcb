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

	offset int // in the file, to sort by
}

// faults is everything that is wrong, in the order of the file.
type faults []fault

// err returns the faults as an error for a person, and nil for none. Several
// are listed in the next step, which may have several lines.
func (f faults) err() error {
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
	e := &weir.Error{Kind: weir.BadConfig, Text: "the configuration has a fault: " + lines[0]}
	if len(f) > 1 {
		e.Text = fmt.Sprintf("the configuration has %d faults", len(f))
		advice = append(lines, advice...)
	}
	e.Next = strings.Join(advice, "\n")
	return e
}

// nearest returns the candidate that somebody who wrote word most likely
// meant, or nothing when none is close.
func nearest(word string, candidates []string) string {
	best, bestDistance := "", 1+max(1, len(word)/3)
	for _, c := range candidates {
		if d := distance(strings.ToLower(word), c); d < bestDistance {
			best, bestDistance = c, d
		}
	}
	return best
}

// distance counts the letters that must be inserted, removed, replaced or
// swapped with their neighbour to get from a to b.
func distance(a, b string) int {
	if len(a) > 64 || len(b) > 64 {
		return max(len(a), len(b))
	}
	var before, last []int
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, last = last, row
		row = make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return row[len(b)]
}
