package flowfile

import (
	"fmt"
	"slices"
)

// A Problem is something about a file that a reader of the figures should know.
type Problem string

// The problems. Of each it is said whether the issue is left out or kept.
const (
	// Left out.
	Repeated   Problem = "the issue was in the file before; the first one counts"
	NoIdentity Problem = "the issue has no proper id or key"
	NoStatus   Problem = "the issue has no status"
	NoCreation Problem = "the issue has no readable time of creation"
	NoMoment   Problem = "a change of the issue has no readable time"
	NoDates    Problem = "the row has no date in any stage"

	// Kept.
	NoHistory     Problem = "the issue came without its history"
	CutHistory    Problem = "the issue's history was cut short"
	NoResolution  Problem = "the time of the resolution cannot be read"
	OtherCategory Problem = "a status names one category by its id and another by its key; the id counts"
	OutOfOrder    Problem = "a later stage has an earlier date"
	FutureDate    Problem = "a date lies in the future"
	OtherStatus   Problem = "the status is not the stage that was reached last; the dates count"
	ShortRow      Problem = "the row has fewer cells than the header"
	LongRow       Problem = "the row has more cells than the header"
)

// LeavesOut reports whether issues with this problem are not handed over.
func (p Problem) LeavesOut() bool {
	return slices.Contains([]Problem{Repeated, NoIdentity, NoStatus, NoCreation, NoMoment, NoDates}, p)
}

// A Place is where in a file something was found.
type Place struct {
	Number int    // the issue's number in the file, from 1 on
	Key    string // the issue's key or id; empty where it has none
	Offset int64  // in JSON, the byte at which the issue begins, about; else 0
	Line   int    // in CSV, the line on which the row begins, from 1 on; else 0
}

// String says where the place is.
func (p Place) String() string {
	if p.Line > 0 {
		return fmt.Sprintf("%s, line %d", p.issue(), p.Line)
	}
	return fmt.Sprintf("%s, byte %d", p.issue(), p.Offset)
}

func (p Place) issue() string {
	if p.Key == "" {
		return fmt.Sprintf("issue %d", p.Number)
	}
	return fmt.Sprintf("issue %d (%s)", p.Number, p.Key)
}

// maxPlaces is how many places of a problem are kept.
const maxPlaces = 10

// A Finding is a problem with the issues that have it.
type Finding struct {
	Problem Problem
	Count   int     // how many issues have it
	Places  []Place // the first ten of them
}

// A Report says what a file held, and what of it was left out. Reading fills it
// as it goes on; it is complete when reading has ended. The zero Report is ready.
type Report struct {
	Issues   int       // issues handed over
	Findings []Finding // in the order in which they first occurred
}

// Count returns how many issues have a problem.
func (r *Report) Count(p Problem) int {
	for _, f := range r.Findings {
		if f.Problem == p {
			return f.Count
		}
	}
	return 0
}

// LeftOut returns how many issues of the file were not handed over.
func (r *Report) LeftOut() int {
	n := 0
	for _, f := range r.Findings {
		if f.Problem.LeavesOut() {
			n += f.Count
		}
	}
	return n
}

func (r *Report) add(p Problem, at Place) {
	i := slices.IndexFunc(r.Findings, func(f Finding) bool { return f.Problem == p })
	if i < 0 {
		i = len(r.Findings)
		r.Findings = append(r.Findings, Finding{Problem: p})
	}
	f := &r.Findings[i]
	f.Count++
	if len(f.Places) < maxPlaces {
		f.Places = append(f.Places, at)
	}
}
