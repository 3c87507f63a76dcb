package flow_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"weir"
	"weir/internal/flow"
)

func card(t interface{ Fatal(...any) }, a *flow.Analysis, id string) flow.Card {
	cards, err := a.Health(flow.ForecastParams{Trials: 500})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cards {
		if c.ID == id {
			return c
		}
	}
	t.Fatal("there is no card " + id)
	return flow.Card{}
}

// open makes items that are in progress since a day.
func open(n int, since string, options ...option) []weir.Issue {
	var issues []weir.Issue
	for i := range n {
		issues = append(issues, issue(fmt.Sprintf("OPEN-%d", i+1), []string{since + " Development"}, options...))
	}
	return issues
}

// spread makes finished items that spent some days in development and some in
// test.
func spread(n, development, test int) []weir.Issue {
	var issues []weir.Issue
	for i := range n {
		at := moment("2026-01-02")
		issues = append(issues, issue(fmt.Sprintf("OPS-%d", i+1), []string{
			at.Format("2006-01-02") + " Development",
			at.AddDate(0, 0, development).Format("2006-01-02") + " Test",
			at.AddDate(0, 0, development+test).Format("2006-01-02") + " Done",
		}))
	}
	return issues
}

func join(lists ...[]weir.Issue) []weir.Issue {
	var all []weir.Issue
	for _, list := range lists {
		all = append(all, list...)
	}
	return all
}

func TestCardsJudgeByTheirThresholds(t *testing.T) {
	t.Parallel()
	ones := daily("2026-01-05", repeat(1, 27)...) // one a day until yesterday
	tenDays := cycles(repeat(10, 10)...)          // finished from 20 to 29 January; the SLE is ten days
	for name, c := range map[string]struct {
		id     string
		issues []weir.Issue
		want   flow.Verdict
	}{
		"a load of two weeks":              {flow.CardLoad, join(ones, open(14, "2026-01-20")), flow.Sustain},
		"a load of more":                   {flow.CardLoad, join(ones, open(15, "2026-01-20")), flow.Observe},
		"a load of four weeks":             {flow.CardLoad, join(ones, open(28, "2026-01-20")), flow.Observe},
		"a load of more than four":         {flow.CardLoad, join(ones, open(29, "2026-01-20")), flow.Act},
		"a load of which nothing finishes": {flow.CardLoad, open(1, "2026-01-20"), flow.Act},
		"no load at all":                   {flow.CardLoad, nil, flow.NoVerdict},

		"as much starts as leaves":        {flow.CardBalance, ones, flow.Sustain},
		"one more starts":                 {flow.CardBalance, join(ones, open(1, "2026-01-20")), flow.Sustain},
		"two more start":                  {flow.CardBalance, join(ones, open(2, "2026-01-20")), flow.Observe},
		"three more start":                {flow.CardBalance, join(ones, open(3, "2026-01-20")), flow.Observe},
		"twenty more start":               {flow.CardBalance, join(ones, open(20, "2026-01-20")), flow.Act},
		"nothing starts and nothing goes": {flow.CardBalance, []weir.Issue{issue("OPS-1", []string{"2026-01-01 To Do"})}, flow.NoVerdict},

		"something each day":             {flow.CardZeroRuns, ones, flow.Sustain},
		"two days without":               {flow.CardZeroRuns, daily("2026-01-23", 1, 1, 1, 1, 1, 1, 1, 0, 0), flow.Sustain},
		"three days without up to now":   {flow.CardZeroRuns, daily("2026-01-23", 1, 1, 1, 1, 1, 1), flow.Act},
		"three days without, but over":   {flow.CardZeroRuns, daily("2026-01-23", 1, 1, 1, 1, 0, 0, 0, 1, 1), flow.Observe},
		"three days without, long ago":   {flow.CardZeroRuns, daily("2025-12-20", append([]int{1, 0, 0, 0, 1, 1}, repeat(1, 37)...)...), flow.Sustain},
		"four items say nothing of days": {flow.CardZeroRuns, daily("2026-01-23", 4), flow.NoVerdict},

		"no limits":                    {flow.CardLimits, ones, flow.NoVerdict},
		"total age below its measure":  {flow.CardTotalAge, join(tenDays, open(2, "2026-01-27")), flow.Sustain}, // 12 of 20 days
		"total age over it tomorrow":   {flow.CardTotalAge, join(tenDays, open(2, "2026-01-23")), flow.Observe}, // 20 of 20 days
		"total age over it":            {flow.CardTotalAge, join(tenDays, open(2, "2026-01-22")), flow.Act},
		"total age without a measure":  {flow.CardTotalAge, open(2, "2026-01-22"), flow.NoVerdict},
		"nothing past the SLE":         {flow.CardPastSLE, join(tenDays, open(5, "2026-01-23")), flow.Sustain},
		"two past the SLE":             {flow.CardPastSLE, join(tenDays, open(2, "2026-01-22")), flow.Observe},
		"three past the SLE":           {flow.CardPastSLE, join(tenDays, open(3, "2026-01-22")), flow.Act},
		"past no SLE":                  {flow.CardPastSLE, open(3, "2026-01-22"), flow.NoVerdict},
		"nothing blocked":              {flow.CardBlocked, join(open(4, "2026-01-20"), tenDays, flaggedAway()), flow.Sustain},
		"a quarter blocked":            {flow.CardBlocked, join(open(4, "2026-01-20")[:3], open(1, "2026-01-20", flagged("2026-01-21", ""))), flow.Observe},
		"a third blocked":              {flow.CardBlocked, join(open(3, "2026-01-20")[:2], open(1, "2026-01-20", flagged("2026-01-21", ""))), flow.Act},
		"no flags":                     {flow.CardBlocked, open(3, "2026-01-20"), flow.NoVerdict},
		"flags, and nothing to be on":  {flow.CardBlocked, flaggedAway(), flow.NoVerdict},
		"stages of 5 and 8 days":       {flow.CardBottleneck, spread(5, 5, 8), flow.Act},
		"stages of 5 and 7 days":       {flow.CardBottleneck, spread(5, 5, 7), flow.Observe},
		"too few for a bottleneck":     {flow.CardBottleneck, spread(4, 5, 7), flow.NoVerdict},
		"no time for a bottleneck":     {flow.CardBottleneck, spread(5, 0, 0), flow.NoVerdict},
		"no waiting is known":          {flow.CardEfficiency, spread(5, 5, 5), flow.NoVerdict},
		"flow of one a day is routine": {flow.CardSignals, join(ones, daily("2025-11-24", repeat(1, 42)...)), flow.Sustain},
		"no flow has no signals":       {flow.CardSignals, ones[:5], flow.NoVerdict},
		"one item of a month":          {flow.CardSignals, join(cycles(repeat(3, 11)...), []weir.Issue{issue("OPS-99", []string{"2025-12-20 Development", "2026-01-31 Done"})}), flow.Act},

		"one a day can be predicted":  {flow.CardPredictability, ones, flow.Sustain},
		"lumps cannot":                {flow.CardPredictability, daily("2026-01-05", 1, 0, 0, 0, 1, 0, 0, 0, 0, 50, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0), flow.Act},
		"nothing cannot be predicted": {flow.CardPredictability, nil, flow.NoVerdict},

		"clean data":         {flow.CardQuality, tenDays, flow.Sustain},
		"one of ten unknown": {flow.CardQuality, join(tenDays[:9], []weir.Issue{issue("OPS-99", []string{"2026-01-20 Development", "2026-01-25 Done"}, truncated)}), flow.Observe},
		"two of ten unknown": {flow.CardQuality, join(tenDays[:8], []weir.Issue{
			issue("OPS-98", []string{"2026-01-20 Development", "2026-01-25 Done"}, truncated), issue("OPS-99", []string{"2026-01-20 To Do", "2026-01-25 Done"}),
		}), flow.Act},
		"no data": {flow.CardQuality, nil, flow.NoVerdict},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := card(t, analyse(t, flow.Policy{}, c.issues...), c.id)
			if got.Verdict != c.want {
				t.Errorf("the verdict is %s, want %s: %s %s", got.Verdict, c.want, numbers(got), got.Reason)
			}
		})
	}
}

