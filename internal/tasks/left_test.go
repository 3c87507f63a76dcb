package tasks_test

import (
	"errors"
	"testing"
	"time"

	"weir"
	"weir/internal/tasks"
)

func TestWhatLeftTheResultIsLookedUp(t *testing.T) {
	t.Parallel()
	t.Run("finished", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.set.JQL = unresolved
		id := w.site.add("OPS-1", "One")
		w.sync()
		w.site.edit(id, status(doneStatus))
		w.counts(w.sync(), tasks.Counts{Completed: 1})
		w.idle()
		w.site.edit(id, status(toDo)) // and taken up again
		w.counts(w.sync(), tasks.Counts{Reopened: 1})
		w.idle()
	})
	for _, test := range []struct {
		onLeft tasks.OnLeft
		want   tasks.State
		tagged bool
	}{
		{tasks.LeftComplete, tasks.Completed, true},
		{tasks.LeftDrop, tasks.Dropped, true},
		{tasks.LeftUntag, tasks.Open, false},
		{tasks.LeftKeep, tasks.Open, true},
	} {
		t.Run("open, on_left = "+string(test.onLeft), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.set.OnLeft = test.onLeft
			id := w.site.add("OPS-1", "One")
			w.site.add("OPS-2", "Two")
			w.sync()
			w.site.edit(id, isMine(false))
			w.sync()
			if got := w.task("OPS-1"); got.State != test.want || got.Tagged != test.tagged {
				t.Errorf("got %+v", got)
			}
			w.idle()
			w.site.edit(id, isMine(true), func(i *issue) { i.Updated = time.Time{} }) // it comes back with the same status
			w.sync()
			if got := w.task("OPS-1"); got.State != tasks.Open || !got.Tagged {
				t.Errorf("after coming back: got %+v", got)
			}
			w.idle()
		})
	}
	t.Run("kept, and finished later", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.set.OnLeft = tasks.LeftKeep
		id := w.site.add("OPS-1", "One")
		w.sync()
		w.site.edit(id, isMine(false))
		w.sync()
		w.site.edit(id, status(doneStatus))
		w.sync()
		w.state("OPS-1", tasks.Completed)
		w.idle()
	})
	t.Run("closed by the user before", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.set.JQL = unresolved
		id := w.site.add("OPS-1", "One")
		w.sync()
		w.user("OPS-1", func(t *tasks.Task) { t.State = tasks.Completed })
		w.site.edit(id, status(doneStatus))
		w.counts(w.sync(), tasks.Counts{Updated: 1}) // the status in the note
		w.idle()
	})
	t.Run("taken up again by the user", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		id := w.site.add("OPS-1", "One")
		w.site.add("OPS-2", "Two")
		w.sync()
		w.site.edit(id, isMine(false))
		w.sync()
		w.user("OPS-1", func(t *tasks.Task) { t.State = tasks.Open })
		w.idle()
		w.full = true
		w.idle()
		w.state("OPS-1", tasks.Open)
	})
}

func TestWhatIsNotVisibleIsKeptForAWhile(t *testing.T) {
	t.Parallel()
	for _, how := range []struct {
		name string
		do   func(*issue)
	}{{"hidden", hidden(true)}, {"deleted", func(i *issue) { i.deleted = true }}} {
		t.Run(how.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			ids := w.many(4)
			w.sync()
			w.site.edit(ids[0], how.do)
			for range 5 { // many runs, but no day
				w.sync()
				w.state("OPS-1", tasks.Open)
			}
			w.site.now = w.site.now.Add(24 * time.Hour)
			w.counts(w.sync(), tasks.Counts{Dropped: 1, Unchanged: 3})
			w.state("OPS-1", tasks.Dropped)
			w.idle()
			w.site.edit(ids[0], hidden(false), func(i *issue) { i.deleted = false })
			w.counts(w.sync(), tasks.Counts{Reopened: 1, Unchanged: 3})
			w.idle()
		})
	}
	t.Run("a day, but only two runs", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		ids := w.many(4)
		w.sync()
		w.site.edit(ids[0], hidden(true))
		w.sync()
		w.site.now = w.site.now.Add(48 * time.Hour)
		w.sync()
		w.state("OPS-1", tasks.Open)
		w.site.edit(ids[0], hidden(false)) // seen again: the count begins anew
		w.sync()
		w.site.edit(ids[0], hidden(true))
		w.sync()
		w.sync()
		w.state("OPS-1", tasks.Open)
	})
}

