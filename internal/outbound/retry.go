package outbound

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"weir"
)

// The rule of repetition, promise L1.
const (
	maxRepeats    = 3
	firstWait     = time.Second
	maxRetryAfter = 60 * time.Second
)

// A Wait announces that a request will be repeated.
type Wait struct {
	Peer   string
	Delay  time.Duration
	Repeat int    // 1 for the first repetition
	Reason string // "429 Too Many Requests", or the error's text
}

// A retry repeats what may be repeated: requests without side effects, on
// network errors and on 429, 500, 502, 503 and 504.
type retry struct {
	next    http.RoundTripper
	policy  Policy
	options Options
	idle    func() // closes the connections that wait for a request
}

func (t *retry) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx := r.Context()
	tries, ok := ctx.Value(attemptsKey).(*Attempts)
	if !ok {
		ctx, tries = WithAttempts(ctx)
		r = r.WithContext(ctx)
	}
	tries.follow(t.policy, t.options)
	for {
		resp, err := t.next.RoundTrip(r)
		if err == nil && t.policy.HandBack || !repeatable(r, resp, err) {
			return resp, err
		}
		delay, quota := t.delay(tries, resp)
		if quota != nil {
			return nil, errors.Join(discard(resp), quota)
		}
		if !tries.spend(delay) {
			return resp, err
		}
		if err := discard(resp); err != nil {
			return nil, err
		}
		if err != nil {
			// The connections beside a broken one are often broken too, as after a
			// computer's sleep, and there can be more of them than attempts.
			t.idle()
		}
		t.options.OnWait(Wait{Peer: t.policy.Peer, Delay: delay, Repeat: tries.Made(), Reason: reason(resp, err)})
		if err := tries.wait(ctx, delay); err != nil {
			return nil, err
		}
		if r, err = again(r); err != nil {
			return nil, err
		}
	}
}

func repeatable(r *http.Request, resp *http.Response, err error) bool {
	idempotent := []string{http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodPut, http.MethodDelete, "PROPFIND", "REPORT"}
	if r.Context().Err() != nil || !slices.Contains(idempotent, r.Method) {
		return false
	}
	if r.Body != nil && r.Body != http.NoBody && r.GetBody == nil {
		return false
	}
	if err != nil {
		return weir.KindOf(err) == weir.Unreachable && !errors.As(err, new(lasting))
	}
	switch resp.StatusCode {
	case http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// delay says how long to wait before the next attempt: at least what the server
// asks for. A server that asks for more than a run may wait gets no further
// request.
func (t *retry) delay(tries *Attempts, resp *http.Response) (time.Duration, error) {
	wait := tries.backoff()
	if resp == nil {
		return wait, nil
	}
	now := t.options.Now()
	asked, given := RetryAfter(resp.Header, now)
	if !given && !hourly(resp.Header) {
		return wait, nil
	}
	if asked > maxRetryAfter || hourly(resp.Header) {
		return 0, quotaError(t.policy.Peer, resp.Header, asked, now)
	}
	return max(wait, asked), nil
}

// backoff returns 1, 2, 4 s after the first, second, third attempt, times 0.7
// to 1.3.
func backoff(made int, random float64) time.Duration {
	wait := firstWait << max(0, min(made-1, maxRepeats-1))
	return time.Duration(float64(wait) * (0.7 + 0.6*random))
}

func quotaError(peer string, h http.Header, asked time.Duration, now time.Time) error {
	next := "try again in an hour"
	if reset, ok := resetIn(h, now); asked == 0 && ok {
		asked = reset
	}
	if asked > 0 {
		next = fmt.Sprintf("try again after %s (in %s)", now.Add(asked).Format("15:04"), asked.Round(time.Second))
	}
	text := peer + " asks to wait longer than a run may wait"
	if hourly(h) {
		text = peer + "'s quota for this hour is used up"
	}
	if asked == 0 {
		asked = time.Hour // as the next step says
	}
	return lateError{&weir.Error{Kind: weir.RateLimited, Text: text, Next: next}, now.Add(asked)}
}

// A lateError knows before when it makes no sense to ask again.
type lateError struct {
	error
	at time.Time
}

func (e lateError) Unwrap() error { return e.error }

// NotBefore returns that moment.
func (e lateError) NotBefore() time.Time { return e.at }

func reason(resp *http.Response, err error) string {
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s", resp.StatusCode, http.StatusText(resp.StatusCode)))
}

// discard reads a little of a body that nobody wants, so that the connection
// can be used again. That the body is broken does not matter; that its record
// cannot be written does.
func discard(resp *http.Response) error {
	if resp == nil {
		return nil
	}
	_, err := io.CopyN(io.Discard, resp.Body, 64<<10)
	if err = errors.Join(err, resp.Body.Close()); errors.Is(err, weir.Storage) {
		return err
	}
	return nil
}

type sleepFunc = func(ctx context.Context, d time.Duration) error

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func again(r *http.Request) (*http.Request, error) {
	r = r.Clone(r.Context())
	if r.GetBody == nil {
		return r, nil
	}
	body, err := r.GetBody()
	if err != nil {
		return nil, fmt.Errorf("read the request's body again: %w", err)
	}
	r.Body = body
	return r, nil
}
