package eval_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"weir/internal/jql"
	"weir/internal/jql/eval"
)

// This file is a second evaluator of was and changed, slow and simple: it looks
// at an issue millisecond by millisecond, wherever something could differ.

// A turn is a change as the slow evaluator sees it. Letters are values, - is
// nothing.
type turn struct {
	at           int64
	by, from, to string
}

// A story is the history of one field of an issue.
type story struct {
	several bool
	created int64
	first   []string // what the field held at first
	turns   []turn
}

// held returns each value that the field held in a millisecond, and who gave
// it: what stood at its end, and what came within.
func (s story) held(at int64) map[[2]string]bool {
	found := make(map[[2]string]bool)
	if at < s.created {
		return found
	}
	state := make(map[string]string) // value to who gave it
	for _, v := range s.first {
		state[v] = "a"
	}
	emptied := "a" // who left the field empty
	keep := func(end bool) {
		for v, by := range state {
			found[[2]string{v, by}] = true
		}
		if len(state) == 0 && (end || !s.several) {
			found[[2]string{"-", emptied}] = true
		}
	}
	if at == s.created {
		keep(false)
	}
	for _, t := range s.turns {
		if t.at > at {
			break
		}
		if !s.several {
			clear(state)
			emptied = t.by
		}
		if _, was := state[t.from]; was {
			delete(state, t.from)
			if len(state) == 0 {
				emptied = t.by
			}
		}
		if _, is := state[t.to]; !is && t.to != "-" {
			state[t.to] = t.by
			if t.at == at {
				found[[2]string{t.to, t.by}] = true
			}
		}
		if t.at == at && !s.several {
			found[[2]string{t.to, t.by}] = true
		}
	}
	keep(true)
	return found
}

// A limit is one predicate: its text, and when and by whom it is fulfilled.
type limit struct {
	text string
	time func(at int64) bool // nil: any
	who  []string            // nil: anybody
	edge []int64             // moments where it begins or ends to hold
}

func inTime(limits []limit, at int64) bool {
	return !slices.ContainsFunc(limits, func(l limit) bool { return l.time != nil && !l.time(at) })
}

func byWhom(limits []limit, who string) bool {
	return !slices.ContainsFunc(limits, func(l limit) bool { return l.who != nil && !slices.Contains(l.who, who) })
}

// was looks at every moment that matters and its neighbours.
func (s story) was(values []string, limits []limit) bool {
	edges := []int64{s.created, s.created + 1e12}
	for _, t := range s.turns {
		edges = append(edges, t.at)
	}
	for _, l := range limits {
		edges = append(edges, l.edge...)
	}
	for _, edge := range edges {
		for _, at := range []int64{edge - 1, edge, edge + 1} {
			if !inTime(limits, at) {
				continue
			}
			for pair := range s.held(at) {
				if slices.Contains(values, pair[0]) && byWhom(limits, pair[1]) {
					return true
				}
			}
		}
	}
	return false
}

func (s story) changed(from, to []string, limits []limit) bool {
	return slices.ContainsFunc(s.turns, func(t turn) bool {
		return (from == nil || slices.Contains(from, t.from)) && (to == nil || slices.Contains(to, t.to)) &&
			inTime(limits, t.at) && byWhom(limits, t.by)
	})
}

// day is when everything happens: in Berlin, where the clocks go forward.
const day = "2024-03-31"

func clock(t *testing.T) (int64, *time.Location) {
	t.Helper()
	zone := environment(t).Zone
	start, err := time.ParseInLocation(time.DateOnly, day, zone)
	if err != nil {
		t.Fatal(err)
	}
	return start.UnixMilli(), zone
}

// moments are few, so that much happens at once, and at the edges of days.
func drawMoment(r *rapid.T, start int64) int64 {
	const hour = 3600 * 1000
	base := rapid.SampledFrom([]int64{0, 5 * hour, 23 * hour, 30 * hour}).Draw(r, "base")
	return start + base + rapid.Int64Range(-2, 2).Draw(r, "beside")
}

func drawStory(r *rapid.T, start int64) story {
	s := story{several: rapid.Bool().Draw(r, "several"), created: start - 3 + rapid.Int64Range(0, 2).Draw(r, "created")}
	value := rapid.SampledFrom([]string{"-", "x", "y", "z"})
	var at []int64
	for range rapid.IntRange(0, 6).Draw(r, "turns") {
		at = append(at, max(s.created, drawMoment(r, start)))
	}
	slices.Sort(at)
	state := map[string]bool{value.Draw(r, "first"): true}
	delete(state, "-")
	for v := range state {
		s.first = append(s.first, v)
	}
	for _, moment := range at {
		t := turn{at: moment, by: rapid.SampledFrom([]string{"-", "a", "b"}).Draw(r, "by"), from: "-", to: value.Draw(r, "to")}
		switch {
		case !s.several:
			for v := range state {
				t.from = v
			}
			clear(state)
		case state[t.to]: // what is there goes away
			t.from, t.to = t.to, "-"
			delete(state, t.from)
		case len(state) > 0 && rapid.Bool().Draw(r, "replaced"):
			t.from = slices.Sorted(func(yield func(string) bool) {
				for v := range state {
					if !yield(v) {
						return
					}
				}
			})[0]
			delete(state, t.from)
		}
		if t.to != "-" {
			state[t.to] = true
		}
		s.turns = append(s.turns, t)
	}
	return s
}

