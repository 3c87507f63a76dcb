package caldav

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"slices"
	"strings"
	"time"

	"weir"
	"weir/internal/tasks"
)

// grace is how long the op in hand may still take when the run is to end.
const grace = 20 * time.Second

// Apply sends the ops one after another.
func (t *Target) Apply(ctx context.Context, ops []tasks.Op) iter.Seq2[tasks.Result, error] {
	return func(yield func(tasks.Result, error) bool) {
		if len(ops) == 0 {
			return
		}
		err := ctx.Err()
		if err == nil && !t.loaded {
			err = t.load(ctx)
		}
		if err != nil {
			yield(tasks.Result{}, err)
			return
		}
		made := make(map[string]string) // the UIDs of the tasks of this call, by Mark
		for i, op := range ops {
			if err := ctx.Err(); err != nil {
				yield(tasks.Result{}, err)
				return
			}
			task, err := t.finish(ctx, op, made)
			switch {
			case ctx.Err() != nil && errors.Is(err, context.Canceled):
				yield(tasks.Result{}, ctx.Err())
				return
			case concernsAll(err):
				yield(tasks.Result{}, err)
				return
			}
			if op.Kind == tasks.Create && (err == nil || errors.Is(err, tasks.ErrConflict)) {
				made[op.Mark] = task.ID
			}
			if !yield(tasks.Result{Op: i, Task: task, Err: err}, nil) {
				return
			}
		}
	}
}

// finish carries out one op, to its end even if ctx ends meanwhile: an op that
// is broken off in the middle leaves open whether it was done.
func (t *Target) finish(ctx context.Context, op tasks.Op, made map[string]string) (tasks.Task, error) {
	patient, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer context.AfterFunc(ctx, func() {
		timer := time.NewTimer(grace)
		defer timer.Stop()
		select {
		case <-timer.C:
			cancel()
		case <-patient.Done():
		}
	})()
	parent, err := parentOf(op, made)
	if err != nil {
		return tasks.Task{}, err
	}
	switch op.Kind {
	case tasks.Create:
		return t.create(patient, op, parent)
	case tasks.Update:
		return t.update(patient, op, parent)
	case tasks.Remove:
		return t.remove(patient, op)
	}
	return tasks.Task{}, &weir.Error{Kind: weir.Unexpected, Text: "an op of unknown kind: " + string(op.Kind)}
}

func parentOf(op tasks.Op, made map[string]string) (uid string, err error) {
	ref := op.Change.Parent
	if ref == nil || ref.Mark == "" {
		if ref != nil {
			uid = ref.ID
		}
		return uid, nil
	}
	if uid = made[ref.Mark]; uid == "" {
		return "", tasks.ErrNoParent
	}
	return uid, nil
}

// concernsAll reports whether an error would meet every further op as well.
func concernsAll(err error) bool {
	kinds := []weir.Kind{
		weir.Unauthorised, weir.Forbidden, weir.NotFound, weir.Storage, weir.Unreachable, weir.Untrusted,
		weir.RateLimited, weir.Refused, weir.BadConfig, weir.Truncated,
	}
	if slices.ContainsFunc(kinds, func(k weir.Kind) bool { return errors.Is(err, k) }) {
		return true
	}
	// 500 is often about one task; the others are about the server.
	var refused *refusal
	return errors.As(err, &refused) && refused.status > http.StatusInternalServerError && refused.status != http.StatusNotImplemented
}

func (t *Target) create(ctx context.Context, op tasks.Op, parent string) (tasks.Task, error) {
	if there := t.findMark(op.Mark); there != nil {
		now, err := t.reread(ctx, there.path)
		if err != nil {
			return tasks.Task{}, err
		}
		if now != nil {
			return t.describe(now), tasks.ErrConflict
		}
	}
	o := newObject(op.Mark, t.options.Now())
	t.write(o, op, parent)
	r := &resource{path: t.path + op.Mark + ".ics"}
	return t.put(ctx, r, o, map[string]string{"If-None-Match": "*"})
}

// current returns the object of the task that an op is about, at the version
// that the op was made for. The error is ErrConflict, with the task, or ErrGone.
func (t *Target) current(ctx context.Context, task tasks.Task) (*resource, error) {
	r := t.find(task.ID)
	if r == nil {
		if err := t.refresh(ctx); err != nil {
			return nil, err
		}
		if r = t.find(task.ID); r == nil {
			return nil, tasks.ErrGone
		}
	}
	if r.bound() && r.version() == task.Version {
		return r, nil
	}
	// What is known here may be older than what the op was made for.
	r, err := t.reread(ctx, r.path)
	if err == nil && r != nil && !r.bound() {
		// Asked for alone, it may come with a tag.
		if r, err = t.fetch(ctx, r.path); err == nil && r != nil {
			err = r.writable()
		}
	}
	switch {
	case err != nil:
		return nil, err
	case r == nil:
		return nil, tasks.ErrGone
	case r.version() != task.Version && r.hash() != task.Version:
		return r, tasks.ErrConflict
	}
	return r, nil
}

