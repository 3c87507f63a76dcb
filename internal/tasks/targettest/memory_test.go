package targettest_test

import (
	"fmt"
	"strings"
	"testing"

	"weir"
	"weir/internal/tasks"
	"weir/internal/tasks/targettest"
)

// memory gives the suite a Memory. What a task has beside the fields of
// tasks.Task it keeps in an extra that the target has no name for.
func memory(caps tasks.Capabilities) func(*testing.T) targettest.Harness {
	return func(*testing.T) targettest.Harness {
		m := &targettest.Memory{Caps: caps}
		find := func(t *testing.T, id string) tasks.Task {
			t.Helper()
			for _, task := range m.All() {
				if task.ID == id {
					return task
				}
			}
			t.Fatalf("no task %s", id)
			return tasks.Task{}
		}
		return targettest.Harness{
			Open: func(*testing.T) tasks.Target { return m },
			User: func(_ *testing.T, task tasks.Task, c tasks.Change) {
				m.User(task.ID, func(t *tasks.Task) {
					if c.Name != nil {
						t.Name = *c.Name
					}
					if c.Note != nil {
						t.Note = *c.Note
					}
					if c.Due != nil {
						t.Due = *c.Due
					}
					if c.State != nil {
						t.State = *c.State
					}
				})
			},
			Delete: func(_ *testing.T, task tasks.Task) { m.Delete(task.ID) },
			Plant: func(t *testing.T, task tasks.Task) func() bool {
				m.User(task.ID, func(t *tasks.Task) { t.Extras = map[string]string{"x": "planted"} })
				return func() bool { return find(t, task.ID).Extras["x"] == "planted" }
			},
			Others: func(t *testing.T) func() string {
				id := m.Add(tasks.Task{Name: "[OPS-1] Mend the pump", Note: "mine"})
				return func() string { return fmt.Sprintf("%+v", find(t, id)) }
			},
			Raw: func(*testing.T) string { return fmt.Sprintf("%+v", m.All()) },
			Untag: func(_ *testing.T, task tasks.Task) {
				m.User(task.ID, func(t *tasks.Task) { t.Tagged, t.Mark = false, "" })
			},
			Break: func(*testing.T) { m.Broken = &weir.Error{Kind: weir.Storage, Text: "out of reach"} },
		}
	}
}

func TestMemoryIsATarget(t *testing.T) {
	t.Parallel()
	targettest.Run(t, memory(tasks.Capabilities{Nested: true, Projects: true, Drop: true, Tags: true, Extras: []string{"priority", "labels"}}))
}

func TestAPlainMemoryIsATarget(t *testing.T) {
	t.Parallel()
	targettest.Run(t, memory(tasks.Capabilities{}))
}

func TestMemoryCascades(t *testing.T) {
	t.Parallel()
	m := &targettest.Memory{Caps: tasks.Capabilities{Nested: true, Cascades: true}}
	parent := m.Add(tasks.Task{Name: "parent"})
	m.Add(tasks.Task{Name: "child", Parent: parent})
	op := tasks.Op{Kind: tasks.Update, Task: m.All()[0], Change: tasks.Change{State: new(tasks.Completed)}}
	for r, err := range m.Apply(t.Context(), []tasks.Op{op}) {
		if err != nil || r.Err != nil {
			t.Fatal(err, r.Err)
		}
	}
	var states []string
	for _, task := range m.All() {
		states = append(states, string(task.State))
	}
	if got := strings.Join(states, " "); got != "completed completed" {
		t.Errorf("got %s", got)
	}
}
