package file_test

import (
	"strings"
	"testing"

	"weir/internal/report"
	"weir/internal/report/pagetest"
)

// Two snapshots of a minute are told apart, and those of other minutes say no more
// than they did.
func TestSnapshotsOfAMinuteHaveHeadingsOfTheirOwn(t *testing.T) {
	t.Parallel()
	for name, heading := range map[string]string{"weekly.md": "## ", "weekly.html": "<h1>"} {
		p := newPlace(t, name)
		v := pagetest.Sample()
		v.Mode, v.Title = report.Append, "A & B <+>"
		v.Kept = nil
		for _, run := range []string{"r1", "r2", "r3", "r4"} {
			v.Run = run
			p.write(t, v)
		}
		var ends []string
		for line := range strings.Lines(p.read(t)) {
			if strings.HasPrefix(line, heading) {
				_, end, _ := strings.Cut(line, "2026, ")
				ends = append(ends, strings.TrimSuffix(strings.TrimSpace(end), "</h1>"))
			}
		}
		if got, want := strings.Join(ends, "|"), "14:03 CET|14:03:00 CET|14:03:00 CET (2)|14:03:00 CET (3)"; strings.ReplaceAll(got, `\`, "") != want {
			t.Errorf("%s: the headings end with %s, want %s", name, got, want)
		}
	}
}

// Somebody has deleted the comments around the table.
func TestATableWithoutItsCommentsIsTold(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.md")
	v := pagetest.Sample()
	if wrote := p.write(t, v); len(wrote.Told) != 0 {
		t.Errorf("told is %q", wrote.Told)
	}
	var lines []string
	for line := range strings.Lines(p.read(t)) {
		if !strings.HasPrefix(line, "<!--") {
			lines = append(lines, line)
		}
	}
	bare := strings.Join(lines, "")
	p.put(t, bare)
	if wrote := p.write(t, v); len(wrote.Told) != 1 || !strings.Contains(wrote.Told[0], "line 5 ") {
		t.Errorf("told is %q", wrote.Told)
	}
	if text := p.read(t); !strings.HasPrefix(text, bare) || len(p.found(t).Rows) != 8 {
		t.Errorf("the former one has changed: %s", text)
	}
	if wrote := p.write(t, v); len(wrote.Told) != 0 {
		t.Errorf("afterwards told is %q", wrote.Told)
	}
	// Another table is no matter of ours.
	p.put(t, "| Key | Summary |\n| --- | --- |\n| [OPS-1]("+site+"OPS-1) | x |\n")
	if wrote := p.write(t, v); len(wrote.Told) != 0 {
		t.Errorf("of another table told is %q", wrote.Told)
	}
}
