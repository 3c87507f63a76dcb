package flow_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"weir"
	"weir/internal/flow"
)

func find(findings []flow.Finding, id string) (flow.Finding, bool) {
	for _, f := range findings {
		if f.ID == id {
			return f, true
		}
	}
	return flow.Finding{}, false
}

func before(i *weir.Issue) { i.History.Changes[0].At = i.Created.AddDate(0, 0, -1) }

// gap makes the second change begin where the first did not end.
func gap(i *weir.Issue) { i.History.Changes[1].From = name(statuses["Review"]) }

func wrongEnd(i *weir.Issue) { i.Status = statuses["Review"] }

func TestEachFindingIsFoundAndNothingElse(t *testing.T) {
	t.Parallel()
	clean := issue("OPS-1", []string{"2026-01-01 To Do", "2026-01-05 Development", "2026-01-07 Test", "2026-01-09 Done"})
	for id, c := range map[string]struct {
		issues []weir.Issue
		also   string // what follows from it
	}{
		flow.FindingTruncated:      {[]weir.Issue{issue("OPS-2", []string{"2026-01-01 To Do", "2026-01-05 Development"}, truncated)}, ""},
		flow.FindingUncertain:      {[]weir.Issue{issue("OPS-2", []string{"2026-01-01 Development", "2026-01-05 Done"}, truncated)}, "created_started truncated_history"},
		flow.FindingWrongEnd:       {[]weir.Issue{issue("OPS-2", []string{"2026-01-01 To Do", "2026-01-05 Development"}, wrongEnd)}, ""},
		flow.FindingGap:            {[]weir.Issue{issue("OPS-2", []string{"2026-01-01 To Do", "2026-01-05 Development", "2026-01-06 Test"}, gap)}, ""},
		flow.FindingBeforeCreation: {[]weir.Issue{issue("OPS-2", []string{"2026-01-01 To Do", "2026-01-05 Development"}, before)}, ""},
		flow.FindingFuture:         {[]weir.Issue{issue("OPS-2", []string{"2026-01-01 To Do", "2026-02-05 Development"})}, ""},
		flow.FindingSkipped:        {[]weir.Issue{issue("OPS-2", []string{"2026-01-01 To Do", "2026-01-05 Done"})}, ""},
		flow.FindingStoppedFirst: {
			[]weir.Issue{issue("OPS-2", []string{"2026-01-01 To Do", "2026-01-05 Done", "2026-01-06 Development"})},
			"back_through_categories back_through_stages reopened",
		},
		flow.FindingReopened: {
			[]weir.Issue{issue("OPS-2", []string{"2026-01-01 To Do", "2026-01-04 Development", "2026-01-05 Done", "2026-01-06 Test"})},
			"back_through_categories back_through_stages",
		},
		flow.FindingBackStage:      {[]weir.Issue{issue("OPS-2", []string{"2026-01-01 To Do", "2026-01-04 Test", "2026-01-05 Development"})}, ""},
		flow.FindingBackCategory:   {[]weir.Issue{issue("OPS-2", []string{"2026-01-01 To Do", "2026-01-04 Test", "2026-01-05 To Do"})}, "back_through_stages"},
		flow.FindingCreatedStarted: {[]weir.Issue{issue("OPS-2", []string{"2026-01-01 Development"})}, ""},
		flow.FindingHidden:         {[]weir.Issue{issue("OPS-2", []string{"2026-01-01 To Do", "2026-01-04 On hold"})}, "unmapped_status"},
		flow.FindingUnplaced:       {[]weir.Issue{issue("OPS-2", []string{"2026-01-01 To Do", "2026-01-04 On hold", "2026-01-05 Test"})}, "unknown_status"},
		flow.FindingDiscarded:      {[]weir.Issue{issue("OPS-2", []string{"2026-01-01 To Do", "2026-01-04 Development", "2026-01-05 Done"}, resolution("Duplicate"))}, ""},
		flow.FindingOpenChildren: {[]weir.Issue{
			issue("OPS-2", []string{"2026-01-01 To Do", "2026-01-05 Development"}, below("OPS-1")),
			issue("OPS-3", []string{"2026-01-01 To Do"}, below("OPS-1")),
		}, ""},
		flow.FindingEarlyChildren: {[]weir.Issue{
			issue("OPS-2", []string{"2026-01-01 To Do"}), issue("OPS-3", []string{"2026-01-01 To Do", "2026-01-05 Development"}, below("OPS-2")),
		}, ""},
		flow.FindingTypes: {[]weir.Issue{issue("OPS-2", []string{"2026-01-01 Development"}, kind("Epic"))}, ""},
	} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			p := flow.Policy{Discard: []string{"Duplicate"}, Types: []string{"Story"}}
			findings := analyse(t, p, append([]weir.Issue{clean}, c.issues...)...).Quality(flow.QualityParams{})
			var got []string
			for _, f := range findings {
				got = append(got, f.ID)
			}
			want := append(strings.Fields(c.also), id)
			if diff := cmp.Diff(sorted(want), sorted(got)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			f, _ := find(findings, id)
			if f.Count != 1 || len(f.Examples) != 1 {
				t.Errorf("found %d times, for instance %v", f.Count, f.Examples)
			}
		})
	}
}

