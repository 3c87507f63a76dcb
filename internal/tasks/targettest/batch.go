package targettest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"testing"

	"weir/internal/tasks"
)

func nested(t *testing.T, h Harness) {
	target := h.Open(t)
	if !target.Capabilities().Nested {
		t.Skip("this target has no tasks within tasks")
	}
	within(t, h, target, making("1", "[OPS-1] Parent"))
}

func projects(t *testing.T, h Harness) {
	target := h.Open(t)
	if !target.Capabilities().Projects {
		t.Skip("this target has no projects")
	}
	project := making("1", "[OPS-1] Parent")
	project.Change.Project = true
	if made := within(t, h, target, project); !made.Project {
		t.Errorf("it is no project: %+v", made)
	}
}

// within makes a parent and what lies in it, moves that out and in again, and
// returns the parent.
func within(t *testing.T, h Harness, target tasks.Target, parent tasks.Op) tasks.Task {
	t.Helper()
	first, second := making("2", "[OPS-2] First"), making("3", "[OPS-3] Second")
	first.Change.Parent, second.Change.Parent = &tasks.Ref{Mark: parent.Mark}, &tasks.Ref{Mark: parent.Mark}
	made := done(t, target, parent, first, second)
	if made[0].Parent != "" || made[1].Parent != made[0].ID || made[2].Parent != made[0].ID {
		t.Fatalf("got %+v", made)
	}
	third := making("4", "[OPS-4] Third")
	third.Change.Parent = &tasks.Ref{ID: made[0].ID}
	if got := done(t, h.Open(t), third)[0]; got.Parent != made[0].ID {
		t.Errorf("got %+v, want it in %s", got, made[0].ID)
	}
	for _, parent := range []string{"", made[0].ID} {
		made[1] = done(t, target, tasks.Op{Kind: tasks.Update, Mark: first.Mark, Task: made[1], Change: tasks.Change{Parent: &tasks.Ref{ID: parent}}})[0]
		if made[1].Parent != parent {
			t.Errorf("got %+v, want it in %q", made[1], parent)
		}
	}
	found := list(t, h)
	if len(found) != 4 {
		t.Fatalf("%d tasks, want 4", len(found))
	}
	for _, task := range found {
		if task.ID != made[0].ID && task.Parent != made[0].ID {
			t.Errorf("listed %+v, want it in %s", task, made[0].ID)
		}
	}
	// A parent that is there already is found by its mark, too.
	if made[0].Mark != "" {
		fourth := making("5", "[OPS-5] Fourth")
		fourth.Change.Parent = &tasks.Ref{Mark: parent.Mark}
		results := apply(t, h.Open(t), parent, fourth)
		wantErr(t, results[0].Err, tasks.ErrConflict)
		if results[1].Err != nil || results[1].Task.Parent != made[0].ID {
			t.Errorf("got %+v, want it in %s", results[1], made[0].ID)
		}
	}
	return made[0]
}

func orphan(t *testing.T, h Harness) {
	target := h.Open(t)
	if c := target.Capabilities(); !c.Nested && !c.Projects {
		t.Skip("this target has no parents")
	}
	child := making("2", "[OPS-2] First")
	child.Change.Parent = &tasks.Ref{Mark: mark("1")}
	results := apply(t, target, child, making("3", "[OPS-3] Second"))
	wantErr(t, results[0].Err, tasks.ErrNoParent)
	wantErr(t, results[1].Err, nil)
	if got := only(t, h); got.ID != results[1].Task.ID {
		t.Errorf("got %+v", got)
	}
}

func oneFails(t *testing.T, h Harness) {
	target := h.Open(t)
	made := done(t, target, making("1", "[OPS-1] One"), making("2", "[OPS-2] Two"), making("3", "[OPS-3] Three"))
	h.User(t, made[1], tasks.Change{Name: new("the user's")})
	var ops []tasks.Op
	for i, task := range made {
		ops = append(ops, tasks.Op{Kind: tasks.Update, Mark: mark(strconv.Itoa(i + 1)), Task: task, Change: tasks.Change{Name: new("Weir's")}})
	}
	ops = append(ops, making("4", "[OPS-4] Four"))
	results := apply(t, target, ops...)
	for i, want := range []error{nil, tasks.ErrConflict, nil, nil} {
		wantErr(t, results[i].Err, want)
	}
	var names []string
	for _, task := range list(t, h) {
		names = append(names, task.Name)
	}
	slices.Sort(names)
	if want := []string{"Weir's", "Weir's", "[OPS-4] Four", "the user's"}; !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
}

