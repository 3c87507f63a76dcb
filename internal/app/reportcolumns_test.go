package app_test

import (
	"slices"
	"strings"
	"testing"

	"weir"
	"weir/internal/app"
	"weir/internal/jira/jiratest"
	"weir/internal/report"
)

func TestATotalOrAGroupIsNamedByIDByNameOrByHeading(t *testing.T) {
	t.Parallel()
	b := newBureau(t, "", jiratest.Options{})
	const columns = "columns = ['key', 'customfield_10016=Effort', 'customfield_10034=Danger']\n"
	look := func(settings string) (report.View, error) {
		t.Helper()
		b.configure(settings)
		a := b.open()
		return a.PreviewReport(t.Context(), b.job(a), app.ReportParams{})
	}
	for _, total := range []string{"customfield_10016", "Story Points", "story points", "Effort", " effort "} {
		view, err := look(columns + "totals = ['" + total + "']\n")
		if err != nil {
			t.Errorf("total %q: %v", total, err)
		} else if view.Totals == nil || view.Totals[1].IsBlank() || !view.Totals[2].IsBlank() {
			t.Errorf("total %q: %+v", total, view.Totals)
		}
	}
	for _, group := range []string{"customfield_10034", "Risk", "Danger"} {
		view, err := look(columns + "group = '" + group + "'\n")
		if err != nil {
			t.Errorf("group %q: %v", group, err)
		} else if !slices.ContainsFunc(view.Groups, func(g report.Group) bool { return g.Heading == "low" || g.Heading == "medium" || g.Heading == "high" }) {
			t.Errorf("group %q: %+v", group, view.Groups)
		}
	}
	// A heading of the report's own stands before a field that it does not show.
	if _, err := look("columns = ['key', 'customfield_10016=Effort in hours']\ntotals = ['Effort in hours']\n"); err != nil {
		t.Error(err)
	}
	// An id is never in doubt, even where another column is headed like it.
	view, err := look("columns = ['key', 'type=Kind', 'priority=Type']\ngroup = 'type'\n")
	if err != nil || !slices.ContainsFunc(view.Groups, func(g report.Group) bool { return g.Heading == "Story" || g.Heading == "Task" || g.Heading == "Bug" }) {
		t.Errorf("%v: %+v", err, view.Groups)
	}

	for _, settings := range []string{
		"columns = ['key', 'customfield_10016=Effort in hours', 'customfield_10032=Hours']\ntotals = ['Effort in hours']\n",
		"columns = ['key', 'customfield_10034=Severity']\ngroup = 'severity'\n",
	} {
		_, err := look(settings)
		if weir.KindOf(err) != weir.Usage || strings.Count(err.Error(), "customfield_100") != 2 || !strings.Contains(weir.NextStep(err), "customfield_100") {
			t.Errorf("%s: got %v: %s", settings, err, weir.NextStep(err))
		}
	}
}

// Each of these would give a table with a group, or a total, of nothing.
func TestTotalsAndGroupsThatAreRefused(t *testing.T) {
	t.Parallel()
	b := newBureau(t, "", jiratest.Options{})
	for settings, want := range map[string]string{
		"group = 'note'\n":                                  "what people write",
		"totals = ['customfield_10016']\n":                  "of no column of the report",
		"totals = ['summary']\n":                            `"Summary" cannot be added up`,
		"group = 'no such'\n":                               "group the rows: ",
		"columns = ['key', 'note']\ntotals = ['no such']\n": "add up a column: ",
	} {
		b.configure(settings)
		_, err := b.open().PreviewReport(t.Context(), b.job(b.open()), app.ReportParams{})
		if weir.KindOf(err) != weir.Usage || !strings.Contains(err.Error(), want) || weir.NextStep(err) == "" {
			t.Errorf("%s: got %v: %s", settings, err, weir.NextStep(err))
		}
	}
}

func TestAGroupThatIsNamedByAHeadingIsNoFurtherFieldOfTheAccess(t *testing.T) {
	t.Parallel()
	b := newBureau(t, "columns = ['key', 'customfield_10034=Danger', 'note']\ngroup = 'danger'\n", jiratest.Options{})
	if fields := b.open().Access(app.ReportJob()).Fields; slices.Contains(fields, "danger") || len(fields) != 2 {
		t.Errorf("it reads %q", fields)
	}
}

// The id of a field is one, even where another column is headed like it: what is read
// is told.
func TestAGroupThatIsNamedByAnIDIsAFieldOfTheAccess(t *testing.T) {
	t.Parallel()
	b := newBureau(t, "columns = ['key', 'customfield_10034=Status']\ngroup = 'status'\n", jiratest.Options{})
	if fields := b.open().Access(app.ReportJob()).Fields; !slices.Contains(fields, "status") || len(fields) != 3 {
		t.Errorf("it reads %q", fields)
	}
	if view, err := b.open().PreviewReport(t.Context(), b.job(b.open()), app.ReportParams{}); err != nil || view.Groups[0].Heading == "" {
		t.Errorf("%v: %+v", err, view.Groups)
	}
}