func sorted(list []string) map[string]bool {
	set := map[string]bool{}
	for _, s := range list {
		set[s] = true
	}
	return set
}

func TestStatusesThatNobodyIsSureOfAreFound(t *testing.T) {
	t.Parallel()
	contradiction := func(c weir.Category) option {
		return func(i *weir.Issue) { i.Status = weir.Status{ID: "9", Name: "Parked", Category: c} }
	}
	findings := analyse(t, flow.Policy{},
		issue("OPS-1", []string{"2026-01-01 To Do"}, contradiction(weir.ToDo)),
		issue("OPS-2", []string{"2026-01-01 To Do"}, contradiction(weir.Done)),
		issue("OPS-3", []string{"2026-01-01 Gone", "2026-01-02 Development"}),
	).Quality(flow.QualityParams{})
	for id, want := range map[string]string{flow.FindingContradicted: "Parked", flow.FindingGuessed: "Gone"} {
		if f, ok := find(findings, id); !ok || len(f.Examples) != 1 || f.Examples[0] != want || f.What != "statuses" {
			t.Errorf("%s: %+v, want %s", id, f, want)
		}
	}
}

func TestAStartThatNobodyReachesIsFound(t *testing.T) {
	t.Parallel()
	d := collect(issue("OPS-1", []string{"2026-01-01 To Do", "2026-01-05 Test", "2026-01-09 Done"}))
	w := flow.FromBoard(weir.BoardConfiguration{Columns: []weir.Column{
		{Name: "Backlog", Statuses: []string{"1"}},
		{Name: "Selected", Statuses: []string{"3"}},
		{Name: "Work", Statuses: []string{"2", "4"}},
		{Name: "Done", Statuses: []string{"5"}},
	}}, d)
	for start, want := range map[string]int{"Backlog": 0, "Selected": 1, "Work": 0} {
		w, err := w.Between(d, start, "")
		if err != nil {
			t.Fatal(err)
		}
		a, err := flow.Analyse(d, w, flow.Policy{}, moment("2026-02-01"), flow.Window{})
		if err != nil {
			t.Fatal(err)
		}
		if f, _ := find(a.Quality(flow.QualityParams{}), flow.FindingStartUnreached); f.Count != want {
			t.Errorf("from %s: %+v", start, f)
		}
	}
}

