package table_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rivo/uniseg"
	"pgregory.net/rapid"

	"weir/internal/table"
)

func TestLongLinesAreFoldedAtTheirSpaces(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		line          string
		width, indent int
		want          string
	}{
		"one that fits stays":          {"one two", 7, 2, "one two"},
		"no limit, no fold":            {"one two", 0, 2, "one two"},
		"what follows is indented":     {"one two three", 7, 2, "one two\n  three"},
		"a long word stays whole":      {"one Donaudampfschiff two", 7, 2, "one\n  Donaudampfschiff\n  two"},
		"spaces at its beginning stay": {"  why   it is so", 12, 8, "  why   it\n        is\n        so"},
		"wide letters take two":        {"流れ 流れ 流れ", 9, 0, "流れ 流れ\n流れ"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, table.Fold(c.line, c.width, c.indent)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestFoldingLosesNoWord(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.StringMatching(`( {0,3}[a-z流–]{1,12}){0,20}`).Draw(t, "line")
		width, indent := rapid.IntRange(0, 60).Draw(t, "width"), rapid.IntRange(0, 20).Draw(t, "indent")
		folded := table.Fold(line, width, indent)
		if diff := cmp.Diff(strings.Fields(line), strings.Fields(folded)); diff != "" {
			t.Fatalf("(-want +got)\n%s", diff)
		}
		for part := range strings.SplitSeq(folded, "\n") {
			if width > indent && uniseg.StringWidth(part) > width && len(strings.Fields(part)) > 1 {
				t.Fatalf("%q is wider than %d", part, width)
			}
		}
	})
}

func TestTheLastColumnIsFoldedNotCut(t *testing.T) {
	t.Parallel()
	rows := [][]string{{"ACT", "Is it old?", "it is older than all that was finished in these weeks"}, {"sustain", "No", "short"}}
	for width, want := range map[int]string{
		0:  "ACT      Is it old?  it is older than all that was finished in these weeks\nsustain  No          short\n",
		53: "ACT      Is it old?  it is older than all that was\n                     finished in these weeks\nsustain  No          short\n",
		40: "ACT      Is it old?\n         it is older than all that was\n         finished in these weeks\nsustain  No\n         short\n",
	} {
		var b strings.Builder
		if err := table.AlignFolded(&b, rows, width); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, b.String()); diff != "" {
			t.Errorf("at %d columns (-want +got)\n%s", width, diff)
		}
	}
}
