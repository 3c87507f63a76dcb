package outbound_test

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"weir/internal/outbound"
)

// A step is one answer of a script.
type step func(*http.Request) (*http.Response, error)

// A script is a transport that answers as written, its last step over and over,
// and remembers when it was asked and what it was sent.
type script struct {
	steps []step

	mu     sync.Mutex
	times  []time.Time
	bodies []string
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	n := len(s.times)
	s.times = append(s.times, time.Now())
	if r.Body != nil {
		sent, _ := io.ReadAll(r.Body)
		_ = r.Body.Close()
		s.bodies = append(s.bodies, string(sent))
	}
	s.mu.Unlock()
	return s.steps[min(n, len(s.steps)-1)](r)
}

// waits returns the time between the requests.
func (s *script) waits() []time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	var waits []time.Duration
	for i := 1; i < len(s.times); i++ {
		waits = append(waits, s.times[i].Sub(s.times[i-1]))
	}
	return waits
}

func answer(status int, headers ...string) step {
	return answerBody(status, func(*http.Request) io.ReadCloser { return io.NopCloser(strings.NewReader("{}")) }, headers...)
}

func answerBody(status int, body func(*http.Request) io.ReadCloser, headers ...string) step {
	return func(r *http.Request) (*http.Response, error) {
		header := http.Header{}
		for i := 0; i < len(headers); i += 2 {
			header.Set(headers[i], headers[i+1])
		}
		return &http.Response{StatusCode: status, Header: header, Body: body(r), Request: r, ProtoMajor: 1, ProtoMinor: 1}, nil
	}
}

func failure(err error) step {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

// play makes a client over a script. Its random number is always 0.5, so that
// waits are exact, and it repeats as the real one does.
func play(t *testing.T, change func(*outbound.Policy, *outbound.Options), steps ...step) (*http.Client, *script) {
	t.Helper()
	s := &script{steps: steps}
	policy := jiraPolicy()
	policy.Budget = 0
	policy.Methods = []string{"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PROPFIND", "REPORT", "POST", "PATCH", "MKCALENDAR"}
	options := outbound.Options{Rand: func() float64 { return 0.5 }}
	if change != nil {
		change(&policy, &options)
	}
	return outbound.NewClient(policy, options, s), s
}
