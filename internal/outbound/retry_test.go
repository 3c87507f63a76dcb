package outbound_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/outbound"
)

const s = time.Second

func TestWhatMayPassIsRepeatedThreeTimesAfter1And2And4Seconds(t *testing.T) {
	t.Parallel()
	faults := map[string]step{
		"a refused connection":  failure(&net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}),
		"a connection reset":    failure(&net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}),
		"a closed connection":   failure(io.EOF),
		"a slow name server":    failure(&net.DNSError{Err: "i/o timeout", Name: "jira.test", IsTimeout: true}),
		"half a head of answer": failure(io.ErrUnexpectedEOF),
		"a failing name server": failure(&net.DNSError{Err: "server misbehaving", Name: "jira.test", IsTemporary: true}),
		"a name that may come":  failure(&net.DNSError{Err: "no such host", Name: "jira.test", IsNotFound: true, IsTemporary: true}),
	}
	for _, status := range []int{429, 500, 502, 503, 504} {
		faults[fmt.Sprint(status)] = answer(status)
	}
	for name, fault := range faults {
		for random, factor := range map[float64]float64{0: 0.7, 0.5: 1, 0.9999: 1.29994} {
			t.Run(fmt.Sprintf("%s, random %v", name, random), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					client, asked := play(t, func(_ *outbound.Policy, o *outbound.Options) { o.Rand = func() float64 { return random } }, fault)
					status, _, err := get(t, client, site+"/rest/api/2/myself")
					if err == nil && status < 400 || err != nil && !errors.Is(err, weir.Unreachable) {
						t.Errorf("got %d, %v", status, err)
					}
					var want []time.Duration
					for _, wait := range []float64{1, 2, 4} {
						want = append(want, time.Duration(wait*factor*float64(s)))
					}
					if diff := cmp.Diff(want, asked.waits(), cmp.Comparer(func(a, b time.Duration) bool { return (a - b).Abs() < time.Millisecond })); diff != "" {
						t.Errorf("waits (-want +got):\n%s", diff)
					}
				})
			})
		}
	}
	t.Run("and no more once it succeeds", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			client, asked := play(t, nil, answer(503), failure(io.EOF), answer(200))
			if status, body, err := get(t, client, site+"/rest/api/2/myself"); status != 200 || body != "{}" || err != nil {
				t.Errorf("got %d %q %v", status, body, err)
			}
			if diff := cmp.Diff([]time.Duration{s, 2 * s}, asked.waits()); diff != "" {
				t.Error(diff)
			}
		})
	})
}

func TestAHostThatIsNotKnownIsToldAtOnce(t *testing.T) {
	t.Parallel()
	client, asked := play(t, func(_ *outbound.Policy, o *outbound.Options) {
		o.OnWait = func(w outbound.Wait) { t.Errorf("announced %+v", w) }
	}, failure(&net.DNSError{Err: "no such host", Name: "jira.test", IsNotFound: true}))
	_, _, err := get(t, client, site+"/rest/api/2/myself")
	if weir.KindOf(err) != weir.Unreachable || !errors.Is(err, weir.Unreachable) || len(asked.times) != 1 {
		t.Errorf("got %v (%s) after %d requests", err, weir.KindOf(err), len(asked.times))
	}
	if told := outbound.Cause(err).Error(); told != "the host jira.test is not known" || !strings.Contains(weir.NextStep(err), "spelling") {
		t.Errorf("told %q, next: %s", told, weir.NextStep(err))
	}
}

func TestTheJitterOfARealClientIsRandomAndBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		seen := map[time.Duration]bool{}
		for range 20 {
			client, asked := play(t, func(_ *outbound.Policy, o *outbound.Options) { o.Rand = nil }, answer(503), answer(200))
			if _, _, err := get(t, client, site+"/rest/api/2/myself"); err != nil {
				t.Fatal(err)
			}
			wait := asked.waits()[0]
			if wait < 700*time.Millisecond || wait >= 1300*time.Millisecond {
				t.Errorf("waited %s", wait)
			}
			seen[wait] = true
		}
		if len(seen) < 2 {
			t.Error("every wait was the same")
		}
	})
}

