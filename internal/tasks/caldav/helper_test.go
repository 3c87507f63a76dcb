package caldav_test

import (
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"weir/internal/tasks"
	"weir/internal/tasks/caldav"
	"weir/internal/testenv"
)

func markOf(n int) string {
	return tasks.Identity{Site: "jira.example", Issue: strconv.Itoa(n)}.Mark()
}

func creating(n int, name string) tasks.Op {
	return tasks.Op{Kind: tasks.Create, Mark: markOf(n), Change: tasks.Change{
		Name: &name, URL: new("https://jira.example/browse/OPS-" + strconv.Itoa(n)), State: new(tasks.Open), Tagged: new(true),
	}}
}

func updating(task tasks.Task, c tasks.Change) tasks.Op {
	return tasks.Op{Kind: tasks.Update, Mark: task.Mark, Task: task, Change: c}
}

// apply carries out ops that may fail. The error is what concerns the target.
func apply(t testing.TB, target *caldav.Target, ops ...tasks.Op) ([]tasks.Result, error) {
	t.Helper()
	var results []tasks.Result
	for r, err := range target.Apply(t.Context(), ops) {
		if err != nil {
			return results, err
		}
		results = append(results, r)
	}
	return results, nil
}

// done carries out ops that may not fail, and returns the tasks.
func done(t testing.TB, target *caldav.Target, ops ...tasks.Op) []tasks.Task {
	t.Helper()
	results, err := apply(t, target, ops...)
	if err != nil {
		t.Fatal(err)
	}
	var made []tasks.Task
	for _, r := range results {
		if r.Err != nil {
			t.Fatal(r.Err)
		}
		made = append(made, r.Task)
	}
	return made
}

// check tries a property, WEIR_ROUNDS times as often as usual.
func check(t *testing.T, property func(*rapid.T)) {
	for range testenv.Rounds(t) {
		rapid.Check(t, property)
	}
}
