package targettest

import (
	"testing"

	"weir/internal/tasks"
)

func created(t *testing.T, h Harness) {
	op := making("1", "[OPS-1] Mend the pump")
	made := done(t, h.Open(t), op)[0]
	same(t, "listed", only(t, h), made)
	switch {
	case made.ID == "", made.Version == "":
		t.Errorf("no id or no version: %+v", made)
	case made.Name != *op.Change.Name, made.Note != *op.Change.Note, made.Due != *op.Change.Due:
		t.Errorf("got %+v, want %q, %q, %v", made, *op.Change.Name, *op.Change.Note, *op.Change.Due)
	case made.State != tasks.Open, !made.Closed.IsZero(), !made.Tagged, made.Parent != "", made.Project:
		t.Errorf("not an open task with our tag at the top level: %+v", made)
	case made.Mark != "" && made.Mark != op.Mark:
		t.Errorf("mark %s, want %s", made.Mark, op.Mark)
	case made.URL != "" && made.URL != *op.Change.URL:
		t.Errorf("URL %s, want %s", made.URL, *op.Change.URL)
	}
	bare := making("2", "[OPS-2] x")
	bare.Change = tasks.Change{Name: bare.Change.Name, Tagged: new(true)}
	if got := done(t, h.Open(t), bare)[0]; !got.Due.IsZero() || got.State != tasks.Open || got.Note != "" {
		t.Errorf("got %+v from a name alone", got)
	}
	finished := making("3", "[OPS-3] y")
	finished.Change.State = new(tasks.Completed)
	if got := done(t, h.Open(t), finished)[0]; got.State != tasks.Completed {
		t.Errorf("got %+v, want a completed task", got)
	}
}

func createdAgain(t *testing.T, h Harness) {
	op := making("1", "[OPS-1] Mend the pump")
	made := done(t, h.Open(t), op)[0]
	if made.Mark == "" {
		t.Skip("this target keeps no marks")
	}
	op.Change.Name = new("[OPS-1] Another summary by now")
	target := h.Open(t) // the next run, after a kill
	again := apply(t, target, op)[0]
	wantErr(t, again.Err, tasks.ErrConflict)
	same(t, "found", again.Task, made)
	same(t, "listed", only(t, h), made)
	done(t, target, tasks.Op{Kind: tasks.Update, Mark: op.Mark, Task: again.Task, Change: tasks.Change{Name: op.Change.Name}})
	if got := only(t, h); got.Name != *op.Change.Name || got.ID != made.ID {
		t.Errorf("got %+v", got)
	}
	twice := making("2", "[OPS-2] Twice at once")
	results := apply(t, target, twice, twice)
	wantErr(t, results[0].Err, nil)
	wantErr(t, results[1].Err, tasks.ErrConflict)
	if n := len(list(t, h)); n != 2 {
		t.Errorf("%d tasks, want 2", n)
	}
}

func updated(t *testing.T, h Harness) {
	target := h.Open(t)
	task := done(t, target, making("1", "[OPS-1] Mend the pump"))[0]
	for _, step := range []struct {
		change tasks.Change
		expect func(*tasks.Task)
	}{
		{tasks.Change{Name: new("[NEW-7] Mend both pumps")}, func(t *tasks.Task) { t.Name = "[NEW-7] Mend both pumps" }},
		{tasks.Change{Note: new("one\n\ntwo")}, func(t *tasks.Task) { t.Note = "one\n\ntwo" }},
		{tasks.Change{Note: new("")}, func(t *tasks.Task) { t.Note = "" }},
		{tasks.Change{Due: &tasks.Date{Year: 2024, Month: 2, Day: 29}}, func(t *tasks.Task) { t.Due = tasks.Date{Year: 2024, Month: 2, Day: 29} }},
		{tasks.Change{Due: &tasks.Date{}}, func(t *tasks.Task) { t.Due = tasks.Date{} }},
		{tasks.Change{Due: &tasks.Date{Year: 2031, Month: 12, Day: 31}}, func(t *tasks.Task) { t.Due = tasks.Date{Year: 2031, Month: 12, Day: 31} }},
		{tasks.Change{State: new(tasks.Completed)}, func(t *tasks.Task) { t.State = tasks.Completed }},
		{tasks.Change{State: new(tasks.Open)}, func(t *tasks.Task) { t.State = tasks.Open }},
	} {
		got := done(t, target, tasks.Op{Kind: tasks.Update, Mark: mark("1"), Task: task, Change: step.change})[0]
		if got.Version == task.Version {
			t.Errorf("version %s stayed", got.Version)
		}
		same(t, "listed", only(t, h), got)
		step.expect(&task)
		task.Version, task.Closed = got.Version, got.Closed
		same(t, "updated", got, task)
	}
	if task.URL == "" {
		return
	}
	moved := "https://jira.example/browse/NEW-7"
	if got := done(t, target, tasks.Op{Kind: tasks.Update, Mark: mark("1"), Task: task, Change: tasks.Change{URL: &moved}})[0]; got.URL != moved {
		t.Errorf("URL %q, want %q", got.URL, moved)
	}
}

