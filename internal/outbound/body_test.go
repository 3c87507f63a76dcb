package outbound_test

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"weir"
	"weir/internal/outbound"
)

// zeros never ends.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestAnAnswerThatIsTooLargeIsCutOff(t *testing.T) {
	t.Parallel()
	policy := jiraPolicy()
	policy.MaxBody = 1 << 20
	for name, handler := range map[string]http.HandlerFunc{
		"a long one": func(w http.ResponseWriter, _ *http.Request) { _, _ = io.CopyN(w, zeros{}, 64<<20) },
		"one byte too much": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.CopyN(w, zeros{}, 1<<20+1)
		},
		"a small one that grows when it is unpacked": func(w http.ResponseWriter, r *http.Request) {
			if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
				t.Error("gzip was not asked for")
			}
			w.Header().Set("Content-Encoding", "gzip")
			packed := gzip.NewWriter(w)
			_, _ = io.CopyN(packed, zeros{}, 32<<20)
			_ = packed.Close()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, policy, handler)
			resp, err := f.client.Do(request(t, http.MethodGet, site+"/rest/api/2/myself"))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = resp.Body.Close() }()
			n, err := io.Copy(io.Discard, resp.Body)
			if !errors.Is(err, weir.BadInput) || !strings.Contains(err.Error(), "1 MiB") || weir.NextStep(err) == "" {
				t.Errorf("got %v", err)
			}
			if n > 2<<20 {
				t.Errorf("%d bytes were let through", n)
			}
			if more, again := resp.Body.Read(make([]byte, 10)); more != 0 || !errors.Is(again, weir.BadInput) {
				t.Errorf("reading on gave %d bytes, %v", more, again)
			}
			if records := f.sink.all(); len(records) != 1 || records[0].Fault != string(weir.BadInput) || records[0].Bytes != n {
				t.Errorf("recorded %+v", records)
			}
		})
	}
	t.Run("and one of exactly the limit is not", func(t *testing.T) {
		t.Parallel()
		f := newFixture(t, policy, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.CopyN(w, zeros{}, 1<<20) })
		if _, body, err := get(t, f.client, site+"/rest/api/2/myself"); len(body) != 1<<20 || err != nil {
			t.Errorf("%d bytes, %v", len(body), err)
		}
	})
	t.Run("and a small limit is told in bytes", func(t *testing.T) {
		t.Parallel()
		policy := jiraPolicy()
		policy.MaxBody = 1000
		f := newFixture(t, policy, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.CopyN(w, zeros{}, 2000) })
		if _, _, err := get(t, f.client, site+"/rest/api/2/myself"); err == nil || !strings.Contains(err.Error(), "1000 bytes") {
			t.Errorf("got %v", err)
		}
	})
}

