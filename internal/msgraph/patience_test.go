package msgraph_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"weir"
	"weir/internal/msgraph"
	"weir/internal/outbound"
)

func TestWhatIsThrottledWaitsForMinutes(t *testing.T) {
	t.Parallel()
	t.Run("and then it is done", func(t *testing.T) {
		t.Parallel()
		clock := newTimer()
		var told []string
		p := serve(t, func(n int, _ heard, w http.ResponseWriter) {
			if n < 5 {
				refuse(w, 429, "10007")
				return
			}
			w.WriteHeader(204)
		})
		c := client(t, p, func(params *msgraph.Params) {
			params.Outbound = p.options(clock)
			params.Outbound.OnWait = func(w outbound.Wait) { told = append(told, fmt.Sprint(w.Delay, " ", w.Repeat)) }
		})
		if err := c.Patch(t.Context(), "1-p!1", []msgraph.Change{{Target: "title", Action: "replace", Content: "x"}}); err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(clock.waited(5*time.Second), told); got != "[10s 20s 40s 1m20s] [10s 1 20s 2 40s 3 1m20s 4]" {
			t.Errorf("waited %s", got)
		}
	})
	t.Run("and then it is put off", func(t *testing.T) {
		t.Parallel()
		clock := newTimer()
		p := serve(t, func(_ int, _ heard, w http.ResponseWriter) { refuse(w, 429, "20166") })
		c := client(t, p, func(params *msgraph.Params) { params.Outbound = p.options(clock) })
		began := clock.Now()
		_, err := c.CreatePage(t.Context(), "1-s!1", nil)
		wantKind(t, err, weir.RateLimited)
		at, ok := msgraph.RetryAt(err)
		if !errors.Is(err, msgraph.ErrThrottled) || errors.Is(err, msgraph.ErrUncertain) || !ok || !at.Equal(clock.Now().Add(15*time.Minute)) {
			t.Errorf("got %v, again at %v", err, at)
		}
		if got := fmt.Sprint(clock.waited(5 * time.Second)); got != "[10s 20s 40s 1m20s 2m0s]" || clock.Now().Sub(began) > 5*time.Minute {
			t.Errorf("waited %s, %s in all", got, clock.Now().Sub(began))
		}
	})
	t.Run("as long as Graph asks", func(t *testing.T) {
		t.Parallel()
		clock := newTimer()
		p := serve(t, func(n int, _ heard, w http.ResponseWriter) {
			if n == 1 {
				w.Header().Set("Retry-After", "90")
				refuse(w, 503, "10002")
				return
			}
			say(w, 200, `{"id":"u"}`)
		})
		c := client(t, p, func(params *msgraph.Params) { params.Outbound = p.options(clock) })
		if _, err := c.Me(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := clock.waited(70 * time.Second); len(got) != 1 || got[0] != 90*time.Second {
			t.Errorf("waited %v", got)
		}
	})
	t.Run("but not for longer than a run may wait", func(t *testing.T) {
		t.Parallel()
		clock := newTimer()
		p := serve(t, func(_ int, _ heard, w http.ResponseWriter) {
			w.Header().Set("Retry-After", "1800")
			refuse(w, 429, "20166")
		})
		c := client(t, p, func(params *msgraph.Params) { params.Outbound = p.options(clock) })
		_, err := c.Me(t.Context())
		wantKind(t, err, weir.RateLimited)
		if at, ok := msgraph.RetryAt(err); !ok || !at.Equal(clock.Now().Add(30*time.Minute)) || len(p.heard()) != 1 {
			t.Errorf("again at %v after %d requests", at, len(p.heard()))
		}
	})
	t.Run("unless the user stops it", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		p := serve(t, func(_ int, _ heard, w http.ResponseWriter) { refuse(w, 429, "20166") })
		c := client(t, p, func(params *msgraph.Params) {
			params.Outbound.OnWait = func(outbound.Wait) { cancel() }
		})
		if _, err := c.Me(ctx); !errors.Is(err, context.Canceled) || len(p.heard()) != 1 {
			t.Errorf("got %v after %d requests", err, len(p.heard()))
		}
	})
}

func TestOnePersonsClientsStayBelowOneNotesLimits(t *testing.T) {
	t.Parallel()
	clock := newTimer()
	var sent []time.Time
	var mu sync.Mutex
	p := serve(t, func(_ int, _ heard, w http.ResponseWriter) {
		mu.Lock()
		sent = append(sent, clock.Now())
		mu.Unlock()
		say(w, 200, `{"id":"u"}`)
	})
	shared := msgraph.NewLimits()
	share := func(params *msgraph.Params) { params.Outbound, params.Limits = p.options(clock), shared }
	clients := []*msgraph.Client{client(t, p, share), client(t, p, share)}
	for i := range 700 {
		if _, err := clients[i%2].Me(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for i := range sent {
		for _, limit := range []struct {
			most int
			in   time.Duration
		}{{60 + 10, time.Minute}, {350, time.Hour}} {
			if j := i + limit.most; j < len(sent) && sent[j].Sub(sent[i]) < limit.in {
				t.Fatalf("%d requests within %s", limit.most+1, sent[j].Sub(sent[i]))
			}
		}
	}
	if all := sent[len(sent)-1].Sub(sent[0]); all > 3*time.Hour {
		t.Errorf("700 requests took %s", all)
	}
}

func TestARequestThatWouldHaveToWaitTooLongIsPutOff(t *testing.T) {
	t.Parallel()
	p := serve(t, func(_ int, _ heard, w http.ResponseWriter) { say(w, 200, `{"id":"u"}`) })
	now := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC) // it stands, also while others wait
	c := client(t, p, func(params *msgraph.Params) { params.Outbound.Now = func() time.Time { return now } })
	for n := range 200 {
		_, err := c.Me(t.Context())
		if err == nil {
			continue
		}
		wantKind(t, err, weir.RateLimited)
		at, ok := msgraph.RetryAt(err)
		if n != len(p.heard()) || n < 100 || !ok || at.Sub(now) < 5*time.Minute || at.Sub(now) > 6*time.Minute {
			t.Errorf("after %d requests, of which %d arrived: again at %v", n, len(p.heard()), at)
		}
		// What is not sent costs nobody a turn.
		_, err = c.Me(t.Context())
		if again, ok := msgraph.RetryAt(err); !ok || !again.Equal(at) {
			t.Errorf("once more it is put off until %v, and was until %v", again, at)
		}
		return
	}
	t.Error("200 requests were sent at one moment")
}

func TestNoMoreThanTwoRequestsAreUnderWay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var under atomic.Int32
		release := make(chan struct{})
		p := serveInBubble(t, func(_ int, _ heard, w http.ResponseWriter) {
			under.Add(1)
			<-release
			under.Add(-1)
			say(w, 200, `{"id":"u"}`)
		})
		shared := msgraph.NewLimits()
		share := func(params *msgraph.Params) { params.Outbound, params.Limits = p.options(newTimer()), shared }
		clients := []*msgraph.Client{client(t, p, share), client(t, p, share)}
		var group sync.WaitGroup
		for i := range 12 {
			group.Go(func() {
				if _, err := clients[i%2].Me(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		for range 12 {
			synctest.Wait()
			if n := under.Load(); n > 2 || n < 1 {
				t.Errorf("%d requests at once", n)
			}
			release <- struct{}{}
		}
		group.Wait()
		for _, c := range clients {
			c.CloseIdleConnections()
		}
	})
}
