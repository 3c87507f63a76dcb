package flow_test

import (
	"fmt"
	"time"

	"pgregory.net/rapid"

	"weir"
	"weir/internal/flow"
)

// anyFlags draws changes of the flag, some doubled, some never cleared, some
// before the start or after the end.
func anyFlags(t *rapid.T, i *weir.Issue) {
	at := i.Created.Add(time.Duration(rapid.IntRange(-24*60, 5*24*60).Draw(t, "flag")) * time.Minute)
	for n := range rapid.IntRange(0, 5).Draw(t, "flags") {
		change := weir.Change{ID: fmt.Sprint(900 + n), At: at, Kind: weir.FlagChange}
		if rapid.Bool().Draw(t, "on") {
			change.To.Name = "Impediment"
		}
		i.History.Changes = append(i.History.Changes, change)
		at = at.Add(time.Duration(rapid.IntRange(0, 4*24*60).Draw(t, "until")) * time.Minute)
	}
}

// anyAnalysis draws issues with flags and faults, a workflow, a policy, a moment
// and a window.
func anyAnalysis(t *rapid.T) *flow.Analysis {
	issues := anyIssues(t)
	for n := range issues {
		anyFlags(t, &issues[n])
		if n > 0 && rapid.Bool().Draw(t, "has a parent") {
			issues[n].Parent.Key = issues[rapid.IntRange(0, n-1).Draw(t, "parent")].Key
		}
		if rapid.IntRange(0, 9).Draw(t, "truncated") == 0 {
			issues[n].History.Complete = false
		}
	}
	d := collect(issues...)
	w := board(d)
	w.Stages[1].Waiting = rapid.Bool().Draw(t, "development waits")
	w.Stages[2].Waiting = rapid.Bool().Draw(t, "test waits")
	w.Stages[2].Limit = rapid.IntRange(0, 2).Draw(t, "limit")
	if rapid.Bool().Draw(t, "starts at the first stage") {
		w.Start = 0
	}
	if rapid.Bool().Draw(t, "rules by type") {
		w.ByType = map[string]flow.TypeRule{"Bug": {Start: "Backlog", Finish: "Test"}, "Story": {Start: "Test"}}
	}
	now := moment("2026-01-01").Add(time.Duration(rapid.IntRange(1, 90*24*60).Draw(t, "now")) * time.Minute)
	var window flow.Window
	if rapid.Bool().Draw(t, "window") {
		window.First = flow.Day(rapid.Int32Range(int32(day("2025-12-20")), int32(day("2026-01-01"))).Draw(t, "first"))
		window.Last = flow.Day(rapid.Int32Range(int32(day("2026-01-02")), int32(day("2026-03-01"))).Draw(t, "last"))
	}
	a, err := flow.Analyse(d, w, anyPolicy(t), now, window)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// cycles makes finished issues that each take so many whole days, the first of
// them finished on 20 January and each next a day later.
func cycles(days ...int) []weir.Issue {
	var issues []weir.Issue
	for i, n := range days {
		end := moment("2026-01-20").AddDate(0, 0, i)
		issues = append(issues, issue(fmt.Sprintf("OPS-%d", i+1), []string{
			"2025-01-01 To Do", end.AddDate(0, 0, 1-n).Format(time.DateOnly) + " Development", end.Format(time.DateOnly) + " Done",
		}))
	}
	return issues
}

// value reads a figure that may be absent.
func value(v *float64) string {
	if v == nil {
		return "none"
	}
	return fmt.Sprintf("%.6g", *v)
}

func values(list []flow.Percentile) []string {
	var texts []string
	for _, p := range list {
		texts = append(texts, value(p.Value))
	}
	return texts
}

func near(x, y float64) bool { return x-y < 1e-6 && y-x < 1e-6 }