func TestWhatCannotPassIsNeverRepeated(t *testing.T) {
	t.Parallel()
	steps := map[string]step{
		"an untrusted certificate": failure(&weir.Error{Kind: weir.Untrusted, Text: "x"}),
		"a refusal":                failure(&weir.Error{Kind: weir.Refused, Text: "x"}),
		"a wrong proxy setting":    failure(&weir.Error{Kind: weir.BadConfig, Text: "x"}),
		"a name that is not known": failure(&net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "jira.test", IsNotFound: true}}),
	}
	for _, status := range []int{200, 204, 304, 400, 401, 403, 404, 405, 408, 409, 410, 412, 413, 414, 418, 501, 505, 507, 511, 599} {
		steps[fmt.Sprint(status)] = answer(status)
		steps[fmt.Sprint(status)+" that asks for it"] = answer(status, "Retry-After", "1", "RateLimit-Reason", "jira-burst-based")
		steps[fmt.Sprint(status)+" with a quota"] = answer(status, "RateLimit-Reason", "jira-quota-tenant-based")
	}
	for name, step := range steps {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, asked := play(t, nil, step)
				status, _, err := get(t, client, site+"/rest/api/2/myself")
				if len(asked.times) != 1 {
					t.Errorf("asked %d times", len(asked.times))
				}
				if want, _, _ := strings.Cut(name, " "); err == nil && fmt.Sprint(status) != want || err != nil && weir.KindOf(err) == weir.RateLimited {
					t.Errorf("got %d, %v", status, err)
				}
			})
		})
	}
}

func TestOnlyWhatIsIdempotentIsRepeated(t *testing.T) {
	t.Parallel()
	for method, repeated := range map[string]bool{
		"GET": true, "HEAD": true, "OPTIONS": true, "PUT": true, "DELETE": true, "PROPFIND": true, "REPORT": true,
		"POST": false, "PATCH": false, "MKCALENDAR": false,
	} {
		for name, fault := range map[string]step{"503": answer(503), "429": answer(429, "Retry-After", "1"), "a lost connection": failure(io.EOF)} {
			t.Run(method+" after "+name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					client, asked := play(t, nil, fault)
					_, _, _ = send(client, request(t, method, site+"/rest/api/2/myself"))
					want := 1
					if repeated {
						want = 4
					}
					if len(asked.times) != want {
						t.Errorf("asked %d times, want %d", len(asked.times), want)
					}
				})
			})
		}
	}
}

func TestABodyIsSentAgainWhole(t *testing.T) {
	t.Parallel()
	put := func(t *testing.T, body io.Reader) *http.Request {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPut, site+"/rest/api/2/myself", body)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	t.Run("a PUT that can be read again", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			client, asked := play(t, nil, answer(503), failure(io.EOF), answer(204))
			if status, _, err := send(client, put(t, strings.NewReader("BEGIN:VTODO"))); status != 204 || err != nil {
				t.Errorf("got %d, %v", status, err)
			}
			if want := slices.Repeat([]string{"BEGIN:VTODO"}, 3); !slices.Equal(asked.bodies, want) {
				t.Errorf("sent %q", asked.bodies)
			}
		})
	})
	t.Run("a PUT that cannot is not repeated", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			client, asked := play(t, nil, answer(503))
			if status, _, err := send(client, put(t, io.MultiReader(strings.NewReader("once")))); status != 503 || err != nil || len(asked.times) != 1 {
				t.Errorf("got %d, %v, asked %d times", status, err, len(asked.times))
			}
		})
	})
	t.Run("a body that fails to be read again ends it", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			client, asked := play(t, nil, answer(503))
			r := put(t, strings.NewReader("x"))
			gone := errors.New("gone")
			r.GetBody = func() (io.ReadCloser, error) { return nil, gone }
			if _, _, err := send(client, r); !errors.Is(err, gone) || len(asked.times) != 1 {
				t.Errorf("got %v, asked %d times", err, len(asked.times))
			}
		})
	})
}

func TestACancellationEndsAWaitAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, asked := play(t, nil, answer(503, "Retry-After", "30"))
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(10*s, cancel)
		start := time.Now()
		_, _, err := send(client, request(t, http.MethodGet, site+"/rest/api/2/myself").WithContext(ctx))
		if !errors.Is(err, context.Canceled) || time.Since(start) != 10*s || len(asked.times) != 1 {
			t.Errorf("got %v after %s and %d requests", err, time.Since(start), len(asked.times))
		}
	})
}

func TestACancelledRequestIsNotRepeatedWhateverTheCause(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sink := &memory{}
		ctx, cancel := context.WithCancelCause(t.Context())
		client, asked := play(t, func(_ *outbound.Policy, o *outbound.Options) { o.Sink = sink }, func(r *http.Request) (*http.Response, error) {
			cancel(&weir.Error{Kind: weir.Unreachable, Text: "the request beside it failed"})
			return nil, context.Cause(r.Context())
		})
		_, _, err := send(client, request(t, http.MethodGet, site+"/rest/api/2/myself").WithContext(ctx))
		if !errors.Is(err, context.Canceled) || len(asked.times) != 1 {
			t.Errorf("got %v after %d requests", err, len(asked.times))
		}
		if records := sink.all(); len(records) != 1 || records[0].Fault != string(weir.Interrupted) {
			t.Errorf("recorded %+v", records)
		}
	})
}

