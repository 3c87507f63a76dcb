package jiratest

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Limits are limits on the rate of requests. Time is that of Options.Now. All
// of a server's requests count, but for tenant_info.
// Sources: Atlassian's pages "Rate limiting" for Jira Cloud, 2026-03, and
// "Improving instance stability with rate limiting" for Data Center.
type Limits struct {
	// Burst is how many requests a full bucket holds, and how many can thus be
	// made at once; 0 is no limit. Cloud has a bucket for each route, Data Center has
	// one for all routes and accounts. An empty bucket answers 429. Every second refusal is a
	// page for people, as the edge in front of Jira sends it.
	Burst int
	Fill  int // requests added to the bucket each Interval; default Burst
	// Interval is a whole number of seconds; default one second.
	Interval time.Duration
	// Unavailable answers 503 with Retry-After in place of 429.
	Unavailable bool

	// Points is Cloud's quota for each hour of the clock; 0 is no quota. A request
	// costs one point, and one more for each object in its answer, or two where
	// that is a person.
	Points int
	// Tenant makes the quota the site's own; else it is the app's, for all sites.
	Tenant bool

	// Nonsense makes headers plainly wrong, as they have been seen: the moment of
	// the reset has passed, and the wait is one of years. Retry-After stays right.
	Nonsense bool
}

func (l Limits) check(flavour Flavour) error {
	switch {
	case l.Burst < 0 || l.Fill < 0 || l.Points < 0 || l.Interval < 0:
		return usage("a limit on the rate cannot be negative", "Leave it out for none.")
	case l.Interval%time.Second != 0:
		return usage("the interval of a limit is a whole number of seconds", "Choose one second or more.")
	case l.Points > 0 && flavour != Cloud:
		return usage("a quota of points exists on Cloud only", "Give a burst limit for Data Center.")
	}
	return nil
}

// A limiter keeps account of a server's requests.
type limiter struct {
	Limits
	flavour Flavour
	now     func() time.Time

	mu      sync.Mutex
	buckets map[string]*bucket // by route; Data Center's under ""
	hour    time.Time          // whose points are counted
	spent   int
	refused int
}

// A bucket holds the requests that may be made now.
type bucket struct {
	tokens int
	filled time.Time
}

func newLimiter(o Options) *limiter {
	l := &limiter{Limits: o.Limits, flavour: o.Flavour, now: o.Now, buckets: make(map[string]*bucket)}
	if l.Fill == 0 {
		l.Fill = l.Burst
	}
	if l.Interval == 0 {
		l.Interval = time.Second
	}
	return l
}

// take takes a request's token and point, and says how it stands. The request
// is refused where a wait is given.
func (l *limiter) take(template string) standing {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	s := standing{now: now}
	if l.Burst > 0 {
		b := l.bucket(template, now)
		if b.tokens == 0 {
			s.wait = b.filled.Add(l.Interval).Sub(now)
		} else {
			b.tokens--
		}
		s.tokens = b.tokens
	}
	if l.Points > 0 {
		if hour := now.Truncate(time.Hour); !hour.Equal(l.hour) {
			l.hour, l.spent = hour, 0
		}
		if s.wait == 0 && l.spent >= l.Points {
			s.wait, s.quota = l.hour.Add(time.Hour).Sub(now), true
		}
	}
	if s.wait > 0 {
		l.refused++
		s.page = l.refused%2 == 0
	}
	return s
}

// bucket returns a bucket as it is now.
func (l *limiter) bucket(template string, now time.Time) *bucket {
	if l.flavour == DataCenter {
		template = ""
	}
	b := l.buckets[template]
	if b == nil {
		b = &bucket{tokens: l.Burst, filled: now}
		l.buckets[template] = b
	}
	if now.Before(b.filled) {
		b.filled = now // the clock was set back
	}
	steps := int64(now.Sub(b.filled) / l.Interval)
	b.filled = b.filled.Add(time.Duration(steps) * l.Interval)
	b.tokens = int(min(int64(l.Burst), int64(b.tokens)+min(steps, int64(l.Burst))*int64(l.Fill)))
	return b
}

// spend charges an answer's points, and returns what is left of them.
func (l *limiter) spend(points int) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.spent += points
	return max(0, l.Points-l.spent)
}

// meter lets a request through to its answer if the limits allow it, and tells
// the client how it stands.
func (c *call) meter(answer func()) {
	l := c.limiter
	if l.Burst == 0 && l.Points == 0 || c.route.template == tenantInfo {
		answer()
		return
	}
	standing := l.take(c.route.template)
	if standing.wait > 0 {
		c.refuseRate(standing)
		return
	}
	page := c.record(answer)
	if l.Points > 0 {
		standing.points = l.spend(1 + c.objects(page))
	}
	if l.flavour == Cloud || c.known {
		l.headers(page.header, standing)
	}
	c.replay(page)
}

// objects counts what an answer costs beside itself.
func (c *call) objects(page *recording) int {
	if page.status != http.StatusOK {
		return 0
	}
	if strings.HasSuffix(c.route.template, "/myself") {
		return 2
	}
	var list []json.RawMessage
	if json.Unmarshal(page.body.Bytes(), &list) == nil {
		return len(list)
	}
	var object map[string]json.RawMessage
	if json.Unmarshal(page.body.Bytes(), &object) != nil {
		return 0
	}
	for _, name := range entryLists {
		if json.Unmarshal(object[name], &list) == nil {
			return len(list)
		}
	}
	return 1
}

// refuseRate answers a request that came too soon.
func (c *call) refuseRate(s standing) {
	l, status := c.limiter, http.StatusTooManyRequests
	if l.Unavailable && !s.quota {
		status = http.StatusServiceUnavailable
	}
	l.headers(c.w.Header(), s)
	if s.page {
		c.page(status, http.StatusText(status), "Too many requests: please wait.")
		return
	}
	c.fail(status, "Rate limit exceeded.")
}