func states(t *testing.T, h Harness) {
	target := h.Open(t)
	all := []tasks.State{tasks.Open, tasks.Completed, tasks.Dropped}
	task := done(t, target, making("1", "[OPS-1] Mend the pump"))[0]
	for _, from := range all {
		for _, to := range all {
			for _, state := range []tasks.State{from, to} {
				task = done(t, target, tasks.Op{Kind: tasks.Update, Mark: mark("1"), Task: task, Change: tasks.Change{State: &state}})[0]
				if state == tasks.Dropped && !target.Capabilities().Drop {
					state = tasks.Completed
				}
				if got := only(t, h); got.State != state || !state.Closed() && !got.Closed.IsZero() {
					t.Fatalf("got %+v, want it %s", got, state)
				}
			}
		}
	}
}

func conflict(t *testing.T, h Harness) {
	target := h.Open(t)
	task := done(t, target, making("1", "[OPS-1] Mend the pump"))[0]
	note := "mine\n" + task.Note + "\nmine, too"
	h.User(t, task, tasks.Change{Name: new("Call the plumber"), Note: &note})
	update := tasks.Op{Kind: tasks.Update, Mark: mark("1"), Task: task, Change: tasks.Change{Due: &tasks.Date{Year: 2024, Month: 4, Day: 1}}}
	refused := apply(t, target, update)[0]
	wantErr(t, refused.Err, tasks.ErrConflict)
	same(t, "listed", only(t, h), refused.Task)
	if refused.Task.Name != "Call the plumber" || refused.Task.Note != note || refused.Task.Due != task.Due {
		t.Fatalf("got %+v, want the user's edit", refused.Task)
	}
	update.Task = refused.Task
	got := done(t, target, update)[0]
	same(t, "listed", only(t, h), got)
	if got.Name != "Call the plumber" || got.Note != note || got.Due != *update.Change.Due {
		t.Errorf("got %+v, want both edits", got)
	}
	h.User(t, got, tasks.Change{State: new(tasks.Completed)})
	wantErr(t, apply(t, target, tasks.Op{Kind: tasks.Remove, Mark: mark("1"), Task: got})[0].Err, tasks.ErrConflict)
	if got := only(t, h); got.State != tasks.Completed {
		t.Errorf("got %+v, want the user's", got)
	}
}

func gone(t *testing.T, h Harness) {
	target := h.Open(t)
	made := done(t, target, making("1", "[OPS-1] Mend the pump"), making("2", "[OPS-2] Paint it"))
	h.Delete(t, made[0])
	wantErr(t, apply(t, target, tasks.Op{Kind: tasks.Update, Mark: mark("1"), Task: made[0], Change: tasks.Change{Name: new("x")}})[0].Err, tasks.ErrGone)
	done(t, target,
		tasks.Op{Kind: tasks.Remove, Mark: mark("1"), Task: made[0]},
		tasks.Op{Kind: tasks.Remove, Mark: mark("2"), Task: made[1]})
	if got := list(t, h, made[0].ID, made[1].ID); len(got) != 0 {
		t.Errorf("got %+v, want nothing", got)
	}
	done(t, target, making("1", "[OPS-1] Mend the pump")) // it can be made again
	if got := only(t, h); got.Name != "[OPS-1] Mend the pump" {
		t.Errorf("got %+v", got)
	}
}

func untagged(t *testing.T, h Harness) {
	target := h.Open(t)
	if !target.Capabilities().Tags {
		t.Skip("this target cannot take its tag off")
	}
	task := done(t, target, making("1", "[OPS-1] Mend the pump"))[0]
	task = done(t, target, tasks.Op{Kind: tasks.Update, Mark: mark("1"), Task: task, Change: tasks.Change{Tagged: new(false)}})[0]
	if task.Tagged || only(t, h, task.ID).Tagged {
		t.Error("it is still tagged")
	}
	task = done(t, target, tasks.Op{Kind: tasks.Update, Mark: mark("1"), Task: task, Change: tasks.Change{Tagged: new(true)}})[0]
	if !task.Tagged || !only(t, h).Tagged {
		t.Error("it was not tagged again")
	}
}

func linked(t *testing.T, h Harness) {
	if h.Untag == nil {
		t.Skip("here only the tag tells a task")
	}
	task := done(t, h.Open(t), making("1", "[OPS-1] Mend the pump"))[0]
	h.Untag(t, task)
	if got := only(t, h, task.ID, "no-such-id"); got.ID != task.ID || got.Name != task.Name {
		t.Errorf("got %+v", got)
	}
}

func extras(t *testing.T, h Harness) {
	target := h.Open(t)
	names := target.Capabilities().Extras
	if len(names) == 0 {
		t.Skip("this target has no place for extras")
	}
	op := making("1", "[OPS-1] Mend the pump")
	op.Change.Extras = make(map[string]string)
	for _, name := range names {
		op.Change.Extras[name] = "High"
	}
	task := done(t, target, op)[0]
	for _, name := range names {
		if task.Extras[name] != "High" {
			t.Errorf("%s is %q, want High", name, task.Extras[name])
		}
	}
	same(t, "listed", only(t, h), task)
	task = done(t, target, tasks.Op{Kind: tasks.Update, Mark: op.Mark, Task: task, Change: tasks.Change{Extras: map[string]string{names[0]: ""}}})[0]
	if got := task.Extras[names[0]]; got != "" {
		t.Errorf("%s is still %q", names[0], got)
	}
	same(t, "listed", only(t, h), task)
}
