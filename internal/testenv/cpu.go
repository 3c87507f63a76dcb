package testenv

import (
	"math"
	"runtime"
	"testing"
	"time"
)

// slack is what a measure may be off by: a turn of the garbage collector, a cold cache.
const slack = 50 * time.Millisecond

// tries is how often a measure is taken before it counts against a test.
const tries = 6

// CPU is the processor time that do takes in its own goroutine. A machine that has
// other work does not lengthen it, as it would what a clock shows. (Where the system
// cannot tell it, it is the clock's.)
func CPU(do func()) time.Duration {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	start := threadTime()
	do()
	return threadTime() - start
}

// Proportionate fails the test if what large does, on so many times the input of small,
// takes time that grows faster than the input. The line is drawn in the middle
// between proportion and its square: for 16 times the input at 64 times the time.
func Proportionate(t testing.TB, what string, times int, small, large func()) {
	t.Helper()
	factor := math.Pow(float64(times), 1.5)
	short, long := time.Duration(math.MaxInt64), time.Duration(math.MaxInt64)
	for range tries {
		short, long = min(short, CPU(small)), min(long, CPU(large))
		if float64(long) <= factor*float64(short)+float64(slack) {
			return
		}
	}
	t.Errorf("%s: %v, and %v for %d times the input", what, short, long, times)
}
