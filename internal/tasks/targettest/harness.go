// Package targettest is what every tasks.Target must do, and a target in
// memory that does it and fails on request. Each implementation runs it.
//
// It must not know any implementation: what only the user of a real task
// manager can do, it asks a Harness for.
package targettest

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"weir"
	"weir/internal/tasks"
)

// A Harness is one empty list of a task manager, and a user beside Weir.
type Harness struct {
	// Open returns a target over the list, each time a new one, as the next run
	// or another machine would.
	Open func(t *testing.T) tasks.Target
	// User changes a task as the user would, with other means than the target:
	// as much of the Change as is set, of Name, Note, Due and State.
	User func(t *testing.T, task tasks.Task, change tasks.Change)
	// Delete deletes a task as the user would.
	Delete func(t *testing.T, task tasks.Task)
	// Plant adds to a task something that the target has no name for (an alarm,
	// a category, an unknown field…), and returns a function that reports whether
	// it is all still there.
	Plant func(t *testing.T, task tasks.Task) (survives func() bool)
	// Others adds to the list what is none of ours, with awkward texts, and
	// returns a function that reports what of it is there: the text must stay
	// the same. The target never returns it as Tagged.
	Others func(t *testing.T) (text func() string)
	// Raw returns the whole list as it is stored: when nothing is written, it
	// stays the same.
	Raw func(t *testing.T) string
	// Untag, where the user can do so, takes our tag and our Mark off a task, so
	// that only its ID tells that it is ours. May be nil.
	Untag func(t *testing.T, task tasks.Task)
	// Break, where possible, makes the list unreachable. May be nil.
	Break func(t *testing.T)
}

// Run checks a target. Each call of make returns an empty list of its own.
func Run(t *testing.T, make func(t *testing.T) Harness) {
	t.Helper()
	for name, check := range map[string]func(*testing.T, Harness){
		"a task comes back as it was made":                        created,
		"a create that is repeated finds what it made":            createdAgain,
		"an update sets what it names and nothing else":           updated,
		"each state can be reached from each other one":           states,
		"an edit made meanwhile is a conflict, and survives":      conflict,
		"a task that the user deleted is gone":                    gone,
		"what has no name here survives":                          unknown,
		"what is not ours survives byte for byte":                 others,
		"awkward texts stay one task each":                        awkward,
		"notes come back byte for byte":                           notes,
		"tasks are made within tasks":                             nested,
		"tasks are made within projects":                          projects,
		"without its parent a task is not made":                   orphan,
		"our tag can be taken off":                                untagged,
		"a linked task is found without its tag":                  linked,
		"extras come back":                                        extras,
		"one op that fails keeps no other from being done":        oneFails,
		"nothing is begun after the context ended":                interrupted,
		"nothing more is begun when the caller stops":             stopped,
		"without ops nothing is written":                          idle,
		"three hundred tasks at once come back in a steady order": many,
		"a list that cannot be reached is an error for the user":  broken,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(t, make(t))
		})
	}
}

// mark is the identity of the issue with number n.
func mark(n string) string { return tasks.Identity{Site: "jira.example", Issue: n}.Mark() }

// making returns the op that makes a task for issue n.
func making(n, name string) tasks.Op {
	note := "--- from Jira ---\nStatus: To Do\n\nText of " + n + "\n--- end ---"
	return tasks.Op{Kind: tasks.Create, Mark: mark(n), Change: tasks.Change{
		Name: &name, Note: &note, URL: new("https://jira.example/browse/OPS-" + n),
		Due: &tasks.Date{Year: 2024, Month: 3, Day: 31}, State: new(tasks.Open), Tagged: new(true),
	}}
}

// apply carries out ops, and returns a result for each of them.
func apply(t *testing.T, target tasks.Target, ops ...tasks.Op) []tasks.Result {
	t.Helper()
	results := make([]tasks.Result, len(ops))
	seen := make([]bool, len(ops))
	for r, err := range target.Apply(t.Context(), ops) {
		if err != nil {
			t.Fatalf("apply: %v", err)
		}
		if r.Op < 0 || r.Op >= len(ops) || seen[r.Op] {
			t.Fatalf("a result for op %d, of %d, which has one already or does not exist", r.Op, len(ops))
		}
		seen[r.Op], results[r.Op] = true, r
	}
	if i := slices.Index(seen, false); i >= 0 {
		t.Fatalf("no result for op %d", i)
	}
	return results
}

// done carries out ops, none of which may fail, and returns the tasks.
func done(t *testing.T, target tasks.Target, ops ...tasks.Op) []tasks.Task {
	t.Helper()
	var made []tasks.Task
	for _, r := range apply(t, target, ops...) {
		if r.Err != nil {
			t.Fatalf("op %d: %v", r.Op, r.Err)
		}
		made = append(made, r.Task)
	}
	return made
}

// list reads the tasks that carry our tag or a mark, through a target of its own.
func list(t *testing.T, h Harness, linked ...string) []tasks.Task {
	t.Helper()
	found, err := h.Open(t).Tasks(t.Context(), linked)
	if err != nil {
		t.Fatalf("list: %v", err)
	}
	return slices.DeleteFunc(found, func(t tasks.Task) bool {
		return !t.Tagged && t.Mark == "" && !slices.Contains(linked, t.ID)
	})
}

// only returns the one task that there is.
func only(t *testing.T, h Harness, linked ...string) tasks.Task {
	t.Helper()
	found := list(t, h, linked...)
	if len(found) != 1 {
		t.Fatalf("%d tasks, want one: %+v", len(found), found)
	}
	return found[0]
}

func same(t *testing.T, what string, got, want tasks.Task) {
	t.Helper()
	got.Closed, want.Closed = got.Closed.UTC(), want.Closed.UTC()
	if len(got.Extras) == 0 && len(want.Extras) == 0 {
		got.Extras, want.Extras = nil, nil
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

func wantErr(t *testing.T, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Fatalf("got error %v, want %v", got, want)
	}
}

func wantTold(t *testing.T, err error) {
	t.Helper()
	var told *weir.Error
	if !errors.As(err, &told) {
		t.Fatalf("got %v, want a *weir.Error", err)
	}
}
