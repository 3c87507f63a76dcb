package outbound

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// A Pace bounds how fast a client sends, however many goroutines use it at
// once. The client slows down when the server says that its own limit is near,
// and stops altogether, for all requests, while the server asks to wait. The
// zero Pace bounds nothing.
type Pace struct {
	PerSecond float64 // attempts a second, repetitions included
	Burst     int     // attempts that may be sent at once after a rest
}

// slowest is the pace, in attempts a second, below which no hint of a server
// brings a client: one that wants less answers 429 and says how long to wait.
const slowest = 1

// A pacer is a Pace at work. A nil pacer holds nobody up.
type pacer struct {
	full    rate.Limit
	limiter *rate.Limiter
	now     func() time.Time
	sleep   sleepFunc

	mu    sync.Mutex
	until time.Time // nobody sends before
}

func newPacer(p Pace, o Options) *pacer {
	if p.PerSecond <= 0 {
		return nil
	}
	full := rate.Limit(p.PerSecond)
	return &pacer{full: full, limiter: rate.NewLimiter(full, max(1, p.Burst)), now: o.Now, sleep: o.Sleep}
}

// wait returns when the next attempt may be sent, or the context's error.
func (p *pacer) wait(ctx context.Context) error {
	if p == nil {
		return nil
	}
	now := p.now()
	turn := p.limiter.ReserveN(now, 1)
	if delay := turn.DelayFrom(now); delay > 0 {
		if err := p.sleep(ctx, delay); err != nil {
			turn.CancelAt(p.now())
			return err
		}
	}
	var waited time.Time
	for { // a pause can be prolonged, or begin, while we wait
		until := p.pausedUntil()
		delay := until.Sub(p.now())
		if delay <= 0 || !until.After(waited) {
			return nil
		}
		if err := p.sleep(ctx, delay); err != nil {
			return err
		}
		waited = until
	}
}

func (p *pacer) pausedUntil() time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.until
}

// heed takes to heart what an answer says of the server's limits. A server that
// asks to wait longer than a run may wait is the repetitions' business; so that
// no nonsense holds everybody up, the pause is never longer than that.
func (p *pacer) heed(resp *http.Response) {
	if p == nil {
		return
	}
	now := p.now()
	asked, given := RetryAfter(resp.Header, now)
	refused := resp.StatusCode == http.StatusTooManyRequests
	if refused && !given {
		asked, given = firstWait, true
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if given {
		if until := now.Add(min(asked, maxRetryAfter)); until.After(p.until) {
			p.until = until
		}
	}
	pace := p.limiter.Limit()
	switch {
	case !refused && !nearLimit(resp.Header):
		pace += p.full / 20
	case fillRate(resp.Header) > 0:
		pace = fillRate(resp.Header)
	default:
		pace /= 2
	}
	p.limiter.SetLimitAt(now, min(max(pace, slowest), p.full))
}

// nearLimit reports whether less than a fifth of what the server allows is
// left: Cloud says so in a word, and both flavours in numbers. Numbers that
// cannot be right count as not given.
// Source: Atlassian's pages "Rate limiting", for Jira Cloud and Data Center.
func nearLimit(h http.Header) bool {
	if strings.EqualFold(strings.TrimSpace(h.Get("X-Ratelimit-Nearlimit")), "true") {
		return true
	}
	limit, ok := headerNumber(h, "X-Ratelimit-Limit")
	left, leftOK := headerNumber(h, "X-Ratelimit-Remaining")
	return ok && leftOK && limit > 0 && left <= limit && left < limit/5
}

// fillRate is how many attempts a second Data Center's token bucket is filled
// with, or 0 where the server does not tell, or not credibly.
func fillRate(h http.Header) rate.Limit {
	tokens, ok := headerNumber(h, "X-Ratelimit-Fillrate")
	seconds, secondsOK := headerNumber(h, "X-Ratelimit-Interval-Seconds")
	if !ok || !secondsOK || seconds == 0 {
		return 0
	}
	return rate.Limit(tokens / seconds)
}

// headerNumber reads a number that is neither negative nor beyond all measure.
func headerNumber(h http.Header, name string) (float64, bool) {
	n, err := strconv.ParseFloat(strings.TrimSpace(h.Get(name)), 64)
	return n, err == nil && n >= 0 && n <= 1e9
}
