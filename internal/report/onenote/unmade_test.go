package onenote_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir/internal/msgraph/graphtest"
	"weir/internal/report"
	"weir/internal/report/onenote"
)

func TestWhatAPathWouldMakeIsToldAndNotMade(t *testing.T) {
	t.Parallel()
	w := newWorld(t, graphtest.Quirks{})
	w.AddSection(w.AddGroup(w.notebook, "Group"), "Inner")
	w.options.CreateMissing = true
	for path, want := range map[string]onenote.Unmade{
		"Team/Weekly/Open work": {},
		"Team/Weekly/Open worx": {Page: "Open worx"},
		"Team/Wekly/Open work":  {Section: "Wekly", Page: "Open work", Near: []string{"Weekly"}},
		"Team/Group/New/A/B":    {Section: "New", Page: "A/B"},
	} {
		w.options.Path, w.places.Place = path, onenote.Place{}
		got, err := w.open().Unmade(t.Context(), mark)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got)\n%s", path, err, diff)
		}
	}
	long := strings.Repeat("x", 190) // with the moment it is too long
	for path, want := range map[string]string{
		"No such/Weekly/P": "no notebook", "Team/What?/P": "does not allow", "Team/Weekly/" + long + long: "title", "Team/Weekly": "names a section and no page",
	} {
		w.options.Path, w.places.Place = path, onenote.Place{}
		if got, err := w.open().Unmade(t.Context(), mark); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %+v, %v", path, got, err)
		}
	}
	w.options.Mode = report.NewPage
	for path, want := range map[string]onenote.Unmade{
		"Team/Weekly": {}, "Team/Weekly/Any": {}, "Team/Monthly": {Section: "Monthly"},
	} {
		w.options.Path, w.places.Place = path, onenote.Place{}
		got, err := w.open().Unmade(t.Context(), mark)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("a page for each run, %s: %v (-want +got)\n%s", path, err, diff)
		}
	}
	w.options.Path = "Team/Weekly/" + long
	if _, err := w.open().Unmade(t.Context(), mark); err == nil {
		t.Error("a title that has no room for the moment is accepted")
	}
	if n := len(w.Pages()); n != 1 {
		t.Errorf("there are %d pages", n)
	}
}
