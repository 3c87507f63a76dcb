package weir_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"weir"
)

func TestAnErrorIsItsKindHoweverItIsWrapped(t *testing.T) {
	t.Parallel()
	cause := errors.New("the cable is cut")
	err := fmt.Errorf("read page: %w", &weir.Error{Kind: weir.Unreachable, Text: "cannot reach Jira", Next: "check the cable", Err: cause})
	if !errors.Is(err, weir.Unreachable) || errors.Is(err, weir.Untrusted) || !errors.Is(err, cause) {
		t.Errorf("%v is not what it is", err)
	}
	if weir.KindOf(err) != weir.Unreachable || weir.NextStep(err) != "check the cable" {
		t.Errorf("kind %q, next %q", weir.KindOf(err), weir.NextStep(err))
	}
	if got := err.Error(); got != "read page: cannot reach Jira: the cable is cut" {
		t.Errorf("text is %q", got)
	}
	if weir.KindOf(nil) != "" || weir.KindOf(cause) != weir.Unexpected || weir.KindOf(fmt.Errorf("x: %w", weir.Busy)) != weir.Busy {
		t.Error("an error without a weir.Error in it has the wrong kind")
	}
}

func TestTheNextStepIsTheOutermostOne(t *testing.T) {
	t.Parallel()
	inner := &weir.Error{Kind: weir.Storage, Text: "disk full", Next: "free some space"}
	for _, test := range []struct {
		err  error
		want string
	}{
		{nil, ""},
		{errors.New("plain"), ""},
		{&weir.Error{Kind: weir.Partial, Text: "half done", Err: inner}, "free some space"},
		{&weir.Error{Kind: weir.Partial, Text: "half done", Next: "run it again", Err: inner}, "run it again"},
		{errors.Join(errors.New("plain"), inner), "free some space"},
	} {
		if got := weir.NextStep(test.err); got != test.want {
			t.Errorf("next step of %v is %q, want %q", test.err, got, test.want)
		}
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	d, err := weir.ParseDate("2026-02-28")
	if err != nil || d.String() != "2026-02-28" || d.IsZero() {
		t.Errorf("date is %v, %v", d, err)
	}
	zone := time.FixedZone("", -3*60*60)
	if got := d.In(zone); !got.Equal(time.Date(2026, 2, 28, 3, 0, 0, 0, time.UTC)) || weir.DateOf(got) != d {
		t.Errorf("the day begins at %v", got)
	}
	if (weir.Date{}).String() != "" || !(weir.Date{}).IsZero() {
		t.Error("no date is not empty")
	}
	for _, wrong := range []string{"", "2026-02-30", "2026-2-3", "26-02-03", "2026-02-28T00:00", "２０２６-02-28"} {
		if d, err := weir.ParseDate(wrong); err == nil {
			t.Errorf("ParseDate(%q) = %v", wrong, d)
		}
	}
}

// Whatever order and repetition a history arrives in, it ends up the same.
func TestSortingAHistoryForgetsHowItArrived(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		var want []weir.Change
		id := 90 // crosses from two digits to three, where texts and numbers sort apart
		for range rapid.IntRange(0, 30).Draw(t, "changes") {
			id += rapid.IntRange(1, 3).Draw(t, "gap")
			start = start.Add(time.Duration(rapid.IntRange(0, 2).Draw(t, "minutes")) * time.Minute)
			want = append(want, weir.Change{
				ID: fmt.Sprint(id), At: start, Kind: weir.StatusChange,
				From: weir.Named{ID: fmt.Sprint(id)}, To: weir.Named{ID: fmt.Sprint(id + 1)},
			})
		}
		arrived := append([]weir.Change(nil), want...)
		if len(want) > 0 {
			for range rapid.IntRange(0, 5).Draw(t, "repetitions") {
				arrived = append(arrived, want[rapid.IntRange(0, len(want)-1).Draw(t, "which")])
			}
		}
		seed := rapid.Uint64().Draw(t, "seed")
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(arrived), func(i, j int) { arrived[i], arrived[j] = arrived[j], arrived[i] }) //nolint:gosec // to repeat a failure, not to hide anything
		h := weir.History{Changes: arrived}
		h.Sort()
		if diff := cmp.Diff(want, h.Changes); diff != "" {
			t.Fatalf("the history differs (-want +got):\n%s", diff)
		}
	})
}

func TestOnlyThreeKindsOfChangeAreKept(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		field, fieldType string
		want             weir.ChangeKind
	}{
		{"status", "jira", weir.StatusChange},
		{"Status", "custom", 0},
		{"resolution", "jira", weir.ResolutionChange},
		{"Flagged", "custom", weir.FlagChange},
		{"Flagged", "jira", 0},
		{"assignee", "jira", 0},
		{"", "", 0},
	} {
		if got := weir.ChangeKindOf(test.field, test.fieldType); got != test.want {
			t.Errorf("%s (%s) is kind %d, want %d", test.field, test.fieldType, got, test.want)
		}
	}
}

func TestAHistoryIsWholeWhenNothingIsMissing(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		sent, total int
		capped      bool
		want        bool
	}{
		{0, 0, true, true},
		{39, 39, true, true},
		{40, 40, true, false}, // Cloud's total counts what is on the page
		{40, 40, false, true},
		{100, 120, false, false},
		{3, 2, false, true},
	} {
		if got := weir.WholeHistory(test.sent, test.total, test.capped); got != test.want {
			t.Errorf("%+v: got %v", test, got)
		}
	}
}

func TestADayBeginsOnThatDay(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"America/Sao_Paulo", "Asia/Beirut", "Africa/Cairo", "America/Asuncion", "America/Havana", "Europe/Berlin", "UTC"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Skip("the zones of the world are not here: ", err)
		}
		for day := time.Date(1990, 1, 1, 12, 0, 0, 0, time.UTC); day.Year() < 2030; day = day.AddDate(0, 0, 1) {
			want := weir.DateOf(day)
			at := want.In(zone)
			if weir.DateOf(at) != want || weir.DateOf(at.Add(-time.Second)) == want {
				t.Errorf("%s in %s begins at %s", want, name, at)
			}
		}
	}
}
