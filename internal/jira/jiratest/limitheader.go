package jiratest

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// A standing is where a client stands with the limits.
type standing struct {
	now    time.Time
	tokens int           // left in the bucket
	points int           // left of the quota
	wait   time.Duration // until the next request is answered; 0 where this one is
	quota  bool          // it is the quota that refuses
	page   bool          // the refusal is a page for people
}

// minuteLayout is how Cloud writes the moment of a reset: without seconds.
const minuteLayout = "2006-01-02T15:04Z"

// headers tells a client how it stands.
func (l *limiter) headers(h http.Header, s standing) {
	if l.flavour == DataCenter {
		l.serverHeaders(h, s)
		return
	}
	l.cloudHeaders(h, s)
}

// serverHeaders are those of Data Center, which come with every answer.
func (l *limiter) serverHeaders(h http.Header, s standing) {
	seconds := l.Interval / time.Second
	h.Set("X-RateLimit-Limit", strconv.Itoa(l.Burst))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(s.tokens))
	h.Set("X-RateLimit-Interval-Seconds", strconv.FormatInt(int64(seconds), 10))
	h.Set("X-RateLimit-FillRate", strconv.Itoa(l.Fill))
	after := s.seconds()
	if s.wait == 0 && s.tokens == 0 {
		after = int64(seconds)
	}
	h.Set("Retry-After", strconv.FormatInt(after, 10))
}

// cloudHeaders tell of the limit that refuses; of an answer, of the burst limit
// where there is one.
func (l *limiter) cloudHeaders(h http.Header, s standing) {
	name, limit, left, window := "burst", l.Burst, s.tokens, l.Interval
	reason := "jira-burst-based"
	if s.quota || l.Burst == 0 {
		name, limit, left, window = "global-app-quota", l.Points, s.points, time.Hour
		reason = "jira-quota-global-based"
		if l.Tenant {
			name, reason = "tenant-quota", "jira-quota-tenant-based"
		}
	}
	rest := s.wait
	if rest == 0 {
		rest = window
		if window == time.Hour {
			rest = s.now.Truncate(time.Hour).Add(time.Hour).Sub(s.now)
		}
	}
	// The minute in which the limit ends has passed only after it.
	reset, t := s.now.Add(rest+time.Minute-1).Truncate(time.Minute), ceilSeconds(rest)
	if l.Nonsense {
		reset, t = s.now.AddDate(0, 0, -4), 5*365*24*60*60
	}
	h.Set("X-RateLimit-Limit", strconv.Itoa(limit))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(left))
	h.Set("X-RateLimit-Reset", reset.UTC().Format(minuteLayout))
	if left*5 < limit {
		h.Set("X-RateLimit-NearLimit", "true")
	}
	h.Set("Beta-RateLimit-Policy", fmt.Sprintf("%q;q=%d;w=%d", name, limit, int(window/time.Second)))
	h.Set("Beta-RateLimit", fmt.Sprintf("%q;r=%d;t=%d", name, left, t))
	if s.wait > 0 {
		h.Set("RateLimit-Reason", reason)
		h.Set("Retry-After", strconv.FormatInt(s.seconds(), 10))
		h.Set("Beta-Retry-After", strconv.FormatInt(s.seconds(), 10))
	}
}

// seconds is the wait, rounded up.
func (s standing) seconds() int64 { return ceilSeconds(s.wait) }

func ceilSeconds(d time.Duration) int64 { return int64((d + time.Second - 1) / time.Second) }
