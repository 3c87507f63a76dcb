package markdown

import (
	"errors"

	"weir"
	"weir/internal/tasks"
)

// A batch is the state of one call of Apply.
type batch struct {
	*Target
	d    *document
	byID map[string]*item
	made map[string]*item // by the Mark of a Create of this call
}

// carryOut changes the document. The tasks of the results have only their ids
// yet, save those that are removed.
func (t *Target) carryOut(d *document, ops []tasks.Op) []tasks.Result {
	b := batch{t, d, map[string]*item{}, map[string]*item{}}
	var ids []string
	for _, op := range ops {
		if op.Task.ID != "" {
			ids = append(ids, op.Task.ID)
		}
	}
	d.identify(ids)
	for _, it := range d.items {
		if !it.copied {
			b.byID[it.identity()] = it
		}
	}
	results := make([]tasks.Result, len(ops))
	for i, op := range ops {
		id, err := b.do(op)
		results[i] = tasks.Result{Op: i, Task: tasks.Task{ID: id}, Err: err}
		if err == nil && op.Kind == tasks.Remove {
			results[i].Task = op.Task
			results[i].Task.Version = removed
		}
	}
	return results
}

// do carries out one op and returns the id of its task.
func (b batch) do(op tasks.Op) (id string, err error) {
	switch op.Kind {
	case tasks.Create:
		return b.create(op)
	case tasks.Update:
		it, err := b.current(op.Task)
		if it == nil || err != nil {
			return op.Task.ID, err
		}
		err = b.change(it, op)
		b.byID[it.identity()] = it
		return it.identity(), err
	case tasks.Remove:
		it, err := b.current(op.Task)
		if errors.Is(err, tasks.ErrGone) {
			return op.Task.ID, nil
		}
		if err != nil {
			return op.Task.ID, err
		}
		b.d.delete(it)
		delete(b.byID, op.Task.ID)
		return op.Task.ID, nil
	}
	return "", &weir.Error{Kind: weir.Unexpected, Text: "an op of unknown kind: " + string(op.Kind)}
}

func (b batch) create(op tasks.Op) (string, error) {
	if there := b.byID[op.Mark]; there != nil {
		b.made[op.Mark] = there
		return op.Mark, tasks.ErrConflict
	}
	parent, err := b.parent(op.Change.Parent)
	if err != nil {
		return "", err
	}
	if op.Change.Note != nil {
		b.d.removeStray(*op.Change.Note)
	}
	it := b.d.create(op.Mark, parent, b.options.Title)
	b.byID[op.Mark], b.made[op.Mark] = it, it
	op.Change.Parent = nil
	return op.Mark, b.change(it, op)
}

// current returns the task at the version that an op was made for.
func (b batch) current(task tasks.Task) (*item, error) {
	it := b.byID[task.ID]
	switch {
	case it == nil:
		return nil, tasks.ErrGone
	case it.changed || it.version != task.Version:
		return it, tasks.ErrConflict
	}
	return it, nil
}

// parent finds what a task is to lie in: nil for the top level.
func (b batch) parent(ref *tasks.Ref) (*item, error) {
	if ref == nil || *ref == (tasks.Ref{}) {
		return nil, nil
	}
	it := b.byID[ref.ID]
	if ref.Mark != "" {
		it = b.made[ref.Mark]
	}
	if it == nil {
		return nil, tasks.ErrNoParent
	}
	return it, nil
}

// change sets what an op names.
func (b batch) change(it *item, op tasks.Op) error {
	c := op.Change
	if c.Parent != nil {
		parent, err := b.parent(c.Parent)
		if err != nil {
			return err
		}
		if it.within != parent {
			if err := b.d.move(it, parent, b.options.Title); err != nil {
				return err
			}
		}
	}
	name, url := readName(it.name)
	if c.Name != nil {
		name = *c.Name
	}
	if c.URL != nil {
		url = *c.URL
	}
	it.setName(name, url, op.Mark)
	if c.Due != nil {
		it.setDue(*c.Due)
	}
	if c.State != nil {
		it.setState(*c.State, weir.DateOf(b.options.Now().In(b.options.Zone)))
	}
	if c.Tagged != nil {
		it.setTag(b.tag, *c.Tagged)
	}
	it.write()
	if c.Note != nil && *c.Note != it.note.String() {
		b.d.setNote(it, *c.Note)
		it.changed = true
	}
	return nil
}
