package report_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"weir"
	"weir/internal/report"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func schedule(t testing.TB, text string) report.Schedule {
	t.Helper()
	s, err := report.ParseSchedule(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestASchedulesWordsAreUnderstood(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                 "",
		"every 15 minutes":                 "every 15 minutes",
		"every 15m":                        "every 15 minutes",
		"Every hour":                       "hourly",
		"every 60 min":                     "hourly",
		"every 2 hours":                    "every 2 hours",
		"every day at 9:00":                "daily at 09:00",
		"daily at 09:00":                   "daily at 09:00",
		"weekdays at 23:59":                "weekdays at 23:59",
		"mon-fri 7:05":                     "weekdays at 07:05",
		"fri, Mon and wednesday at 8:30":   "mon, wed, fri at 08:30",
		"every sunday at 00:00":            "sun at 00:00",
		"weekends at 10:00":                "sat, sun at 10:00",
		"monthly on 1 at 09:00":            "monthly on 1 at 09:00",
		"monthly on the 31st at 09:00":     "monthly on 31 at 09:00",
		"monthly on last at 17:00":         "monthly on last at 17:00",
		"monthly on the last day at 17:00": "monthly on last at 17:00",
	} {
		s, err := report.ParseSchedule(text)
		if err != nil || s.String() != want {
			t.Errorf("%q: got %q, %v, want %q", text, s, err, want)
		}
		again, err := report.ParseSchedule(s.String())
		if err != nil || again != s {
			t.Errorf("%q: %q is read as %q, %v", text, s, again, err)
		}
	}
	for _, text := range []string{
		"soon", "every", "every 4 minutes", "every 25 hours", "every 15 seconds", "every -5 minutes", "every 0 minutes", "daily", "daily at 25:00",
		"daily at noon", "at 09:00", "09:00", "monthly at 09:00", "monthly on 32 at 09:00", "monthly on 0 at 09:00", "mon, noday at 9:00",
		"hourly at 09:00", "and", ",", "every 99999999999999999999 hours", "every 307445745 minutes", "mon at 9:00 at 10:00",
	} {
		if s, err := report.ParseSchedule(text); err == nil || !s.IsZero() {
			t.Errorf("%q is read as %q", text, s)
		}
	}
}

func TestALengthOfTimeThatDoesNotDoIsToldApartFromNone(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"every 3 minutes": "is too often", "every 1 minute": "is too often", "every 25 hours": "is too long", "every 48h": "is too long", "sometimes": "is no schedule",
	} {
		_, err := report.ParseSchedule(text)
		if weir.KindOf(err) != weir.BadConfig || !strings.Contains(err.Error(), want) || weir.NextStep(err) == "" {
			t.Errorf("%q: %v (%s)", text, err, weir.NextStep(err))
		}
	}
}

func FuzzSchedule(f *testing.F) {
	for _, text := range []string{"every 15 minutes", "weekdays at 09:00", "monthly on last at 17:00", "mon, tue and at 1:1", "every\x00"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := report.ParseSchedule(text)
		if err != nil {
			return
		}
		if again, err := report.ParseSchedule(s.String()); err != nil || again != s {
			t.Errorf("%q is written as %q and read as %q, %v", text, s, again, err)
		}
	})
}

