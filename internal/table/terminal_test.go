package table_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rivo/uniseg"
	"pgregory.net/rapid"

	"weir"
	"weir/internal/table"
)

// render writes issues for a terminal of the given width and returns the lines.
func render(t rapid.TB, issues []weir.Issue, width int, names ...string) []string {
	found, err := table.Columns(names, nil)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	o := table.Options{Format: table.Terminal, Width: width, Zone: time.UTC}
	if _, err := table.Write(&out, found, sequence(issues, nil), o); err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
}

func widest(lines []string) int {
	most := 0
	for _, line := range lines {
		most = max(most, uniseg.StringWidth(line))
	}
	return most
}

// anyIssues draws issues whose texts are hard to measure, but hold no mark of a
// cut of their own.
func anyIssues(t *rapid.T) []weir.Issue {
	letters := []rune("aZ9 .-完成图한\u1100\u0301\u0600\u200d\ufe0f👩👧🇨🇳☂\t\x1b\ue000⸻")
	text := rapid.OneOf(rapid.StringOfN(rapid.SampledFrom(letters), 0, 60, -1), rapid.SampledFrom([]string{"", "short", strings.Repeat("a long one ", 30)}))
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) weir.Issue {
		return weir.Issue{
			ID: "1", Key: "PROJECT-" + rapid.StringMatching(`[0-9]{1,9}`).Draw(t, "key"), Summary: text.Draw(t, "summary"),
			Status: weir.Status{Name: text.Draw(t, "status")}, Assignee: weir.Person{Display: text.Draw(t, "assignee")},
			Updated: time.Unix(rapid.Int64Range(1, 1<<32).Draw(t, "updated"), 0),
		}
	}), 0, 5).Draw(t, "issues")
}

func anyColumns(t *rapid.T) []string {
	names := rapid.Permutation([]string{"key", "status", "assignee", "updated", "summary", "type", "labels"}).Draw(t, "columns")
	return names[:rapid.IntRange(1, len(names)).Draw(t, "how many columns")]
}

func TestEveryLineFitsIntoTheTerminal(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		issues, names, width := anyIssues(t), anyColumns(t), rapid.IntRange(10, 160).Draw(t, "width")
		lines := render(t, issues, width, names...)
		if len(lines) != len(issues)+1 {
			t.Fatalf("%d lines for %d issues", len(lines), len(issues))
		}
		for _, line := range lines {
			if w := uniseg.StringWidth(line); w > width {
				t.Fatalf("%d columns, the terminal has %d: %q", w, width, line)
			}
		}
	})
}

func TestNothingIsCutThatFits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		issues, names := anyIssues(t), anyColumns(t)
		whole := render(t, issues, 0, names...)
		if slices.ContainsFunc(whole, func(line string) bool { return strings.Contains(line, "…") }) {
			t.Fatalf("a table that is for no terminal is cut: %q", whole)
		}
		if fitting := render(t, issues, widest(whole), names...); !slices.Equal(fitting, whole) {
			t.Fatalf("a table that fits is changed: %q\nbefore: %q", fitting, whole)
		}
		if tight := render(t, issues, widest(whole)-1, names...); !slices.ContainsFunc(tight, func(line string) bool { return strings.Contains(line, "…") }) {
			t.Fatalf("a table that does not fit is not marked as cut: %q", tight)
		}
	})
}

func TestTheWidestColumnsAreCutFirst(t *testing.T) {
	t.Parallel()
	issues := []weir.Issue{{
		Key: "PROJECT-123456", Summary: strings.Repeat("word ", 40), Status: weir.Status{Name: "In Progress"},
		Assignee: weir.Person{Display: "四个排序图四个排序图四个排序图"},
	}}
	for _, test := range []struct {
		name  string
		width int
		want  string
	}{
		{"the long ones alike", 80, "PROJECT-123456  In Progress  四个排序图四个排序图四…   word word word word word…"},
		{"what is short stays", 60, "PROJECT-123456  In Progress  四个排序图四…   word word word…"},
		{"the key stays longest", 44, "PROJECT-123456  In Prog…  四个排…   word wo…"},
		{"the key is cut last", 38, "PROJECT…  In Prog…  四个排…   word wo…"},
		{"then the line", 20, "PROJECT…  In Prog…"},
	} {
		if got := render(t, issues, test.width, "key", "status", "assignee", "summary")[1]; got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.name, got, test.want)
		}
	}
}