// L3: nothing is closed because Jira answered partially, wrongly, or as to an
// anonymous user.
func TestNothingIsClosedOnABadAnswer(t *testing.T) {
	t.Parallel()
	begin := func(t *testing.T) (*world, []string) {
		w := newWorld(t)
		ids := w.many(20)
		w.sync()
		return w, ids
	}
	later := func(w *world, check func(tasks.Report, error)) {
		for range 6 {
			w.site.now = w.site.now.Add(24 * time.Hour)
			check(w.try())
			if n := w.open(); n != 20 {
				w.t.Fatalf("%d tasks are open, want 20", n)
			}
		}
	}
	for _, full := range []bool{false, true} {
		t.Run("silent authentication loss", func(t *testing.T) {
			t.Parallel()
			w, _ := begin(t)
			w.full, w.site.anonymous = full, true
			before := w.links.memory.Progress
			later(w, func(_ tasks.Report, err error) { w.kind(err, weir.Unauthorised) })
			if w.links.memory.Progress != before {
				t.Error("the watermark has moved")
			}
		})
		t.Run("a result cut short", func(t *testing.T) {
			t.Parallel()
			w, _ := begin(t)
			w.full, w.site.cut = full, 7
			later(w, func(_ tasks.Report, err error) {
				if err != nil {
					t.Error(err)
				}
			})
		})
		t.Run("an error", func(t *testing.T) {
			t.Parallel()
			w, _ := begin(t)
			w.full, w.site.broken = full, &weir.Error{Kind: weir.Truncated, Text: "the answer ended early"}
			later(w, func(_ tasks.Report, err error) { w.kind(err, weir.Truncated) })
		})
		t.Run("an empty result", func(t *testing.T) {
			t.Parallel()
			w, ids := begin(t)
			w.full = full
			for _, id := range ids {
				w.site.edit(id, isMine(false))
			}
			later(w, func(r tasks.Report, err error) {
				w.kind(err, weir.Partial)
				if len(r.Held) != 20 || weir.NextStep(err) == "" {
					t.Errorf("held %d, next %q", len(r.Held), weir.NextStep(err))
				}
			})
			w.yes = true
			w.counts(w.sync(), tasks.Counts{Completed: 20})
		})
		t.Run("a result that is another one", func(t *testing.T) { // one issue is still in it
			t.Parallel()
			w, ids := begin(t)
			w.full = full
			for _, id := range ids[1:] {
				w.site.edit(id, isMine(false))
			}
			later(w, func(r tasks.Report, err error) {
				w.kind(err, weir.Partial)
				if len(r.Held) != 19 {
					t.Errorf("held %d", len(r.Held))
				}
			})
			w.yes = true
			w.counts(w.sync(), tasks.Counts{Completed: 19, Unchanged: 1})
		})
		t.Run("forty of a hundred issues gone", func(t *testing.T) {
			t.Parallel()
			w, ids := begin(t)
			w.full = full
			for _, id := range ids[:8] {
				w.site.edit(id, hidden(true))
			}
			n := 0
			later(w, func(_ tasks.Report, err error) {
				if n++; n >= 3 {
					w.kind(err, weir.Partial)
				}
			})
			w.site.edit(ids[19], summary("New")) // the rest is done all the same
			_, err := w.try()
			w.kind(err, weir.Partial)
			if got := w.task("OPS-20").Name; got != "[OPS-20] New" {
				t.Errorf("got %q", got)
			}
			w.yes = true
			if got := w.sync(); got.Dropped != 8 {
				t.Errorf("got %+v, want 8 dropped", got)
			}
		})
	}
}

func TestWhatCannotBeSeenIsToldAndNeverDroppedAltogether(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ids := w.many(3)
	w.sync()
	for i, id := range ids {
		w.site.edit(id, hidden(true))
		w.counts(w.sync(), tasks.Counts{Unchanged: 2 - i, Unseen: i + 1})
	}
	if len(w.report.Unseen) != 3 {
		t.Errorf("got %q", w.report.Unseen)
	}
	for range 5 {
		w.site.now = w.site.now.Add(24 * time.Hour)
		if report, err := w.try(); len(report.Unseen) != 3 || err != nil && weir.KindOf(err) != weir.Partial {
			t.Errorf("got %q, %v", report.Unseen, err)
		}
	}
	report, err := w.try()
	w.kind(err, weir.Partial)
	if len(report.Held) != 3 || w.open() != 3 {
		t.Errorf("held %q, open %d", report.Held, w.open())
	}
	w.yes = true
	w.counts(w.sync(), tasks.Counts{Dropped: 3})
}

func TestWhatIsFinishedDoesNotCountAsSuspicious(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.set.JQL = unresolved
	ids := w.many(20)
	w.sync()
	for i, id := range ids[:12] {
		if i < 8 {
			w.site.edit(id, status(doneStatus))
		} else {
			w.site.edit(id, isMine(false)) // somebody else's now, and open
		}
	}
	w.counts(w.sync(), tasks.Counts{Completed: 12, Unchanged: 8})
	w.idle()
}

func TestTheEndOfASprintClosesAll(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.set.JQL = unresolved
	ids := w.many(20)
	w.sync()
	for _, id := range ids[:8] {
		w.site.edit(id, status(doneStatus))
	}
	w.counts(w.sync(), tasks.Counts{Completed: 8, Unchanged: 12})
	for _, id := range ids[8:] {
		w.site.edit(id, status(doneStatus))
	}
	w.counts(w.sync(), tasks.Counts{Completed: 12})
	w.idle()
}

func TestAnIndexThatLagsLosesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.set.Overlap = 30 * time.Minute
	w.site.lag = 10 * time.Minute
	id := w.site.add("OPS-1", "One")
	w.site.now = w.site.now.Add(time.Hour)
	w.sync()
	w.site.now = w.site.now.Add(14 * time.Minute) // the run is one minute after the edit
	w.site.edit(id, summary("Two"))
	w.site.add("OPS-2", "New")
	w.site.now = w.site.now.Add(-14 * time.Minute)
	w.sync()
	w.task("OPS-1")
	w.sync()
	if got := w.task("OPS-1").Name; got != "[OPS-1] Two" {
		t.Errorf("got %q", got)
	}
	w.task("OPS-2")
	w.idle()
}

func TestAClockThatWasAheadLosesNothing(t *testing.T) {
	t.Parallel()
	t.Run("and this computer's was right", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		id := w.site.add("OPS-1", "One")
		w.site.ahead = 5 * time.Hour
		w.sync()
		if mark := w.links.memory.Progress.Watermark; mark.After(w.site.now) {
			t.Errorf("the watermark is %v, and it is %v", mark, w.site.now)
		}
		w.site.edit(id, summary("Two"))
		w.site.ahead, w.site.now = 0, w.site.now.Add(6*time.Hour)
		w.sync()
		if got := w.task("OPS-1").Name; got != "[OPS-1] Two" {
			t.Errorf("got %q", got)
		}
	})
	t.Run("and so was this computer's", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		id := w.site.add("OPS-1", "One")
		w.sync()
		w.links.memory.Progress.Watermark = w.site.now.Add(5 * time.Hour)
		w.site.edit(id, summary("Two"))
		w.sync()
		if got := w.task("OPS-1").Name; got != "[OPS-1] Two" || !w.links.runs[len(w.links.runs)-1].Full {
			t.Errorf("got %q, runs %+v", got, w.links.runs)
		}
		if mark := w.links.memory.Progress.Watermark; !mark.Equal(w.site.now) {
			t.Errorf("the watermark is %v, want %v", mark, w.site.now)
		}
	})
}

func TestAnUpdateInTheMinuteOfTheWatermarkIsNotLost(t *testing.T) {
	t.Parallel()
	for _, noNumbers := range []bool{false, true} {
		w := newWorld(t)
		w.set.Overlap = time.Nanosecond // no overlap that could hide a mistake
		w.site.noNumbers = noNumbers
		w.site.now = w.site.now.Add(37 * time.Second)
		id := w.site.add("OPS-1", "One")
		w.sync()
		w.site.now = w.links.memory.Progress.Watermark.Add(time.Millisecond) // right after the run began
		w.site.edit(id, summary("Two"))
		w.sync()
		if got := w.task("OPS-1").Name; got != "[OPS-1] Two" {
			t.Errorf("numbers refused: %v: got %q", noNumbers, got)
		}
	}
}

// The computer, the server and the profile are in three zones, the site takes
// no numbers, and the clocks go forward and back.
func TestNoUpdateIsLostInAnyTimeZone(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Pacific/Kiritimati", "America/Los_Angeles", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Skip("no time zone data: ", err)
		}
		for _, begin := range []string{"2024-03-31T00:00:00+01:00", "2024-10-27T00:00:00+02:00", "2024-11-03T06:00:00Z", "2024-04-06T13:00:00Z"} {
			w := newWorld(t)
			w.set.Overlap = time.Nanosecond
			w.site.noNumbers, w.site.zone = true, zone
			at, err := time.Parse(time.RFC3339, begin)
			if err != nil {
				t.Fatal(err)
			}
			w.site.now = at.In(time.FixedZone("server", -5*3600))
			id := w.site.add("OPS-1", "0", due(weir.Date{Year: 2024, Month: 3, Day: 31}))
			for i := range 24 {
				w.sync()
				w.site.now = w.site.now.Add(7 * time.Minute)
				name := string(rune('a' + i))
				w.site.edit(id, summary(name))
				w.sync()
				if got := w.task("OPS-1"); got.Name != "[OPS-1] "+name || got.Due.String() != "2024-03-31" {
					t.Fatalf("%s at %v: got %q on %v", zone, w.site.now, got.Name, got.Due)
				}
			}
		}
	}
}

func TestAnErrorOfJirasIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.site.broken = &weir.Error{Kind: weir.RateLimited, Text: "later", Next: "wait"}
	_, err := w.try()
	w.kind(err, weir.RateLimited)
	if weir.NextStep(err) != "wait" || errors.Is(err, weir.Partial) {
		t.Errorf("got %v", err)
	}
}
