package tasks

import (
	"context"
	"errors"
	"fmt"
	"time"

	"weir"
	"weir/internal/atomicfile"
	"weir/internal/jql"
	"weir/internal/keyed"
)

// A Job is one query of one site, kept in step in one target.
type Job struct {
	Settings Settings
	Source   Source
	Target   Target
	Links    Links
	// Lock is the path of a file that a run holds, so that there is one at a
	// time. Its directory is made where it is missing.
	Lock string
	Now  func() time.Time // this computer's clock
	// OnStep, where set, hears of each deed when it is done, or has failed.
	OnStep func(done, all int)
}

// Options are what the user wants of one run.
type Options struct {
	Full bool // read everything, whether it changed or not
	Yes  bool // close as many tasks as it takes
}

// Plan says what Sync would do, and changes nothing.
func (j *Job) Plan(ctx context.Context, o Options) (plan *Plan, err error) {
	err = j.alone(ctx, func() error {
		plan, _, err = j.plan(ctx, o)
		return err
	})
	return plan, err
}

// Sync brings the target into step. The report is valid with an error, too: it
// says how far the run came. When something failed for single issues, or too
// many tasks would have been closed, the rest is done and the error is of kind
// Partial; when ctx ended, the deed in hand is finished and the error is of kind
// Interrupted; where another run is at work nothing is done, and it is
// ErrRunning, of kind Busy.
func (j *Job) Sync(ctx context.Context, o Options) (report Report, err error) {
	err = j.alone(ctx, func() error {
		started := j.Now()
		plan, r, err := j.plan(ctx, o)
		if err != nil {
			return err
		}
		report = plan.Report
		if err := j.apply(ctx, plan, r.in.Hash, &report); err != nil {
			return err
		}
		run := Run{Started: started, Ended: j.Now(), Full: r.full, Counts: report.Counts}
		if err := j.Links.Finish(context.WithoutCancel(ctx), r.progress(), plan.Forget, run); err != nil {
			return fmt.Errorf("finish run: %w", err)
		}
		return report.err()
	})
	return report, err
}

// ErrRunning says that another run of the job is at work, and does what this one
// would do.
var ErrRunning = errors.New("another run is at work")

// running tells so, and which job it is.
type running struct{ told error }

func (r running) Error() string        { return r.told.Error() }
func (r running) Unwrap() error        { return r.told }
func (r running) Is(target error) bool { return target == ErrRunning }

// alone runs f while nobody else runs the job.
func (j *Job) alone(ctx context.Context, f func() error) error {
	err := atomicfile.Alone(ctx, j.Lock, f)
	switch {
	case errors.Is(err, atomicfile.ErrHeld):
		return running{&weir.Error{
			Kind: weir.Busy, Text: "another run of " + j.Settings.Job + " is at work",
			Next: "wait until it has finished; weir tasks status shows when",
		}}
	case ctx.Err() != nil && errors.Is(err, ctx.Err()):
		return interrupted(ctx)
	default:
		return err
	}
}

func interrupted(ctx context.Context) error {
	return &weir.Error{
		Kind: weir.Interrupted, Text: "stopped before the end", Err: context.Cause(ctx),
		Next: "run it again: it goes on where it stopped",
	}
}

func (j *Job) plan(ctx context.Context, o Options) (*Plan, *reading, error) {
	s := j.Settings.complete()
	caps := j.Target.Capabilities()
	if err := s.Check(caps); err != nil {
		return nil, nil, err
	}
	query, err := jql.Parse(s.JQL)
	if err != nil {
		return nil, nil, err
	}
	memory, err := j.Links.Load(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("load links: %w", err)
	}
	hash := keyed.Hasher(memory.Key)
	r := &reading{started: j.Now(), settings: s, source: j.Source, query: query, memory: memory}
	r.full = o.Full || memory.Progress.Watermark.IsZero() || memory.Progress.Query != hash(s.text())
	r.in = Input{Settings: s, Capabilities: caps, Hash: hash, Links: memory.Links, Confirmed: o.Yes}
	// The target is asked first: whatever the user changes from here on, it
	// notices when it is written to.
	if r.in.Tasks, err = j.Target.Tasks(ctx, linked(memory.Links)); err != nil {
		return nil, nil, fmt.Errorf("read tasks: %w", err)
	}
	if err := r.read(ctx); err != nil {
		return nil, nil, err
	}
	return NewPlan(r.in), r, nil
}

func linked(links []Link) []string {
	ids := make([]string, 0, len(links))
	for i := range links {
		if links[i].Task != "" {
			ids = append(ids, links[i].Task)
		}
	}
	return ids
}
