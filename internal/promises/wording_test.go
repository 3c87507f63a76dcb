package promises_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir/internal/promises"
)

func said(id, text string, day int) promises.Promise {
	return promises.Promise{ID: id, Text: text, Since: time.Date(2026, 11, day, 0, 0, 0, 0, time.UTC)}
}

func TestAWordingChangesWithItsDateOnly(t *testing.T) {
	t.Parallel()
	history := []promises.Wording{said("R1", "Only GET.", 20).Wording(), said("R1", "Only GET, ever.", 21).Wording()}
	for _, c := range []struct {
		name    string
		promise promises.Promise
		fresh   int
		want    string
	}{
		{"nothing changed", said("R1", "Only GET, ever.", 21), 0, ""},
		{"a line was broken anew", said("R1", "Only GET,\n  ever.", 21), 0, ""},
		{"wording and date changed", said("R1", "Nearly only GET.", 22), 1, ""},
		{"a promise is new", said("R2", "Listed paths.", 21), 1, ""},
		{"the wording changed alone", said("R1", "Nearly only GET.", 21), 0, "the date did not"},
		{"the wording changed and the date went back", said("R1", "Nearly only GET.", 19), 0, "the date did not"},
		{"the date changed alone", said("R1", "Only GET, ever.", 22), 0, "stands since 2026-11-21"},
		{"an old wording came back without a date", said("R1", "Only GET.", 20), 0, "the date did not"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			fresh, err := promises.New([]promises.Promise{c.promise}, history)
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("error %v, want %q", err, c.want)
			}
			if len(fresh) != c.fresh {
				t.Errorf("%d fresh wordings, want %d: %v", len(fresh), c.fresh, fresh)
			}
		})
	}
}

func TestAHistoryRunsForward(t *testing.T) {
	t.Parallel()
	history := []promises.Wording{said("R1", "A.", 21).Wording(), said("R2", "B.", 20).Wording(), said("R1", "C.", 21).Wording()}
	_, err := promises.New(nil, history)
	if err == nil || !strings.Contains(err.Error(), "R1: the wording since 2026-11-21 comes after") {
		t.Errorf("error %v, want it to name R1", err)
	}
	if _, err := promises.New(nil, history[:2]); err != nil {
		t.Errorf("a history in order: %v", err)
	}
}

func TestAHistoryIsReadAsItIsWritten(t *testing.T) {
	t.Parallel()
	want := []promises.Wording{said("R1", "A.", 21).Wording(), said("C6", "B.", 22).Wording()}
	text := "# a comment\n\n" + want[0].String() + "\n" + want[1].String() + "\n"
	got, err := promises.ParseWordings(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, bad := range []string{"R1 2026-11-21", "R1 yesterday abc"} {
		if _, err := promises.ParseWordings(strings.NewReader(bad)); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}