func TestAWholeAnswerEndsWithEOF(t *testing.T) {
	t.Parallel()
	f := newFixture(t, jiraPolicy(), func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") })
	resp, err := f.client.Do(request(t, http.MethodGet, site+"/rest/api/2/myself"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if _, err := io.ReadFull(resp.Body, make([]byte, 2)); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if n, err := resp.Body.Read(make([]byte, 1)); n != 0 || err != io.EOF {
			t.Errorf("got %d, %v", n, err)
		}
	}
}

func TestAnAnswerThatBreaksOffIsTruncated(t *testing.T) {
	t.Parallel()
	for name, handler := range map[string]http.HandlerFunc{
		"shorter than its length": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, `{"issues":[`)
		},
		"chunks without an end": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"issues":[`)
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		},
		"gzip without its end": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			packed := gzip.NewWriter(w)
			_, _ = io.CopyN(packed, zeros{}, 1000)
			_ = packed.Flush()
		},
		"what is said to be gzip and is not": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = io.WriteString(w, `{"issues":[]}`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, jiraPolicy(), handler)
			_, body, err := get(t, f.client, site+"/rest/api/2/myself")
			if !errors.Is(err, weir.Truncated) || weir.NextStep(err) == "" {
				t.Errorf("got %q, %v", body, err)
			}
			if records := f.sink.all(); len(records) != 1 || records[0].Fault != string(weir.Truncated) || records[0].Status != 200 {
				t.Errorf("recorded %+v", records)
			}
		})
	}
	t.Run("an end of file inside another error is no whole answer", func(t *testing.T) {
		t.Parallel()
		client, _ := play(t, nil, answerBody(200, func(*http.Request) io.ReadCloser {
			return io.NopCloser(failing{fmt.Errorf("read tcp: %w", io.EOF)})
		}))
		if _, _, err := get(t, client, site+"/rest/api/2/myself"); !errors.Is(err, weir.Truncated) {
			t.Errorf("got %v", err)
		}
	})
}

// silent is a body that gives a little at each interval and then waits for the
// end of its request.
type silent struct {
	r        *http.Request
	interval time.Duration
	times    int
}

func (b *silent) Read(p []byte) (int, error) {
	if b.times == 0 {
		<-b.r.Context().Done()
		return 0, b.r.Context().Err()
	}
	b.times--
	select {
	case <-time.After(b.interval):
	case <-b.r.Context().Done():
		return 0, b.r.Context().Err()
	}
	p[0] = ' '
	return 1, nil
}

func (b *silent) Close() error { return nil }

func TestASilentAnswerIsGivenUp(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		interval time.Duration
		times    int
		timeout  time.Duration
		after    time.Duration
		says     string
	}{
		{"silence from the start", 0, 0, 0, 10 * s, "fell silent"},
		{"silence in the middle", 9 * s, 5, 0, 55 * s, "fell silent"},
		{"one gap that is too long", 11 * s, 1, 0, 10 * s, "fell silent"},
		{"a trickle ends with the attempt's time", 9 * s, 1000, 60 * s, 60 * s, "ended early"},
		{"ten minutes by default", 9 * s, 1000, 0, 600 * s, "ended early"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, _ := play(t, func(p *outbound.Policy, _ *outbound.Options) { p.Stall, p.Timeout = 10*s, test.timeout },
					answerBody(200, func(r *http.Request) io.ReadCloser { return &silent{r, test.interval, test.times} }))
				start := time.Now()
				_, _, err := get(t, client, site+"/rest/api/2/myself")
				if !errors.Is(err, weir.Truncated) || !strings.Contains(err.Error(), test.says) {
					t.Errorf("got %v", err)
				}
				if waited := time.Since(start); waited != test.after {
					t.Errorf("after %s, want %s", waited, test.after)
				}
			})
		})
	}
	t.Run("but not one whose reader is slow", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			client, _ := play(t, func(p *outbound.Policy, _ *outbound.Options) { p.Stall = 10 * s }, answer(200))
			resp, err := client.Do(request(t, http.MethodGet, site+"/rest/api/2/myself"))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = resp.Body.Close() }()
			<-time.After(time.Minute)
			if body, err := io.ReadAll(resp.Body); string(body) != "{}" || err != nil {
				t.Errorf("got %q, %v", body, err)
			}
		})
	})
}

func TestAnAnswerThatNeverBeginsIsGivenUp(t *testing.T) {
	t.Parallel()
	never := make(chan struct{})
	handler := func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-never:
		case <-r.Context().Done():
			panic(http.ErrAbortHandler) // without it an empty answer would follow
		}
	}
	for name, change := range map[string]func(*outbound.Policy){
		"by the limit for silence": func(p *outbound.Policy) { p.Stall = 20 * time.Millisecond },
		"by the attempt's limit":   func(p *outbound.Policy) { p.Timeout = 20 * time.Millisecond },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			policy := jiraPolicy()
			change(&policy)
			f := newFixture(t, policy, handler)
			_, _, err := get(t, f.client, site+"/rest/api/2/myself")
			if !errors.Is(err, weir.Unreachable) || !strings.Contains(err.Error(), "did not answer in time") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestAnEndlessHeadIsCutOff(t *testing.T) {
	t.Parallel()
	f := newFixture(t, jiraPolicy(), func(w http.ResponseWriter, _ *http.Request) {
		for i := range 300 {
			w.Header().Set(fmt.Sprintf("X-Filler-%d", i), strings.Repeat("x", 8<<10))
		}
	})
	_, _, err := get(t, f.client, site+"/rest/api/2/myself")
	if !errors.Is(err, weir.Unreachable) || !strings.Contains(err.Error(), "exceeded") {
		t.Errorf("got %v", err)
	}
}

func TestTheCallersCancellationIsNoFaultOfThePeer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sink := &memory{}
		client, asked := play(t, func(_ *outbound.Policy, o *outbound.Options) { o.Sink = sink },
			answerBody(200, func(r *http.Request) io.ReadCloser { return &silent{r, s, 3} }))
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(10*s, cancel)
		_, _, err := send(client, request(t, http.MethodGet, site+"/rest/api/2/myself").WithContext(ctx))
		if !errors.Is(err, context.Canceled) || errors.Is(err, weir.Truncated) || len(asked.times) != 1 {
			t.Errorf("got %v", err)
		}
		if records := sink.all(); len(records) != 1 || records[0].Fault != string(weir.Interrupted) || records[0].Bytes != 3 || records[0].Duration != 10*s {
			t.Errorf("recorded %+v", records)
		}
	})
}

func TestAnAttemptsTimersEndWithIt(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(io.ReadCloser) error{
		"when its answer was read":   func(body io.ReadCloser) error { _, err := io.Copy(io.Discard, body); return err },
		"when its answer was closed": io.ReadCloser.Close,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var attempt context.Context
			client, _ := play(t, nil, func(r *http.Request) (*http.Response, error) {
				attempt = r.Context()
				return answer(200)(r)
			})
			resp, err := client.Do(request(t, http.MethodGet, site+"/rest/api/2/myself"))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = resp.Body.Close() }()
			if attempt.Err() != nil {
				t.Error("it ended before its answer was read")
			}
			if err := end(resp.Body); err != nil || attempt.Err() == nil {
				t.Errorf("%v; its context goes on", err)
			}
		})
	}
}

func TestABodyMayBeClosedWhileItIsRead(t *testing.T) {
	t.Parallel()
	f := newFixture(t, jiraPolicy(), func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "{")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	})
	resp, err := f.client.Do(request(t, http.MethodGet, site+"/rest/api/2/myself"))
	if err != nil {
		t.Fatal(err)
	}
	var reading sync.WaitGroup
	first := make(chan struct{})
	reading.Go(func() {
		_, _ = resp.Body.Read(make([]byte, 1))
		close(first)
		_, _ = io.Copy(io.Discard, resp.Body)
	})
	<-first
	if err := resp.Body.Close(); err != nil {
		t.Error(err)
	}
	reading.Wait()
	if records := f.sink.all(); len(records) != 1 || records[0].Bytes != 1 {
		t.Errorf("recorded %+v", records)
	}
}
