package tasks

import (
	"context"
	"errors"
	"fmt"

	"weir"
)

// maxPasses is how often a step is made anew because somebody else is changing
// the same task.
const maxPasses = 4

// An application carries out a plan.
type application struct {
	*Job
	hash   func(...string) string
	report *Report
	made   map[string]string // ids of tasks that were made, by mark
	done   int
	all    int
}

// apply does what a plan says. Before the first deed it notes what is intended,
// and after each one what came of it: whenever the process dies, what is there
// agrees with one or the other.
func (j *Job) apply(ctx context.Context, plan *Plan, hash func(...string) string, report *Report) error {
	notes := plan.Notes
	for i := range plan.Steps {
		notes = append(notes, plan.Steps[i].intend(hash))
	}
	if len(notes) > 0 {
		if err := j.Links.Save(ctx, notes...); err != nil {
			return fmt.Errorf("save links: %w", err)
		}
	}
	a := application{Job: j, hash: hash, report: report, made: make(map[string]string), all: len(plan.Steps)}
	steps := plan.Steps
	for range maxPasses {
		if len(steps) == 0 {
			return nil
		}
		var err error
		if steps, err = a.pass(ctx, steps); err != nil {
			return err
		}
	}
	for _, s := range steps {
		a.fail(s, ErrConflict)
	}
	return nil
}

// pass carries out steps, and returns those that are to be tried anew, because
// their tasks were changed meanwhile.
func (a *application) pass(ctx context.Context, steps []Step) (again []Step, err error) {
	ops := make([]Op, len(steps))
	for i, s := range steps {
		if ref := s.Op.Change.Parent; ref != nil && a.made[ref.Mark] != "" {
			s.Op.Change.Parent = &Ref{ID: a.made[ref.Mark]}
		}
		ops[i] = s.Op
	}
	for result, err := range a.Target.Apply(ctx, ops) {
		if err != nil {
			return nil, fmt.Errorf("write tasks: %w", err)
		}
		next, retry, err := a.settle(context.WithoutCancel(ctx), steps[result.Op], result)
		if err != nil {
			return nil, err
		}
		if retry {
			again = append(again, next)
		}
	}
	return again, ctx.Err()
}

// settle deals with one result. It returns a step that is to be tried instead.
func (a *application) settle(ctx context.Context, s Step, r Result) (next Step, retry bool, err error) {
	if r.Task.ID != "" && s.Op.Kind == Create {
		a.made[s.Op.Mark] = r.Task.ID
	}
	switch {
	case r.Err == nil:
		a.report.count(&s)
		return Step{}, false, a.save(ctx, s.finish(r.Task, a.hash))
	case errors.Is(r.Err, ErrConflict):
		next, needed := s.again(r.Task)
		if needed {
			return next, true, nil
		}
		a.report.Counts.Unchanged++
		a.report.keep(next.Kept)
		return Step{}, false, a.save(ctx, *next.link)
	default:
		a.fail(s, r.Err)
		return Step{}, false, nil
	}
}

// fail reports that a step could not be done. Its intent, which was noted before,
// has the next run look at the issue again. A task that the user deleted
// meanwhile is no failure; the next run makes it anew.
func (a *application) fail(s Step, err error) {
	if !errors.Is(err, ErrGone) {
		a.report.fail(s.Key, explain(err))
		a.report.keep(s.Kept) // it may have been done all the same
	}
	a.step()
}

func explain(err error) error {
	switch {
	case errors.Is(err, ErrConflict):
		return &weir.Error{Kind: weir.Busy, Text: "the task kept changing while it was to be written", Next: "the next run tries again"}
	case errors.Is(err, ErrNoParent):
		return &weir.Error{Kind: weir.NotFound, Text: "the task above it could not be made", Next: "the next run tries again"}
	default:
		return err
	}
}

// step tells how far it came.
func (a *application) step() {
	a.done++
	if a.OnStep != nil {
		a.OnStep(a.done, a.all)
	}
}

func (a *application) save(ctx context.Context, l Link) error {
	a.step()
	if err := a.Links.Save(ctx, l); err != nil {
		return fmt.Errorf("save link: %w", err)
	}
	return nil
}