// writable is an error where an object cannot be read, or where nothing would
// keep a write from going over somebody else's.
func (r *resource) writable() error {
	switch {
	case r.err != nil:
		return unreadable(r)
	case !r.bound():
		return &weir.Error{
			Kind: weir.BadInput, Text: peer + " gives no version (a strong ETag) of this task, so nothing would keep Weir from overwriting what somebody else writes; it was not written",
			Next: "ask the server's administrator whether something before the server packs its answers or takes the ETag away",
		}
	}
	return nil
}

// condition binds a write to the version of the object, which current has made
// sure of.
func (r *resource) condition() map[string]string { return map[string]string{"If-Match": r.etag} }

func (t *Target) update(ctx context.Context, op tasks.Op, parent string) (tasks.Task, error) {
	r, err := t.current(ctx, op.Task)
	if r != nil && errors.Is(err, tasks.ErrConflict) {
		return t.describe(r), err
	}
	if err != nil {
		return tasks.Task{}, err
	}
	o, err := parseObject(r.data)
	if err != nil {
		return tasks.Task{}, &weir.Error{Kind: weir.BadInput, Text: "read task " + nameIn(r.path), Err: err}
	}
	before := o.String()
	t.write(o, op, parent)
	if o.String() == before {
		return t.describe(r), nil
	}
	return t.put(ctx, r, o, r.condition())
}

// put writes an object. A refusal because of the condition is looked into: what
// is there may be just what an earlier attempt wrote, whose answer was lost.
func (t *Target) put(ctx context.Context, r *resource, o *object, condition map[string]string) (tasks.Task, error) {
	condition["Content-Type"] = "text/calendar; charset=utf-8"
	data := o.String()
	resp, err := t.list.do(ctx, request{method: http.MethodPut, path: r.path, header: condition, body: data}, http.StatusPreconditionFailed)
	if err != nil {
		return t.refused(ctx, r.path, o, err)
	}
	if err := ignoreClose(resp); err != nil {
		return tasks.Task{}, err
	}
	if resp.StatusCode == http.StatusPreconditionFailed {
		return t.contested(ctx, r.path, o)
	}
	written := newResource(r.path, resp.Header.Get("ETag"), data)
	if !strings.HasPrefix(written.etag, `"`) {
		// The server has changed what it was given, or does not say.
		if written, err = t.reread(ctx, r.path); err != nil || written == nil {
			return tasks.Task{}, errors.Join(err, tasks.ErrGone)
		}
	}
	t.seen.put(written)
	return t.describe(written), nil
}

// contested says what is at a path that the server did not let us write.
func (t *Target) contested(ctx context.Context, path string, sent *object) (tasks.Task, error) {
	now, err := t.reread(ctx, path)
	switch {
	case err != nil:
		return tasks.Task{}, err
	case now == nil || now.task == nil:
		return tasks.Task{}, tasks.ErrGone
	case slices.Equal(meaning(now.task.lines), meaning(sent.lines)):
		return t.describe(now), nil
	}
	return t.describe(now), tasks.ErrConflict
}

// refused looks into the refusals of a PUT that mean something else than they
// say: a UID that is there under another name, and a task that is gone.
func (t *Target) refused(ctx context.Context, path string, sent *object, cause error) (tasks.Task, error) {
	var r *refusal
	if !errors.As(cause, &r) {
		return tasks.Task{}, cause
	}
	uid := sent.text("UID")
	switch {
	case r.says("no-uid-conflict"), r.status == http.StatusConflict, r.status == http.StatusBadRequest:
		if err := t.readAll(ctx); err != nil {
			return tasks.Task{}, err
		}
		if there := t.find(uid); there != nil && there.path != path {
			return t.describe(there), tasks.ErrConflict
		}
		if r.status == http.StatusConflict && !r.says("no-uid-conflict") {
			// The list is there, so it is about this task alone.
			return tasks.Task{}, &weir.Error{Kind: weir.BadInput, Text: peer + " does not take this task", Err: r}
		}
	case r.status == http.StatusNotFound, r.status == http.StatusGone:
		if err := t.readAll(ctx); err != nil {
			return tasks.Task{}, err
		}
		return tasks.Task{}, tasks.ErrGone
	}
	return tasks.Task{}, cause
}

func (t *Target) remove(ctx context.Context, op tasks.Op) (tasks.Task, error) {
	r, err := t.current(ctx, op.Task)
	switch {
	case errors.Is(err, tasks.ErrGone):
		return op.Task, nil
	case r != nil && errors.Is(err, tasks.ErrConflict):
		return t.describe(r), err
	case err != nil:
		return tasks.Task{}, err
	}
	resp, err := t.list.do(ctx, request{method: http.MethodDelete, path: r.path, header: r.condition()},
		http.StatusPreconditionFailed, http.StatusNotFound, http.StatusGone)
	if err != nil {
		return tasks.Task{}, err
	}
	if err := ignoreClose(resp); err != nil {
		return tasks.Task{}, err
	}
	if resp.StatusCode == http.StatusPreconditionFailed {
		now, err := t.reread(ctx, r.path)
		if err != nil {
			return tasks.Task{}, err
		}
		if now != nil {
			return t.describe(now), tasks.ErrConflict
		}
	}
	t.seen.drop(r.path)
	return op.Task, nil
}
