package outbound_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"weir"
	"weir/internal/outbound"
)

func TestRetryAfterIsReadInBothForms(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 4, 1, 12, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		name, value, date string
		want              time.Duration
		given             bool
	}{
		{"seconds", "7", "", 7 * s, true},
		{"seconds with blanks", " 7 ", "", 7 * s, true},
		{"part of a second", "0.5", "", s / 2, true},
		{"zero, as a Jira says that has no limit", "0", "", 0, false},
		{"negative", "-5", "", 0, false},
		{"not a number", "NaN", "", 0, false},
		{"infinity", "Inf", "", 24 * time.Hour, true},
		{"minus infinity", "-Inf", "", 0, false},
		{"huge", "99999999999999999999", "", 24 * time.Hour, true},
		{"too huge for a number", "1e400", "", 24 * time.Hour, true},
		{"too huge and negative", "-1e400", "", 0, false},
		{"too small for a number", "1e-400", "", 0, false},
		{"a date by our clock", "Wed, 01 Apr 2026 12:00:30 GMT", "", 30 * s, true},
		{"a date by the server's clock, which is an hour ahead", "Wed, 01 Apr 2026 13:00:30 GMT", "Wed, 01 Apr 2026 13:00:00 GMT", 30 * s, true},
		{"a date by the server's clock, which is an hour late", "Wed, 01 Apr 2026 11:00:30 GMT", "Wed, 01 Apr 2026 11:00:00 GMT", 30 * s, true},
		{"a date in the past", "Wed, 01 Apr 2026 11:59:59 GMT", "", 0, false},
		{"a server's clock that is nonsense", "Wed, 01 Apr 2026 12:00:30 GMT", "yesterday", 30 * s, true},
		{"nonsense", "soon", "", 0, false},
		{"nothing", "", "", 0, false},
		{"two values in one", "5, 7", "", 0, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			h := http.Header{}
			if test.value != "" {
				h.Set("Retry-After", test.value)
			}
			if test.date != "" {
				h.Set("Date", test.date)
			}
			got, given := outbound.RetryAfter(h, now)
			if given != test.given || given && got != test.want {
				t.Errorf("got %s, %v", got, given)
			}
		})
	}
}

func TestRetryAfterIsObeyedUpTo60Seconds(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]time.Duration{
		"60": 60 * s, "5": 5 * s, "0.2": s, "1": s, "0": s, "-7": s, "NaN": s, "nonsense": s, "": s,
		"Sat, 01 Jan 2000 00:00:20 GMT": 20 * s, // the bubble's clock begins with the year 2000
		"Fri, 31 Dec 1999 00:00:20 GMT": s,
	} {
		for _, status := range []string{"429", "503"} {
			t.Run(status+" "+value, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					code := map[string]int{"429": 429, "503": 503}[status]
					client, asked := play(t, nil, answer(code, "Retry-After", value), answer(200))
					if got, _, err := get(t, client, site+"/rest/api/2/myself"); got != 200 || err != nil {
						t.Fatalf("got %d, %v", got, err)
					}
					if got := asked.waits()[0]; got != want {
						t.Errorf("waited %s, want %s", got, want)
					}
				})
			})
		}
	}
}

func TestALongerWaitStopsAtOnceAndNamesATime(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		headers []string
		next    string
	}{
		{"61 seconds", []string{"Retry-After", "61"}, "try again after 00:01 (in 1m1s)"},
		{"a date 10 minutes away", []string{"Retry-After", "Sat, 01 Jan 2000 00:10:00 GMT"}, "try again after 00:10 (in 10m0s)"},
		{"a huge number", []string{"Retry-After", "1e300"}, "try again after 00:00 (in 24h0m0s)"},
		{"a number out of range", []string{"Retry-After", "1e999"}, "try again after 00:00 (in 24h0m0s)"},
		{"the points of this hour", []string{"RateLimit-Reason", "jira-quota-global-based", "Retry-After", "1800"}, "try again after 00:30 (in 30m0s)"},
		{"the tenant's points, with a short wait", []string{"RateLimit-Reason", "jira-quota-tenant-based", "Retry-After", "5"}, "try again after 00:00 (in 5s)"},
		{"the older name", []string{"RateLimit-Reason", "jira-quota-based"}, "try again in an hour"},
		{"cost", []string{"RateLimit-Reason", "Jira-Cost-Based"}, "try again in an hour"},
		{"points with a reset", []string{"RateLimit-Reason", "jira-quota-global-based", "X-RateLimit-Reset", "2000-01-01T00:40Z"}, "try again after 00:40 (in 40m0s)"},
		{"points with a reset in the past", []string{"RateLimit-Reason", "jira-quota-global-based", "X-RateLimit-Reset", "1999-12-31T23:40Z"}, "try again in an hour"},
		{"points with a reset next year", []string{"RateLimit-Reason", "jira-quota-global-based", "X-RateLimit-Reset", "2001-01-01T00:00Z"}, "try again in an hour"},
		{"points with a reset in the year 292277026596", []string{"RateLimit-Reason", "jira-quota-global-based", "X-RateLimit-Reset", "292277026596-01-01T00:00Z"}, "try again in an hour"},
		{"points with a nonsense reset", []string{"RateLimit-Reason", "jira-quota-global-based", "X-RateLimit-Reset", "soon\x1b[2J"}, "try again in an hour"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, asked := play(t, func(_ *outbound.Policy, o *outbound.Options) {
					o.Now = func() time.Time { return time.Now().UTC() }
				}, answer(429, test.headers...))
				start := time.Now()
				_, _, err := get(t, client, site+"/rest/api/2/myself")
				if !errors.Is(err, weir.RateLimited) || len(asked.times) != 1 || time.Since(start) != 0 {
					t.Errorf("got %v after %d requests and %s", err, len(asked.times), time.Since(start))
				}
				if next := weir.NextStep(err); next != test.next {
					t.Errorf("next step %q, want %q", next, test.next)
				}
				if err != nil && !strings.HasPrefix(outbound.Cause(err).Error(), "Jira") {
					t.Errorf("%v", err)
				}
			})
		})
	}
	t.Run("but a burst limit is waited out", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			client, _ := play(t, nil, answer(429, "RateLimit-Reason", "jira-burst-based", "Retry-After", "3"), answer(200))
			if status, _, err := get(t, client, site+"/rest/api/2/myself"); status != 200 || err != nil {
				t.Errorf("got %d, %v", status, err)
			}
		})
	})
}
