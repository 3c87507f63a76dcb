package tasks_test

import (
	"fmt"
	"testing"

	"weir"
	"weir/internal/tasks"
)

// family adds an issue with two children, and returns their ids.
func (w *world) family() (parent, one, two string) {
	parent = w.site.add("OPS-1", "Parent")
	p := weir.Parent{ID: parent, Key: "OPS-1", Summary: "Parent"}
	return parent, w.site.add("OPS-2", "One", below(p)), w.site.add("OPS-3", "Two", below(p))
}

func (w *world) lies(key, in string) {
	w.t.Helper()
	want := ""
	if in != "" {
		want = w.task(in).ID
	}
	if got := w.task(key).Parent; got != want {
		w.t.Errorf("%s lies in %q, want %q (%s)", key, got, want, in)
	}
}

func TestTasksLieSideBySideUnlessAskedFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.family()
	w.counts(w.sync(), tasks.Counts{Created: 3})
	w.lies("OPS-2", "")
	w.set.Organise = tasks.Nested // asked for now
	w.counts(w.sync(), tasks.Counts{Moved: 2, Unchanged: 1})
	w.lies("OPS-2", "OPS-1")
	w.idle()
	w.set.Organise = tasks.None
	w.counts(w.sync(), tasks.Counts{Moved: 2, Unchanged: 1})
	w.lies("OPS-2", "")
	w.idle()
}

func TestNestedTasksFollowTheirParent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.set.Organise = tasks.Nested
	_, one, _ := w.family()
	w.site.add("OPS-4", "Child of nobody here", below(weir.Parent{ID: "77", Key: "EPIC-1", Summary: "Elsewhere"}))
	other := w.site.add("OPS-5", "Other")
	w.counts(w.sync(), tasks.Counts{Created: 5})
	w.lies("OPS-2", "OPS-1")
	w.lies("OPS-3", "OPS-1")
	w.lies("OPS-4", "") // and no task is made for what is not in the result
	w.none("EPIC-1")
	w.idle()
	w.site.edit(one, below(weir.Parent{ID: other, Key: "OPS-5", Summary: "Other"}))
	w.counts(w.sync(), tasks.Counts{Moved: 1, Unchanged: 4})
	w.lies("OPS-2", "OPS-5")
	w.site.edit(one, below(weir.Parent{}))
	w.counts(w.sync(), tasks.Counts{Moved: 1, Unchanged: 4})
	w.lies("OPS-2", "")
	w.idle()
}

func TestATaskThatTheUserMovedStaysThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.set.Organise = tasks.Nested
	_, one, two := w.family()
	other := w.site.add("OPS-5", "Other")
	w.sync()
	w.user("OPS-2", func(t *tasks.Task) { t.Parent = "the user's own project" })
	w.site.edit(one, status(inProgress))
	w.sync()
	w.site.edit(one, below(weir.Parent{ID: other, Key: "OPS-5"}))
	w.site.edit(two, below(weir.Parent{ID: other, Key: "OPS-5"}))
	w.sync()
	if got := w.task("OPS-2").Parent; got != "the user's own project" {
		t.Errorf("it lies in %q", got)
	}
	w.lies("OPS-3", "OPS-5")
	w.idle()
}

func TestAParentThatEntersTheResultLaterTakesItsChildren(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.set.Organise = tasks.Nested
	parent, _, _ := w.family()
	w.site.edit(parent, isMine(false))
	w.counts(w.sync(), tasks.Counts{Created: 2})
	w.lies("OPS-2", "")
	w.site.now = w.site.now.Add(5 * 3600e9) // so that the children are not read again
	w.site.edit(parent, isMine(true))
	w.counts(w.sync(), tasks.Counts{Created: 1, Moved: 2})
	w.lies("OPS-2", "OPS-1")
	w.lies("OPS-3", "OPS-1")
	w.idle()
}

func TestIssuesInACircleLieInNothing(t *testing.T) {
	t.Parallel()
	for _, o := range []tasks.Organise{tasks.Nested, tasks.Project} {
		w := newWorld(t)
		w.set.Organise = o
		ids := w.many(4)
		to := func(n int) func(*issue) {
			return below(weir.Parent{ID: ids[n], Key: fmt.Sprint("OPS-", n+1), Summary: "x"})
		}
		w.site.edit(ids[0], to(1))
		w.site.edit(ids[1], to(0))
		w.site.edit(ids[2], to(2)) // its own parent
		w.site.edit(ids[3], to(0)) // hangs on a circle
		w.counts(w.sync(), tasks.Counts{Created: 4})
		w.lies("OPS-1", "")
		w.lies("OPS-2", "")
		w.lies("OPS-3", "")
		w.lies("OPS-4", "OPS-1")
		w.idle()
	}
}

