package msgraph

import (
	"net/http"
	"time"

	"weir/internal/outbound"
)

// How long to wait between attempts. OneNote's limits last minutes, and its
// refusals do not say how many: after a burst, five repetitions within three
// minutes were all refused. A failure of the server is repeated as often as
// everywhere in Weir (promise L1).
const (
	firstThrottled = 10 * time.Second
	longestWait    = 2 * time.Minute
	firstFault     = time.Second
	maxFaults      = 3
	// later is when a job that was put off is tried again, where Graph does not
	// say when.
	later = 15 * time.Minute
)

// patience is what one call has left of it.
type patience struct {
	left              time.Duration
	throttled, faults int
}

// after says how long to wait before a call is repeated that failed, or that it
// is not to be. A throttled call that is given up gets its RetryAfter.
func (p *patience) after(r call, f *Failure, h http.Header, c clock) (time.Duration, bool) {
	delay, ok := p.backoff(r, f)
	if !ok {
		return 0, false
	}
	now := c.now()
	delay = time.Duration(float64(delay) * (0.7 + 0.6*c.random()))
	asked, given := outbound.RetryAfter(h, now)
	delay = max(delay, asked)
	if delay > p.left {
		if f.Class == ErrThrottled {
			f.RetryAfter = now.Add(later)
		}
		if given {
			f.RetryAfter = now.Add(asked)
		}
		return 0, false
	}
	p.left -= delay
	return delay, true
}

// backoff is the wait by Weir's own rule, and whether there is a repetition at
// all: of a change only where Graph has turned it away.
func (p *patience) backoff(r call, f *Failure) (time.Duration, bool) {
	if !r.reads() && !refusal(f) {
		return 0, false
	}
	switch {
	case f.Class == ErrThrottled:
		p.throttled++
		return min(firstThrottled<<min(p.throttled-1, 10), longestWait), true
	case f.Status >= http.StatusInternalServerError && f.Status != http.StatusInsufficientStorage && f.Code != damaged:
		p.faults++
		return firstFault << min(p.faults-1, 10), p.faults <= maxFaults && !r.hasty
	default:
		return 0, false
	}
}
