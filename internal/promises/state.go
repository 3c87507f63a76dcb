package promises

import (
	"fmt"
	"slices"
	"strings"
)

// A Standing is how it stands with one promise after its tests have run.
type Standing struct {
	Promise Promise
	State   State
	// Tests holds the outcome of each of the promise's tests, in their order.
	Tests []Outcome
}

// Stand tells the state of a promise. It has failed if one of its tests failed
// or did not run; it is not applicable here if all were skipped; it is not yet
// a promise as long as a part of it has no test; and else it is proved.
func Stand(p Promise, outcomes map[Test]Outcome) Standing {
	s := Standing{Promise: p, State: Proved}
	states := map[State]int{}
	for _, t := range p.Tests {
		o, ran := outcomes[t]
		if !ran {
			o = Outcome{State: Missing}
		}
		states[o.State]++
		s.Tests = append(s.Tests, o)
	}
	switch {
	case states[Failed]+states[Missing] > 0:
		s.State = Failed
	case p.Later != "":
		s.State = NotYet
	case states[NotApplicable] == len(p.Tests):
		s.State = NotApplicable
	}
	return s
}

// String returns the one line that is printed for a promise: its id, its state
// and its tests, with what a reader must know about each.
func (s Standing) String() string {
	var parts []string
	if s.State == NotYet {
		parts = append(parts, "comes with "+s.Promise.Later)
	}
	if s.State == NotApplicable {
		parts = append(parts, strings.Join(s.skips(), ", "))
	}
	if tests := s.tests(); tests != "" {
		if s.State == NotYet {
			tests = "so far: " + tests
		}
		parts = append(parts, tests)
	}
	return fmt.Sprintf("%-4s%-21s%s", s.Promise.ID, s.State, strings.Join(parts, "; "))
}

// tests lists the tests by package, each with its trouble if it had any.
func (s Standing) tests() string {
	var line strings.Builder
	pkg := ""
	for i, t := range s.Promise.Tests {
		switch {
		case i == 0:
			line.WriteString(t.String())
		case t.Package == pkg:
			line.WriteString(", " + t.Name)
		default:
			line.WriteString("; " + t.String())
		}
		pkg = t.Package
		line.WriteString(s.trouble(s.Tests[i]))
	}
	return line.String()
}

func (s Standing) trouble(o Outcome) string {
	switch {
	case o.State == Failed:
		return " (failed)"
	case o.State == Missing:
		return " (did not run)"
	case s.State == NotApplicable:
		return "" // the line has said it
	case o.State == NotApplicable:
		return " (not applicable here: " + strings.Join(o.Skips, ", ") + ")"
	case len(o.Skips) > 0:
		return " (in part; not applicable here: " + strings.Join(distinct(o.Skips), ", ") + ")"
	default:
		return ""
	}
}

func (s Standing) skips() []string {
	var all []string
	for _, o := range s.Tests {
		all = append(all, o.Skips...)
	}
	return distinct(all)
}

func distinct(all []string) []string {
	var once []string
	for _, s := range all {
		if !slices.Contains(once, s) {
			once = append(once, s)
		}
	}
	return once
}

// Summary returns the last line of the report.
func Summary(standings []Standing) string {
	n := map[State]int{}
	for _, s := range standings {
		n[s.State]++
	}
	return fmt.Sprintf("%d promises: %d proved, %d not yet, %d not applicable here, %d failed",
		len(standings), n[Proved], n[NotYet], n[NotApplicable], n[Failed])
}

// ByPackage groups the tests of all promises, each once: what there is to run.
func ByPackage(list []Promise) map[string][]string {
	groups := map[string][]string{}
	for _, p := range list {
		for _, t := range p.Tests {
			if !slices.Contains(groups[t.Package], t.Name) {
				groups[t.Package] = append(groups[t.Package], t.Name)
			}
		}
	}
	for _, names := range groups {
		slices.Sort(names)
	}
	return groups
}