func TestTheDaysSinceSomethingWasFinishedAreTold(t *testing.T) {
	t.Parallel()
	for days, counts := range map[string][]int{
		"0": {1, 1, 1, 1, 1, 1, 1, 1, 1}, "2": {1, 1, 1, 1, 1, 1, 1, 0, 0}, "3": {1, 1, 1, 1, 1, 1},
	} {
		c := card(t, analyse(t, flow.Policy{}, daily("2026-01-23", counts...)...), flow.CardZeroRuns)
		if want := "nothing finished for " + days + " days"; !strings.HasPrefix(numbers(c), want) {
			t.Errorf("got %s, want %s", numbers(c), want)
		}
	}
}

// flaggedAway is an item whose flag was cleared before it was finished.
func flaggedAway() []weir.Issue {
	return []weir.Issue{issue("OPS-98", []string{"2026-01-05 Development", "2026-01-08 Done"}, flagged("2026-01-06", "2026-01-07"))}
}

func numbers(c flow.Card) string {
	var texts []string
	for _, n := range c.Numbers {
		texts = append(texts, fmt.Sprintf("%s %s %s", n.Name, value(n.Value), n.Unit))
	}
	return strings.Join(texts, ", ")
}

func TestFlowEfficiencyIsJudgedWhereWaitingIsKnown(t *testing.T) {
	t.Parallel()
	for days, want := range map[int]flow.Verdict{3: flow.Act, 4: flow.Observe, 5: flow.Observe, 6: flow.Sustain, 9: flow.Sustain} {
		if got := card(t, waiting(t, spread(5, days, 10-days)...), flow.CardEfficiency); got.Verdict != want {
			t.Errorf("%d of 10 days: %s, want %s: %s", days, got.Verdict, want, numbers(got))
		}
	}
}

