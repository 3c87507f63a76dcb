package flow

// An Outcome is how far an item came by the moment of the analysis.
type Outcome uint8

// The outcomes.
const (
	NotStarted Outcome = iota // or not created yet
	InProgress
	Finished
	// Discarded: it left by a resolution that does not count as finished. One that
	// was given up before its start was never in progress: its Start is zero.
	Discarded
)

// String returns the outcome as programs read it: in_progress.
func (o Outcome) String() string {
	switch o {
	case InProgress:
		return "in_progress"
	case Finished:
		return "finished"
	case Discarded:
		return "discarded"
	default:
		return "not_started"
	}
}

// A Timeline is when an item was where, by one workflow and one policy. It is
// the only place that says what is started and what is finished: every figure
// is made of Timelines. Moments are in milliseconds since 1970, 0 for never.
type Timeline struct {
	Item    *Item
	Outcome Outcome
	// Certain is false where the history does not tell when the work began, or
	// when it ended: such an item has no cycle time.
	Certain bool
	// Skipped: it was finished without having been started.
	Skipped  bool
	Stage    int16 // where it is now, or -1
	Backward int16 // how often it moved back
	Start    int64
	End      int64 // when it finished or was discarded
	StartDay Day   // NoDay where there is no Start
	EndDay   Day   // NoDay where there is no End
	// Entered is by stage when the item came to it, or to a later one, by the policy
	// for backward moves: no moment is before the one before it. 0: not yet.
	Entered   []int64
	spans     []span // under PauseOnReturn: when the clock ran; none: from Start to End
	placement *placement
}

// A span is from one moment to another; the other is 0 while it goes on.
type span struct{ from, until int64 }

// InProgress reports whether the item is work in progress at the end of a day:
// started, and neither finished nor discarded. This is the one definition.
func (t *Timeline) InProgress(d Day) bool {
	return t.Start != 0 && t.StartDay <= d && (t.End == 0 || t.EndDay > d)
}

// Ended reports whether the item was in progress once and is not any more.
func (t *Timeline) Ended() bool { return t.Start != 0 && t.End != 0 }

// A tracer makes Timelines.
type tracer struct {
	policy Policy
	clock  *clock
	now    int64
	place  func(string) *placement
}

// trace follows one item through the stages. Entered is room for the moments at
// which it came to each stage. What comes after now has not happened yet.
func (tr *tracer) trace(item *Item, entered []int64) Timeline {
	p := tr.place(item.Type)
	t := Timeline{
		Item: item, Certain: true, Stage: -1, Entered: entered,
		StartDay: NoDay, EndDay: NoDay, placement: p,
	}
	if item.Created > tr.now {
		return t
	}
	w := walker{t: &t, p: p, policy: tr.policy.Backward}
	happened := tr.walk(&w, item)
	w.end()
	tr.conclude(&t, &w)
	t.Certain = certain(item, &t, happened)
	return t
}

// walk takes an item through what happened to it, and returns how many moves that
// was. Of a finished item that came without its history, the moment at which it
// was resolved is all that is known; that it was created finished is not.
func (tr *tracer) walk(w *walker, item *Item) (happened int) {
	if len(item.Moves) == 0 && item.Faults.Has(Truncated) && item.Resolved > item.Created && w.p.stage[item.Status] >= w.p.finish {
		if item.Resolved <= tr.now {
			w.visit(item.Resolved, item.Status)
		}
		return 0
	}
	w.visit(item.Created, item.Initial)
	for _, move := range item.Moves {
		if move.At > tr.now {
			break
		}
		w.visit(max(move.At, item.Created), move.Status)
		happened++
	}
	return happened
}

