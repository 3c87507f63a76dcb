package table_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/table"
)

var update = flag.Bool("update", false, "write the golden files anew")

func sequence(issues []weir.Issue, err error) iter.Seq2[weir.Issue, error] {
	return func(yield func(weir.Issue, error) bool) {
		for _, issue := range issues {
			if !yield(issue, nil) {
				return
			}
		}
		if err != nil {
			yield(weir.Issue{}, err)
		}
	}
}

// sample are issues with everything that makes cells hard to write.
func sample() []weir.Issue {
	zone := time.FixedZone("", 8*60*60)
	return []weir.Issue{
		{
			ID: "1", Key: "OPS-1", URL: "https://jira.test/browse/OPS-1", Summary: "A plain summary",
			Status: weir.Status{Name: "In Progress", Category: weir.InProgress}, Due: weir.Date{Year: 2026, Month: 3, Day: 4},
			Updated: time.Date(2026, 3, 1, 7, 5, 0, 0, zone), Labels: []string{"one", "two"},
			Assignee: weir.Person{ID: "a", Display: "Ana Bo"},
			Fields: map[string]json.RawMessage{
				"customfield_1": json.RawMessage(`5.50`),
				"customfield_2": json.RawMessage(`[{"displayName":"Cy"},{"displayName":"Di"}]`),
				"customfield_3": json.RawMessage(`{"value":"Europe","child":{"value":"Malta"}}`),
			},
		},
		{
			ID: "2", Key: "OPS-22", URL: "https://jira.test/browse/OPS-22",
			Summary: "=HYPERLINK(\"x\")|pipe\nnew line\x1b[31m\u202e<b>*bold*</b> `code` [a](b)",
			Status:  weir.Status{Name: "完成", Category: weir.Done},
		},
		{ID: "3", Key: "OPS-3", Summary: strings.Repeat("四个排序图 ", 20)},
	}
}

