package report

import (
	"context"
	"errors"
	"fmt"
	"time"

	"weir"
	"weir/internal/atomicfile"
)

// A Job is one report: a query of one site, shown on one page.
type Job struct {
	Settings Settings
	Source   Source
	Page     Page
	Memory   Memory
	// Lock is the path of a file that a run holds, so that there is one at a time.
	Lock string
	Now  func() time.Time // this computer's clock
	// NewRun returns a View.Run that no other run has.
	NewRun func() string
}

// An Outcome says what a run did.
type Outcome struct {
	Run   Run
	Where string   // the address or the path of the page
	Told  []string // what people should know, a sentence each
	// Same says that the table stood there already, and was not touched.
	Same bool
}

// attempts is how often a run begins anew because somebody was writing on the
// page at that moment.
const attempts = 3

// anew is for how long a run finishes what one that died has begun, in the modes
// that add. Later it is one of its own: else this week's snapshot would be taken
// for the last one's.
const anew = 12 * time.Hour

// Run refreshes the page. A report that is paused runs, too: who asks for a run
// wants one. The outcome is valid with an error: its Run says how it is kept in
// the history. Where another run is at work nothing is done, and the error is of
// kind Busy; when ctx ends it is of kind Interrupted.
//
// When the refresh fails before the page is written, the line above the table
// says so, as far as the page can be reached.
func (j *Job) Run(ctx context.Context) (out Outcome, err error) {
	err = atomicfile.Alone(ctx, j.Lock, func() error {
		out, err = j.run(ctx)
		return err
	})
	if errors.Is(err, atomicfile.ErrHeld) {
		return out, &weir.Error{
			Kind: weir.Busy, Err: err, Text: "another run of the report " + j.Settings.Name + " is at work",
			Next: "wait until it has finished; weir report list shows when",
		}
	}
	return out, interrupted(ctx, err)
}

// interrupted says in words for people that ctx has ended what failed.
func interrupted(ctx context.Context, err error) error {
	if err == nil || ctx.Err() == nil || !errors.Is(err, ctx.Err()) {
		return err
	}
	return &weir.Error{
		Kind: weir.Interrupted, Err: context.Cause(ctx), Text: "stopped before the end",
		Next: "run it again: it begins anew, and nothing is lost",
	}
}

func (j *Job) run(ctx context.Context) (Outcome, error) {
	state, err := j.Memory.Load(ctx)
	if err != nil {
		return Outcome{}, fmt.Errorf("load memory: %w", err)
	}
	started := j.Now()
	out, done, err := j.refresh(ctx, state)
	// Even where somebody has set the clock back, no run ends before it began.
	out.Run.Started, out.Run.Ended = started, started.Add(max(0, j.Now().Sub(started)))
	if ctx.Err() != nil && err != nil {
		return out, err // nobody knows whether it would have failed
	}
	switch {
	case err != nil:
		j.fails(&out, state, err)
	case state.Paused && state.Why == "": // else this success ends the pause
		out.Told = append(out.Told, "The report is paused and does not run by itself: "+j.resume())
	}
	if kept := j.Memory.Finish(context.WithoutCancel(ctx), out.Run, done); kept != nil {
		err = errors.Join(err, fmt.Errorf("finish run: %w", kept))
	}
	return out, err
}

// refresh reads Jira and writes the page. It returns what the page shows now.
func (j *Job) refresh(ctx context.Context, state State) (out Outcome, done *Snapshot, err error) {
	id := j.runID(state)
	out.Run.ID = id
	sh, err := j.read(ctx, state)
	for n := 0; err == nil && done == nil; n++ {
		done, err = j.write(ctx, state, &sh, id, &out)
		switch {
		case !errors.Is(err, ErrChanged):
		case n+1 < attempts:
			err = nil
		default:
			err = pageFault{&weir.Error{
				Kind: weir.Busy, Err: err, Text: "somebody was writing on the page all the time",
				Next: "nothing was changed; run it again later",
			}}
		}
	}
	if err != nil && !isPages(err) {
		out.Run.Told = j.tell(ctx, state, err)
	}
	return out, done, err
}

