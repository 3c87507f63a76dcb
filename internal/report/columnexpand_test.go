package report_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/report"
)

func TestASetStandsForItsColumns(t *testing.T) {
	t.Parallel()
	sets := map[string][]string{"base": {"key", "Story Points=Points"}, "people": {"assignee", "reporter"}, "none": {}}
	got, err := report.Expand([]string{" @base ", "status", "@people", "@none", "mail@home"}, sets)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"key", "Story Points=Points", "status", "assignee", "reporter", "mail@home"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestSetsThatCannotBe(t *testing.T) {
	t.Parallel()
	sets := map[string][]string{"base": {"key"}, "people": {"assignee"}, "nested": {"key", " @base"}}
	for name, test := range map[string]struct {
		sets map[string][]string
		next string
	}{
		"@bsae":   {sets, "did you mean @base?"},
		"@":       {sets, "@base, @nested, @people"},
		"@xyzzy":  {sets, "@base, @nested, @people"},
		"@nested": {sets, "columns themselves into the set"},
		"@any":    {nil, "no set is saved; name the columns themselves"},
	} {
		got, err := report.Expand([]string{"key", name}, test.sets)
		if !errors.Is(err, weir.Usage) || !strings.Contains(weir.NextStep(err), test.next) || got != nil {
			t.Errorf("%s: %v, %v, next %q", name, got, err, weir.NextStep(err))
		}
	}
}