func TestATimeOfDayIsThatOfTheClockOnTheWall(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ schedule, zone, after, want string }{
		{"weekdays at 09:00", "Europe/Berlin", "2026-11-27T08:00:00Z", "2026-11-30T09:00:00+01:00"}, // Friday, 9:00 there
		{"weekdays at 09:00", "Europe/Berlin", "2026-11-27T07:59:59Z", "2026-11-27T09:00:00+01:00"},
		{"daily at 09:00", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T09:00:00+02:00"}, // summer time has begun
		{"daily at 02:30", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T03:00:00+02:00"}, // skipped
		{"daily at 02:30", "Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-30T02:30:00+02:00"}, // and once only
		{"daily at 02:30", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T02:30:00+02:00"}, // shown twice
		{"daily at 02:30", "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-26T02:30:00+01:00"}, // and once only
		{"daily at 00:30", "America/Havana", "2026-03-07T12:00:00Z", "2026-03-08T01:00:00-04:00"},
		{"daily at 02:15", "Australia/Lord_Howe", "2026-10-03T03:00:00Z", "2026-10-04T02:30:00+11:00"},
		{"fri at 12:00", "Pacific/Apia", "2011-12-27T00:00:00Z", "2011-12-31T00:00:00+14:00"}, // that Friday never was
		{"monthly on 31 at 09:00", "UTC", "2026-01-31T09:00:00Z", "2026-02-28T09:00:00Z"},
		{"monthly on last at 09:00", "UTC", "2028-02-01T09:00:00Z", "2028-02-29T09:00:00Z"},
		{"monthly on 1 at 09:00", "UTC", "2026-12-01T09:00:00Z", "2027-01-01T09:00:00Z"},
		{"every 15 minutes", "UTC", "2026-12-01T09:00:00Z", "2026-12-01T09:15:00Z"},
		{"every 2 hours", "UTC", "2026-12-01T09:59:59Z", "2026-12-01T10:00:00Z"},
	} {
		after, err := time.Parse(time.RFC3339, c.after)
		if err != nil {
			t.Fatal(err)
		}
		if got := schedule(t, c.schedule).Next(after, zone(t, c.zone)).Format(time.RFC3339); got != c.want {
			t.Errorf("%s in %s after %s: got %s, want %s", c.schedule, c.zone, c.after, got, c.want)
		}
	}
}

func TestEachDayHasItsTurnOnce(t *testing.T) {
	t.Parallel()
	zones := []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Asia/Kolkata", "Pacific/Chatham", "UTC"}
	rapid.Check(t, func(t *rapid.T) {
		z, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		clock := time.Date(2026, 1, 1, rapid.IntRange(0, 23).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute"), 0, 0, time.UTC).Format("15:04")
		s, err := report.ParseSchedule("daily at " + clock)
		if err != nil {
			t.Fatal(err)
		}
		at := time.Unix(rapid.Int64Range(1_700_000_000, 1_900_000_000).Draw(t, "after"), 0)
		for range 400 {
			next := s.Next(at, z)
			if !next.After(at) {
				t.Fatalf("%s is not after %s", next, at)
			}
			if shown := next.Format("15:04"); shown < clock {
				t.Fatalf("due at %s, want %s or, where the clock skips that, later", next, clock)
			}
			if before := s.Next(next.Add(-time.Second), z); !before.Equal(next) {
				t.Fatalf("a second before %s it is due at %s", next, before)
			}
			if gap := next.Sub(at); gap > 26*time.Hour {
				t.Fatalf("nothing between %s and %s", at, next)
			}
			if at.In(z).Format(time.DateOnly) == next.Format(time.DateOnly) && s.Next(at.Add(-time.Second), z).Equal(at) {
				t.Fatalf("due twice on one day: %s and %s", at.In(z), next)
			}
			at = next
		}
	})
}

func TestManyReportsDoNotBeginInOneSecond(t *testing.T) {
	t.Parallel()
	daily, often := schedule(t, "daily at 09:00"), schedule(t, "every 5 minutes")
	begin := map[time.Duration]int{}
	for i := range 10_000 {
		mark := "weir-r" + strings.Repeat("x", i%7) + time.Duration(i).String()
		begin[daily.Delay(mark)]++
		if d := daily.Delay(mark); d != daily.Delay(mark) || d < 0 || d >= 3*time.Minute {
			t.Fatalf("delay %v", d)
		}
		if d := often.Delay(mark); d >= 30*time.Second {
			t.Fatalf("delay %v of five minutes", d)
		}
	}
	for second, n := range begin {
		if n > 200 {
			t.Errorf("%d begin at %v", n, second)
		}
	}
}

func TestAReportThatCouldNotRunIsDueOnce(t *testing.T) {
	t.Parallel()
	s, z, mark := schedule(t, "every 15 minutes"), time.UTC, "weir-weekly-1"
	delay := s.Delay(mark)
	if !s.Due(time.Time{}, z, mark).IsZero() {
		t.Error("a report that has never run is not due at once")
	}
	ran := time.Date(2026, 11, 29, 9, 0, 0, 0, z).Add(delay)
	if got, want := s.Due(ran, z, mark), ran.Add(15*time.Minute); !got.Equal(want) {
		t.Errorf("due at %s, want %s", got, want)
	}
	// By hand, when it was about to be due.
	if got, want := s.Due(ran.Add(-time.Second), z, mark), ran; delay == 0 || !got.Equal(want) {
		t.Errorf("due at %s, want %s", got, want)
	}
	// The computer slept for hours, and the run came then.
	ran = ran.Add(5*time.Hour + 7*time.Minute)
	if got, want := s.Due(ran, z, mark), time.Date(2026, 11, 29, 14, 15, 0, 0, z).Add(delay); !got.Equal(want) {
		t.Errorf("due at %s, want %s", got, want)
	}
}