// five returns the ops that make five tasks.
func five() []tasks.Op {
	var ops []tasks.Op
	for i := range 5 {
		ops = append(ops, making(strconv.Itoa(i+1), fmt.Sprintf("[OPS-%d] Task", i+1)))
	}
	return ops
}

func interrupted(t *testing.T, h Harness) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	results := 0
	var last error
	for r, err := range h.Open(t).Apply(ctx, five()) {
		cancel()
		if last = err; err != nil {
			continue
		}
		wantErr(t, r.Err, nil)
		results++
	}
	if results < 5 && !errors.Is(last, context.Canceled) {
		t.Errorf("%d results, and then the error %v", results, last)
	}
	if n := len(list(t, h)); n != results {
		t.Errorf("%d results, and %d tasks", results, n)
	}
	// A context that has ended already.
	before := h.Raw(t)
	for r, err := range h.Open(t).Apply(ctx, []tasks.Op{making("9", "[OPS-9] Late")}) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %+v, %v", r, err)
		}
	}
	if h.Raw(t) != before {
		t.Error("something was written after the end")
	}
}

func stopped(t *testing.T, h Harness) {
	for _, err := range h.Open(t).Apply(t.Context(), five()) {
		wantErr(t, err, nil)
		break
	}
	before := h.Raw(t)
	// The next run finds what was made, and makes the rest.
	found := list(t, h)
	made := make(map[string]bool)
	for _, task := range found {
		made[task.Name] = true
	}
	target := h.Open(t)
	for _, op := range five() {
		if !made[*op.Change.Name] {
			done(t, target, op)
		}
	}
	if n := len(list(t, h)); n != 5 {
		t.Errorf("%d tasks, want 5; after the stop there was: %s", n, before)
	}
}

func idle(t *testing.T, h Harness) {
	done(t, h.Open(t), making("1", "[OPS-1] One"))
	h.Others(t)
	before := h.Raw(t)
	target := h.Open(t)
	apply(t, target)
	list(t, h)
	target.Capabilities()
	if h.Raw(t) != before {
		t.Error("something was written")
	}
}

func many(t *testing.T, h Harness) {
	var ops []tasks.Op
	for i := range 300 {
		ops = append(ops, making(strconv.Itoa(i+1), fmt.Sprintf("[OPS-%d] Task", i+1)))
	}
	made := done(t, h.Open(t), ops...)
	found := list(t, h)
	if len(found) != len(made) {
		t.Fatalf("%d tasks, want %d", len(found), len(made))
	}
	byID := make(map[string]tasks.Task)
	for _, task := range made {
		byID[task.ID] = task
	}
	again := list(t, h)
	for i, task := range found {
		same(t, "listed", task, byID[task.ID])
		same(t, "listed again", again[i], task)
	}
}

func broken(t *testing.T, h Harness) {
	if h.Break == nil {
		t.Skip("this list cannot be broken")
	}
	target := h.Open(t)
	task := done(t, target, making("1", "[OPS-1] One"))[0]
	h.Break(t)
	_, err := h.Open(t).Tasks(t.Context(), nil)
	wantTold(t, err)
	rename := tasks.Op{Kind: tasks.Update, Mark: mark("1"), Task: task, Change: tasks.Change{Name: new("x")}}
	n := 0
	for r, err := range h.Open(t).Apply(t.Context(), []tasks.Op{rename}) {
		if n++; n > 1 || err == nil {
			t.Fatalf("got %+v, %v, want one error", r, err)
		}
		wantTold(t, err)
	}
	if n == 0 {
		t.Error("no error")
	}
}
