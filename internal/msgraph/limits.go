package msgraph

import (
	"context"
	"time"

	"golang.org/x/time/rate"
)

// What Weir takes of what OneNote allows one person by one app: 120 requests a
// minute, 400 an hour, 5 at once. The rest is left to a second process of the
// same person. In any hour at most hourBurst and perHour requests are sent.
// Source: Microsoft's page "Microsoft Graph service-specific throttling limits".
const (
	perMinute = 60
	burst     = 10
	hourBurst = 100
	perHour   = 250
	atOnce    = 2
)

// Limits are how much one person's clients may ask of Graph together. They may
// be shared by several clients and used by several goroutines at once.
type Limits struct {
	minute, hour *rate.Limiter
	slots        chan struct{}
}

// NewLimits returns the limits of one person who has asked nothing so far.
func NewLimits() *Limits {
	return &Limits{
		minute: rate.NewLimiter(rate.Every(time.Minute/perMinute), burst),
		hour:   rate.NewLimiter(rate.Every(time.Hour/perHour), hourBurst),
		slots:  make(chan struct{}, atOnce),
	}
}

// enter waits for a turn. It returns how to give the place back, the context's
// error, or, where the turn is further away than longest, an error that says
// when it would be: a job that must wait so long is put off, not held.
func (l *Limits) enter(ctx context.Context, c clock, longest time.Duration) (leave func(), err error) {
	select {
	case l.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	leave = func() { <-l.slots }
	now := c.now()
	turns := []*rate.Reservation{l.minute.ReserveN(now, 1), l.hour.ReserveN(now, 1)}
	delay := max(turns[0].DelayFrom(now), turns[1].DelayFrom(now))
	giveUp := func() {
		for _, turn := range turns {
			turn.CancelAt(c.now())
		}
		leave()
	}
	if delay > longest {
		giveUp()
		return nil, putOff(&Failure{Class: ErrThrottled, RetryAfter: now.Add(delay)}, now)
	}
	if delay > 0 {
		if err := c.sleep(ctx, delay); err != nil {
			giveUp()
			return nil, err
		}
	}
	return leave, nil
}
