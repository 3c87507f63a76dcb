package tasks_test

import (
	"strings"
	"testing"
	"time"

	"weir"
	"weir/internal/tasks"
)

func TestATaskIsMadeOfAnIssue(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.site.add("OPS-1", "Mend the\npump", due(weir.Date{Year: 2024, Month: 3, Day: 31}))
	w.site.add("OPS-2", "Paint it", status(doneStatus))
	w.counts(w.sync(), tasks.Counts{Created: 1, Skipped: 1})
	got := w.task("OPS-1")
	want := tasks.Task{
		ID: got.ID, Version: got.Version, Mark: got.Mark, URL: "https://jira.example/browse/OPS-1",
		Name: "[OPS-1] Mend the pump", Due: weir.Date{Year: 2024, Month: 3, Day: 31}, State: tasks.Open, Tagged: true,
		Note: "--- from Jira, kept up to date by Weir ---\nURL: https://jira.example/browse/OPS-1\nStatus: To Do\n\n" +
			"About Mend the\npump\n--- end of what is from Jira ---",
	}
	if got.Note != want.Note || got.Name != want.Name || got.Due != want.Due || got.URL != want.URL || !got.Tagged {
		t.Errorf("\n got %+v\nwant %+v", got, want)
	}
	w.idle()
}

func TestARunWithNothingToDoTakesThreeRequests(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.many(50)
	w.sync()
	w.site.now = w.site.now.Add(3 * time.Hour)
	w.site.calls, w.list.Writes = 0, 0
	w.counts(w.sync(), tasks.Counts{Unchanged: 50})
	if w.site.calls != 3 || w.list.Writes != 0 {
		t.Errorf("%d requests and %d writes, want 3 and none", w.site.calls, w.list.Writes)
	}
}

func TestOnlyTheFieldsOfATaskAreRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.set.Extras = []tasks.Extra{{ID: "priority", Label: "Priority"}, {ID: "customfield_10016", Label: "Points"}}
	w.site.add("OPS-1", "Mend it", field("customfield_10016", "5"), func(i *issue) { i.Priority.Name = "High" })
	w.sync()
	if got := w.task("OPS-1").Note; !strings.Contains(got, "\nPriority: High\nPoints: 5\n") {
		t.Errorf("got %q", got)
	}
	w.idle()
	w.set.Extras = w.set.Extras[:1] // another setting reads everything anew
	w.counts(w.sync(), tasks.Counts{Updated: 1})
	w.idle()
}

func TestExtrasGoWhereTheTargetHasAPlaceForThem(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.list.Caps.Extras = []string{"priority"}
	w.set.Extras = []tasks.Extra{{ID: "priority"}}
	id := w.site.add("OPS-1", "Mend it", func(i *issue) { i.Priority.Name = "High" })
	w.sync()
	if got := w.task("OPS-1"); got.Extras["priority"] != "High" || strings.Contains(got.Note, "High") {
		t.Errorf("got %+v", got)
	}
	w.site.edit(id, func(i *issue) { i.Priority.Name = "Low" })
	w.counts(w.sync(), tasks.Counts{Updated: 1})
	w.user("OPS-1", func(t *tasks.Task) { t.Extras["priority"] = "Highest" })
	w.site.edit(id, func(i *issue) { i.Priority.Name = "Lowest" })
	w.counts(w.sync(), tasks.Counts{Unchanged: 1, Kept: 1})
	if got := w.task("OPS-1"); got.Extras["priority"] != "Highest" {
		t.Errorf("got %+v, want the user's", got)
	}
	w.idle()
}

func TestWhatWhoChangedWins(t *testing.T) {
	t.Parallel()
	first, second, third := weir.Date{Year: 2024, Month: 4, Day: 1}, weir.Date{Year: 2024, Month: 4, Day: 2}, weir.Date{Year: 2024, Month: 4, Day: 3}
	begin := func(t *testing.T) (*world, string) {
		w := newWorld(t)
		id := w.site.add("OPS-1", "One", due(first))
		w.sync()
		return w, id
	}
	users := func(t *tasks.Task) { t.Name, t.Due = "[OPS-1] Mine", third }
	check := func(t *testing.T, w *world, name string, on weir.Date) {
		t.Helper()
		if got := w.task("OPS-1"); got.Name != name || got.Due != on {
			t.Errorf("got %q on %v, want %q on %v", got.Name, got.Due, name, on)
		}
		w.idle()
	}
	t.Run("only Jira", func(t *testing.T) {
		t.Parallel()
		w, id := begin(t)
		w.site.edit(id, summary("Two"), due(second))
		w.counts(w.sync(), tasks.Counts{Updated: 1})
		check(t, w, "[OPS-1] Two", second)
	})
	t.Run("only the user", func(t *testing.T) {
		t.Parallel()
		w, id := begin(t)
		w.user("OPS-1", users)
		w.site.edit(id, status(inProgress)) // it is read
		w.counts(w.sync(), tasks.Counts{Updated: 1})
		check(t, w, "[OPS-1] Mine", third)
	})
	t.Run("both, and Jira wins", func(t *testing.T) {
		t.Parallel()
		w, id := begin(t)
		w.user("OPS-1", users)
		w.site.edit(id, summary("Two"), due(second))
		w.counts(w.sync(), tasks.Counts{Updated: 1, Kept: 2})
		want := []tasks.Kept{{Key: "OPS-1", Field: tasks.FieldName, Lost: "[OPS-1] Mine"}, {Key: "OPS-1", Field: tasks.FieldDue, Lost: "2024-04-03"}}
		if len(w.report.Kept) != 2 || w.report.Kept[0] != want[0] || w.report.Kept[1] != want[1] {
			t.Errorf("got %+v, want %+v", w.report.Kept, want)
		}
		check(t, w, "[OPS-1] Two", second)
	})
	t.Run("both, and the user asked to win", func(t *testing.T) {
		t.Parallel()
		w, id := begin(t)
		w.set.KeepLocal = []tasks.Field{tasks.FieldDue}
		w.user("OPS-1", users)
		w.site.edit(id, summary("Two"), due(second))
		w.counts(w.sync(), tasks.Counts{Updated: 1, Kept: 2})
		if k := w.report.Kept[1]; !k.Local || k.Lost != "2024-04-02" {
			t.Errorf("got %+v", k)
		}
		check(t, w, "[OPS-1] Two", third)
	})
	t.Run("both to the same", func(t *testing.T) {
		t.Parallel()
		w, id := begin(t)
		w.user("OPS-1", func(t *tasks.Task) { t.Due = second })
		w.site.edit(id, due(second))
		w.counts(w.sync(), tasks.Counts{Unchanged: 1})
		w.user("OPS-1", func(t *tasks.Task) { t.Due = third })
		w.site.edit(id, status(inProgress))
		w.sync()
		check(t, w, "[OPS-1] One", third)
	})
	t.Run("a date that only the user has stays when Jira has none", func(t *testing.T) {
		t.Parallel()
		w, id := begin(t)
		w.site.edit(id, due(weir.Date{}))
		w.sync()
		w.user("OPS-1", func(t *tasks.Task) { t.Due = third })
		w.site.edit(id, summary("Two"))
		w.sync()
		check(t, w, "[OPS-1] Two", third)
	})
}

