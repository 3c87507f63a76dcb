package cli_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode"

	"weir/internal/app"
	"weir/internal/cli"
	"weir/internal/report"
)

// Whatever changes, a person gets a screen of it that ends with how much more there is.
func TestADryRunShowsAScreenOfChanges(t *testing.T) {
	t.Parallel()
	trial := report.Trial{Exists: true}
	add := func(what report.What, n int) {
		for i := range n {
			trial.Changes = append(trial.Changes, report.Change{What: what, Key: fmt.Sprint("OPS-", i), Column: "Summary", From: strings.Repeat("a", 99), To: "b\nc", Known: i > 0})
		}
	}
	add(report.NewRow, 12)
	add(report.LeftRow, 2)
	add(report.ChangedCell, 30)
	add(report.KeptText, 5)
	lines := cli.TrialLines(app.Report{}, trial)
	if len(lines) != 21 || lines[20] != "… and 17 more" {
		t.Errorf("%d lines, the last one %q", len(lines), lines[len(lines)-1])
	}
	for i, want := range []string{
		"new: OPS-0, OPS-1, OPS-2, OPS-3, OPS-4, OPS-5, OPS-6, OPS-7, OPS-8, OPS-9 … and 2 more", "left: OPS-0, OPS-1",
		"changed: OPS-0 Summary", "changed: OPS-1 Summary: " + strings.Repeat("a", 49) + "… → b c",
	} {
		if lines[i] != want {
			t.Errorf("line %d is %q, want %q", i, lines[i], want)
		}
	}
	for want, trial := range map[string]report.Trial{
		"there is no table yet: all 3 rows would be new":                                                                 {First: true, Counts: report.Counts{Rows: 3}},
		"there is no table yet: the only row would be new":                                                               {First: true, Counts: report.Counts{Rows: 1}},
		"the table is not there any more: it would be made anew":                                                         {},
		"the table that is there is not one of this computer's: all 3 rows would be new":                                 {First: true, Exists: true, Counts: report.Counts{Rows: 3}},
		"nothing would change but the line above the table":                                                              {Exists: true, Same: true},
		"the table holds something that cannot be carried over, such as a picture: it would be left, and a new one made": {Exists: true, Fixed: true},
		"no row and no cell would change: only the order, the columns, or marks of the last refresh":                     {Exists: true},
	} {
		if lines := cli.TrialLines(app.Report{}, trial); len(lines) != 1 || lines[0] != want {
			t.Errorf("got %q, want %q", lines, want)
		}
	}
	for want, job := range map[string]app.Report{
		"a table would be added": {Mode: "append", Page: app.ReportPage{File: "a.md"}},
		"a page would be made":   {Mode: "page", Page: app.ReportPage{OneNote: "Book/Section/Page"}},
		"a file would be made":   {Mode: "page", Page: app.ReportPage{File: "a.md"}},
	} {
		if lines := cli.TrialLines(job, report.Trial{}); len(lines) != 1 || lines[0] != want {
			t.Errorf("got %q, want %q", lines, want)
		}
	}
}

// Texts of issues, of people and of the configuration come from outside.
func TestNothingInADryRunIsObeyedByATerminal(t *testing.T) {
	t.Parallel()
	const hostile = "a\x1b]0;mine\x07\r\nb\u202ec\u009b31md\u2066"
	var out bytes.Buffer
	trial := report.Trial{Exists: true}
	for _, what := range []report.What{report.NewRow, report.LeftRow, report.ChangedCell, report.KeptText} {
		trial.Changes = append(trial.Changes, report.Change{What: what, Key: hostile, Column: hostile, From: hostile, To: hostile, Known: true})
	}
	cli.PrintTrial(&out, app.Report{Name: "weekly"}, trial)
	if n := strings.Count(out.String(), "\n"); n != 5 {
		t.Errorf("%d lines", n)
	}
	for _, r := range out.String() {
		if r != '\n' && (unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control)) {
			t.Errorf("%q is in %q", r, &out)
		}
	}
}
