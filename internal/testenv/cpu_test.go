package testenv_test

import (
	"strings"
	"testing"

	"weir/internal/testenv"
)

// A judge notes whether it was told of a failure.
type judge struct {
	testing.TB
	failed bool
}

func (j *judge) Errorf(string, ...any) { j.failed = true }

func (j *judge) Helper() {}

func TestWorkThatGrowsWithTheSquareOfItsInputIsTold(t *testing.T) {
	t.Parallel()
	const size, times = 10_000, 16
	text := strings.Repeat("a", size*times)
	counted := 0
	linear := func(n int) func() {
		return func() { counted += strings.Count(text[:n], "b") }
	}
	square := func(n int) func() {
		return func() {
			for i := range n {
				counted += strings.Count(text[i:n], "b")
			}
		}
	}
	for name, work := range map[string]struct {
		of   func(n int) func()
		want bool
	}{"linear": {linear, false}, "square": {square, true}} {
		j := &judge{TB: t}
		testenv.Proportionate(j, name, times, work.of(size), work.of(size*times))
		if j.failed != work.want {
			t.Errorf("%s: told is %v", name, j.failed)
		}
	}
	if counted != 0 {
		t.Error("there is no b")
	}
}

func TestTimeOfTheProcessorIsMeasured(t *testing.T) {
	t.Parallel()
	counted := 0
	busy := testenv.CPU(func() {
		for range 1000 {
			counted += strings.Count(strings.Repeat("a", 100_000), "b")
		}
	})
	if idle := testenv.CPU(func() {}); busy <= idle || counted != 0 {
		t.Errorf("busy %v, idle %v", busy, idle)
	}
}