func person(name string) eval.Value {
	if name == "-" {
		return eval.Value{}
	}
	return eval.Named("acc-"+name, "Person "+name)
}

func thing(name string) eval.Value {
	if name == "-" {
		return eval.Value{}
	}
	return eval.Named("10"+name, "Value "+name)
}

// issue is the story as the evaluator gets it.
func (s story) issue() withChanges {
	i := withChanges{
		issue:   issue{"created": {eval.TimeOf(time.UnixMilli(s.created))}, "creator": {person("a")}},
		changes: make(map[string][]eval.Change),
	}
	state := slices.Clone(s.first)
	for _, t := range s.turns {
		i.changes[s.field()] = append(i.changes[s.field()], eval.Change{At: time.UnixMilli(t.at), By: person(t.by), From: thing(t.from), To: thing(t.to)})
		state = slices.DeleteFunc(state, func(v string) bool { return v == t.from })
		if t.to != "-" {
			state = append(state, t.to)
		}
	}
	for _, v := range state {
		i.issue[s.field()] = append(i.issue[s.field()], thing(v))
	}
	return i
}

func (s story) field() string {
	if s.several {
		return "fixVersions"
	}
	return "status"
}

// drawValues draws some values and how a query names them.
func drawValues(r *rapid.T, most int, name func(string) string, from ...string) ([]string, string) {
	values := rapid.SliceOfNDistinct(rapid.SampledFrom(from), 1, most, rapid.ID).Draw(r, "values")
	var texts []string
	for _, v := range values {
		texts = append(texts, name(v))
	}
	if most == 1 {
		return values, texts[0]
	}
	return values, "(" + strings.Join(texts, ", ") + ")"
}

func thingText(v string) string {
	if v == "-" {
		return "EMPTY"
	}
	return map[string]string{"x": `"value X"`, "y": "10y", "z": "'Value z'"}[v]
}

func personText(v string) string {
	return map[string]string{"-": "null", "a": "acc-a", "b": "'person B'"}[v]
}

func drawLimits(r *rapid.T, start int64, zone *time.Location) []limit {
	var limits []limit
	for range rapid.IntRange(0, 3).Draw(r, "limits") {
		a, b := drawMoment(r, start), drawMoment(r, start)
		switch rapid.SampledFrom([]string{"before", "after", "on", "during", "by"}).Draw(r, "limit") {
		case "before":
			limits = append(limits, limit{text: fmt.Sprintf("before %d", a), time: func(at int64) bool { return at < a }, edge: []int64{a}})
		case "after":
			limits = append(limits, limit{text: fmt.Sprintf("after %d", a), time: func(at int64) bool { return at > a }, edge: []int64{a}})
		case "during":
			limits = append(limits, limit{text: fmt.Sprintf("during (%d, %d)", a, b), time: func(at int64) bool { return a <= at && at <= b }, edge: []int64{a, b}})
		case "on":
			shown := time.UnixMilli(a).In(zone).Format(time.DateOnly)
			l := limit{text: fmt.Sprintf("on '%s'", shown), time: func(at int64) bool { return time.UnixMilli(at).In(zone).Format(time.DateOnly) == shown }}
			for n := range int64(7 * 24) { // where a day may begin
				l.edge = append(l.edge, start+(n-72)*3600*1000)
			}
			limits = append(limits, l)
		default:
			who, text := drawValues(r, 2, personText, "-", "a", "b")
			limits = append(limits, limit{text: "by " + text, who: who})
		}
	}
	return limits
}

func TestHistoriesAreReadAsByReplayingThem(t *testing.T) {
	t.Parallel()
	start, zone := clock(t)
	rapid.Check(t, func(r *rapid.T) {
		s := drawStory(r, start)
		for range 10 {
			text, want := drawQuestion(r, s, start, zone)
			q, err := jql.Parse(text)
			if err != nil {
				r.Fatalf("%s: %v", text, err)
			}
			p, err := eval.Compile(q, eval.Env{Zone: zone}, eval.NewSchema())
			if err != nil {
				r.Fatalf("%s: %v", text, err)
			}
			if got := p.Match(s.issue()); got != want {
				r.Fatalf("%s: got %t\n%+v", text, got, s)
			}
		}
	})
}

// drawQuestion draws a query about the story, and answers it.
func drawQuestion(r *rapid.T, s story, start int64, zone *time.Location) (text string, want bool) {
	limits := drawLimits(r, start, zone)
	if rapid.Bool().Draw(r, "changed") {
		var from, to []string
		text = s.field() + " changed"
		if rapid.Bool().Draw(r, "from") {
			values, named := drawValues(r, 2, thingText, "-", "x", "y", "z")
			from, text = values, text+" from "+named
		}
		if rapid.Bool().Draw(r, "to") {
			values, named := drawValues(r, 2, thingText, "-", "x", "y", "z")
			to, text = values, text+" to "+named
		}
		want = s.changed(from, to, limits)
	} else {
		most, in := 1, ""
		if rapid.Bool().Draw(r, "in") {
			most, in = 3, "in "
		}
		values, named := drawValues(r, most, thingText, "-", "x", "y", "z")
		not := rapid.SampledFrom([]string{"", "not "}).Draw(r, "not")
		text = s.field() + " was " + not + in + named
		want = s.was(values, limits) == (not == "")
	}
	for _, l := range limits {
		text += " " + l.text
	}
	return text, want
}