// conclude tells the outcome.
func (tr *tracer) conclude(t *Timeline, w *walker) {
	t.Start, t.End = t.Entered[t.placement.start], t.Entered[t.placement.finish]
	t.Skipped = t.End != 0 && !w.started
	switch {
	case t.End != 0 && tr.policy.discards(t.Item.Resolution):
		t.Outcome = Discarded
		if t.Skipped {
			clear(t.Entered)
			t.Start = 0
		}
	case t.End != 0:
		t.Outcome = Finished
	case t.Start != 0:
		t.Outcome = InProgress
	}
	if t.Start != 0 {
		t.StartDay = tr.clock.day(t.Start)
	}
	if t.End != 0 {
		t.EndDay = tr.clock.day(t.End)
	}
}

// line returns when an item crossed the line of a stage in a diagram in which
// all items start at one stage, whatever their types do: one that starts earlier
// has crossed all lines up to there when it starts, one that starts later none
// beyond until it does. So the line of that stage is the start of all. It is 0
// for never.
func (t *Timeline) line(k, start int) int64 {
	at := t.Entered[k]
	switch {
	case k <= start && t.Start != 0 && (at == 0 || at > t.Start || k == start):
		return t.Start
	case k >= start && t.Start == 0:
		return 0
	case k > start && at != 0:
		return max(at, t.Start)
	default:
		return at
	}
}

// certain reports whether the history tells when the work began and ended. Of a
// truncated one, the beginning is certain if it lies behind the first move that
// is known.
func certain(item *Item, t *Timeline, happened int) bool {
	if item.Faults.Has(Truncated) && t.Start != 0 && (happened == 0 || t.Start <= item.Moves[0].At) {
		return false
	}
	return !item.Faults.Has(WrongEnd) || happened < len(item.Moves) || item.Moves[len(item.Moves)-1].At == item.Resolved
}

// A walker takes an item from status to status and notes in its Timeline when
// it came where.
type walker struct {
	t       *Timeline
	p       *placement
	policy  Backward
	started bool  // it was in a stage from the start to before the finish
	final   int64 // since when it is finished, or 0
}

func (w *walker) visit(at int64, status int32) {
	from, to := w.t.Stage, w.p.from(w.t.Stage, status)
	if to == from {
		return
	}
	if to < from {
		w.t.Backward++
	}
	w.t.Stage = to
	if to >= w.p.start && to < w.p.finish {
		w.started = true
	}
	w.clock(at, to)
	if w.policy == LastEntry {
		w.enterLast(at, to)
	} else {
		w.enterFirst(at, to)
	}
}

// enterLast wipes what lies behind a stage that the item moved back to. Stages
// that it skipped it came to and left at once.
func (w *walker) enterLast(at int64, to int16) {
	entered := w.t.Entered
	if to >= w.p.finish {
		to = int16(len(entered) - 1) //nolint:gosec // stages are few
	}
	for k := range entered {
		switch {
		case int16(k) > to:
			entered[k] = 0
		case entered[k] == 0:
			entered[k] = at
		}
	}
	w.started = w.started && to >= w.p.start
}

// enterFirst keeps the first moment at which a stage or a later one was reached,
// but for the last: what was taken for finished and was not, was not.
func (w *walker) enterFirst(at int64, to int16) {
	entered := w.t.Entered
	for k := range entered[:min(int(to)+1, int(w.p.finish))] {
		if entered[k] == 0 {
			entered[k] = at
		}
	}
	w.final = 0
	if to >= w.p.finish {
		w.final = at
	}
}

// clock runs the clock that can pause.
func (w *walker) clock(at int64, to int16) {
	if w.policy != PauseOnReturn {
		return
	}
	spans := w.t.spans
	runs := len(spans) > 0 && spans[len(spans)-1].until == 0
	works := to >= w.p.start && to < w.p.finish
	switch {
	case works && !runs:
		w.t.spans = append(spans, span{from: at})
	case !works && runs:
		spans[len(spans)-1].until = at
	}
}

func (w *walker) end() {
	if w.policy == LastEntry {
		return
	}
	for k := int(w.p.finish); k < len(w.t.Entered); k++ {
		w.t.Entered[k] = w.final
	}
}
