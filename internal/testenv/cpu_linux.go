package testenv

import (
	"time"

	"golang.org/x/sys/unix"
)

// threadTime is the processor time that this thread has used so far. (getrusage
// counts by the ticks of some kernels, which is too coarse.)
func threadTime() time.Duration {
	var used unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &used); err != nil {
		panic(err) // the call fails for a wrong argument only
	}
	return time.Duration(used.Nano())
}
