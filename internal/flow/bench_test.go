package flow_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strconv"
	"testing"
	"time"

	"weir"
	"weir/internal/flow"
)

// A maker makes issues such as a large team has: created over three years, with
// 8.5 moves on the average, some back, some flagged, nine of ten done.
type maker struct {
	random *rand.Rand
	path   []weir.Status
	at     time.Time
	total  time.Duration
	n      int
}

func newMaker(n int) *maker {
	m := &maker{random: rand.New(rand.NewPCG(1, 2)), at: moment("2023-02-01"), total: 3 * 365 * 24 * time.Hour, n: n} //nolint:gosec // a benchmark draws the same each time
	for i, name := range []string{"Backlog", "Ready", "Analysis", "Development", "Review", "Test", "Release", "Done"} {
		category := weir.InProgress
		switch {
		case i < 2:
			category = weir.ToDo
		case i == 7:
			category = weir.Done
		}
		m.path = append(m.path, weir.Status{ID: strconv.Itoa(i + 1), Name: name, Category: category})
	}
	return m
}

// issue makes the i-th issue. It reuses nothing, as a reader of JSON would not.
func (m *maker) issue(i int) weir.Issue {
	issue := weir.Issue{ID: strconv.Itoa(10_000 + i), Key: "FLOW-" + strconv.Itoa(i+1), Type: weir.Type{Name: []string{"Story", "Bug", "Task"}[i%3]}}
	issue.Created = m.at.Add(time.Duration(int64(m.total) / int64(m.n) * int64(i)))
	issue.History.Complete = true
	at, stage := issue.Created, 0
	last := len(m.path) - 1
	if m.random.IntN(10) == 0 {
		last = m.random.IntN(last)
	}
	for stage < last {
		next := stage + 1
		if stage > 2 && m.random.IntN(6) == 0 {
			next = stage - 1
		}
		at = at.Add(time.Duration(m.random.ExpFloat64() * float64(60*time.Hour)))
		issue.History.Changes = append(issue.History.Changes, weir.Change{
			ID: strconv.Itoa(1000*i + len(issue.History.Changes)), At: at, Kind: weir.StatusChange, From: name(m.path[stage]), To: name(m.path[next]),
		})
		stage = next
	}
	if i%20 == 0 {
		issue.History.Changes = append(issue.History.Changes,
			weir.Change{ID: "1", At: issue.Created.Add(100 * time.Hour), Kind: weir.FlagChange, To: weir.Named{Name: "Impediment"}},
			weir.Change{ID: "2", At: issue.Created.Add(150 * time.Hour), Kind: weir.FlagChange, From: weir.Named{Name: "Impediment"}})
	}
	issue.Status = m.path[stage]
	return issue
}

func name(s weir.Status) weir.Named { return weir.Named{ID: s.ID, Name: s.Name} }

func (m *maker) data() flow.Data {
	c := flow.NewCollector(m.path)
	for i := range m.n {
		c.Add(m.issue(i))
	}
	return c.Data()
}

func (m *maker) workflow(d flow.Data) flow.Workflow {
	var stages []flow.Stage
	for _, s := range m.path {
		stages = append(stages, flow.Stage{Name: s.Name, Statuses: []string{s.ID}, Waiting: s.Name == "Release", Limit: 50})
	}
	return flow.FromStages(stages, d)
}

// everything computes all figures but those of Monte Carlo.
func everything(a *flow.Analysis) int {
	n := len(a.CycleTimes().Dots) + len(a.Ageing().Items) + len(a.CumulativeFlow().Counts) + len(a.TotalAge().Values)
	n += len(a.WIP().Values) + len(a.Throughput().By(flow.Weekly)) + len(a.Arrivals().Values) + len(a.Departures().Values) + len(a.NetFlow().Values)
	n += a.StageTimes().Items + a.Efficiency().Items + len(a.Blocked().Items) + a.Balance(flow.Weekly).Days + len(a.FlowDebt(0).Points)
	for _, m := range []flow.Measure{flow.MeasureThroughput, flow.MeasureCycleTime, flow.MeasureWIP} {
		n += len(a.Behaviour(m, flow.BehaviourParams{}).Points)
	}
	return n + a.History(0).Items + len(a.Quality(flow.QualityParams{})) + len(a.Finished()) + len(a.Discarded())
}

var policies = map[string]flow.Policy{
	"days":         {},
	"hours":        {Cycle: flow.Hours},
	"working-days": {Calendar: flow.WorkingDays()},
	"pause":        {Backward: flow.PauseOnReturn, Cycle: flow.Hours, Calendar: flow.WorkingDays()},
}

// BenchmarkMetrics computes every figure but Monte Carlo, from decoded issues.
func BenchmarkMetrics(b *testing.B) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		b.Fatal(err)
	}
	for _, n := range []int{10_000, 100_000} {
		m := newMaker(n)
		d := m.data()
		w := m.workflow(d)
		for name, p := range policies {
			p.Zone = zone
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				moves := 0
				for i := range d.Items {
					moves += len(d.Items[i].Moves)
				}
				for b.Loop() {
					a, err := flow.Analyse(d, w, p, moment("2026-02-01"), flow.Window{})
					if err != nil {
						b.Fatal(err)
					}
					if everything(a) == 0 {
						b.Fatal("nothing was measured")
					}
				}
				b.ReportMetric(float64(moves)/float64(n), "moves/item")
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/item")
			})
		}
	}
}

// BenchmarkHealth judges health and sums up, with a forecast.
func BenchmarkHealth(b *testing.B) {
	m := newMaker(10_000)
	d := m.data()
	a, err := flow.Analyse(d, m.workflow(d), flow.Policy{}, moment("2026-02-01"), flow.Window{})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := a.Summary(flow.ForecastParams{Seed: 1}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkMemory tells what an item with its history and its Timeline keeps.
func BenchmarkMemory(b *testing.B) {
	const n = 100_000
	for b.Loop() {
		before := heap()
		m := newMaker(n)
		d := m.data()
		a, err := flow.Analyse(d, m.workflow(d), flow.Policy{}, moment("2026-02-01"), flow.Window{})
		if err != nil {
			b.Fatal(err)
		}
		kept := heap() - before
		everything(a)
		b.ReportMetric(float64(kept)/n, "B/item")
		b.ReportMetric(float64(heap()-before)/n, "B/item-after")
		runtime.KeepAlive(a)
	}
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return s.HeapAlloc
}
