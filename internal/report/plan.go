package report

import (
	"context"
	"time"
)

// A plan is what a run is about to write.
type plan struct {
	view   View
	merge  *merge
	found  Found     // what stands on the page
	state  State     // the settled one
	stands *Snapshot // see Memory.Intend
	diff   diff
}

// plan reads the page, and makes of it and the sheet what is to stand there. It
// writes nothing.
func (j *Job) plan(ctx context.Context, state State, sh *sheet, id string) (plan, error) {
	s := j.Settings
	found, err := j.Page.Read(ctx, s.Mark)
	if err == nil && !s.adds() {
		err = sh.fits(found)
	}
	if err != nil {
		return plan{}, pageFault{err}
	}
	p := plan{found: found, state: state}
	if settled, came := state.settled(found); came && !s.adds() {
		p.state, p.stands = settled, &settled.Last
	}
	p.view, p.merge, p.diff = s.view(*sh, p.state, found, id, j.Now())
	if p.merge.missing {
		err = j.prove(ctx, sh)
	}
	return p, err
}

// view makes the view of a run.
func (s Settings) view(sh sheet, state State, found Found, id string, now time.Time) (View, *merge, diff) {
	r := remember(state, found)
	marked := sh.clone()
	v := s.blank(marked, now)
	v.Run, v.Begun = id, v.Line.At
	if s.adds() && id == state.Intended.Run {
		v.Begun = s.local(state.Intended.At)
	}
	d := s.diff(marked, r, state.Last)
	if s.Marks {
		d.mark()
		v.Left = d.left
	}
	if s.adds() {
		found = Found{} // a snapshot is added, and what stands there stays
	}
	m := put(v, marked, r, found)
	s.lead(m.view.Kept)
	m.count.Rows, m.count.New, m.count.Cells, m.count.Left = sh.rows, len(d.fresh), d.cells(), len(d.left)
	if !s.adds() && state.Last.Run != "" && r.digest(m.view) == state.Last.Digest && stands(m.view, m) &&
		(found.Run == "" || found.Run == state.Last.Run) {
		m.view.Same, m.view.Run = true, state.Last.Run
	}
	return m.view, m, d
}
