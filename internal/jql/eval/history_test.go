package eval_test

import (
	"strings"
	"testing"
	"time"

	"weir/internal/jql"
	"weir/internal/jql/eval"
)

// withChanges is an issue that has a history.
type withChanges struct {
	issue
	changes map[string][]eval.Change
}

func (w withChanges) Changes(field string) []eval.Change { return w.changes[field] }

func ada() eval.Value { return eval.Named("acc-1", "Ada Lovelace", "ada@example.com") }

func grace() eval.Value { return eval.Named("acc-2", "Grace Hopper") }

// pasts are four issues. H-1 went through the workflow; H-2 was never touched;
// H-3 was in a status that is gone, and had Ada for a day; H-4 moved from one
// version to the next.
func pasts() []withChanges {
	at := func(month time.Month, day, hour, minute int) time.Time {
		return time.Date(2024, month, day, hour, minute, 0, 0, time.UTC)
	}
	toDo, progress, done := eval.Named("1", "To Do"), eval.Named("3", "In Progress"), eval.Named("5", "Closed")
	v10, v11 := ranked("51", "1.0", 1), ranked("52", "1.1", 2)
	base := func(key string, created time.Time, status eval.Value) issue {
		return issue{
			"issuekey": {eval.Named(strings.TrimPrefix(key, "H-"), key)}, "created": {eval.TimeOf(created)},
			"creator": {ada()}, "status": {status},
		}
	}
	h4 := base("H-4", at(2, 1, 12, 0), toDo)
	h4["fixVersions"] = []eval.Value{v11}
	return []withChanges{
		{base("H-1", at(1, 10, 9, 0), eval.Named("5", "Done")), map[string][]eval.Change{
			"status": {
				{At: at(1, 12, 10, 0), By: grace(), From: toDo, To: progress},
				// Half past eleven in the evening in Berlin. The status was renamed later.
				{At: at(1, 20, 22, 30), By: ada(), From: progress, To: done},
			},
		}},
		{base("H-2", at(2, 1, 12, 0), progress), nil},
		{base("H-3", at(2, 1, 12, 0), toDo), map[string][]eval.Change{
			"status": {{At: at(2, 5, 12, 0), From: eval.Named("99", "Vanished"), To: toDo}},
			"assignee": {
				{At: at(2, 3, 12, 0), By: grace(), To: ada()},
				{At: at(2, 4, 12, 0), By: ada(), From: ada()},
			},
		}},
		{h4, map[string][]eval.Change{
			"fixVersions": {
				{At: at(2, 2, 12, 0), By: ada(), To: v10},
				{At: at(2, 10, 12, 0), By: grace(), From: v10},
				{At: at(2, 10, 12, 0), By: grace(), To: v11},
			},
		}},
	}
}

func pastSchema() *eval.Schema {
	status, version := eval.System("status"), eval.System("fixVersion")
	status.Lookup = eval.Among(eval.Named("1", "To Do"), eval.Named("3", "In Progress"), eval.Named("5", "Done"))
	status.Past = eval.Among(eval.Named("99", "Vanished"), eval.Named("5", "Closed"), eval.Named("3", "In Progress"))
	version.Lookup = eval.Among(ranked("51", "1.0", 1), ranked("52", "1.1", 2))
	people := eval.Among(ada(), grace())
	assignee, reporter := eval.System("assignee"), eval.System("reporter")
	assignee.Lookup, reporter.Lookup = people, people
	return eval.NewSchema(status, version, assignee, reporter)
}

func checkPasts(t *testing.T, queries [][2]string) {
	t.Helper()
	for _, query := range queries {
		q, err := jql.Parse(query[0])
		if err != nil {
			t.Fatalf("%s: %v", query[0], err)
		}
		p, err := eval.Compile(q, environment(t), pastSchema())
		if err != nil {
			t.Errorf("%s: %v", query[0], err)
			continue
		}
		var found []string
		for _, i := range pasts() {
			if p.Match(i) {
				found = append(found, i.key())
			}
		}
		if got := strings.Join(found, " "); got != query[1] {
			t.Errorf("%s\n got %s\nwant %s", query[0], got, query[1])
		}
	}
}