func TestLimitsAreHeldAgainstTheEndsOfDays(t *testing.T) {
	t.Parallel()
	// Two items are in development from the 22nd to the 30th; the last ten days
	// that are over are the 22nd to the 31st.
	for name, c := range map[string]struct {
		until string
		limit int
		want  flow.Verdict
	}{
		"never over":              {"2026-01-31", 2, flow.Sustain},
		"over on five of ten":     {"2026-01-27", 1, flow.Observe},
		"over on six of ten days": {"2026-01-28", 1, flow.Act},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			line := []string{"2026-01-22 Development", c.until + " Done"}
			d := collect(issue("OPS-1", line), issue("OPS-2", line))
			w := board(d)
			w.Stages[1].Limit = c.limit
			a, err := flow.Analyse(d, w, flow.Policy{}, moment("2026-02-01"), flow.Window{})
			if err != nil {
				t.Fatal(err)
			}
			if got := card(t, a, flow.CardLimits); got.Verdict != c.want || len(got.Numbers) != 1 {
				t.Errorf("%s, want %s: %s", got.Verdict, c.want, numbers(got))
			}
		})
	}
}

func TestTheReferenceOfTheTotalAgeIsTheLimitWhereThereIsOne(t *testing.T) {
	t.Parallel()
	d := collect(join(cycles(repeat(10, 10)...), open(5, "2026-01-27"))...) // 30 days; the SLE is 10
	w := board(d)
	for limit, want := range map[int]flow.Verdict{1: flow.Act, 2: flow.Observe, 3: flow.Sustain} {
		w.Stages[1].Limit, w.Stages[2].Limit = limit, 1 // 20, 30, 40 days
		a, err := flow.Analyse(d, w, flow.Policy{}, moment("2026-02-01"), flow.Window{})
		if err != nil {
			t.Fatal(err)
		}
		if got := card(t, a, flow.CardTotalAge); got.Verdict != want {
			t.Errorf("a limit of %d: %s, want %s: %s", limit+1, got.Verdict, want, numbers(got))
		}
	}
}

func TestThreeStagesOfOneLengthAreNoBottleneck(t *testing.T) {
	t.Parallel()
	for test, want := range map[string]flow.Verdict{"2026-01-07": flow.Sustain, "2026-01-08": flow.Observe} {
		var issues []weir.Issue
		for _, key := range []string{"OPS-1", "OPS-2", "OPS-3", "OPS-4", "OPS-5"} {
			issues = append(issues, issue(key, []string{"2026-01-01 Development", "2026-01-04 Review", test + " Test", "2026-01-10 Done"}))
		}
		d := collect(issues...)
		a, err := flow.Analyse(d, flow.FromStatuses(d), flow.Policy{}, moment("2026-02-01"), flow.Window{})
		if err != nil {
			t.Fatal(err)
		}
		if got := card(t, a, flow.CardBottleneck); got.Verdict != want {
			t.Errorf("%s: %s, want %s: %s", test, got.Verdict, want, numbers(got))
		}
	}
}

func TestOneStageIsNoBottleneck(t *testing.T) {
	t.Parallel()
	d := collect(spread(5, 5, 5)...)
	w, err := board(d).Between(d, "Test", "")
	if err != nil {
		t.Fatal(err)
	}
	a, err := flow.Analyse(d, w, flow.Policy{}, moment("2026-02-01"), flow.Window{})
	if err != nil {
		t.Fatal(err)
	}
	if got := card(t, a, flow.CardBottleneck); got.Verdict != flow.NoVerdict || !strings.Contains(got.Reason, "only one stage") {
		t.Errorf("%s: %s", got.Verdict, got.Reason)
	}
}

func TestAnyCardSaysHowItWasMade(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := anyAnalysis(t)
		cards, err := a.Health(flow.ForecastParams{Trials: 50})
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, c := range cards {
			if seen[c.ID] || c.ID == "" || !strings.HasSuffix(c.Title, "?") || c.Rule == "" {
				t.Errorf("%+v has no name, question or rule", c)
			}
			seen[c.ID] = true
			if (c.Verdict == flow.NoVerdict) != (c.Reason != "") || c.Verdict == "" {
				t.Errorf("%s: verdict %q, reason %q", c.ID, c.Verdict, c.Reason)
			}
			if c.Verdict != flow.NoVerdict && len(c.Numbers) == 0 || len(c.Keys) > 10 {
				t.Errorf("%s: %d numbers and %d keys", c.ID, len(c.Numbers), len(c.Keys))
			}
		}
		if len(cards) != 12 {
			t.Errorf("%d cards, want 12", len(cards))
		}
	})
}
