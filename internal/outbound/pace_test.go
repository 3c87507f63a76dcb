package outbound_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"weir/internal/outbound"
)

func paced(perSecond float64, burst int) func(*outbound.Policy, *outbound.Options) {
	return func(p *outbound.Policy, _ *outbound.Options) {
		p.Pace = outbound.Pace{PerSecond: perSecond, Burst: burst}
	}
}

// askTogether sends n requests at once, and returns when all are answered.
func askTogether(t *testing.T, client *http.Client, n int) {
	t.Helper()
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			resp, err := ask(t.Context(), client)
			if err != nil {
				t.Error(err)
				return
			}
			_ = resp.Body.Close()
		})
	}
	all.Wait()
}

func ask(ctx context.Context, client *http.Client) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://jira.test/rest/api/2/search", nil)
	if err != nil {
		return nil, err
	}
	return client.Do(r)
}

func TestRequestsFollowOneAnotherAtThePace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, s := play(t, paced(10, 4), answer(200))
		begin := time.Now()
		askTogether(t, client, 24)
		if took := time.Since(begin); took != 2*time.Second {
			t.Errorf("24 requests, 4 of them at once, took %s, want 2s", took)
		}
		for i, at := range s.times[:4] {
			if at != begin {
				t.Errorf("request %d of the burst waited %s", i, at.Sub(begin))
			}
		}
	})
}

// Whom the server tells to wait, tells all others.
func TestARefusalPausesEverybody(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		refusal step
		want    time.Duration
	}{
		{"429 that says how long", answer(429, "Retry-After", "20"), 20 * s},
		{"429 that does not", answer(429), s},
		{"503 that says how long", answer(503, "Retry-After", "7"), 7 * s},
		{"an answer that leaves no token", answer(200, "Retry-After", "3", "X-RateLimit-Remaining", "0"), 3 * s},
		{"longer than a run may wait", answer(200, "Retry-After", "86400"), 60 * s},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, s := play(t, paced(1000, 100), test.refusal, answer(200))
				begin := time.Now()
				var first sync.WaitGroup
				first.Go(func() { askTogether(t, client, 1) })
				synctest.Wait()
				askTogether(t, client, 8)
				first.Wait()
				if len(s.times) < 9 {
					t.Fatalf("%d requests, want 9 at least", len(s.times))
				}
				for _, at := range s.times[1:] {
					if at.Sub(begin) < test.want {
						t.Errorf("a request was sent %s after the refusal, want %s at least", at.Sub(begin), test.want)
					}
				}
			})
		})
	}
}

func TestAPauseHoldsThoseThatAreWaitingForTheirTurn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, s := play(t, paced(1, 1), answer(429, "Retry-After", "30"), answer(200))
		begin := time.Now()
		askTogether(t, client, 5)
		for i, at := range s.times[1:] {
			if at.Sub(begin) < 30*time.Second {
				t.Errorf("request %d was sent after %s, in the pause", i+2, at.Sub(begin))
			}
		}
	})
}

func TestTheClientSlowsDownNearTheLimitAndRecovers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		headers []string
		slower  bool
	}{
		{"a word", []string{"X-RateLimit-NearLimit", "true"}, true},
		{"the other word", []string{"X-RateLimit-NearLimit", "false"}, false},
		{"few left", []string{"X-RateLimit-Limit", "100", "X-RateLimit-Remaining", "19"}, true},
		{"many left", []string{"X-RateLimit-Limit", "100", "X-RateLimit-Remaining", "20"}, false},
		{"less than none", []string{"X-RateLimit-Limit", "100", "X-RateLimit-Remaining", "-1"}, false},
		{"more left than there are", []string{"X-RateLimit-Limit", "-5", "X-RateLimit-Remaining", "3"}, false},
		{"no number", []string{"X-RateLimit-Limit", "NaN", "X-RateLimit-Remaining", "Inf"}, false},
		{"nothing", nil, false},
		{"a slow bucket that is nearly empty", []string{
			"X-RateLimit-Limit", "50", "X-RateLimit-Remaining", "2", "X-RateLimit-FillRate", "8", "X-RateLimit-Interval-Seconds", "4",
		}, true},
		{"a bucket that is never filled", []string{
			"X-RateLimit-Limit", "50", "X-RateLimit-Remaining", "2", "X-RateLimit-FillRate", "0", "X-RateLimit-Interval-Seconds", "0",
		}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, s := play(t, paced(20, 1), answer(200, test.headers...))
				for range 11 {
					askTogether(t, client, 1)
				}
				took := s.times[10].Sub(s.times[0])
				if slower := took > 600*time.Millisecond; slower != test.slower {
					t.Errorf("ten requests took %s, slower %v, want %v", took, slower, test.slower)
				}
				if took > 11*time.Second {
					t.Errorf("ten requests took %s: the hint was taken too far", took)
				}
				s.mu.Lock()
				s.times, s.steps = nil, []step{answer(200)}
				s.mu.Unlock()
				for range 40 {
					askTogether(t, client, 1)
				}
				if gap := s.times[39].Sub(s.times[38]); gap > 51*time.Millisecond {
					t.Errorf("the pace has not recovered: %s between two requests", gap)
				}
			})
		})
	}
}

func TestCancellingEndsTheWaitForATurn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, s := play(t, paced(0.001, 1), answer(200))
		askTogether(t, client, 1)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		begin := time.Now()
		resp, err := ask(ctx, client)
		if err == nil {
			_ = resp.Body.Close()
		}
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) != time.Second || len(s.times) != 1 {
			t.Errorf("it ended after %s with %v and %d requests", time.Since(begin), err, len(s.times))
		}
	})
}