func TestWhatIsNotWrongIsNotFound(t *testing.T) {
	t.Parallel()
	resolvedLater := func(i *weir.Issue) { i.Resolved = moment("2026-03-01") }
	for name, c := range map[string]struct {
		issues []weir.Issue
		want   []string
	}{
		"nothing has started yet":      {[]weir.Issue{issue("OPS-1", []string{"2026-01-01 To Do"})}, nil},
		"neither a parent nor a child": {[]weir.Issue{issue("OPS-1", []string{"2026-01-01 To Do"}), issue("OPS-2", []string{"2026-01-01 To Do"}, below("OPS-1"))}, nil},
		"given up before the start":    {[]weir.Issue{issue("OPS-1", []string{"2026-01-01 To Do", "2026-01-02 Done"}, resolution("Duplicate"))}, []string{flow.FindingDiscarded}},
		"not on the board later":       {[]weir.Issue{issue("OPS-1", []string{"2026-01-01 To Do", "2026-02-02 On hold"})}, []string{flow.FindingFuture, flow.FindingUnplaced}},
		"resolved later":               {[]weir.Issue{issue("OPS-1", []string{"2026-01-01 To Do"}, resolvedLater)}, []string{flow.FindingFuture}},
		"flagged later":                {[]weir.Issue{issue("OPS-1", []string{"2026-01-01 To Do"}, flagged("2026-03-01", ""))}, []string{flow.FindingFuture}},
		"started out of sight":         {[]weir.Issue{issue("OPS-1", []string{"2026-01-01 To Do", "2026-01-02 On hold"})}, []string{flow.FindingHidden, flow.FindingUnplaced}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, f := range analyse(t, flow.Policy{Discard: []string{"Duplicate"}}, c.issues...).Quality(flow.QualityParams{}) {
				got = append(got, f.ID)
			}
			if diff := cmp.Diff(sorted(c.want), sorted(got)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestParentsCanBeGiven(t *testing.T) {
	t.Parallel()
	a := analyse(t, flow.Policy{}, issue("OPS-1", []string{"2026-01-01 Development", "2026-01-05 Done"}), issue("OPS-2", []string{"2026-01-01 To Do"}))
	if _, ok := find(a.Quality(flow.QualityParams{}), flow.FindingOpenChildren); ok {
		t.Error("nobody said that one is below the other")
	}
	f, _ := find(a.Quality(flow.QualityParams{Parents: map[string]string{"OPS-2": "OPS-1"}}), flow.FindingOpenChildren)
	if diff := cmp.Diff([]string{"OPS-1"}, f.Examples); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestExamplesAreFewAndCountsAreNot(t *testing.T) {
	t.Parallel()
	f, _ := find(analyse(t, flow.Policy{}, open(12, "2026-01-20")...).Quality(flow.QualityParams{Examples: 3}), flow.FindingCreatedStarted)
	if diff := cmp.Diff([]string{"OPEN-1", "OPEN-2", "OPEN-3"}, f.Examples); diff != "" || f.Count != 12 || f.Of != 12 {
		t.Errorf("%d of %d (-want +got)\n%s", f.Count, f.Of, diff)
	}
}

func TestAnyReportIsCompleteAndTheWorstComesFirst(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := anyAnalysis(t)
		worst := map[flow.Severity]int{flow.Wrong: 0, flow.Suspect: 1, flow.Note: 2}
		last := 0
		findings := a.Quality(flow.QualityParams{Examples: 2})
		for _, f := range findings {
			if f.Title == "" || f.Why == "" || f.Done == "" || f.Next == "" || f.What == "" {
				t.Errorf("%s does not say everything: %+v", f.ID, f)
			}
			if f.Count < 1 || f.Count > f.Of || len(f.Examples) != min(2, f.Count) {
				t.Errorf("%s: %d of %d, %v", f.ID, f.Count, f.Of, f.Examples)
			}
			if worst[f.Severity] < last {
				t.Errorf("%s comes too late", f.ID)
			}
			last = worst[f.Severity]
		}
		uncertain := 0
		for i := range a.Lines {
			if line := &a.Lines[i]; line.Outcome == flow.Finished && !line.Certain {
				uncertain++
			}
		}
		if f, _ := find(findings, flow.FindingUncertain); f.Count != uncertain {
			t.Errorf("%d are uncertain, want %d", f.Count, uncertain)
		}
	})
}

func TestASummarySaysWhatTheOtherAnswersSay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := anyAnalysis(t)
		s, err := a.Summary(flow.ForecastParams{Trials: 50, Seed: 3})
		if err != nil {
			t.Fatal(err)
		}
		c, g, b := a.CycleTimes(), a.Ageing(), a.Balance(flow.Weekly)
		score, _ := a.Predictability(flow.ForecastParams{Trials: 50, Seed: 3})
		cards, _ := a.Health(flow.ForecastParams{Trials: 50, Seed: 3})
		for what, pair := range map[string][2]any{
			"finished":       {len(a.Finished()), s.Finished},
			"throughput":     {int(sum(a.Throughput().Values)), s.Finished},
			"discarded":      {len(a.Discarded()), s.Discarded},
			"wip":            {int(a.WIP().At(a.Last)), s.WIP},
			"sle":            {fmt.Sprint(c.SLE.P, value(c.SLE.Days), c.SLE.Met), fmt.Sprint(s.SLE.P, value(s.SLE.Days), s.SLE.Met)},
			"mean":           {value(c.Mean), value(s.MeanCycle)},
			"past the sle":   {g.PastSLE, s.PastSLE},
			"blocked":        {a.Blocked().WIP, s.Blocked},
			"ratio":          {value(b.Ratio), value(s.Ratio)},
			"load":           {fmt.Sprint(value(b.Load.Ratio), b.Load.WIP), fmt.Sprint(value(s.Load.Ratio), s.Load.WIP)},
			"efficiency":     {value(a.Efficiency().Ratio), value(s.Efficiency.Ratio)},
			"predictability": {value(score.Percent), value(s.Predictability.Percent)},
			"items":          {len(a.Lines), s.Items},
			"findings":       {len(a.Quality(flow.QualityParams{})), s.Findings},
		} {
			if pair[0] != pair[1] {
				t.Errorf("%s: %v, and in the summary %v", what, pair[0], pair[1])
			}
		}
		if !near(a.TotalAge().At(a.Last), s.TotalAge) {
			t.Errorf("the total age is %v, and in the summary %v", a.TotalAge().At(a.Last), s.TotalAge)
		}
		n := 0
		for _, count := range s.Verdicts {
			n += count
		}
		if n != len(cards) {
			t.Errorf("%d verdicts of %d cards", n, len(cards))
		}
	})
}
