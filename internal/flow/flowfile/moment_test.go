package flowfile_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"weir/internal/flow/flowfile"
)

const jiraLayout = "2006-01-02T15:04:05.000-0700"

// The fast reading of moments agrees with the one of package time.
func TestMomentsAreReadAsPackageTimeReadsThem(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(
			rapid.Custom(func(t *rapid.T) string {
				zone := time.FixedZone("", rapid.IntRange(-23*60, 23*60).Draw(t, "offset")*60)
				at := time.UnixMilli(rapid.Int64Range(-3e12, 9e12).Draw(t, "at")).In(zone)
				return at.Format(rapid.SampledFrom([]string{jiraLayout, time.RFC3339, time.RFC3339Nano}).Draw(t, "layout"))
			}),
			rapid.StringMatching(`20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9]\.[0-9]{3}[+-][0-2][0-9][0-6][0-9]`),
			rapid.StringMatching(`[0-9T:.+Z-]{0,30}`),
		).Draw(t, "text")
		want, err := time.Parse(jiraLayout, text)
		if err != nil {
			want, err = time.Parse(time.RFC3339Nano, text)
		}
		got, ok := flowfile.Moment(text)
		if ok != (err == nil) || ok && !got.Equal(want) {
			t.Fatalf("%q is %v (%v), want %v (%v)", text, got, ok, want, err)
		}
		_, east := got.Zone()
		if _, wantEast := want.Zone(); ok && east != wantEast {
			t.Fatalf("%q is %d s east, want %d", text, east, wantEast)
		}
	})
}

func TestMomentsThatNeverWereAreRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"2026-02-30T10:00:00.000+0000", "2026-13-01T10:00:00.000+0000", "2026-01-00T10:00:00.000+0000", "2026-01-01T24:00:00.000+0000",
		"2026-01-01T10:60:00.000+0000", "2026-01-01T10:00:60.000+0000", "2026-01-01T10:00:00.000 0000", "2026-01-01T10:00:00.000+00:0", "",
	} {
		if at, ok := flowfile.Moment(text); ok {
			t.Errorf("%q is %v", text, at)
		}
	}
}