// runID names the run that begins now.
func (j *Job) runID(state State) string {
	id := j.NewRun()
	if j.Settings.adds() && state.Intended.Run != "" && j.Now().Sub(state.Intended.At).Abs() < anew {
		id = state.Intended.Run // perhaps it was written; it must not be written twice
	}
	return id
}

// read asks Jira. Before it is believed that an issue has left, or that there is
// none, Jira must have known who asks.
func (j *Job) read(ctx context.Context, state State) (sheet, error) {
	sh, err := j.Settings.read(ctx, j.Source)
	if err != nil {
		return sh, err
	}
	now := map[string]bool{}
	for _, g := range sh.groups {
		for _, row := range g.Rows {
			now[row.Issue] = true
		}
	}
	missing := sh.rows == 0
	for _, s := range []Snapshot{state.Last, state.Intended} {
		for _, row := range s.Rows {
			missing = missing || !now[row.Issue]
		}
	}
	if missing {
		err = j.prove(ctx, &sh)
	}
	return sh, err
}

// prove makes sure, once in a run, that Jira knows who asks.
func (j *Job) prove(ctx context.Context, sh *sheet) error {
	if sh.proved {
		return nil
	}
	err := j.Source.Prove(ctx)
	sh.proved = err == nil
	return err
}

// write carries out a plan.
func (j *Job) write(ctx context.Context, state State, sh *sheet, id string, out *Outcome) (*Snapshot, error) {
	p, err := j.plan(ctx, state, sh, id)
	if err != nil {
		return nil, err
	}
	next := p.merge.snapshot()
	if !p.view.Same || p.state.Told != "" {
		if err := j.Memory.Intend(ctx, p.stands, next); err != nil {
			return nil, fmt.Errorf("note what is about to be written: %w", err)
		}
	}
	wrote, err := j.Page.Write(ctx, p.view, p.found)
	if err != nil {
		return nil, pageFault{err}
	}
	out.Run.Counts, out.Where, out.Told, out.Same = p.merge.count, wrote.Where, wrote.Told, p.view.Same
	out.Told = append(out.Told, p.merge.told(did)...)
	return &next, nil
}

// blank is the view of a sheet on an empty page.
func (s Settings) blank(sh sheet, now time.Time) View {
	mode := s.Mode
	if mode == "" {
		mode = Replace
	}
	return View{
		Report: s.Name, Mark: s.Mark, Title: s.Title, Mode: mode,
		Line:    Line{At: s.local(now), Rows: sh.rows, More: sh.more, Query: s.Query},
		Columns: sh.columns, Groups: sh.groups, Totals: sh.totals,
	}
}

// local puts a moment into the report's zone, to the millisecond, as a memory
// keeps it.
func (s Settings) local(t time.Time) time.Time {
	if t = t.Truncate(time.Millisecond); s.Zone != nil && !t.IsZero() {
		return t.In(s.Zone)
	}
	return t
}

// adds reports whether each run adds a snapshot, and changes none.
func (s Settings) adds() bool { return s.Mode == Append || s.Mode == NewPage }

// Preview returns what a first run would show, and writes nothing.
func (j *Job) Preview(ctx context.Context) (View, error) {
	sh, err := j.Settings.read(ctx, j.Source)
	if err == nil && sh.rows == 0 {
		err = j.Source.Prove(ctx)
	}
	if err != nil {
		return View{}, err
	}
	return j.Settings.blank(sh, j.Now()), nil
}

// clone returns a sheet whose cells can be marked without changing the other one.
func (sh sheet) clone() sheet {
	groups := make([]Group, len(sh.groups))
	for g, group := range sh.groups {
		groups[g] = Group{Heading: group.Heading, Rows: make([]Row, len(group.Rows))}
		for i, row := range group.Rows {
			row.Cells = append([]Cell(nil), row.Cells...)
			groups[g].Rows[i] = row
		}
	}
	sh.groups = groups
	return sh
}
