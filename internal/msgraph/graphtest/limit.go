package graphtest

import (
	"slices"
	"sync"
	"time"
)

// A limiter counts one user's requests to Graph. There is one user here, so
// that there is one limiter.
type limiter struct {
	limits Limits

	mu      sync.Mutex
	running int
	past    []time.Time // of the last hour
	refuse  time.Time   // everything is refused until then
	code    string      // the reason for it
}

// enter counts a request. It returns the code with which it is refused, or "";
// only then leave has to be called.
func (l *limiter) enter(now time.Time) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Before(l.refuse) {
		return l.code
	}
	l.past = slices.DeleteFunc(l.past, func(t time.Time) bool { return now.Sub(t) >= time.Hour })
	lastMinute := 0
	for _, t := range l.past {
		if now.Sub(t) < time.Minute {
			lastMinute++
		}
	}
	switch {
	case l.limits.Concurrent > 0 && l.running >= l.limits.Concurrent:
		l.code = "10007"
	case l.limits.PerMinute > 0 && lastMinute >= l.limits.PerMinute, l.limits.PerHour > 0 && len(l.past) >= l.limits.PerHour:
		l.code = "20166"
	default:
		l.past = append(l.past, now)
		l.running++
		return ""
	}
	l.refuse = now.Add(max(l.limits.Penalty, 0))
	return l.code
}

func (l *limiter) leave() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.running--
}

// Throttle refuses every request to Graph with 429/20166 for a while by the
// world's clock, as after a burst.
func (w *World) Throttle(d time.Duration) {
	now := w.opts.Now()
	w.limiter.mu.Lock()
	defer w.limiter.mu.Unlock()
	w.limiter.refuse, w.limiter.code = now.Add(d), "20166"
}
