package jiratest

import (
	"hash/fnv"
	"sync"
	"sync/atomic"
	"time"
)

// A Live is a site that changes. Each change makes a new Site, which shares with
// the one before all that stayed; whoever reads goes on with the one that they
// have. A Live may be used from any goroutine, and by several servers.
type Live struct {
	now   atomic.Pointer[Site]
	mu    sync.Mutex // one change at a time
	lag   time.Duration
	ids   numbers
	story Story
}

// A Story is what happens on a site as time goes by.
type Story interface {
	// Until brings the site up to a moment by calling Live.Edit, or does nothing
	// when nothing happened. It is called before each answer, one call at a time.
	Until(now time.Time)
}

// NewLive makes a site that starts as the given one.
func NewLive(site *Site) *Live {
	l := &Live{ids: numbersOf(site)}
	l.now.Store(site)
	return l
}

// Site is the site as it is now.
func (l *Live) Site() *Site { return l.now.Load() }

// Follow lets a story happen on the site.
func (l *Live) Follow(s Story) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.story = &oneByOne{story: s}
}

// oneByOne keeps the calls of a story apart.
type oneByOne struct {
	mu    sync.Mutex
	story Story
}

// Until passes the call on.
func (o *oneByOne) Until(now time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.story.Until(now)
}

// Advance lets the story happen up to a moment, and returns the site as it is
// then. Each answer of a server does so by itself.
func (l *Live) Advance(now time.Time) *Site {
	l.mu.Lock()
	story := l.story
	l.mu.Unlock()
	if story != nil {
		story.Until(now)
	}
	return l.Site()
}

// keepFor makes sure that old versions of issues live on for as long as an index
// may still show them.
func (l *Live) keepFor(lag time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lag = max(l.lag, lag)
}

// indexed returns the version of an issue that a search finds at a moment, when
// the index is up to lag behind: each change reaches it after a time of its own.
// It is nil for an issue that is not in the index yet, or no more.
func (i *issue) indexed(now time.Time, lag time.Duration) *issue {
	for v := i; v != nil; v = v.before.Load() {
		if v.since.IsZero() || !v.since.Add(v.delay(lag)).After(now) {
			if v.deleted {
				return nil
			}
			return v
		}
	}
	return nil
}

// delay is how long this version takes to reach the index: anything from nothing
// to lag, always the same for one version.
func (i *issue) delay(lag time.Duration) time.Duration {
	h := fnv.New64a()
	_, _ = h.Write([]byte(i.ID + i.since.Format(time.RFC3339Nano))) // a hash takes everything
	return time.Duration(h.Sum64() % uint64(max(lag, 1)))           //nolint:gosec // less than lag
}
