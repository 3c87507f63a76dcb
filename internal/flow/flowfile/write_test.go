package flowfile_test

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"weir"
	"weir/internal/flow/flowfile"
)

type rawMessage = json.RawMessage

func reader(s string) *bufio.Reader { return bufio.NewReader(strings.NewReader(s)) }

func TestASheetIsWritten(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	err := flowfile.Write(&out, slices.Values([]flowfile.Row{
		{ID: "A-1", Link: "https://x.invalid/A-1", Name: "A-1", Dates: []weir.Date{{Year: 2026, Month: 1, Day: 2}, {}}, Attributes: []string{"Bug"}},
		{ID: "=1+1", Link: "@x", Name: "-x", Dates: []weir.Date{{}, {Year: 2026, Month: 12, Day: 31}}, Attributes: []string{"a;=cmd|' /C calc'!A0"}},
		{ID: "\tx", Name: "\rx\x1b[2J", Dates: []weir.Date{{}, {}}, Attributes: []string{"'+1"}},
	}), []string{"To do", "+Done"}, []string{"=Type"})
	if err != nil {
		t.Fatal(err)
	}
	want := `ID,Link,Name,To do,'+Done,'=Type
A-1,https://x.invalid/A-1,A-1,2026-01-02,,Bug
'=1+1,'@x,'-x,,2026-12-31,a;'=cmd|' /C calc'!A0
'` + "\t" + `x,,x[2J,,,''+1
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}

func TestARowThatDoesNotFitIsNotWritten(t *testing.T) {
	t.Parallel()
	rows := slices.Values([]flowfile.Row{{ID: "1"}})
	if err := flowfile.Write(new(bytes.Buffer), rows, []string{"A"}, nil); weir.KindOf(err) != weir.Unexpected {
		t.Errorf("error: %v", err)
	}
	if err := flowfile.Write(full{}, slices.Values(slices.Repeat([]flowfile.Row{{ID: "1"}}, 5000)), nil, nil); weir.KindOf(err) != weir.Storage {
		t.Errorf("error: %v", err)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no room") }

// What Write writes, ReadSheet reads with the same dates, whatever the ids and
// the titles, in every zone.
func TestWrittenSheetsComeBack(t *testing.T) {
	t.Parallel()
	var zones []*time.Location
	for _, name := range []string{"UTC", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Kiritimati"} {
		if zone, err := time.LoadLocation(name); err == nil {
			zones = append(zones, zone)
		}
	}
	text := rapid.StringMatching(`[=+@'|,"a-zäß-][=+@'|," a-zäß-]{0,6}[a-z]`)
	date := rapid.Custom(func(t *rapid.T) weir.Date {
		return weir.DateOf(time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "seconds"), 0).UTC())
	})
	rapid.Check(t, func(t *rapid.T) {
		stages := rapid.SliceOfNDistinct(text, 1, 5, strings.ToLower).Draw(t, "stages")
		ids := rapid.SliceOfNDistinct(text, 1, 8, rapid.ID).Draw(t, "ids")
		zone := rapid.SampledFrom(zones).Draw(t, "zone")
		rows := make([]flowfile.Row, len(ids))
		for i, id := range ids {
			rows[i] = flowfile.Row{ID: id, Name: id, Dates: rapid.SliceOfN(date, len(stages), len(stages)).Draw(t, "dates")}
			if n := rapid.IntRange(0, len(stages)-1).Draw(t, "empty"); n > 0 {
				rows[i].Dates[n] = weir.Date{}
			}
		}
		var file bytes.Buffer
		if err := flowfile.Write(&file, slices.Values(rows), stages, nil); err != nil {
			t.Fatal(err)
		}
		s, err := flowfile.ReadSheet(&file, flowfile.SheetOptions{Zone: zone, Stages: stages})
		if err != nil {
			t.Fatal(err)
		}
		got := slices.Collect(s.Issues())
		if len(got) != len(rows) {
			t.Fatalf("%d of %d rows came back", len(got), len(rows))
		}
		for i, issue := range got {
			if diff := cmp.Diff(dated(rows[i], stages), daysOf(issue)); diff != "" || issue.Key != rows[i].ID {
				t.Fatal(issue.Key, diff)
			}
		}
	})
}

func dated(row flowfile.Row, stages []string) map[string]string {
	days := make(map[string]string)
	for i, date := range row.Dates {
		if !date.IsZero() {
			days[stages[i]] = date.String()
		}
	}
	return days
}

// daysOf returns on which day an issue of a sheet entered which stage.
func daysOf(issue weir.Issue) map[string]string {
	first := issue.Status.Name
	if len(issue.History.Changes) > 0 {
		first = issue.History.Changes[0].From.Name
	}
	days := map[string]string{first: weir.DateOf(issue.Created).String()}
	for _, c := range issue.History.Changes {
		days[c.To.Name] = weir.DateOf(c.At).String()
	}
	return days
}

// Promise W5: no cell of what is written is a formula.
func FuzzWrite(f *testing.F) {
	f.Add("A-1", "=1+1")
	f.Add("\t=x", "-x\n+y")
	f.Fuzz(func(t *testing.T, id, text string) {
		var out bytes.Buffer
		row := flowfile.Row{ID: id, Link: text, Name: text, Dates: []weir.Date{{Year: 2026, Month: 1, Day: 1}}, Attributes: []string{id}}
		if err := flowfile.Write(&out, slices.Values([]flowfile.Row{row}), []string{text}, []string{id}); err != nil {
			t.Fatal(err)
		}
		r := csv.NewReader(&out)
		records, err := r.ReadAll()
		if err != nil || len(records) != 2 || len(records[0]) != 5 || len(records[1]) != 5 {
			t.Fatalf("%q, %v", records, err)
		}
		for _, cell := range slices.Concat(records...) {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				t.Errorf("%q may be a formula", cell)
			}
		}
	})
}

func ExampleWrite() {
	var out strings.Builder
	rows := slices.Values([]flowfile.Row{{ID: "OPS-1", Dates: []weir.Date{{Year: 2026, Month: 1, Day: 5}, {Year: 2026, Month: 1, Day: 9}}, Attributes: []string{"Bug"}}})
	if err := flowfile.Write(&out, rows, []string{"In progress", "Done"}, []string{"Type"}); err != nil {
		fmt.Println(err)
	}
	fmt.Print(out.String())
	// Output:
	// ID,Link,Name,In progress,Done,Type
	// OPS-1,,,2026-01-05,2026-01-09,Bug
}
