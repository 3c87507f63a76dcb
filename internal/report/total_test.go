package report_test

import (
	"encoding/json"
	"math"
	"testing"

	"weir"
	"weir/internal/report"
)

func TestTotalsAreNumbersOrNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		points []string
		want   string
	}{
		"very large":      {[]string{"1e305", "1e305"}, "2e+305"},
		"too large":       {[]string{"1e308", "1e308"}, ""},
		"nothing, below":  {[]string{"-0.0000001", "null"}, "0"},
		"of none":         {[]string{"null", "null"}, ""},
		"of one zero":     {[]string{"0", "null"}, "0"},
		"tenths":          {[]string{"0.1", "0.2"}, "0.3"},
		"more than exact": {[]string{"9007199254740992", "0"}, "9007199254740992"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			for n, points := range c.points {
				i := issue(n)
				i.Fields = map[string]json.RawMessage{"points": json.RawMessage(points)}
				w.issues = append(w.issues, i)
			}
			w.job.Settings.Totals = []string{"points"}
			w.run(t)
			if got := w.page.views[0].Totals[2]; got.Text != c.want || math.IsInf(got.Number, 0) {
				t.Errorf("got %+v, want %q", got, c.want)
			}
		})
	}
	t.Run("of none, over a former one that nobody remembers", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, issue(1))
		w.issues[0].Fields = map[string]json.RawMessage{"points": json.RawMessage("5")}
		w.job.Settings.Totals = []string{"points"}
		w.run(t)
		w.issues[0].Fields, w.memory.state = nil, report.State{}
		w.run(t)
		if len(w.page.kept) != 0 {
			t.Errorf("Weir's total is taken for what somebody typed: %+v", w.page.kept)
		}
		if got := w.page.rows[1].Cells; got[0].Text != report.Total || got[2].Text != "" {
			t.Errorf("the row of totals is %+v", got)
		}
	})
	t.Run("of two kinds", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, issue(1), issue(2))
		w.job.Settings.Totals = []string{"points"}
		w.job.Settings.Columns[2].Cell = func(i weir.Issue) report.Cell {
			if i.Key == "OPS-1" {
				return report.Cell{Kind: report.Duration, Number: 3600, Text: "1h"}
			}
			return report.Cell{Kind: report.Number, Number: 5, Text: "5"}
		}
		w.run(t)
		if got := w.page.views[0].Totals[2]; !got.IsBlank() {
			t.Errorf("hours and points are added up to %+v", got)
		}
	})
}
