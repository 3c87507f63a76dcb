package graphtest_test

import (
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"weir/internal/msgraph/graphtest"
)

func itoa(n int) string { return strconv.Itoa(n) }

func TestRequestsAreLimitedByMinuteAndHour(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	for range 120 {
		s.get("/notebooks").is(t, 200, "")
	}
	a := s.get("/notebooks")
	a.is(t, 429, "20166")
	if a.header.Get("Retry-After") != "" {
		t.Error("there is a Retry-After, as OneNote never sends")
	}
	// What was refused stays refused for minutes, whatever the window says.
	for range 3 {
		s.clock.pass(time.Minute)
		s.get("/notebooks").is(t, 429, "20166")
	}
	s.clock.pass(time.Minute)
	s.get("/notebooks").is(t, 200, "")
	// 121 are spent; 279 more fit into the hour.
	for n := range 279 {
		if n%100 == 99 {
			s.clock.pass(time.Minute)
		}
		s.get("/notebooks").is(t, 200, "")
	}
	s.clock.pass(time.Minute)
	s.get("/notebooks").is(t, 429, "20166")
	s.clock.pass(56 * time.Minute)
	s.token, _ = s.Grant() // the first one has expired
	s.get("/notebooks").is(t, 200, "")
}

func TestFiveRequestsRunAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t, graphtest.Options{Limits: graphtest.Limits{Penalty: 2 * time.Minute}})
		release := make(chan struct{})
		s.Fail(graphtest.Fault{Path: "/notebooks", Times: -1, Hang: true, Release: release})
		var held sync.WaitGroup
		for range 5 {
			held.Go(func() { s.get("/notebooks").is(t, 200, "") })
		}
		synctest.Wait()
		s.get("/notebooks/x/sections").is(t, 429, "10007")
		close(release)
		held.Wait()
		s.get("/notebooks/x/sections").is(t, 429, "10007")
		s.clock.pass(2 * time.Minute)
		s.get("/notebooks").is(t, 200, "")
	})
}

func TestThrottlingIsSwitchedOnAndOff(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{Limits: graphtest.Limits{PerMinute: -1, PerHour: -1}})
	for range 500 {
		s.get("/notebooks").is(t, 200, "")
	}
	s.Throttle(time.Minute)
	s.get("/notebooks").is(t, 429, "20166")
	s.clock.pass(time.Minute)
	s.get("/notebooks").is(t, 200, "")
}
