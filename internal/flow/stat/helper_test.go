package stat_test

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"weir/internal/flow/stat"
)

// refused expects an error to be a *Withheld with these numbers.
func refused(t testing.TB, err error, reason stat.Reason, have, need int) {
	t.Helper()
	var w *stat.Withheld
	switch {
	case !errors.As(err, &w):
		t.Errorf("the error is %v, not that something is withheld", err)
	case w.Reason != reason || w.Have != have || w.Need != need:
		t.Errorf("withheld: %s, have %d, need %d; expected: %s, have %d, need %d", w.Reason, w.Have, w.Need, reason, have, need)
	case w.Error() == "" || w.What == "":
		t.Errorf("a refusal without words: %+v", w)
	}
}

// near reports whether two numbers are the same but for rounding.
func near(got, want float64) bool {
	return math.Abs(got-want) <= 1e-9*math.Max(1, math.Abs(want))
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// must returns a value that has to be there: must(f())(t).
func must[T any](v T, ok bool) func(fataler) T {
	return func(t fataler) T {
		t.Helper()
		if !ok {
			t.Fatalf("a value is absent that has to be there")
		}
		return v
	}
}

// sound returns a value whose calculation must not fail: sound(f())(t).
func sound[T any](v T, err error) func(fataler) T {
	return func(t fataler) T {
		t.Helper()
		if err != nil {
			t.Fatalf("%v", err)
		}
		return v
	}
}

// A fataler is a test, of the standard library or of rapid.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// someDays draws some numbers from 0 to 40, often the same.
func someDays(least int) *rapid.Generator[[]int] {
	return rapid.SliceOfN(rapid.IntRange(0, 40), least, 60)
}