func TestADeadlineOfTheCallersEndsTheRepetitions(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client, asked := play(t, func(_ *outbound.Policy, o *outbound.Options) {
			o.OnWait = func(w outbound.Wait) { t.Errorf("announced %+v", w) }
		}, func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		ctx, cancel := context.WithTimeout(t.Context(), 5*s)
		defer cancel()
		start := time.Now()
		_, _, err := send(client, request(t, http.MethodGet, site+"/rest/api/2/myself").WithContext(ctx))
		if !errors.Is(err, weir.Unreachable) || !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 5*s || len(asked.times) != 1 {
			t.Errorf("got %v after %s and %d requests", err, time.Since(start), len(asked.times))
		}
	})
}

func TestTheWayOfWaitingIsTheCallers(t *testing.T) {
	t.Parallel()
	var waits []time.Duration
	ended := errors.New("ended")
	client, asked := play(t, func(_ *outbound.Policy, o *outbound.Options) {
		o.Sleep = func(_ context.Context, d time.Duration) error {
			waits = append(waits, d)
			if len(waits) == 3 {
				return ended
			}
			return nil
		}
	}, answer(503), answerBody(200, breaking), answer(503))
	if _, err := persistently(t.Context(), t, client, nil); !errors.Is(err, ended) {
		t.Errorf("got %v", err)
	}
	if diff := cmp.Diff([]time.Duration{s, 2 * s, 4 * s}, waits); diff != "" || len(asked.times) != 3 {
		t.Errorf("%d requests, waits (-want +got):\n%s", len(asked.times), diff)
	}
}