func TestWasAsksForEverythingThatAFieldEverHeld(t *testing.T) {
	t.Parallel()
	checkPasts(t, [][2]string{
		{"status was 'In Progress'", "H-1 H-2"},
		{"status was 3", "H-1 H-2"},
		{"status was 'to do'", "H-1 H-3 H-4"},
		{"status was not 'In Progress'", "H-3 H-4"},
		{"status was in (Done, 'In Progress')", "H-1 H-2"},
		{"status was not in (Done, 'In Progress')", "H-3 H-4"},
		{"status was EMPTY", ""},
		{"resolution was EMPTY", "H-1 H-2 H-3 H-4"},
		{"resolution was Unresolved", "H-1 H-2 H-3 H-4"},
		{"assignee was EMPTY", "H-1 H-2 H-3 H-4"},
		{"assignee was not EMPTY", ""},
		{"assignee was currentUser()", "H-3"},
		{"assignee was in (currentUser(), EMPTY)", "H-1 H-2 H-3 H-4"},
		{"assignee was in membersOf(team)", ""},
		{"assignee was not in membersOf(team)", "H-1 H-2 H-3 H-4"},
		{"assignee was not 'Ada Lovelace'", "H-1 H-2 H-4"},
		{"reporter was acc-1", ""},
	})
}

func TestStatusesThatAreGoneAreStillFoundInHistories(t *testing.T) {
	t.Parallel()
	checkPasts(t, [][2]string{
		{"status was Vanished", "H-3"},
		{"status was 99", "H-3"},
		{"status changed from Vanished", "H-3"},
		{"status changed from vanished to 'To Do'", "H-3"},
		// A status is known by its old name, and under its new one what it was.
		{"status was Closed", "H-1"},
		{"status was Done", "H-1"},
		{"status changed to Done", "H-1"},
		{"status changed to Closed", "H-1"},
	})
	q, err := jql.Parse("status = Vanished")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := eval.Compile(q, environment(t), pastSchema()); err == nil {
		t.Error("a status that is gone can still be asked for with =")
	}
}

func TestWasIsNarrowedToATime(t *testing.T) {
	t.Parallel()
	checkPasts(t, [][2]string{
		{"status was 'To Do' before '2024-01-10'", ""},
		{"status was 'To Do' before '2024-01-10 10:00'", ""},
		{"status was 'To Do' before '2024-01-10 10:01'", "H-1"},
		{"status was 'To Do' after '2024-01-12 10:59'", "H-1 H-3 H-4"},
		{"status was 'To Do' after '2024-01-12 11:00'", "H-3 H-4"},
		{"status was 'In Progress' on '2024-01-11'", ""},
		{"status was 'In Progress' on '2024-01-12'", "H-1"},
		{"status was 'To Do' on '2024-01-12'", "H-1"},
		{"status was Done on '2024-01-20'", "H-1"},
		{"status was Done on '2024-01-19'", ""},
		{"status was 'In Progress' on '2024-01-20 01:00'", "H-1"},
		{"status was 'In Progress' on '2024-01-21'", ""},
		{"status was Done on startOfMonth()", "H-1"},
		{"status was Vanished during ('2024-02-01', '2024-02-01 13:00')", "H-3"},
		{"status was Vanished during ('2024-02-01', '2024-02-01 12:59')", ""},
		{"status was Vanished during ('2024-02-05 12:59', '2024-03-01')", "H-3"},
		{"status was Vanished during ('2024-02-05 13:00', '2024-03-01')", ""},
		{"status was 'In Progress' after '2024-01-21' before '2024-01-31'", ""},
		{"status was 'In Progress' after '2024-01-13' before '2024-01-14'", "H-1"},
		{"status was not 'In Progress' before '2024-02-01'", "H-2 H-3 H-4"},
		{"status was 'In Progress' before 1705053600000", ""},
		{"status was 'In Progress' before 1705053600001", "H-1"},
		{"status was 'To Do' after 1705053599998", "H-1 H-3 H-4"},
		{"status was 'To Do' after 1705053599999", "H-3 H-4"},
		{"status was Done after -60d", "H-1"},
		{"assignee was acc-1 on '2024-02-03'", "H-3"},
		{"assignee was acc-1 on '2024-02-05'", ""},
		{"assignee was EMPTY during ('2024-02-03 13:00', '2024-02-04 12:59')", "H-1 H-2 H-4"},
	})
}