func TestStatesFollowTheStatus(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name               string
		completed, dropped []string
		to                 weir.Status
		want               tasks.State
	}{
		{"by category", nil, nil, doneStatus, tasks.Completed},
		{"by category, whatever it is called", nil, nil, weir.Status{ID: "9", Name: "Erledigt", Category: weir.Done}, tasks.Completed},
		{"by name", []string{" shipped "}, nil, weir.Status{ID: "9", Name: "Shipped", Category: weir.InProgress}, tasks.Completed},
		{"not by category when there are names", []string{"Shipped"}, nil, doneStatus, tasks.Open},
		{"not at all with an empty list", []string{}, nil, doneStatus, tasks.Open},
		{"dropped by name", nil, []string{"withdrawn"}, withdrawn, tasks.Dropped},
		{"no status shown", nil, nil, weir.Status{}, tasks.Open},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.set.Completed, w.set.Dropped = test.completed, test.dropped
			id := w.site.add("OPS-1", "One")
			w.sync()
			w.site.edit(id, status(test.to))
			w.sync()
			w.state("OPS-1", test.want)
			w.idle()
			w.site.edit(id, status(toDo))
			w.sync()
			w.state("OPS-1", tasks.Open)
			w.idle()
		})
	}
}

func TestATargetWithoutDroppedCompletes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.list.Caps.Drop = false
	id := w.site.add("OPS-1", "One")
	w.sync()
	w.site.edit(id, status(withdrawn))
	w.counts(w.sync(), tasks.Counts{Completed: 1})
	w.idle()
}

func TestWhatTheUserClosedStaysClosedUntilTheStatusChanges(t *testing.T) {
	t.Parallel()
	for _, state := range []tasks.State{tasks.Completed, tasks.Dropped} {
		w := newWorld(t)
		id := w.site.add("OPS-1", "One")
		w.sync()
		w.user("OPS-1", func(t *tasks.Task) { t.State = state })
		w.counts(w.sync(), tasks.Counts{Unchanged: 1, DoneHere: 1})
		w.site.edit(id, summary("Two"))
		w.counts(w.sync(), tasks.Counts{Updated: 1, DoneHere: 1})
		w.state("OPS-1", state)
		w.site.edit(id, status(inProgress))
		w.counts(w.sync(), tasks.Counts{Reopened: 1})
		w.state("OPS-1", tasks.Open)
		w.idle()
	}
}

func TestWhatTheUserReopenedStaysOpenUntilTheStatusChanges(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.site.add("OPS-1", "One")
	w.sync()
	w.site.edit(id, status(doneStatus))
	w.sync()
	w.user("OPS-1", func(t *tasks.Task) { t.State = tasks.Open })
	w.site.edit(id, summary("Two"))
	w.sync()
	w.state("OPS-1", tasks.Open)
	w.site.edit(id, status(withdrawn))
	w.sync()
	w.state("OPS-1", tasks.Dropped)
	w.idle()
}

// When both happened between two runs, the time tells, if it is known.
func TestWhichCameLaterTheUsersTickOrTheStatus(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		after int // minutes from the change in Jira to the tick; 0: unknown
		want  tasks.State
	}{
		{"the tick", 5, tasks.Completed},
		{"the status", -5, tasks.Open},
		{"nobody knows", 0, tasks.Completed},
	} {
		w := newWorld(t)
		id := w.site.add("OPS-1", "One")
		w.sync()
		w.site.edit(id, status(inProgress))
		w.user("OPS-1", func(t *tasks.Task) {
			if t.State = tasks.Completed; test.after != 0 {
				t.Closed = w.site.now.Add(time.Duration(test.after) * time.Minute)
			}
		})
		w.sync()
		if got := w.task("OPS-1").State; got != test.want {
			t.Errorf("%s came later: %s, want %s", test.name, got, test.want)
		}
	}
}
