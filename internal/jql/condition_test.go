package jql_test

import (
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"weir/internal/jql"
)

func TestConditionsAreWrittenSafely(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		got  jql.Condition
		want string
	}{
		{jql.Equal("project", "OPS"), `project = "OPS"`},
		{jql.Equal("Epic Link", `A" OR 1=1 --`), `"Epic Link" = "A\" OR 1=1 --"`},
		{jql.Equal("order", "a\tb\u0085"), `"order" = "a\tb\u0085"`},
		{jql.Equal("customfield_10010", ""), `cf[10010] = ""`},
		{jql.Equal("cf[0]", ""), `"cf[0]" = ""`},
		{jql.Equal("a = b OR c", "d"), `"a = b OR c" = "d"`},
		{jql.In("status", "In Progress", `\`), `status in ("In Progress", "\\")`},
		{jql.UpdatedSince(time.Date(2024, 5, 6, 7, 8, 9, 999_999, time.FixedZone("", 3600))), "updated >= 1714975689000"},
		{jql.All(), ""},
		{jql.All(jql.Condition{}, jql.Equal("a", "b")), `a = "b"`},
		{jql.All(jql.Equal("a", "b"), jql.Condition{}, jql.Equal("c", "d")), `(a = "b" AND c = "d")`},
	} {
		if test.got.String() != test.want {
			t.Errorf("got %s, want %s", test.got, test.want)
		}
		parse(t, test.got.String())
	}
}

func TestAMinuteIsNeverReadAsALaterOne(t *testing.T) {
	t.Parallel()
	zone := func(name string) *time.Location {
		z, err := time.LoadLocation(name)
		if err != nil {
			t.Skip("no time zone data: ", err)
		}
		return z
	}
	for _, test := range []struct {
		zone, at, want string
	}{
		{"Asia/Tokyo", "2024-05-06T23:59:59Z", "2024-05-07 08:59"},
		{"America/Los_Angeles", "2024-05-06T06:00:00Z", "2024-05-05 23:00"},
		{"Europe/Berlin", "2024-03-31T00:59:59Z", "2024-03-31 01:59"},       // before the clocks go forward
		{"Europe/Berlin", "2024-03-31T01:00:00Z", "2024-03-31 03:00"},       // after
		{"Europe/Berlin", "2024-10-27T00:30:00Z", "2024-10-27 01:30"},       // half past two, which comes again
		{"Europe/Berlin", "2024-10-27T01:30:00Z", "2024-10-27 02:30"},       // half past two for the second time
		{"Australia/Lord_Howe", "2024-04-06T14:45:00Z", "2024-04-07 01:15"}, // back by half an hour
	} {
		at, err := time.Parse(time.RFC3339, test.at)
		if err != nil {
			t.Fatal(err)
		}
		got := jql.UpdatedSinceMinute(at, zone(test.zone))
		if want := `updated >= "` + test.want + `"`; got.String() != want {
			t.Errorf("%s in %s: got %s, want %s", test.at, test.zone, got, want)
		}
		parse(t, got.String())
		// However Jira reads the minute, the moment is not after the one meant.
		written := strings.Trim(strings.TrimPrefix(got.String(), "updated >= "), `"`)
		for m := at.Add(time.Minute); m.Before(at.Add(4 * time.Hour)); m = m.Add(time.Minute) {
			if m.In(zone(test.zone)).Format("2006-01-02 15:04") == written {
				t.Errorf("%s in %s: %s comes again at %s", test.at, test.zone, written, m)
			}
		}
	}
}

func TestNoValuesMeansNoIssueAndNotEveryIssue(t *testing.T) {
	t.Parallel()
	got := jql.In("status").String()
	if got != "(status is EMPTY AND status is not EMPTY)" {
		t.Errorf("got %s", got)
	}
	parse(t, got)
	if c, err := jql.IDs(); err == nil {
		t.Errorf("no ids: got %s", c)
	}
	if c, err := jql.Keys(); err == nil {
		t.Errorf("no keys: got %s", c)
	}
}

func TestIDsAreDigits(t *testing.T) {
	t.Parallel()
	c, err := jql.IDs("10001", "2")
	if err != nil || c.String() != "id in (10001,2)" {
		t.Errorf("got %s, %v", c, err)
	}
	for _, bad := range []string{"", "-1", "1)", "1 or", "١", "x", "1234567890123456789"} {
		if c, err := jql.IDs("1", bad); err == nil {
			t.Errorf("%q: got %s", bad, c)
		}
	}
}

func TestKeysHaveTheirFormat(t *testing.T) {
	t.Parallel()
	c, err := jql.Keys("OPS-1", "A_2B-90")
	if err != nil || c.String() != "key in (OPS-1,A_2B-90)" {
		t.Errorf("got %s, %v", c, err)
	}
	parse(t, c.String())
	for _, bad := range []string{"", "OPS", "OPS-", "OPS-0", "OPS-01", "ops-1", "-1", "1A-1", "OPS-1)", "OPS -1", "OPS-1-1", "ÖPS-1", "_A-1"} {
		if c, err := jql.Keys("OPS-1", bad); err == nil {
			t.Errorf("%q: got %s", bad, c)
		}
	}
}

func TestFormatsAreChecked(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		valid func(string) bool
		good  []string
		bad   []string
	}{
		{"project key", jql.ValidProjectKey, []string{"OPS", "A", "A1_B"}, []string{"", "ops", "1A", "_A", "A-1", "A B", "A\n"}},
		{"field id", jql.ValidFieldID, []string{"duedate", "customfield_10010", "statusCategory"}, []string{"", "*all", "-x", "a b", "a,b", "1a", "_a", "é", "a\x00"}},
		{"date", jql.ValidDate, []string{"2024-02-29", "2024/02/29 23:59"}, []string{"", "2023-02-29", "2024-02-29T10:00", "2024-02-29 10:00:00", "-5d", "2024-1-1", "2024-01-01 "}},
	} {
		for _, s := range test.good {
			if !test.valid(s) {
				t.Errorf("%s: %q is refused", test.name, s)
			}
		}
		for _, s := range test.bad {
			if test.valid(s) {
				t.Errorf("%s: %q is accepted", test.name, s)
			}
		}
	}
}

func TestEveryCharacterCanBeQuoted(t *testing.T) {
	t.Parallel()
	const page = 0x100
	for first := rune(0); first <= utf8.MaxRune; first += page {
		var value strings.Builder
		for r := first; r < first+page; r++ {
			if utf8.ValidRune(r) {
				value.WriteRune(r)
			}
		}
		want := jql.Expr(clause("f", jql.Equals, quoted(value.String())))
		if got := parse(t, jql.Equal("f", value.String()).String()).Where; !reflect.DeepEqual(got, want) {
			t.Fatalf("from %U: got %v", first, got)
		}
	}
}

func TestReservedWordsAreQuotedAsFields(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"order", "Select", "IN", "cf", "during", "notin", "null"} {
		if !jql.IsReserved(name) {
			t.Errorf("%s is not reserved", name)
		}
		want := clause(name, jql.Equals, quoted("x"))
		if diff := cmp.Diff(jql.Expr(want), parse(t, jql.Equal(name, "x").String()).Where); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	for _, name := range []string{"status", "the", "all", "a", ""} {
		if jql.IsReserved(name) {
			t.Errorf("%q is reserved", name)
		}
	}
}
