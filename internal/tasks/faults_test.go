package tasks_test

import (
	"strings"
	"testing"
	"time"

	"weir"
	"weir/internal/tasks"
)

// The faults of the product that Weir is measured against, as far as they are
// faults of an engine. Each must not come back.

func TestFault1TasksNeverClose(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.set.JQL = unresolved
	ids := w.many(3)
	w.sync()
	w.site.edit(ids[0], status(doneStatus)) // it leaves the result
	w.site.edit(ids[1], status(withdrawn))
	w.counts(w.sync(), tasks.Counts{Completed: 1, Dropped: 1, Unchanged: 1})
	w.idle()
}

func TestFault2LostUpdates(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.set.JQL = "assignee = currentUser() ORDER BY created"
	id := w.site.add("OPS-1", "One")
	w.sync()
	start := w.links.memory.Progress.Watermark
	if !start.Equal(w.site.now) {
		t.Errorf("the watermark is %v, want the server's time at the start, %v", start, w.site.now)
	}
	w.site.edit(id, summary("Two"))
	w.sync()
	w.task("OPS-1")
	last := w.site.searches[len(w.site.searches)-1]
	if want := "(assignee = currentUser()) AND updated >= 1709536500000 ORDER BY created"; last != want {
		t.Errorf("got  %s\nwant %s", last, want)
	}
	// A run that fails does not move the watermark.
	w.site.broken = &weir.Error{Kind: weir.Unreachable, Text: "no way"}
	if _, err := w.try(); err == nil {
		t.Fatal("no error")
	}
	w.site.broken = nil
	w.site.edit(id, summary("Three"))
	w.site.now = w.site.now.Add(5 * time.Hour)
	w.sync()
	if got := w.task("OPS-1").Name; got != "[OPS-1] Three" {
		t.Errorf("got %q", got)
	}
}

func TestFault4ManyNewIssuesOfOneNewEpicMakeOneProject(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.set.Organise = tasks.Project
	epic := weir.Parent{ID: "9000", Key: "EPIC-1", Summary: "The great\nwork"}
	for i, k := range []string{"OPS-1", "OPS-2", "OPS-3", "OPS-4"} {
		w.site.add(k, strings.Repeat("x", i+1), below(epic))
	}
	w.counts(w.sync(), tasks.Counts{Created: 5})
	project := w.task("EPIC-1")
	if !project.Project || project.Name != "[EPIC-1] The great work" {
		t.Errorf("got %+v", project)
	}
	for _, k := range []string{"OPS-1", "OPS-2", "OPS-3", "OPS-4"} {
		if got := w.task(k); got.Parent != project.ID {
			t.Errorf("%s lies in %q, want %q", k, got.Parent, project.ID)
		}
	}
	w.idle()
	w.site.add("OPS-5", "later", below(epic))
	w.sync()
	if got := w.task("OPS-5"); got.Parent != project.ID {
		t.Errorf("it lies in %q", got.Parent)
	}
}

func TestFault5ADroppedTaskIsReopened(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.site.add("OPS-1", "One")
	w.sync()
	w.site.edit(id, status(withdrawn))
	w.counts(w.sync(), tasks.Counts{Dropped: 1})
	w.site.edit(id, status(toDo))
	w.counts(w.sync(), tasks.Counts{Reopened: 1})
	w.state("OPS-1", tasks.Open)
	w.idle() // and does not count as updated for ever
}

func TestFault6AnEpicInTheResultIsTheProject(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.set.Organise = tasks.Project
	w.list.Caps.Cascades = true
	story := w.site.add("OPS-1", "Story")
	epic := w.site.add("EPIC-1", "Work")
	w.site.edit(story, below(weir.Parent{ID: epic, Key: "EPIC-1", Summary: "Work"}))
	w.counts(w.sync(), tasks.Counts{Created: 2})
	project := w.task("EPIC-1")
	if !project.Project || w.task("OPS-1").Parent != project.ID || !strings.Contains(project.Note, "Status: To Do") {
		t.Fatalf("got %+v, %+v", project, w.task("OPS-1"))
	}
	own := w.list.Add(tasks.Task{Name: "my own", Parent: project.ID})
	w.site.edit(epic, status(doneStatus))
	w.sync() // the project is not closed over what is open in it
	w.state("EPIC-1", tasks.Open)
	if got := w.task("EPIC-1"); !strings.Contains(got.Note, "Status: Done") || len(w.report.Waiting) != 1 {
		t.Errorf("got %+v, waiting %q", got, w.report.Waiting)
	}
	w.site.edit(story, status(doneStatus))
	w.sync()
	w.state("OPS-1", tasks.Completed)
	w.state("EPIC-1", tasks.Open) // there is still the user's own
	w.list.User(own, func(t *tasks.Task) { t.State = tasks.Completed })
	w.sync()
	w.state("EPIC-1", tasks.Completed)
	w.idle()
}

