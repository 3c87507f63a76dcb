package picture_test

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/chart"
	"weir/internal/flow"
	"weir/internal/flow/picture"
)

func moment(day, hour int) time.Time {
	return time.Date(2026, time.January, day, hour, 0, 0, 0, time.UTC)
}

// statuses are those of the tests, in the order of work.
func statuses() []weir.Status {
	return []weir.Status{
		{ID: "1", Name: "To Do", Category: weir.ToDo},
		{ID: "2", Name: "Build", Category: weir.InProgress},
		{ID: "3", Name: "Test", Category: weir.InProgress},
		{ID: "4", Name: "Done", Category: weir.Done},
	}
}

// analyse makes n items, one created each day from 1 January 2026. Each takes so
// many days as its number has last digits plus one, but the last three, which are
// in progress.
func analyse(t testing.TB, n int, p flow.Policy, window flow.Window) *flow.Analysis {
	t.Helper()
	all := statuses()
	c := flow.NewCollector(all)
	for i := range n {
		issue := weir.Issue{ID: fmt.Sprint(i), Key: fmt.Sprintf("OPS-%d", i), Type: weir.Type{Name: "Story"}, Created: moment(1+i, 8), Status: all[3]}
		issue.History.Complete = true
		at := []time.Time{moment(1+i, 9), moment(1+i+i%10/2, 10), moment(1+i+i%10, 11)}
		moves := 3
		if i >= n-3 {
			moves, issue.Status = 1, all[1]
		}
		for k := range moves {
			issue.History.Changes = append(issue.History.Changes, weir.Change{
				ID: fmt.Sprint(k), At: at[k], Kind: weir.StatusChange,
				From: weir.Named{ID: all[k].ID, Name: all[k].Name}, To: weir.Named{ID: all[k+1].ID, Name: all[k+1].Name},
			})
		}
		c.Add(issue)
	}
	d := c.Data()
	var stages []flow.Stage
	for _, s := range all {
		stages = append(stages, flow.Stage{Name: s.Name, Statuses: []string{s.ID}})
	}
	a, err := flow.Analyse(d, flow.FromStages(stages, d), p, moment(n+11, 18), window)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func of(t testing.TB, a *flow.Analysis, p picture.Params) []picture.Picture {
	t.Helper()
	list, err := picture.Of(a, p)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// find returns the picture with an id.
func find(t testing.TB, list []picture.Picture, id string) picture.Picture {
	t.Helper()
	p, ok := picture.Find(list, id)
	if !ok {
		t.Fatalf("there is no picture %q", id)
	}
	return p
}

// The names of files are what people's scripts and pages hold on to.
func TestPicturesAreFilesOfStableNames(t *testing.T) {
	t.Parallel()
	var got []string
	for _, p := range of(t, analyse(t, 60, flow.Policy{}, flow.Window{}), picture.Params{}) {
		got = append(got, p.FileName("svg"))
	}
	want := []string{
		"ageing.svg", "wip.svg", "total-age.svg", "wip-behaviour.svg",
		"cycle-time-scatter.svg", "cycle-time-histogram.svg", "cycle-time-behaviour.svg",
		"throughput.svg", "throughput-behaviour.svg",
		"cumulative-flow.svg", "net-flow.svg", "flow-debt.svg",
		"time-in-stage.svg", "flow-efficiency.svg", "blocked-time.svg",
		"forecast-how-many.svg", "forecast-when.svg",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("other files (-want +got):\n%s", diff)
	}
}

func TestEveryPictureAsksAnswersAndStatesItsRule(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 4, 120} {
		t.Run(fmt.Sprintf("of %d items", n), func(t *testing.T) {
			t.Parallel()
			for _, p := range of(t, analyse(t, n, flow.Policy{}, flow.Window{}), picture.Params{}) {
				h := p.Chart.Head()
				if !strings.HasSuffix(h.Title, "?") {
					t.Errorf("%s: %q is no question", p.ID, h.Title)
				}
				if h.Desc == "" || p.Chart.Empty() && h.Empty == "" {
					t.Errorf("%s: there is no answer: %+v", p.ID, h)
				}
				// A picture that stands alone shows no more than 400 characters.
				if len([]rune(h.Rule)) > 400 || h.Rule == "" && !p.Chart.Empty() {
					t.Errorf("%s: the rule has %d characters: %s", p.ID, len([]rune(h.Rule)), h.Rule)
				}
				for _, o := range []chart.Options{{}, {Standalone: true}, {Width: 400, Height: 340}} {
					if err := p.Chart.SVG(io.Discard, o); err != nil {
						t.Errorf("%s: %v", p.ID, err)
					}
				}
			}
		})
	}
}

func TestEveryPictureBelongsToASectionAndToCardsThatAre(t *testing.T) {
	t.Parallel()
	a := analyse(t, 60, flow.Policy{}, flow.Window{})
	cards, err := a.Health(flow.ForecastParams{})
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, c := range cards {
		known[c.ID] = true
	}
	place := map[picture.Section]int{}
	for i, s := range picture.Sections() {
		place[s] = i
	}
	last := 0
	for _, p := range of(t, a, picture.Params{}) {
		at, ok := place[p.Section]
		if !ok || at < last {
			t.Errorf("%s: the section %q is not in the order of reading", p.ID, p.Section)
		}
		last = at
		for _, c := range p.Cards {
			if !known[c] {
				t.Errorf("%s: there is no health card %q", p.ID, c)
			}
		}
	}
}

func TestRulesStateThePolicy(t *testing.T) {
	t.Parallel()
	policy := flow.Policy{
		Cycle: flow.Hours, Backward: flow.FirstEntry, Percentiles: flow.Type7,
		Zone: time.FixedZone("Elsewhere", 7200), Calendar: flow.WorkingDays(),
	}
	usual, other := of(t, analyse(t, 60, flow.Policy{}, flow.Window{}), picture.Params{}), of(t, analyse(t, 60, policy, flow.Window{}), picture.Params{})
	for _, c := range []struct{ id, usual, other string }{
		{"cycle-time-scatter", "whole days, both ends counted. Percentiles: nearest rank. Moves back: last entry counts. Days in UTC.", "elapsed time in days of 24 hours, Monday to Friday count. Percentiles: type 7. Moves back: first entry counts. Days in Elsewhere."},
		{"ageing", "both ends counted", "elapsed time in days of 24 hours"},
		{"wip", "Days in UTC", "Days in Elsewhere"},
		{"throughput", "by week", "Days in Elsewhere"},
		{"forecast-how-many", "10,000 trials, seed 0", "10,000 trials, seed 0"},
	} {
		for _, got := range []struct{ rule, want string }{{find(t, usual, c.id).Chart.Head().Rule, c.usual}, {find(t, other, c.id).Chart.Head().Rule, c.other}} {
			if !strings.Contains(got.rule, got.want) {
				t.Errorf("%s: %q does not say %q", c.id, got.rule, got.want)
			}
		}
	}
}

func TestFiguresOfPicturesAreThoseOfTheAnalysis(t *testing.T) {
	t.Parallel()
	a := analyse(t, 120, flow.Policy{}, flow.Window{})
	list := of(t, a, picture.Params{})

	t.Run("the scatterplot has each finished item once", func(t *testing.T) {
		if got, want := len(find(t, list, "cycle-time-scatter").Chart.Table().Rows), len(a.CycleTimes().Dots); got != want || got == 0 {
			t.Errorf("%d rows, and %d items", got, want)
		}
	})
	t.Run("whole weeks only are counted", func(t *testing.T) {
		for _, row := range find(t, list, "throughput").Chart.Table().Rows {
			day, err := flow.ParseDay(row[0])
			if err != nil || day.Weekday() != time.Monday || day < a.First || day+6 > a.Last {
				t.Errorf("the week from %s is not whole", row[0])
			}
		}
	})
	t.Run("the bands of the flow diagram are the work in progress", func(t *testing.T) {
		rows := find(t, list, "cumulative-flow").Chart.Table().Rows
		wip := a.WIP()
		for i, row := range rows {
			var top, bottom int
			if _, err := fmt.Sscan(row[1]+" "+row[len(row)-1], &top, &bottom); err != nil {
				t.Fatal(err)
			}
			day := a.Last - flow.Day(len(rows)-1-i) //nolint:gosec // a few months
			if float64(top-bottom) != wip.At(day) {
				t.Fatalf("on %s: %d between the lines, and %v in progress", day, top-bottom, wip.At(day))
			}
		}
	})
	t.Run("the backlog is there only where it is asked for", func(t *testing.T) {
		without := find(t, list, "cumulative-flow").Chart.Table().Columns
		with := find(t, of(t, a, picture.Params{Backlog: true}), "cumulative-flow").Chart.Table().Columns
		if len(with) != len(without)+1 || with[1].Title != "To Do" {
			t.Errorf("with the backlog %v, without %v", with, without)
		}
	})
	t.Run("a window that begins later begins at 0", func(t *testing.T) {
		later := analyse(t, 120, flow.Policy{}, flow.Window{First: a.First + 60})
		row := find(t, of(t, later, picture.Params{}), "cumulative-flow").Chart.Table().Rows[0]
		if row[len(row)-1] != "0" {
			t.Errorf("the diagram begins with %s departures", row[len(row)-1])
		}
	})
}

func TestThroughputIsCountedByWhatSuitsTheSpan(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		n    int
		want string
	}{{20, "Day"}, {100, "Week from"}, {1000, "Month from"}} {
		a := analyse(t, c.n, flow.Policy{}, flow.Window{})
		if got := find(t, of(t, a, picture.Params{}), "throughput").Chart.Table().Columns[0].Title; got != c.want {
			t.Errorf("over %d days: by %q, want %q", a.Last-a.First+1, got, c.want)
		}
	}
}

func TestTheRowsOfItemsLinkToThem(t *testing.T) {
	t.Parallel()
	a := analyse(t, 60, flow.Policy{}, flow.Window{})
	link := func(key string) string { return "https://jira.example.com/browse/" + key }
	for _, id := range []string{"cycle-time-scatter", "ageing", "cycle-time-behaviour"} {
		links := find(t, of(t, a, picture.Params{Link: link}), id).Chart.Table().Links
		if len(links) == 0 || !strings.HasPrefix(links[0], "https://jira.example.com/browse/OPS-") {
			t.Errorf("%s: the links are %v", id, links)
		}
		if links := find(t, of(t, a, picture.Params{}), id).Chart.Table().Links; links != nil {
			t.Errorf("%s: links that nobody asked for: %v", id, links)
		}
	}
}

func TestAWrongForecastIsAnError(t *testing.T) {
	t.Parallel()
	_, err := picture.Of(analyse(t, 60, flow.Policy{}, flow.Window{}), picture.Params{Forecast: flow.ForecastParams{Trials: -1}})
	if err == nil {
		t.Error("fewer than no trials are taken")
	}
}
