package msgraph

import (
	"context"
	"math/rand/v2"
	"time"

	"weir/internal/outbound"
)

// A clock is time and chance as the surroundings have them.
type clock struct {
	now    func() time.Time
	sleep  func(ctx context.Context, d time.Duration) error
	random func() float64
	onWait func(outbound.Wait)
}

func newClock(o outbound.Options) clock {
	c := clock{now: o.Now, sleep: o.Sleep, random: o.Rand, onWait: o.OnWait}
	if c.now == nil {
		c.now = time.Now
	}
	if c.sleep == nil {
		c.sleep = wait
	}
	if c.random == nil {
		c.random = rand.Float64
	}
	if c.onWait == nil {
		c.onWait = func(outbound.Wait) {}
	}
	return c
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