func TestTheBudgetBoundsTheSumOfWaits(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		budget time.Duration
		fault  step
		want   []time.Duration
	}{
		{6 * s, answer(503), []time.Duration{s, 2 * s}},
		{7 * s, answer(503), []time.Duration{s, 2 * s, 4 * s}},
		{time.Nanosecond, answer(503), nil},
		{100 * s, answer(429, "Retry-After", "60"), []time.Duration{60 * s}},
		{0, answer(429, "Retry-After", "60"), []time.Duration{60 * s, 60 * s, 60 * s}}, // three minutes by default
	} {
		t.Run(test.budget.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, asked := play(t, func(p *outbound.Policy, _ *outbound.Options) { p.Budget = test.budget }, test.fault)
				_, _, _ = get(t, client, site+"/rest/api/2/myself")
				if diff := cmp.Diff(test.want, asked.waits()); diff != "" {
					t.Errorf("waits (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestEveryWaitIsAnnounced(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var told []outbound.Wait
		var client *http.Client
		var asked *script
		client, asked = play(t, func(_ *outbound.Policy, o *outbound.Options) {
			o.OnWait = func(w outbound.Wait) {
				if len(asked.times) != w.Repeat {
					t.Errorf("repetition %d is announced after %d requests", w.Repeat, len(asked.times))
				}
				told = append(told, w)
			}
		}, answer(429, "Retry-After", "5"), failure(io.EOF), answer(200))
		r := withSecret(t, site+"/rest/api/2/search?jql="+planted)
		if _, _, err := send(client, r); err != nil {
			t.Fatal(err)
		}
		want := []outbound.Wait{
			{Peer: "Jira", Delay: 5 * s, Repeat: 1, Reason: "429 Too Many Requests"},
			{Peer: "Jira", Delay: 2 * s, Repeat: 2, Reason: "cannot reach Jira at jira.test: EOF"},
		}
		if diff := cmp.Diff(want, told); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// breaking is a body that breaks off in its middle.
func breaking(*http.Request) io.ReadCloser {
	return io.NopCloser(io.MultiReader(strings.NewReader(`{"issues":[`), failing{io.ErrUnexpectedEOF}))
}

type failing struct{ err error }

func (e failing) Read([]byte) (int, error) { return 0, e.err }

// persistently asks as a client of a paged API does: again when the body broke.
func persistently(ctx context.Context, t *testing.T, client *http.Client, onWait func(outbound.Wait)) (string, error) {
	ctx, tries := outbound.WithAttempts(ctx)
	for {
		_, body, err := send(client, request(t, http.MethodGet, site+"/rest/api/2/search").WithContext(ctx))
		if !errors.Is(err, weir.Truncated) {
			return body, err
		}
		made := tries.Made()
		again, waitErr := outbound.Again(ctx, onWait, "Jira", outbound.Cause(err))
		if waitErr != nil {
			return "", waitErr
		}
		if !again {
			return "", err
		}
		if made != tries.Made() {
			t.Errorf("waiting counts as an attempt")
		}
	}
}

func TestABrokenBodySharesTheCountOfAttempts(t *testing.T) {
	t.Parallel()
	broken, whole := answerBody(200, breaking), answer(200)
	for _, test := range []struct {
		name  string
		steps []step
		want  []time.Duration
		fails bool
	}{
		{"it breaks for ever", []step{broken}, []time.Duration{s, 2 * s, 4 * s}, true},
		{"it breaks twice", []step{broken, broken, whole}, []time.Duration{s, 2 * s}, false},
		{"it breaks after failures", []step{answer(503), failure(io.EOF), broken}, []time.Duration{s, 2 * s, 4 * s}, true},
		{"it fails after breaking", []step{broken, answer(503), broken, failure(io.EOF)}, []time.Duration{s, 2 * s, 4 * s}, true},
		{"the last attempt succeeds", []step{broken, answer(503), broken, whole}, []time.Duration{s, 2 * s, 4 * s}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				sink := &memory{}
				client, asked := play(t, func(_ *outbound.Policy, o *outbound.Options) { o.Sink = sink }, test.steps...)
				body, err := persistently(t.Context(), t, client, nil)
				if (err != nil) != test.fails || err == nil && body != "{}" {
					t.Errorf("got %q, %v", body, err)
				}
				if diff := cmp.Diff(test.want, asked.waits()); diff != "" {
					t.Errorf("waits (-want +got):\n%s", diff)
				}
				for i, r := range sink.all() {
					if r.Attempt != i+1 {
						t.Errorf("attempt %d is recorded as %d", i+1, r.Attempt)
					}
				}
			})
		})
	}
}

func TestAgainFollowsTheClientsRule(t *testing.T) {
	t.Parallel()
	t.Run("its jitter and its budget", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			client, asked := play(t, func(p *outbound.Policy, o *outbound.Options) {
				p.Budget, o.Rand = 3*s, func() float64 { return 0 }
			}, answerBody(200, breaking))
			if _, err := persistently(t.Context(), t, client, nil); !errors.Is(err, weir.Truncated) {
				t.Errorf("got %v", err)
			}
			if diff := cmp.Diff([]time.Duration{700 * time.Millisecond, 1400 * time.Millisecond}, asked.waits()); diff != "" {
				t.Error(diff)
			}
		})
	})
	t.Run("it tells of the wait, and a cancellation ends it", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			client, asked := play(t, nil, answerBody(200, breaking))
			ctx, cancel := context.WithCancel(t.Context())
			var told []outbound.Wait
			start := time.Now()
			_, err := persistently(ctx, t, client, func(w outbound.Wait) { told = append(told, w); cancel() })
			if !errors.Is(err, context.Canceled) || time.Since(start) != 0 || len(asked.times) != 1 {
				t.Errorf("got %v after %s and %d requests", err, time.Since(start), len(asked.times))
			}
			if len(told) != 1 || told[0].Peer != "Jira" || told[0].Delay != s || told[0].Repeat != 1 || !strings.Contains(told[0].Reason, "ended early") {
				t.Errorf("told %+v", told)
			}
		})
	})
	t.Run("not without a count", func(t *testing.T) {
		t.Parallel()
		if again, err := outbound.Again(t.Context(), nil, "Jira", io.ErrUnexpectedEOF); again || err != nil {
			t.Errorf("got %v, %v", again, err)
		}
	})
}

func TestACallerWithARuleOfTheirOwnGetsEveryAnswer(t *testing.T) {
	t.Parallel()
	handBack := func(p *outbound.Policy, _ *outbound.Options) { p.HandBack = true }
	for _, status := range []int{429, 500, 502, 503, 504} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, asked := play(t, handBack, answer(status), answer(200))
				got, _, err := get(t, client, site+"/rest/api/2/myself")
				if got != status || err != nil || len(asked.waits()) > 0 {
					t.Errorf("got %d, %v after waits of %v", got, err, asked.waits())
				}
			})
		})
	}
	t.Run("but what had no answer is repeated", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			client, asked := play(t, handBack, failure(io.EOF), answer(200))
			if got, _, err := get(t, client, site+"/rest/api/2/myself"); got != 200 || err != nil || len(asked.waits()) != 1 {
				t.Errorf("got %d, %v after waits of %v", got, err, asked.waits())
			}
		})
	})
}
