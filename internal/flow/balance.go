package flow

// Balance compares what came with what went between First and Last.
type Balance struct {
	First      Day `json:"first"`
	Last       Day `json:"last"`
	Days       int `json:"days"`
	Arrivals   int `json:"arrivals"`
	Departures int `json:"departures"` // Finished and Discarded
	Finished   int `json:"finished"`   // of those that had started
	Discarded  int `json:"discarded"`  // given up after their start
	// DiscardedUnstarted were given up before their start: they are in no other
	// number.
	DiscardedUnstarted int `json:"discarded_unstarted"`
	// Ratio is Arrivals/Departures; nil without departures.
	Ratio    *float64 `json:"ratio"`
	WIPStart int      `json:"wip_start"` // at the end of the day before First
	WIPEnd   int      `json:"wip_end"`   // at the end of Last
	MeanWIP  float64  `json:"mean_wip"`  // of the ends of days
	AgeStart *float64 `json:"age_start"` // mean age of the items in progress, where there are any
	AgeEnd   *float64 `json:"age_end"`
	Load     Load     `json:"load"`
	Checks   []Check  `json:"checks"` // the assumptions of Little's law
}

// A Load is how much is in progress in comparison to what gets finished: how
// many periods it would take at this pace.
type Load struct {
	Period     Period   `json:"period"`
	WIP        int      `json:"wip"`        // at the end of Last
	Days       int      `json:"days"`       // up to Last, of which the throughput is
	Throughput float64  `json:"throughput"` // the mean of a period
	Ratio      *float64 `json:"ratio"`      // nil where nothing was finished
}

// A Check is an assumption of Little's law, and whether it holds.
type Check struct {
	ID      string   `json:"id"`
	Title   string   `json:"title"`
	Rule    string   `json:"rule"`
	Holds   *bool    `json:"holds"` // nil where it cannot be told
	Numbers []Number `json:"numbers"`
}

// A Number is a figure that something was judged by.
type Number struct {
	Name  string   `json:"name"`
	Value *float64 `json:"value"` // nil where there is none
	Unit  string   `json:"unit,omitempty"`
}

// recentDays is how far back what is judged by its recent pace looks: twelve weeks,
// as forecasts do.
const recentDays = 84

// recent returns the last twelve weeks of what is shown. Today is not over, and is
// left out where there is anything else.
func (a *Analysis) recent() (first, last Day) {
	last = min(a.Last, a.Today-1)
	if last < a.First {
		last = a.Last
	}
	return max(a.First, last-recentDays+1), last
}

// NetFlow returns how many more items started than left on each day.
func (a *Analysis) NetFlow() Series {
	in, out := a.Arrivals(), a.Departures()
	for i := range in.Values {
		in.Values[i] -= out.Values[i]
	}
	return in
}

// Balance returns what came and what went. The period is that of Load.
func (a *Analysis) Balance(period Period) Balance {
	b := Balance{First: a.First, Last: a.Last, Days: a.days(), Load: a.Load(period)}
	for i := range a.Lines {
		b.count(&a.Lines[i])
	}
	b.Departures = b.Finished + b.Discarded
	b.Ratio = known(float64(b.Arrivals)/float64(b.Departures), b.Departures > 0)
	total := 0.0
	for _, wip := range a.WIP().Values {
		total += wip
	}
	b.MeanWIP = total / float64(b.Days)
	b.WIPStart, b.AgeStart = a.stock(a.First - 1)
	b.WIPEnd, b.AgeEnd = a.stock(a.Last)
	b.Checks = b.checks(a.Policy)
	return b
}

func (b *Balance) count(t *Timeline) {
	within := func(d Day) bool { return b.First <= d && d <= b.Last }
	if within(started(t)) {
		b.Arrivals++
	}
	switch {
	case !within(t.EndDay):
	case t.Outcome == Finished:
		b.Finished++
	case t.Start == 0:
		b.DiscardedUnstarted++
	default:
		b.Discarded++
	}
}

// stock returns how many items are in progress at the end of a day, and their mean
// age.
func (a *Analysis) stock(d Day) (int, *float64) {
	n, age := 0, 0.0
	until := a.endOf(d)
	for i := range a.Lines {
		if t := &a.Lines[i]; t.InProgress(d) {
			n++
			age += a.elapsed(t, until)
		}
	}
	return n, known(age/float64(n), n > 0)
}

// Load compares what is in progress at the end of Last with the mean throughput
// of the last twelve weeks that are shown.
func (a *Analysis) Load(period Period) Load {
	first, last := a.recent()
	l := Load{Period: period, Days: int(last-first) + 1}
	finished := 0
	for i := range a.Lines {
		t := &a.Lines[i]
		if t.InProgress(a.Last) {
			l.WIP++
		}
		if t.Outcome == Finished && first <= t.EndDay && t.EndDay <= last {
			finished++
		}
	}
	l.Throughput = float64(finished) * period.days() / float64(l.Days)
	l.Ratio = known(float64(l.WIP)/l.Throughput, finished > 0)
	return l
}

// days is the mean length of a period.
func (p Period) days() float64 {
	switch p {
	case Weekly:
		return 7
	case Monthly:
		return 365.25 / 12
	default:
		return 1
	}
}
