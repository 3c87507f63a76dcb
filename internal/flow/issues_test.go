package flow_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"weir"
	"weir/internal/flow"
)

// statuses are those of the tests, in the order of work.
var statuses = map[string]weir.Status{
	"To Do":       {ID: "1", Name: "To Do", Category: weir.ToDo},
	"Development": {ID: "2", Name: "Development", Category: weir.InProgress},
	"Review":      {ID: "3", Name: "Review", Category: weir.InProgress},
	"Test":        {ID: "4", Name: "Test", Category: weir.InProgress},
	"Done":        {ID: "5", Name: "Done", Category: weir.Done},
}

// An option changes an issue that was made of its moves.
type option func(*weir.Issue)

func resolution(name string) option {
	return func(i *weir.Issue) { i.Resolution = weir.Named{ID: name, Name: name} }
}

func kind(name string) option {
	return func(i *weir.Issue) { i.Type = weir.Type{ID: name, Name: name} }
}

func flagged(at, until string) option {
	return func(i *weir.Issue) {
		set := weir.Change{ID: "900", At: moment(at), Kind: weir.FlagChange, To: weir.Named{Name: "Impediment"}}
		i.History.Changes = append(i.History.Changes, set)
		if until != "" {
			i.History.Changes = append(i.History.Changes, weir.Change{ID: "901", At: moment(until), Kind: weir.FlagChange, From: weir.Named{Name: "Impediment"}})
		}
	}
}

func truncated(i *weir.Issue) { i.History.Complete = false }

// issue makes one of lines "2026-01-05 09:00 Development": the first is its
// creation, the others are moves. A day without a time is noon.
func issue(key string, lines []string, options ...option) weir.Issue {
	i := weir.Issue{ID: "1" + strings.TrimLeft(key, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-"), Key: key, Type: weir.Type{ID: "1", Name: "Story"}}
	i.History.Complete = true
	var last weir.Status
	for n, line := range lines {
		at, status := split(line)
		if n == 0 {
			i.Created = at
		} else {
			i.History.Changes = append(i.History.Changes, weir.Change{
				ID: fmt.Sprint(100 + n), At: at, Kind: weir.StatusChange,
				From: weir.Named{ID: last.ID, Name: last.Name}, To: weir.Named{ID: status.ID, Name: status.Name},
			})
		}
		last = status
	}
	i.Status = last
	for _, o := range options {
		o(&i)
	}
	return i
}

func split(line string) (time.Time, weir.Status) {
	words := strings.SplitN(line, " ", 3)
	if strings.Contains(words[1], ":") {
		return moment(words[0] + " " + words[1]), named(words[2])
	}
	return moment(words[0]), named(strings.Join(words[1:], " "))
}

func named(name string) weir.Status {
	if s, ok := statuses[name]; ok {
		return s
	}
	return weir.Status{ID: "id of " + name, Name: name, Category: weir.InProgress}
}

func moment(text string) time.Time {
	layout := "2006-01-02 15:04"
	if len(text) == len(time.DateOnly) {
		text += " 12:00"
	}
	at, err := time.Parse(layout, text)
	if err != nil {
		panic(err)
	}
	return at
}

func day(text string) flow.Day {
	d, err := flow.ParseDay(text)
	if err != nil {
		panic(err)
	}
	return d
}

func collect(issues ...weir.Issue) flow.Data {
	var known []weir.Status
	for _, name := range []string{"To Do", "Development", "Review", "Test", "Done"} {
		known = append(known, statuses[name])
	}
	c := flow.NewCollector(known)
	for _, i := range issues {
		c.Add(i)
	}
	return c.Data()
}

// board is the workflow of the tests: four columns, started at the second.
func board(d flow.Data) flow.Workflow {
	return flow.FromBoard(weir.BoardConfiguration{Columns: []weir.Column{
		{Name: "Backlog", Statuses: []string{"1"}},
		{Name: "Dev", Statuses: []string{"2", "3"}},
		{Name: "Test", Statuses: []string{"4"}},
		{Name: "Done", Statuses: []string{"5"}},
	}}, d)
}

// analyse looks at issues from 1 February 2026, noon UTC.
func analyse(t *testing.T, p flow.Policy, issues ...weir.Issue) *flow.Analysis {
	t.Helper()
	return analyseAt(t, p, "2026-02-01", issues...)
}

func analyseAt(t *testing.T, p flow.Policy, now string, issues ...weir.Issue) *flow.Analysis {
	t.Helper()
	d := collect(issues...)
	a, err := flow.Analyse(d, board(d), p, moment(now), flow.Window{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}
