package eval_test

import (
	"testing"

	"weir/internal/jql"
	"weir/internal/jql/eval"
)

const everything = "OPS-2 OPS-10 WEB-1 WEB-3"

func TestClausesMeanWhatTheyMeanInJira(t *testing.T) {
	t.Parallel()
	check(t, [][2]string{
		{"", everything},
		{"project = OPS", "OPS-2 OPS-10"},
		{"project = operations", "OPS-2 OPS-10"},
		{"PROJECT = 20", "WEB-1 WEB-3"},
		{"project != OPS", "WEB-1 WEB-3"},
		{"key = ops-2", "OPS-2"},
		{"id in (1002, 1001, 7)", "OPS-2 WEB-1"},
		{"issue = 1003 or issuekey in (WEB-1)", "WEB-1 WEB-3"},
		{"key > OPS-2", "OPS-10"},
		{"key <= OPS-10", "OPS-2 OPS-10"},
		{"id >= 1003", "OPS-10 WEB-3"},
		{"key >= OPS", "OPS-2 OPS-10"},
		{"key > nonsense", ""},
		{`status = "in progress"`, "OPS-2 WEB-1"},
		{"status in (Done, 3)", "OPS-10 WEB-3"},
		{"status not in (Done, 3)", "OPS-2 WEB-1"},
		{"statusCategory = indeterminate", "OPS-2"},
		{"type = bug", "OPS-2"},
		{"resolution = Unresolved", "OPS-2 WEB-1 WEB-3"},
		{"resolution in (unresolved, Fixed)", everything},
		{"resolution != Unresolved", "OPS-10"},
		{"priority > Low", "OPS-2 WEB-1"},
		{"priority <= Medium", "OPS-10 WEB-1"},
		{"priority < High and priority >= 3", "OPS-10 WEB-1"},
		{"assignee = currentUser()", "OPS-2"},
		{`assignee = "ADA@Example.com"`, "OPS-2"},
		{`assignee in ("ada@example.com", acc-2)`, "OPS-2 OPS-10"},
		{"labels = BLUE", "OPS-2 WEB-1"},
		{"labels in (red)", "OPS-2"},
		{"parent = OPS-10", "OPS-2"},
		{"fixVersion = 1.0", "OPS-2"},
		{"cf[10016] >= 1", "OPS-2"},
		{`"story points" = 0.5`, "OPS-10"},
		{`"Story Points[Number]" in (5, 6)`, "OPS-2"},
		{"sprint in openSprints()", "OPS-2"},
		{"sprint in futureSprints()", ""},
		{"sprint not in closedSprints()", ""},
		{`"Epic Link" is EMPTY`, everything},
	})
}

func TestNegationsOfAFieldLeaveOutItsEmptyValues(t *testing.T) {
	t.Parallel()
	check(t, [][2]string{
		{"assignee != acc-1", "OPS-10"},
		{"assignee not in (acc-1, EMPTY)", "OPS-10"},
		{"assignee not in (EMPTY)", "OPS-2 OPS-10"},
		{"not assignee = acc-1", "OPS-10 WEB-1 WEB-3"},
		{"labels != red", "WEB-1"},
		{"not labels = red", "OPS-10 WEB-1 WEB-3"},
		{"summary !~ login", "OPS-10"},
		{"not summary ~ login", "OPS-10 WEB-3"},
		{"assignee is EMPTY", "WEB-1 WEB-3"},
		{"assignee = NULL", "WEB-1 WEB-3"},
		{"assignee in (acc-1, EMPTY)", "OPS-2 WEB-1 WEB-3"},
		{"assignee is not EMPTY", "OPS-2 OPS-10"},
		{"assignee != EMPTY", "OPS-2 OPS-10"},
		{"summary ~ EMPTY", "WEB-3"},
		{"summary is not EMPTY", "OPS-2 OPS-10 WEB-1"},
		{"summary !~ EMPTY", "OPS-2 OPS-10 WEB-1"},
	})
}

func TestAndBindsTighterThanOr(t *testing.T) {
	t.Parallel()
	check(t, [][2]string{
		{"project = WEB or project = OPS and status = Done", "OPS-10 WEB-1 WEB-3"},
		{"(project = WEB or project = OPS) and status = Done", "OPS-10"},
		{"not (project = WEB or status = Done)", "OPS-2"},
	})
}

func TestTextIsSearchedByWords(t *testing.T) {
	t.Parallel()
	check(t, [][2]string{
		{"summary ~ LOGIN", "OPS-2 WEB-1"},
		{"summary ~ log", ""},
		{"summary ~ 'log*'", "OPS-2 OPS-10 WEB-1"},
		{"summary ~ 'page the'", "OPS-2 OPS-10"},
		{`summary ~ "\"the page\""`, "OPS-10"},
		{`summary ~ "\"login page\" fix"`, "OPS-2"},
		{"text ~ blank", "OPS-2"},
		{"text ~ monday", "OPS-2"},
		{"text ~ quokka", "OPS-2"},
		{"comment ~ 'seen today'", ""},
	})
}

// A server's people have names alone.
func TestValuesWithoutAnIDAreTheSameByTheirName(t *testing.T) {
	t.Parallel()
	assignee := eval.System("assignee")
	assignee.Lookup = eval.Among(eval.Named("", "ada", "Ada Lovelace"))
	q, err := jql.Parse(`assignee = "Ada Lovelace"`)
	if err != nil {
		t.Fatal(err)
	}
	p, err := eval.Compile(q, eval.Env{}, eval.NewSchema(assignee))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"ADA": true, "grace": false} {
		if got := p.Match(issue{"assignee": {eval.Named("", name)}}); got != want {
			t.Errorf("%s: matches is %t", name, got)
		}
	}
}

func TestNobodyIsNotTheCurrentUser(t *testing.T) {
	t.Parallel()
	q, err := jql.Parse("assignee = currentUser()")
	if err != nil {
		t.Fatal(err)
	}
	p, err := eval.Compile(q, eval.Env{}, eval.NewSchema())
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range issues() {
		if p.Match(i) {
			t.Errorf("%s matches", i.key())
		}
	}
}

func TestOrderByComparesByTheFieldsOwnOrder(t *testing.T) {
	t.Parallel()
	check(t, [][2]string{
		{"order by key", "OPS-2 OPS-10 WEB-1 WEB-3"},
		{"order by key desc", "WEB-3 WEB-1 OPS-10 OPS-2"},
		{"order by priority desc", "WEB-3 OPS-2 WEB-1 OPS-10"},
		{"order by priority", "OPS-10 WEB-1 OPS-2 WEB-3"},
		{"order by project desc, updated", "WEB-1 WEB-3 OPS-10 OPS-2"},
		{"order by status, created DESC", "OPS-10 OPS-2 WEB-1 WEB-3"},
		{"order by summary", "OPS-2 WEB-1 OPS-10 WEB-3"},
		{"order by cf[10016]", "OPS-10 OPS-2 WEB-1 WEB-3"},
		{"order by due desc", "WEB-1 WEB-3 OPS-10 OPS-2"},
		{"order by assignee asc", "OPS-2 OPS-10 WEB-1 WEB-3"},
		{"order by labels", "WEB-1 OPS-2 OPS-10 WEB-3"},
	})
}