func TestByAsksWhoGaveTheValue(t *testing.T) {
	t.Parallel()
	checkPasts(t, [][2]string{
		{"status was 'In Progress' by 'Grace Hopper'", "H-1"},
		// The creator gave the first value.
		{"status was 'In Progress' by acc-1", "H-2"},
		{"status was 'To Do' by currentUser()", "H-1 H-4"},
		{"status was 'To Do' by EMPTY", "H-3"},
		{"status was 'In Progress' by (acc-1, acc-2)", "H-1 H-2"},
		{"status was Done by membersOf(team)", ""},
		{"status was 'In Progress' by acc-1 by acc-2", ""},
		{"status was 'In Progress' by acc-2 before '2024-01-12'", ""},
		{"status changed by acc-2", "H-1"},
		{"status changed by EMPTY", "H-3"},
		{"status changed by currentUser() after '2024-01-21'", ""},
	})
}

func TestChangedAsksForAChange(t *testing.T) {
	t.Parallel()
	checkPasts(t, [][2]string{
		{"status changed", "H-1 H-3"},
		{"not status changed", "H-2 H-4"},
		{"status changed from 'To Do'", "H-1"},
		{"status changed to 'To Do'", "H-3"},
		{"status changed from 'To Do' to Done", ""},
		{"status changed from ('To Do', 'In Progress') to (Done, Vanished)", "H-1"},
		{"status changed from 'In Progress' to Done by acc-1 on '2024-01-20'", "H-1"},
		{"status changed from 'In Progress' to Done by acc-2", ""},
		{"status changed before '2024-01-12 11:00'", ""},
		{"status changed before '2024-01-12 11:01'", "H-1"},
		{"status changed after '2024-02-05 13:00'", ""},
		{"status changed after '2024-02-05 12:59'", "H-3"},
		{"status changed on '2024-01-20'", "H-1"},
		{"status changed on '2024-01-21'", ""},
		{"status changed during ('2024-01-20', endOfYear())", "H-1 H-3"},
		{"status changed during ('2024-02-05 13:00', '2024-02-05 13:00')", "H-3"},
		{"assignee changed from EMPTY", "H-3"},
		{"assignee changed to EMPTY", "H-3"},
		{"assignee changed from EMPTY to acc-1 by acc-2", "H-3"},
		{"assignee changed from EMPTY to EMPTY", ""},
		{"priority changed", ""},
	})
}

func TestAFieldOfSeveralValuesHoldsEachOfThemForItsTime(t *testing.T) {
	t.Parallel()
	checkPasts(t, [][2]string{
		{"fixVersion was 1.0", "H-4"},
		{"fixVersion was 1.0 before '2024-02-02 13:00'", ""},
		{"fixVersion was 1.0 after '2024-02-10 12:59'", "H-4"},
		{"fixVersion was 1.0 after '2024-02-10 13:00'", ""},
		{"fixVersion was 1.1 before '2024-02-10 13:00'", ""},
		{"fixVersion was 1.1", "H-4"},
		{"fixVersion was EMPTY", "H-1 H-2 H-3 H-4"},
		{"fixVersion was EMPTY after '2024-02-02 13:00'", "H-1 H-2 H-3"},
		{"fixVersion was 1.0 by acc-1", "H-4"},
		{"fixVersion was 1.1 by acc-1", ""},
		{"fixVersion changed from 1.0", "H-4"},
		{"fixVersion changed to 1.1 by acc-2", "H-4"},
		{"fixVersion was in releasedVersions()", "H-4"},
		{"fixVersion was in unreleasedVersions() before '2024-02-09'", ""},
	})
}
