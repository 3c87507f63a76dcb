package tasks_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"time"

	"weir"
	"weir/internal/keyed"
	"weir/internal/tasks"
	"weir/internal/tasks/targettest"
)

// planned returns what a plan of so many issues and tasks depends on, as it is
// after a first run.
func planned(t testing.TB, n int) tasks.Input {
	t.Helper()
	var issues []weir.Issue
	for i := range n {
		key := fmt.Sprintf("OPS-%d", i+1)
		issues = append(issues, weir.Issue{
			ID: fmt.Sprint(10000 + i), Key: key, URL: "https://jira.example/browse/" + key, Summary: fmt.Sprint("Give the pump a second valve, number ", i),
			Status: toDo, Due: weir.Date{Year: 2024, Month: 3, Day: 1 + i%28}, Updated: time.Unix(int64(i), 0),
			Description: weir.Document{Source: fmt.Sprintf("%01000d", i)}, Parent: weir.Parent{ID: fmt.Sprint(10000 + i/10), Key: fmt.Sprint("OPS-", i/10+1)},
		})
	}
	list, links := &targettest.Memory{Caps: everything()}, make(linkMap)
	in := tasks.Input{
		Settings:     tasks.Settings{Site: "jira.example", JQL: mine, Organise: tasks.Nested, Describe: func(d weir.Document) string { return d.Source }},
		Capabilities: list.Caps, Hash: keyed.Hasher([]byte("key")), Now: time.Unix(1e9, 0), Issues: issues, Result: make(map[string]bool),
	}
	for i := range issues {
		in.Result[issues[i].ID] = true
	}
	job := tasks.Job{Target: list, Links: links}
	if err := tasks.Apply(t.Context(), &job, tasks.NewPlan(in), in.Hash); err != nil {
		t.Fatal(err)
	}
	in.Tasks = list.All()
	for _, l := range links {
		in.Links = append(in.Links, l)
	}
	return in
}

// linkMap is a Links without a history.
type linkMap map[string]tasks.Link

func (m linkMap) Load(context.Context) (tasks.Memory, error) { return tasks.Memory{}, nil }
func (m linkMap) Finish(context.Context, tasks.Progress, []string, tasks.Run) error {
	return nil
}

func (m linkMap) Save(_ context.Context, links ...tasks.Link) error {
	for _, l := range links {
		m[l.Issue] = l
	}
	return nil
}

// changed gives every issue another summary, description, status and date.
func changed(in tasks.Input) tasks.Input {
	issues := make([]weir.Issue, len(in.Issues))
	for i, issue := range in.Issues {
		issue.Summary += "!"
		issue.Description.Source += "!"
		issue.Status, issue.Due.Month = inProgress, 4
		issues[i] = issue
	}
	in.Issues = issues
	return in
}

func TestAPlanIsAPureFunction(t *testing.T) {
	t.Parallel()
	in := changed(planned(t, 300))
	show := func(p *tasks.Plan) string {
		text := ""
		for _, s := range p.Steps {
			text += fmt.Sprintln(s.Key, s.Deed, s.Op.Mark, s.Op.Task.ID, *s.Op.Change.Name, *s.Op.Change.Note, s.Kept)
		}
		return text + fmt.Sprint(p.Notes, p.Forget, p.Report)
	}
	before := fmt.Sprintf("%+v", in.Tasks)
	first := show(tasks.NewPlan(in))
	for range 3 {
		if again := show(tasks.NewPlan(in)); again != first {
			t.Fatal("the same input made another plan")
		}
	}
	if fmt.Sprintf("%+v", in.Tasks) != before {
		t.Error("the plan changed its input")
	}
}

// The figures to keep, for 10,000 issues against 10,000 tasks: 200 ms and 100 MB.
func BenchmarkPlan(b *testing.B) {
	same := planned(b, 10_000)
	other, lost := changed(same), same
	lost.Links = nil
	first := lost
	first.Tasks = nil
	for _, c := range []struct {
		name string
		in   tasks.Input
	}{{"nothing changed", same}, {"everything changed", other}, {"the database is lost", lost}, {"the first run", first}} {
		b.Run(c.name, func(b *testing.B) {
			var before, after runtime.MemStats
			for b.Loop() {
				b.StopTimer()
				runtime.GC()
				runtime.ReadMemStats(&before)
				b.StartTimer()
				plan := tasks.NewPlan(c.in)
				b.StopTimer()
				runtime.ReadMemStats(&after)
				runtime.KeepAlive(plan)
				b.StartTimer()
			}
			b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/1e6, "MB")
		})
	}
}
