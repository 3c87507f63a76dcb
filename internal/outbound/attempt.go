package outbound

import (
	"context"
	"errors"
	"net/http"
	"time"

	"weir"
)

type contextKey int

const (
	templateKey contextKey = iota
	attemptsKey
	sendKey
)

func withTemplate(ctx context.Context, template string) context.Context {
	return context.WithValue(ctx, templateKey, template)
}

// An attempt sends a request once, when its turn has come, bounds its answer in
// size and time, and records it.
type attempt struct {
	next   http.RoundTripper
	policy Policy
	now    func() time.Time
	trail  *trail
	pacer  *pacer
}

func (a *attempt) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := a.pacer.wait(r.Context()); err != nil {
		closeBody(r)
		return nil, err
	}
	// A repetition does not pass the gate again.
	if err := a.trail.broken(); err != nil {
		closeBody(r)
		return nil, err
	}
	ctx, cancel := context.WithTimeout(r.Context(), a.policy.Timeout)
	record := Record{Time: a.now(), Peer: a.policy.Peer, Method: r.Method, Host: r.URL.Host, Attempt: 1}
	record.Path, _ = ctx.Value(templateKey).(string)
	if tries, ok := ctx.Value(attemptsKey).(*Attempts); ok {
		record.Attempt = tries.next()
	}
	resp, err := a.next.RoundTrip(r.WithContext(withOneSend(ctx)))
	if err != nil {
		defer cancel()
		return nil, a.fail(r, record, err)
	}
	a.pacer.heed(resp)
	record.Status = resp.StatusCode
	resp.Body = &body{inner: resp.Body, attempt: a, record: record, caller: r.Context(), cancel: cancel}
	return resp, nil
}

// fail records an attempt that had no answer. That the trail failed is the
// graver news, so it comes first.
func (a *attempt) fail(r *http.Request, record Record, err error) error {
	if errors.Is(r.Context().Err(), context.Canceled) {
		// The transport gives the cause of the cancellation instead, which can be
		// another request's failure.
		err = context.Canceled
	} else {
		err = explain(a.policy.Peer, r.URL.Hostname(), err)
	}
	record.Fault = fault(err)
	record.Duration = a.now().Sub(record.Time)
	if recordErr := a.trail.write(record); recordErr != nil {
		return errors.Join(recordErr, err)
	}
	return err
}

// fault names what went wrong for the record.
func fault(err error) string {
	if errors.Is(err, context.Canceled) {
		return string(weir.Interrupted)
	}
	return string(weir.KindOf(err))
}

// closeBody keeps a RoundTripper's promise for a request that is not sent.
func closeBody(r *http.Request) {
	if r.Body != nil {
		_ = r.Body.Close() // nothing was read from it
	}
}
