package flow_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/flow"
)

func TestTheCategoryOfAStatusIsWhatIsKnownOfIt(t *testing.T) {
	t.Parallel()
	c := flow.NewCollector([]weir.Status{{ID: "id of Known", Name: "Known", Category: weir.Done}})
	plain := func(key string, lines ...string) weir.Issue {
		i := issue(key, lines)
		i.Status.Category = "" // histories do not tell it
		return i
	}
	c.Add(plain("OPS-1", "2026-01-01 Inbox", "2026-01-02 Old", "2026-01-03 Closed", "2026-01-04 Known"))
	c.Add(plain("OPS-2", "2026-01-01 Inbox", "2026-01-02 Known"))
	for i, category := range []weir.Category{weir.Done, weir.Done, weir.ToDo} {
		odd := plain([]string{"OPS-3", "OPS-4", "OPS-5"}[i], "2026-01-01 Odd")
		odd.Status.Category = category
		c.Add(odd)
	}
	renamed := plain("OPS-6", "2026-01-01 Odd")
	renamed.Status.Name = "Odd now"
	c.Add(renamed)
	got := map[string]flow.Status{}
	for _, s := range c.Data().Statuses {
		got[s.Name] = s
	}
	for name, want := range map[string]flow.Status{
		"Known":  {Status: weir.Status{ID: "id of Known", Name: "Known", Category: weir.Done}},
		"Inbox":  {Status: weir.Status{ID: "id of Inbox", Name: "Inbox", Category: weir.ToDo}, Guessed: true},
		"Old":    {Status: weir.Status{ID: "id of Old", Name: "Old", Category: weir.InProgress}, Guessed: true},
		"Closed": {Status: weir.Status{ID: "id of Closed", Name: "Closed", Category: weir.Done}, Guessed: true},
		"Odd":    {Status: weir.Status{ID: "id of Odd", Name: "Odd", Category: weir.Done}, OldNames: []string{"Odd now"}, Contradicted: true},
	} {
		if diff := cmp.Diff(want, got[name]); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
}

func TestTheStatusOfAnIssueCountsMoreThanNamesOfItsHistory(t *testing.T) {
	t.Parallel()
	i := issue("OPS-1", []string{"2026-01-01 To Do", "2026-01-02 Development"})
	i.History.Changes[0].From.Name = "Open"
	i.History.Changes[0].To.Name = "In Arbeit"
	d := collect(i)
	for name, want := range map[string]int{"to do": 1, "OPEN": 1, "in arbeit": 1, "development": 1, "2": 1, "nothing": 0} {
		if got := d.Find(name); len(got) != want {
			t.Errorf("%q means %d statuses, want %d", name, len(got), want)
		}
	}
}

// A status that is called like the id of another one must not draw that one into
// its stage, nor be drawn into it.
func TestAnIDMeansTheStatusThatHasIt(t *testing.T) {
	t.Parallel()
	c := flow.NewCollector([]weir.Status{{ID: "3", Name: "Working", Category: weir.InProgress}, {ID: "10100", Name: "3", Category: weir.ToDo}})
	i := issue("OPS-1", []string{"2026-01-01 Development"})
	i.Status = weir.Status{ID: "10100", Name: "3", Category: weir.ToDo}
	c.Add(i)
	d := c.Data()
	a, err := flow.Analyse(d, flow.FromCategories(d), flow.Policy{}, moment("2026-02-01"), flow.Window{})
	if err != nil {
		t.Fatal(err)
	}
	if got := a.Lines[0].Outcome; got != flow.NotStarted {
		t.Errorf("an item in a status to do that is called 3 is %s", got)
	}
}

func TestANameIsRememberedAHundredTimesAtMost(t *testing.T) {
	t.Parallel()
	i := issue("OPS-1", []string{"2026-01-01 To Do"})
	for n := range 1000 {
		i.History.Changes = append(i.History.Changes, weir.Change{
			At: moment("2026-01-02"), Kind: weir.StatusChange,
			From: weir.Named{ID: "1", Name: fmt.Sprint("before ", n)}, To: weir.Named{ID: "1", Name: fmt.Sprint("after ", n)},
		})
	}
	if got := len(collect(i).Statuses[0].OldNames); got != 100 {
		t.Errorf("%d old names are remembered, want 100", got)
	}
}

func TestAWorkflowOfThousandsOfStagesIsRefused(t *testing.T) {
	t.Parallel()
	d := collect()
	var stages []flow.Stage
	for n := range 501 {
		stages = append(stages, flow.Stage{Name: fmt.Sprint(n)})
	}
	if err := flow.FromStages(stages, d).Check(); weir.KindOf(err) != weir.BadConfig {
		t.Errorf("501 stages give %v", err)
	}
	if err := flow.FromStages(stages[:500], d).Check(); err != nil {
		t.Errorf("500 stages give %v", err)
	}
}
