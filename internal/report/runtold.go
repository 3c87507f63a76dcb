package report

import (
	"context"
	"fmt"
	"time"

	"weir"
)

// tell has the line above the table say that, and why, it was not refreshed, and
// reports whether it does. What it says already is not said again: a report that
// fails each quarter of an hour would use up what its page may be asked for. If
// telling fails, too, the run's own error is what counts.
func (j *Job) tell(ctx context.Context, state State, why error) bool {
	if j.Settings.adds() || ctx.Err() != nil || weir.KindOf(why) == weir.RateLimited && !isOld(state, j.Now()) {
		return false
	}
	words := inWords(why)
	if state.Told == words {
		return true
	}
	found, err := j.Page.Read(ctx, j.Settings.Mark)
	if err != nil || !found.Exists {
		return false
	}
	state, _ = state.settled(found)
	v := j.Settings.blank(sheet{columns: j.Settings.columns()}, j.Now())
	v.Run, v.Same = found.Run, true
	v.Line.Trouble, v.Line.Since = words, j.Settings.local(state.Last.At)
	_, err = j.Page.Write(ctx, v, found)
	return err == nil
}

// fails says in the run how it failed, and whether the report pauses itself.
func (j *Job) fails(out *Outcome, state State, err error) {
	run := &out.Run
	run.Result, run.Trouble = weir.KindOf(err), inWords(err)
	old := isOld(state, run.Ended)
	if run.Again, run.PutOff = again(err, run.Ended); run.PutOff {
		if old && state.Last.Run != "" {
			out.Told = append(out.Told, fmt.Sprintf("The report has been put off again and again: its table is of %s.", Stamp(j.Settings.local(state.Last.At))))
		}
		return
	}
	if state.Failures+1 >= patience && (!passes(run.Result) || old) && !state.Paused {
		run.Paused = true
		out.Told = append(out.Told, fmt.Sprintf("The report %s has failed %d times in a row, this time because %s, and is paused: mend that, then %s",
			j.Settings.Name, state.Failures+1, run.Trouble, j.resume()))
	}
}

func (j *Job) resume() string { return fmt.Sprintf("run `weir report resume %s`.", j.Settings.Name) }

// isOld reports whether the table is so old that what may pass by itself does not.
// A report that has never worked is.
func isOld(state State, now time.Time) bool { return now.Sub(state.Last.At) >= hopeful }

// A tense is whether something was done, or would be.
type tense int

const (
	did tense = iota
	would
)

// told says what came of what people wrote, or would come of it.
func (m *merge) told(when tense) []string {
	var told []string
	for why, n := range m.why {
		switch {
		case n == 0:
		case when == would:
			told = append(told, rescued(reason(why), n)+" would go into the list below the table.")
		case n == 1:
			told = append(told, rescued(reason(why), n)+" is in the list below the table now.")
		default:
			told = append(told, rescued(reason(why), n)+" are in the list below the table now.")
		}
	}
	told = append(told, m.notes.told(when, m.titleOf(NoteColumn))...)
	if m.blurred {
		told = append(told, "The table was not written by this computer last, so what differed in it from Jira, where Weir writes, is not kept.")
	}
	if m.found.Copies > 0 {
		told = append(told, fmt.Sprintf("There %s of the table on the page that Weir leaves alone.", copies(m.found.Copies)))
	}
	return told
}

// rescued says what goes into the list below the table.
func rescued(why reason, n int) string {
	texts := map[reason][2]string{
		hasLeft:   {"1 note of an issue that has left", "%d notes of issues that have left"},
		typedOver: {"1 cell that somebody had typed over", "%d cells that somebody had typed over"},
		homeless:  {"1 text that has no place in the table any more", "%d texts that have no place in the table any more"},
	}[why]
	if n == 1 {
		return texts[0]
	}
	return fmt.Sprintf(texts[1], n)
}

func copies(n int) string {
	if n == 1 {
		return "is 1 copy"
	}
	return fmt.Sprintf("are %d copies", n)
}
