package flow_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/flow"
)

func TestHolidaysAreReadFromLines(t *testing.T) {
	t.Parallel()
	days, err := flow.ParseHolidays([]byte("\xef\xbb\xbf# ours\n2026-01-01\tNew Year\n\n2026-12-25;Christmas # each year\r\n2026-12-26,a Saturday\n2026-01-01\n"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]flow.Day{day("2026-01-01"), day("2026-12-25"), day("2026-12-26"), day("2026-01-01")}, days); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if n := flow.WorkingDays(days...).Holidays(); n != 2 {
		t.Errorf("%d holidays count, want 2: one is at a weekend, one is there twice", n)
	}
	for text, want := range map[string]string{
		"2026-01-01\nsoon\n":                        "line 2",
		"2026-02-30":                                "line 1",
		strings.Repeat("2026-01-01\n", 20_001):      "more than 20000",
		"2026-01-01 " + strings.Repeat("x", 70_000): "lines of text",
	} {
		if _, err := flow.ParseHolidays([]byte(text)); weir.KindOf(err) != weir.BadInput || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: %v, want %q", text, err, want)
		}
	}
}

func TestAPolicyThatDoesNotExistIsRefused(t *testing.T) {
	t.Parallel()
	for name, p := range map[string]flow.Policy{
		"cycle": {Cycle: "weeks"}, "backward": {Backward: "never"}, "percentiles": {Percentiles: "type-6"}, "sle": {SLE: 100}, "negative": {SLE: -1},
	} {
		if err := p.Check(); weir.KindOf(err) != weir.Usage {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := (flow.Policy{}).Check(); err != nil {
		t.Errorf("the usual policy: %v", err)
	}
}
