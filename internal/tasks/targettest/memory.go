package targettest

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"sync"

	"weir/internal/tasks"
)

// Memory is a target that lives as long as a test. It keeps what every target
// promises, and fails on request. Its zero value is empty and can hold nothing
// but plain tasks.
type Memory struct {
	Caps tasks.Capabilities
	// Holds, where set, says what the target makes of a text: real ones cannot
	// hold everything.
	Holds func(text string) string
	// NoMarks says that the target keeps no marks, and so cannot tell that it has
	// made a task before: the engine goes by what the task says of itself.
	NoMarks bool
	// Before and After, where set, are called around each op. An error of
	// Before makes the op fail undone; one of After makes it fail although it
	// was done. They may change the target, and may panic, as a kill would.
	Before, After func(op tasks.Op) error
	// Broken, where set, is why the target cannot be reached at all.
	Broken error

	mu     sync.Mutex
	next   int
	tasks  []tasks.Task // in the order of their making
	Writes int          // ops that changed something, so far
}

var _ tasks.Target = (*Memory)(nil)

// Capabilities returns Caps.
func (m *Memory) Capabilities() tasks.Capabilities { return m.Caps }

// Tasks lists what is ours or linked.
func (m *Memory) Tasks(ctx context.Context, linked []string) ([]tasks.Task, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if m.Broken != nil {
		return nil, m.Broken
	}
	ids := make(map[string]bool, len(linked))
	for _, id := range linked {
		ids[id] = true
	}
	var found []tasks.Task
	for _, t := range m.tasks {
		if t.Tagged || t.Mark != "" || ids[t.ID] {
			found = append(found, m.shown(t))
		}
	}
	return found, nil
}

// Apply carries out one op after another.
func (m *Memory) Apply(ctx context.Context, ops []tasks.Op) iter.Seq2[tasks.Result, error] {
	return func(yield func(tasks.Result, error) bool) {
		made := make(map[string]string) // ids, by mark
		for i, op := range ops {
			err := m.Broken
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				yield(tasks.Result{}, err)
				return
			}
			t, err := m.apply(op, made)
			if !yield(tasks.Result{Op: i, Task: t, Err: err}, nil) {
				return
			}
		}
	}
}

func (m *Memory) apply(op tasks.Op, made map[string]string) (tasks.Task, error) {
	if m.Before != nil {
		if err := m.Before(op); err != nil {
			return tasks.Task{}, err
		}
	}
	t, err := m.carryOut(op, made)
	if err == nil && m.After != nil {
		if err := m.After(op); err != nil {
			return tasks.Task{}, err
		}
	}
	return t, err
}

func (m *Memory) carryOut(op tasks.Op, made map[string]string) (tasks.Task, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if op.Kind == tasks.Create {
		return m.create(op, made)
	}
	i := m.index(op.Task.ID)
	switch {
	case i < 0 && op.Kind == tasks.Remove:
		return tasks.Task{}, nil
	case i < 0:
		return tasks.Task{}, tasks.ErrGone
	case m.tasks[i].Version != op.Task.Version:
		return m.shown(m.tasks[i]), tasks.ErrConflict
	case op.Kind == tasks.Remove:
		m.Writes++
		m.tasks = slices.Delete(m.tasks, i, i+1)
		return tasks.Task{}, nil
	}
	t := m.tasks[i]
	if t.Mark == "" && !m.NoMarks {
		t.Mark = op.Mark
	}
	return m.put(i, t, op.Change, made)
}

func (m *Memory) create(op tasks.Op, made map[string]string) (tasks.Task, error) {
	i := slices.IndexFunc(m.tasks, func(t tasks.Task) bool { return t.Mark == op.Mark && op.Mark != "" })
	if i >= 0 {
		made[op.Mark] = m.tasks[i].ID
		return m.shown(m.tasks[i]), tasks.ErrConflict
	}
	t := tasks.Task{ID: "task-" + strconv.Itoa(m.next+1), Mark: op.Mark, State: tasks.Open, Project: op.Change.Project && m.Caps.Projects, Tagged: true}
	if m.NoMarks {
		t.Mark = ""
	}
	t, err := m.put(-1, t, op.Change, made)
	if err == nil {
		made[op.Mark] = t.ID
	}
	return t, err
}