func TestFault6AProjectClosesWithItsLastTask(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.set.Organise = tasks.Project
	w.list.Caps.Cascades = true
	epic := w.site.add("EPIC-1", "Work")
	story := w.site.add("OPS-1", "Story", below(weir.Parent{ID: epic, Key: "EPIC-1", Summary: "Work"}))
	w.sync()
	w.site.edit(epic, status(doneStatus))
	w.site.edit(story, status(doneStatus))
	w.counts(w.sync(), tasks.Counts{Completed: 2})
	w.idle()
}

func TestFault7ADueDateIsADayInEveryZone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	zone := time.FixedZone("far west", -11*3600)
	w.site.zone, w.site.now = zone, time.Date(2024, 3, 31, 23, 30, 0, 0, zone)
	w.site.add("OPS-1", "One", due(weir.Date{Year: 2024, Month: 3, Day: 31}))
	w.sync()
	if got := w.task("OPS-1").Due.String(); got != "2024-03-31" {
		t.Errorf("due on %s", got)
	}
}

func TestFault8TheUsersWorkSurvives(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.site.add("OPS-1", "One")
	w.sync()
	mine := weir.Date{Year: 2030, Month: 1, Day: 2}
	w.user("OPS-1", func(t *tasks.Task) {
		t.Note = "first this\r\n" + t.Note + "  \nthen that\n"
		t.Due, t.State = mine, tasks.Completed
	})
	w.site.edit(id, about("Something else"))
	w.sync()
	got := w.task("OPS-1")
	if !strings.HasPrefix(got.Note, "first this\r\n---") || !strings.HasSuffix(got.Note, "---  \nthen that\n") {
		t.Errorf("got note %q", got.Note)
	}
	if !strings.Contains(got.Note, "Something else") || got.Due != mine || got.State != tasks.Completed {
		t.Errorf("got %+v", got)
	}
	w.idle()
}

func TestFault9RenamingATaskMakesNoDuplicate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.site.add("OPS-1", "One")
	w.sync()
	w.user("OPS-1", func(t *tasks.Task) { t.Name = "call them" })
	w.site.edit(id, status(inProgress))
	w.counts(w.sync(), tasks.Counts{Updated: 1})
	if all := w.list.All(); len(all) != 1 || all[0].Name != "call them" {
		t.Errorf("got %+v", all)
	}
}

func TestFault9AnIssueThatMovedKeepsItsTask(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.site.add("OPS-1", "One")
	w.sync()
	w.site.edit(id, key("NEW-7"))
	other := w.site.add("OPS-1", "Another one, by the old key")
	w.counts(w.sync(), tasks.Counts{Created: 1, Updated: 1})
	if got := w.task("NEW-7"); got.URL != "https://jira.example/browse/NEW-7" || got.ID != w.links.link(id).Task {
		t.Errorf("got %+v", got)
	}
	if w.task("OPS-1").ID != w.links.link(other).Task {
		t.Error("the tasks were mixed up")
	}
	w.idle()
}

func TestFault9OneMalformedIssueDoesNotStopTheRest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.site.brokenIssues = true
	w.site.add("OPS-1", "One")
	w.site.add("OPS-2", "broken")
	w.site.add("OPS-3", "Three")
	report, err := w.try()
	w.kind(err, weir.Partial)
	if report.Counts.Created != 2 || report.Counts.Failed != 1 || len(report.Failures) != 1 {
		t.Errorf("got %+v", report)
	}
	w.task("OPS-1")
	w.task("OPS-3")
}

func TestFault9TheSameKeyOnTwoPagesMakesOneTask(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.site.twice = true
	w.many(3)
	w.counts(w.sync(), tasks.Counts{Created: 3})
	w.idle()
}

func TestFault10AShrunkResultClosesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ids := w.many(30)
	w.sync()
	for _, id := range ids[5:] {
		w.site.edit(id, hidden(true)) // the permission is lost
	}
	for range 5 {
		w.site.now = w.site.now.Add(24 * time.Hour)
		_, _ = w.try()
	}
	if n := w.open(); n != 30 {
		t.Errorf("%d tasks are open, want 30", n)
	}
}