func TestTheUsersOwnNestingMakesNoCircle(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.set.Organise = tasks.Nested
	ids := w.many(2)
	w.sync()
	child := w.task("OPS-2").ID
	w.user("OPS-1", func(t *tasks.Task) { t.Parent = child })
	w.site.edit(ids[1], below(weir.Parent{ID: ids[0], Key: "OPS-1"})) // Jira has it the other way round
	w.sync()
	w.lies("OPS-2", "")
	w.idle()
}

func TestDeepFamiliesAreMadeFromTheTop(t *testing.T) {
	t.Parallel()
	for _, o := range []tasks.Organise{tasks.Nested, tasks.Project} {
		w := newWorld(t)
		w.set.Organise = o
		// The youngest comes first in the query.
		for n := 5; n > 0; n-- {
			p := weir.Parent{}
			if n > 1 {
				p = weir.Parent{ID: fmt.Sprint(10000 + 7 - n), Key: fmt.Sprint("OPS-", n-1), Summary: "x"}
			}
			w.site.add(fmt.Sprint("OPS-", n), "x", below(p))
		}
		w.counts(w.sync(), tasks.Counts{Created: 5})
		for n := 5; n > 1; n-- {
			w.lies(fmt.Sprint("OPS-", n), fmt.Sprint("OPS-", n-1))
		}
		if top := w.task("OPS-1"); top.Project != (o == tasks.Project) || w.task("OPS-2").Project {
			t.Errorf("%s: a project where there should be none, or none where one should be", o)
		}
		w.idle()
	}
}

func TestAProjectIsNamedAfterTheParent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.set.Organise = tasks.Project
	w.list.Caps.Nested = false
	epic := w.site.add("EPIC-1", "Work", isMine(false))
	child := w.site.add("OPS-1", "One", below(weir.Parent{ID: epic, Key: "EPIC-1", Summary: "Work"}))
	w.counts(w.sync(), tasks.Counts{Created: 2})
	w.lies("OPS-1", "EPIC-1")
	w.site.edit(child, below(weir.Parent{ID: epic, Key: "EPIC-1", Summary: "Great work"}))
	w.counts(w.sync(), tasks.Counts{Updated: 1, Unchanged: 1})
	if got := w.task("EPIC-1").Name; got != "[EPIC-1] Great work" {
		t.Errorf("got %q", got)
	}
	w.site.edit(epic, isMine(true), summary("Great work"), due(weir.Date{Year: 2024, Month: 4, Day: 5})) // the epic itself is in the result now
	w.counts(w.sync(), tasks.Counts{Updated: 1, Unchanged: 1})
	if got := w.task("EPIC-1"); !got.Project || got.Due.IsZero() || got.Note == "" {
		t.Errorf("got %+v", got)
	}
	w.idle()
	w.site.edit(epic, isMine(false)) // and has left it: its children still need it
	w.sync()
	w.state("EPIC-1", tasks.Open)
	w.idle()
}

func TestAClosedParentStillHoldsItsOpenChildren(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.set.Organise = tasks.Project
	parent, _, _ := w.family()
	w.site.edit(parent, status(doneStatus))
	w.counts(w.sync(), tasks.Counts{Created: 3})
	w.lies("OPS-2", "OPS-1")
	w.idle()
}

func TestWhatTheTargetCannotHoldIsAnErrorOfTheSettings(t *testing.T) {
	t.Parallel()
	for _, change := range []func(*tasks.Settings){
		func(s *tasks.Settings) { s.Organise = tasks.Project },
		func(s *tasks.Settings) { s.Organise = tasks.Nested },
		func(s *tasks.Settings) { s.Organise = "by colour" },
		func(s *tasks.Settings) { s.OnLeft = tasks.LeftUntag },
		func(s *tasks.Settings) { s.OnLeft = "burn" },
		func(s *tasks.Settings) { s.KeepLocal = []tasks.Field{"status"} },
		func(s *tasks.Settings) { s.Extras = []tasks.Extra{{ID: "*all"}} },
	} {
		w := newWorld(t)
		w.list.Caps = tasks.Capabilities{}
		change(&w.set)
		_, err := w.try()
		w.kind(err, weir.BadConfig)
		if weir.NextStep(err) == "" || w.site.calls > 0 {
			t.Errorf("%v: next %q, after %d requests", err, weir.NextStep(err), w.site.calls)
		}
	}
	for _, text := range []string{"", "ORDER BY key", "project = A) OR (1 = 1", "project ="} {
		w := newWorld(t)
		w.set.JQL = text
		_, err := w.try()
		w.kind(err, weir.BadQuery)
	}
}
