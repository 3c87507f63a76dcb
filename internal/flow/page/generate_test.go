package page_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"weir"
	"weir/internal/flow"
)

// A team is what issues are made of: the names are the tests' to choose.
type team struct {
	project  string
	kinds    []string
	statuses []weir.Status
	stages   []flow.Stage
}

// usualTeam has five columns, of which one waits, and two statuses in one.
func usualTeam() team {
	return team{
		project: "OPS", kinds: []string{"Story", "Bug", "Task"},
		statuses: []weir.Status{
			{ID: "1", Name: "To Do", Category: weir.ToDo},
			{ID: "2", Name: "Analysis", Category: weir.InProgress},
			{ID: "3", Name: "In Progress", Category: weir.InProgress},
			{ID: "4", Name: "In Review", Category: weir.InProgress},
			{ID: "5", Name: "Ready for Test", Category: weir.InProgress},
			{ID: "6", Name: "Test", Category: weir.InProgress},
			{ID: "7", Name: "Done", Category: weir.Done},
		},
		stages: []flow.Stage{
			{Name: "Backlog", Statuses: []string{"1"}},
			{Name: "Analysis", Statuses: []string{"2"}},
			{Name: "Development", Statuses: []string{"3", "4"}},
			{Name: "Ready for Test", Statuses: []string{"5"}, Waiting: true},
			{Name: "Test", Statuses: []string{"6"}},
			{Name: "Done", Statuses: []string{"7"}},
		},
	}
}

// now is the moment of the tests.
func now() time.Time { return time.Date(2026, time.November, 20, 15, 4, 0, 0, time.UTC) }

// generate makes n issues of a team over a number of days, the same for the same
// seed, with 8.5 moves each on average.
func (tm team) generate(n, days int, seed uint64) flow.Data {
	c := flow.NewCollector(tm.statuses)
	r := rand.New(rand.NewPCG(seed, 17)) //nolint:gosec // the same data each time
	begin := now().AddDate(0, 0, -days)
	for i := range n {
		created := begin.Add(time.Duration(float64(days) * 24 * float64(time.Hour) * float64(i) / float64(n)))
		c.Add(tm.issue(i+1, created, r))
	}
	return c.Data()
}

func (tm team) issue(n int, created time.Time, r *rand.Rand) weir.Issue {
	i := weir.Issue{ID: fmt.Sprint(10000 + n), Key: fmt.Sprintf("%s-%d", tm.project, n), Created: created}
	i.Type = weir.Type{ID: "1", Name: tm.kinds[r.IntN(len(tm.kinds))]}
	i.History.Complete = true
	at, status := created, 0
	last := len(tm.statuses) - 1
	for move := 0; status < last && move < 40; move++ {
		wait := time.Duration(float64(30*time.Hour) * math.Exp(0.9*r.NormFloat64()))
		if status == 0 {
			wait = time.Duration(r.Float64() * 20 * 24 * float64(time.Hour))
		}
		at = at.Add(wait)
		if at.After(now()) {
			break
		}
		to := status + 1
		if status > 1 && r.Float64() < 0.217 {
			to = status - 1
		}
		i.History.Changes = append(i.History.Changes, change(move, at, tm.statuses[status], tm.statuses[to]))
		if status > 0 && r.Float64() < 0.03 {
			i.History.Changes = append(i.History.Changes, impediment(move, at.Add(-wait/2), true), impediment(move, at.Add(-wait/8), false))
		}
		status = to
	}
	i.Status = tm.statuses[status]
	if status == last {
		i.Resolved, i.Resolution = at, weir.Named{ID: "1", Name: "Done"}
		if n%40 == 0 {
			i.Resolution = weir.Named{ID: "2", Name: "Won't Do"}
		}
	}
	return i
}

func change(n int, at time.Time, from, to weir.Status) weir.Change {
	return weir.Change{
		ID: fmt.Sprint(n), At: at, Kind: weir.StatusChange,
		From: weir.Named{ID: from.ID, Name: from.Name}, To: weir.Named{ID: to.ID, Name: to.Name},
	}
}

func impediment(n int, at time.Time, on bool) weir.Change {
	c := weir.Change{ID: fmt.Sprint(500 + n), At: at, Kind: weir.FlagChange}
	if on {
		c.To.Name = "Impediment"
	} else {
		c.From.Name = "Impediment"
	}
	return c
}

// analyse measures a team's issues by the usual policy.
func (tm team) analyse(t testing.TB, d flow.Data, p flow.Policy) *flow.Analysis {
	t.Helper()
	a, err := flow.Analyse(d, flow.FromStages(tm.stages, d), p, now(), flow.Window{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}
