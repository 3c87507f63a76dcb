package eval_test

import (
	"fmt"
	"testing"
	"time"

	"weir/internal/jql"
	"weir/internal/jql/eval"
)

func TestDatesAreReadInTheUsersZone(t *testing.T) {
	t.Parallel()
	check(t, [][2]string{
		// 23:30 in Greenwich is half an hour into the next day in Berlin.
		{"created >= '2024-03-02'", "OPS-2"},
		{"created < '2024-03-02'", "OPS-10 WEB-1"},
		{"created >= '2024/03/02 00:30'", "OPS-2"},
		{"created > '2024/03/02 00:30'", ""},
		{"created = '2024-03-02 00:30'", "OPS-2"},
		{"createdDate in ('2024-03-02 00:30', '2024-02-29 13:00')", "OPS-2 OPS-10"},
		{"updated >= startOfDay()", "OPS-2 OPS-10"},
		{"updated >= '2024-03-13 00:31'", "OPS-2"},
		{"created >= startOfYear()", everythingCreated},
		{"resolved is not EMPTY and resolutiondate > '2024-03-10'", "OPS-10"},
		// A number without quotes is an instant, whatever the zone.
		{"updated >= 1710334800000", "OPS-2"},
		{"updated > 1710334800000", ""},
		{"updated < 1710334800000", "OPS-10 WEB-1"},
		// In quotes it is minutes.
		{"updated >= '-64'", ""},
		{"updated >= '-65'", "OPS-2"},
		{"updated >= -1d", "OPS-2 OPS-10"},
		{"updated >= '-3d 14h 4m'", "OPS-2 OPS-10"},
		{"updated >= '-3d14h5m'", "OPS-2 OPS-10 WEB-1"},
		{"updated <= '+1w'", "OPS-2 OPS-10 WEB-1"},
		{"updated <= now()", "OPS-2 OPS-10 WEB-1"},
	})
}

const everythingCreated = "OPS-2 OPS-10 WEB-1"

func TestADateFieldIsComparedByDays(t *testing.T) {
	t.Parallel()
	check(t, [][2]string{
		{"due = '2024-03-13'", "OPS-2"},
		{"duedate <= '2024-03-13 23:59'", "OPS-2"},
		{"due < '2024-03-13 23:59'", ""},
		{"due = now()", "OPS-2"},
		{"due >= '1d'", "OPS-10"},
		{"due = endOfMonth()", "OPS-10"},
		// 23:30 in Greenwich, the day before.
		{"due = 1710286200000", "OPS-2"},
		{"due is EMPTY", "WEB-1 WEB-3"},
		{"due != '2024-03-13'", "OPS-10"},
	})
}

// Each function is asked with = so that only the exact millisecond will do.
func TestDateFunctionsFindTheEdgesOfPeriods(t *testing.T) {
	t.Parallel()
	env := environment(t)
	at := func(year int, month time.Month, day, hour, minute int) time.Time {
		return time.Date(year, month, day, hour, minute, 0, 0, env.Zone)
	}
	end := func(year int, month time.Month, day int) time.Time {
		return time.Date(year, month, day, 23, 59, 59, 999_000_000, env.Zone)
	}
	for _, test := range []struct {
		function string
		want     time.Time
	}{
		{"now()", env.Now},
		{"startOfDay()", at(2024, 3, 13, 0, 0)},
		{"endOfDay()", end(2024, 3, 13)},
		{"STARTOFDAY('-1')", at(2024, 3, 12, 0, 0)},
		{"startOfDay(-1d)", at(2024, 3, 12, 0, 0)},
		{"startOfDay('+36h')", at(2024, 3, 14, 12, 0)},
		{"startOfDay('90m')", at(2024, 3, 13, 1, 30)},
		{"endOfDay('-1w')", end(2024, 3, 6)},
		{"startOfWeek()", at(2024, 3, 10, 0, 0)},
		{"endOfWeek()", end(2024, 3, 16)},
		{"startOfWeek('1')", at(2024, 3, 17, 0, 0)},
		{"startOfWeek('+1d')", at(2024, 3, 11, 0, 0)},
		{"startOfMonth()", at(2024, 3, 1, 0, 0)},
		{"startOfMonth('+14d')", at(2024, 3, 15, 0, 0)},
		{"endOfMonth()", end(2024, 3, 31)},
		{"endOfMonth('-1M')", end(2024, 2, 29)},
		{"endOfMonth(1)", end(2024, 4, 30)},
		{"endOfMonth('-1y')", end(2023, 3, 31)},
		{"startOfYear()", at(2024, 1, 1, 0, 0)},
		{"endOfYear('-1')", end(2023, 12, 31)},
		{"endOfYear('-10M')", end(2024, 2, 29)},
		// The clocks go forward on 31 March: the day has 23 hours.
		{"startOfMonth('+1M')", at(2024, 4, 1, 0, 0)},
		{"startOfDay('+19d')", at(2024, 4, 1, 0, 0)},
	} {
		p := compileWith(t, "updated = "+test.function, env)
		if !p.Match(issue{"updated": {eval.TimeOf(test.want)}}) {
			t.Errorf("%s is not %s", test.function, test.want)
		}
		if p.Match(issue{"updated": {eval.TimeOf(test.want.Add(time.Millisecond))}}) {
			t.Errorf("%s is also a millisecond later", test.function)
		}
	}
}

func TestTheWeekStartsWhereTheEnvironmentSays(t *testing.T) {
	t.Parallel()
	env := environment(t)
	env.WeekStart = time.Monday
	for day, start := range map[int]int{10: 4, 11: 11, 13: 11, 17: 11, 18: 18} {
		env.Now = time.Date(2024, 3, day, 12, 0, 0, 0, env.Zone)
		p := compileWith(t, "updated = startOfWeek()", env)
		if !p.Match(issue{"updated": {eval.TimeOf(time.Date(2024, 3, start, 0, 0, 0, 0, env.Zone))}}) {
			t.Errorf("the week of %d March does not start on the %d", day, start)
		}
	}
}

// A period in quotes counts hours, so that it crosses a change of the clocks
// without jumping.
func TestPeriodsCountHours(t *testing.T) {
	t.Parallel()
	env := environment(t)
	env.Now = time.Date(2024, 4, 1, 12, 0, 0, 0, env.Zone)
	for period, back := range map[string]time.Duration{
		"-1d": 24 * time.Hour, "-1w": 168 * time.Hour, "-30m": 30 * time.Minute, "-2w 3d": 17 * 24 * time.Hour,
		"-90": 90 * time.Minute, " -1h 1 ": 61 * time.Minute, "2d": -48 * time.Hour, "+2d": -48 * time.Hour,
	} {
		p := compileWith(t, fmt.Sprintf("updated = %q", period), env)
		if !p.Match(issue{"updated": {eval.TimeOf(env.Now.Add(-back))}}) {
			t.Errorf("%q is not %s ago", period, back)
		}
	}
}

func compileWith(t *testing.T, text string, env eval.Env) *eval.Program {
	t.Helper()
	q, err := jql.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	p, err := eval.Compile(q, env, schema())
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return p
}