// put changes t and keeps it, at i or as a new task.
func (m *Memory) put(i int, t tasks.Task, c tasks.Change, made map[string]string) (tasks.Task, error) {
	t = clone(t)
	if c.Parent != nil {
		parent, err := m.parent(*c.Parent, made)
		if err != nil {
			return tasks.Task{}, err
		}
		t.Parent = parent
	}
	m.change(&t, c)
	m.next++
	m.Writes++
	t.Version = strconv.Itoa(m.next)
	if i < 0 {
		m.tasks = append(m.tasks, t)
	} else {
		m.tasks[i] = t
	}
	if c.State != nil && t.State.Closed() && m.Caps.Cascades {
		m.cascade(t.ID, t.State)
	}
	return m.shown(t), nil
}

// shown is a task as it is handed out.
func (m *Memory) shown(t tasks.Task) tasks.Task {
	t = clone(t)
	if m.Caps.Cascades {
		for _, other := range m.tasks {
			if other.Parent == t.ID && !other.State.Closed() {
				t.Holds++
			}
		}
	}
	return t
}

func (m *Memory) parent(ref tasks.Ref, made map[string]string) (string, error) {
	if ref.Mark != "" {
		if made[ref.Mark] == "" {
			return "", tasks.ErrNoParent
		}
		return made[ref.Mark], nil
	}
	if ref.ID != "" && m.index(ref.ID) < 0 {
		return "", tasks.ErrNoParent
	}
	return ref.ID, nil
}

func (m *Memory) change(t *tasks.Task, c tasks.Change) {
	if c.Name != nil {
		t.Name = m.hold(*c.Name)
	}
	if c.Note != nil {
		t.Note = m.hold(*c.Note)
	}
	if c.URL != nil {
		t.URL = *c.URL
	}
	if c.Due != nil {
		t.Due = *c.Due
	}
	if c.State != nil {
		t.State = *c.State
		if t.State == tasks.Dropped && !m.Caps.Drop {
			t.State = tasks.Completed
		}
	}
	if c.Tagged != nil && (*c.Tagged || m.Caps.Tags) {
		t.Tagged = *c.Tagged
	}
	for name, text := range c.Extras {
		if !slices.Contains(m.Caps.Extras, name) {
			continue
		}
		if t.Extras == nil {
			t.Extras = make(map[string]string)
		}
		t.Extras[name] = text
		if text == "" {
			delete(t.Extras, name)
		}
	}
}

func (m *Memory) hold(text string) string {
	if m.Holds == nil {
		return text
	}
	return m.Holds(text)
}

// cascade closes what lies in a task that was closed.
func (m *Memory) cascade(id string, state tasks.State) {
	for i := range m.tasks {
		t := &m.tasks[i]
		if t.Parent == id && !t.State.Closed() {
			m.next++
			t.State, t.Version = state, strconv.Itoa(m.next)
			m.cascade(t.ID, state)
		}
	}
}

func (m *Memory) index(id string) int {
	return slices.IndexFunc(m.tasks, func(t tasks.Task) bool { return t.ID == id })
}

func clone(t tasks.Task) tasks.Task {
	t.Extras = maps.Clone(t.Extras)
	return t
}

// All returns every task, those that are not ours included.
func (m *Memory) All() []tasks.Task {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := make([]tasks.Task, len(m.tasks))
	for i, t := range m.tasks {
		all[i] = clone(t)
	}
	return all
}

// User lets the user change a task. The given function may change everything
// but the ID.
func (m *Memory) User(id string, edit func(t *tasks.Task)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	i := m.index(id)
	if i < 0 {
		panic(fmt.Sprintf("no task %s", id))
	}
	edit(&m.tasks[i])
	m.next++
	m.tasks[i].ID, m.tasks[i].Version = id, strconv.Itoa(m.next)
}

// Add lets the user make a task, and returns its ID.
func (m *Memory) Add(t tasks.Task) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.next++
	if t.State == "" {
		t.State = tasks.Open
	}
	t.ID, t.Version = "task-"+strconv.Itoa(m.next), strconv.Itoa(m.next)
	m.tasks = append(m.tasks, clone(t))
	return t.ID
}

// Delete lets the user delete a task.
func (m *Memory) Delete(id string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.tasks = slices.DeleteFunc(m.tasks, func(t tasks.Task) bool { return t.ID == id })
}