func columns(t *testing.T, names ...string) []table.Column {
	t.Helper()
	found, err := table.Columns(names, []table.Field{
		{ID: "customfield_1", Name: "Story Points"},
		{ID: "customfield_2", Name: "Approvers"},
		{ID: "customfield_3", Name: "Region"},
		{ID: "customfield_4", Name: "Twin"},
		{ID: "customfield_5", Name: "Twin"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func write(t *testing.T, o table.Options, names ...string) string {
	t.Helper()
	var out bytes.Buffer
	if n, err := table.Write(&out, columns(t, names...), sequence(sample(), nil), o); err != nil || n != 3 {
		t.Fatalf("wrote %d rows, %v", n, err)
	}
	return out.String()
}

// A golden file for each format, to be read by a person.
func TestFormats(t *testing.T) {
	t.Parallel()
	for _, format := range table.Formats() {
		t.Run(string(format), func(t *testing.T) {
			t.Parallel()
			got := write(t, table.Options{Format: format, Width: 110, Zone: time.UTC}, "key", "status", "due", "updated", "labels", "Story Points", "Region", "summary")
			path := filepath.Join("testdata", string(format)+".golden")
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("the golden file differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestJSONKeepsKindsAndTheNamesOfColumns(t *testing.T) {
	t.Parallel()
	var got []map[string]any
	if err := json.Unmarshal([]byte(write(t, table.Options{Format: table.JSON}, "key", "duedate", "Labels", "Story Points", "Approvers", "resolution", "updated")), &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"key": "OPS-1", "duedate": "2026-03-04", "Labels": []any{"one", "two"}, "Story Points": 5.5,
		"Approvers": []any{"Cy", "Di"}, "resolution": nil, "updated": "2026-03-01T07:05:00.000+08:00",
	}
	if diff := cmp.Diff(want, got[0]); diff != "" {
		t.Error(diff)
	}
}

// Promise W5, as far as tables go: whatever an issue says, it stays text.
func TestHostileTextIsHarmless(t *testing.T) {
	t.Parallel()
	terminal := write(t, table.Options{Format: table.Terminal}, "key", "summary")
	if strings.ContainsAny(terminal, "\x1b\u202e") || strings.Count(terminal, "\n") != 4 {
		t.Errorf("the terminal would obey: %q", terminal)
	}
	rows, err := csv.NewReader(strings.NewReader(write(t, table.Options{Format: table.CSV}, "key", "summary", "Story Points"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(rows[2][1], "'=") || rows[1][2] != "5.50" {
		t.Errorf("a spreadsheet would run %q, or a number was spoilt: %q", rows[2][1], rows[1][2])
	}
	markdown := write(t, table.Options{Format: table.Markdown}, "key", "summary")
	if strings.Count(markdown, "\n") != 5 || strings.Contains(markdown, " <b>") || strings.Contains(markdown, "](b)") && !strings.Contains(markdown, `\](b)`) {
		t.Errorf("markup got out of its cell: %s", markdown)
	}
}

func TestANegativeNumberIsNoFormula(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	issue := weir.Issue{Key: "OPS-1", Fields: map[string]json.RawMessage{"customfield_1": json.RawMessage(`-3`)}}
	if _, err := table.Write(&out, columns(t, "Story Points"), sequence([]weir.Issue{issue}, nil), table.Options{Format: table.CSV}); err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(out.String(), "\n-3\n") {
		t.Errorf("got %q", out.String())
	}
}

// Half a result must not look like a whole one.
func TestAnErrorLeavesNothingThatLooksWhole(t *testing.T) {
	t.Parallel()
	cause := errors.New("the line broke")
	for _, format := range []table.Format{table.JSON, table.Terminal} {
		var out bytes.Buffer
		n, err := table.Write(&out, columns(t, "key"), sequence(sample()[:2], cause), table.Options{Format: format})
		if !errors.Is(err, cause) || n != 2 {
			t.Errorf("%s: wrote %d rows, error %v", format, n, err)
		}
		if json.Valid(out.Bytes()) || format == table.Terminal && out.Len() > 0 {
			t.Errorf("%s: half a result looks whole: %q", format, out.String())
		}
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

func TestAFullDiskIsAnError(t *testing.T) {
	t.Parallel()
	for _, format := range table.Formats() {
		if _, err := table.Write(fullDisk{}, columns(t, "key"), sequence(sample(), nil), table.Options{Format: format}); err == nil {
			t.Errorf("%s: nobody noticed the full disk", format)
		}
	}
}

// FuzzCells writes any text in every format: it stays in its cell.
func FuzzCells(f *testing.F) {
	for _, seed := range []string{"", "a|b", "=1+1", "\x1b]0;x\x07", "\u202e\u2066", "<!--", "\\|", "a\r\nb", "\xff\xfe", "```"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		issue := weir.Issue{ID: "1", Key: text, URL: "https://jira.test/" + text, Summary: text}
		for _, format := range table.Formats() {
			var out bytes.Buffer
			if _, err := table.Write(&out, columns(t, "key", "summary"), sequence([]weir.Issue{issue}, nil), table.Options{Format: format}); err != nil {
				t.Fatal(err)
			}
			checkCells(t, format, out.Bytes())
		}
	})
}

func checkCells(t *testing.T, format table.Format, out []byte) {
	t.Helper()
	switch format {
	case table.JSON:
		if !json.Valid(out) || strings.ContainsAny(string(out), obeyed) {
			t.Errorf("not JSON, or a terminal would obey: %q", out)
		}
	case table.CSV:
		rows, err := csv.NewReader(bytes.NewReader(out)).ReadAll()
		if err != nil || len(rows) != 2 || len(rows[1]) != 2 {
			t.Errorf("not two rows of two cells: %q, %v", out, err)
		} else if cell := rows[1][1]; cell != "" && strings.ContainsAny(string([]rune(cell)[:1]), "=+-@\t\r＝＋－＠") || strings.ContainsAny(cell, "\x1b\x07") {
			t.Errorf("a spreadsheet or a terminal would obey: %q", cell)
		}
	case table.Terminal, table.Markdown:
		lines := map[table.Format]int{table.Terminal: 2, table.Markdown: 3}[format]
		if bytes.Count(out, []byte("\n")) != lines || bytes.ContainsAny(out, "\x1b\r\x07\u202e") {
			t.Errorf("%s: the cell got out: %q", format, out)
		}
	}
}
