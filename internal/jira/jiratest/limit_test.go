package jiratest_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/jira"
	"weir/internal/jira/jiratest"
	"weir/internal/outbound"
	"weir/internal/secret"
)

// A dial is a clock that the test sets.
type dial struct {
	mu sync.Mutex
	at time.Time
}

func (d *dial) now() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.at
}

func (d *dial) pass(t time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.at = d.at.Add(t)
}

// limited starts a server with limits whose clock the test sets: it is ten
// minutes and five seconds before one.
func limited(t *testing.T, flavour jiratest.Flavour, limits jiratest.Limits) (*jiratest.Server, *dial) {
	t.Helper()
	d := &dial{at: noon.Add(49*time.Minute + 55*time.Second)}
	return start(t, jiratest.Options{Flavour: flavour, Site: small(), Limits: limits, Now: d.now}), d
}

// rateHeaders are the headers of an answer that tell of limits.
func rateHeaders(a answer) map[string]string {
	found := make(map[string]string)
	for name := range a.header {
		if low := strings.ToLower(name); strings.Contains(low, "ratelimit") || strings.Contains(low, "retry-after") {
			found[low] = a.header.Get(name)
		}
	}
	return found
}

func wantLimits(t *testing.T, what string, a answer, status int, want map[string]string) {
	t.Helper()
	if a.status != status {
		t.Errorf("%s: status %d, want %d: %s", what, a.status, status, a.body)
	}
	if diff := cmp.Diff(want, rateHeaders(a)); diff != "" {
		t.Errorf("%s: the headers differ: %s", what, diff)
	}
}

func TestCloudsBurstLimit(t *testing.T) {
	t.Parallel()
	s, d := limited(t, jiratest.Cloud, jiratest.Limits{Burst: 3, Fill: 2, Interval: 10 * time.Second})
	fields := func() answer { return ask(t, s, account, http.MethodGet, s.URL()+"/rest/api/3/field", nil) }
	plain := func(left, rest string) map[string]string {
		return map[string]string{
			"x-ratelimit-limit": "3", "x-ratelimit-remaining": left, "x-ratelimit-reset": "2026-06-01T12:51Z",
			"beta-ratelimit-policy": `"burst";q=3;w=10`, "beta-ratelimit": `"burst";r=` + left + `;t=` + rest,
		}
	}
	near := func(h map[string]string) map[string]string { h["x-ratelimit-nearlimit"] = "true"; return h }
	refused := func(h map[string]string, wait string) map[string]string {
		h["retry-after"], h["beta-retry-after"], h["ratelimit-reason"] = wait, wait, "jira-burst-based"
		return near(h)
	}
	wantLimits(t, "the first", fields(), 200, plain("2", "10"))
	wantLimits(t, "the second", fields(), 200, plain("1", "10"))
	wantLimits(t, "the third", fields(), 200, near(plain("0", "10")))
	first := fields()
	wantLimits(t, "the fourth", first, 429, refused(plain("0", "10"), "10"))
	d.pass(3500 * time.Millisecond)
	h := refused(plain("0", "7"), "7")
	second := fields()
	wantLimits(t, "after some seconds", second, 429, h)
	if !isJSON(first) || isJSON(second) {
		t.Errorf("of two refusals one is a page: %s %s", first.body, second.body)
	}
	if a := ask(t, s, account, http.MethodGet, s.URL()+"/rest/api/3/status", nil); a.status != 200 {
		t.Errorf("another route shares the bucket: %d", a.status)
	}
	d.pass(6500 * time.Millisecond)
	wantLimits(t, "after the interval", fields(), 200, plain("1", "10"))
	d.pass(time.Hour)
	if a := fields(); a.header.Get("X-RateLimit-Remaining") != "2" {
		t.Errorf("a bucket holds more than it can: %v", a.header)
	}
	if a := ask(t, s, nobody, http.MethodGet, s.URL()+"/_edge/tenant_info", nil); a.status != 200 || len(rateHeaders(a)) > 0 {
		t.Errorf("tenant_info: %d %v", a.status, a.header)
	}
}

func isJSON(a answer) bool {
	return strings.HasPrefix(a.header.Get("Content-Type"), "application/json")
}

func TestTheQuotaOfTheHour(t *testing.T) {
	t.Parallel()
	s, d := limited(t, jiratest.Cloud, jiratest.Limits{Points: 25})
	find := func(n string) answer { return searchFive(t, s, "maxResults", n) }
	want := func(left, rest string) map[string]string {
		return map[string]string{
			"x-ratelimit-limit": "25", "x-ratelimit-remaining": left, "x-ratelimit-reset": "2026-06-01T13:00Z",
			"beta-ratelimit-policy": `"global-app-quota";q=25;w=3600`, "beta-ratelimit": `"global-app-quota";r=` + left + ";t=" + rest,
		}
	}
	wantLimits(t, "five issues and a request", searchFive(t, s), 200, want("19", "605"))
	wantLimits(t, "a person and a request", ask(t, s, account, http.MethodGet, s.URL()+"/rest/api/3/myself", nil), 200, want("16", "605"))
	wantLimits(t, "an error", ask(t, s, account, http.MethodGet, s.URL()+"/rest/api/3/issue/9/changelog", nil), 404, want("15", "605"))
	wantLimits(t, "an object", ask(t, s, account, http.MethodGet, s.URL()+"/rest/api/3/serverInfo", nil), 200, want("13", "605"))
	for range 3 {
		searchFive(t, s) // at last beyond the quota: only what is spent already refuses
	}
	d.pass(5 * time.Second)
	h := want("0", "600")
	h["retry-after"], h["beta-retry-after"], h["ratelimit-reason"], h["x-ratelimit-nearlimit"] = "600", "600", "jira-quota-global-based", "true"
	wantLimits(t, "when all is spent", find("1"), 429, h)
	d.pass(10 * time.Minute)
	if a := searchFive(t, s); a.status != 200 || a.header.Get("X-RateLimit-Remaining") != "19" {
		t.Errorf("in the next hour: %d %v", a.status, a.header)
	}
	tenants, _ := limited(t, jiratest.Cloud, jiratest.Limits{Points: 1, Tenant: true})
	searchFive(t, tenants)
	if a := searchFive(t, tenants); a.status != 429 || a.header.Get("RateLimit-Reason") != "jira-quota-tenant-based" {
		t.Errorf("the site's own quota: %d %v", a.status, a.header)
	}
}

func TestABusyServerAnswers503(t *testing.T) {
	t.Parallel()
	s, _ := limited(t, jiratest.Cloud, jiratest.Limits{Burst: 1, Interval: 4 * time.Second, Unavailable: true})
	searchFive(t, s)
	if a := searchFive(t, s); a.status != 503 || a.header.Get("Retry-After") != "4" {
		t.Errorf("%d %v", a.status, a.header)
	}
}

func TestDataCentersBucket(t *testing.T) {
	t.Parallel()
	s, d := limited(t, jiratest.DataCenter, jiratest.Limits{Burst: 2, Fill: 1, Interval: 30 * time.Second})
	want := func(left, wait string) map[string]string {
		return map[string]string{
			"x-ratelimit-limit": "2", "x-ratelimit-remaining": left, "x-ratelimit-interval-seconds": "30", "x-ratelimit-fillrate": "1", "retry-after": wait,
		}
	}
	wantLimits(t, "the first", searchFive(t, s), 200, want("1", "0"))
	wantLimits(t, "the last, on another route", ask(t, s, account, http.MethodGet, s.URL()+"/rest/api/2/field", nil), 200, want("0", "30"))
	d.pass(12 * time.Second)
	wantLimits(t, "one too many", searchFive(t, s), 429, want("0", "18"))
	d.pass(18 * time.Second)
	wantLimits(t, "after the wait", searchFive(t, s), 200, want("0", "30"))
	d.pass(time.Hour)
	if a := ask(t, s, nobody, http.MethodGet, s.URL()+"/rest/api/2/serverInfo", nil); a.status != 200 || len(rateHeaders(a)) > 0 {
		t.Errorf("to nobody: %d %v", a.status, a.header)
	}
}

func TestHeadersOfALimitCanBeNonsense(t *testing.T) {
	t.Parallel()
	s, _ := limited(t, jiratest.Cloud, jiratest.Limits{Burst: 1, Nonsense: true})
	a := searchFive(t, s)
	if a.header.Get("X-RateLimit-Reset") != "2026-05-28T12:49Z" || a.header.Get("Beta-RateLimit") != `"burst";r=0;t=157680000` {
		t.Errorf("the headers make sense: %v", a.header)
	}
}

func TestWithoutLimitsTheHeadersAreAsEver(t *testing.T) {
	t.Parallel()
	s, _ := limited(t, jiratest.Cloud, jiratest.Limits{})
	for range 5 {
		wantLimits(t, "any", searchFive(t, s), 200, map[string]string{
			"x-ratelimit-limit": "350", "x-ratelimit-remaining": "349", "x-ratelimit-reset": "2026-06-01T12:50Z",
		})
	}
}

func TestLimitsThatMakeNoSenseAreRefused(t *testing.T) {
	t.Parallel()
	for name, limits := range map[string]jiratest.Limits{
		"a negative burst":       {Burst: -1},
		"half a second":          {Burst: 1, Interval: time.Second / 2},
		"points on Data Center":  {Points: 1},
		"a negative fill":        {Fill: -1},
		"a negative quota":       {Points: -1},
		"an interval backwards ": {Interval: -time.Second},
	} {
		if _, err := jiratest.Start(jiratest.Options{Flavour: jiratest.DataCenter, Limits: limits}); !errors.Is(err, weir.Usage) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The real client heeds the limits: it waits as long as it is told, reads all,
// and gives up with a time where the wait is too long.
func TestTheClientHeedsTheLimits(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		flavour jiratest.Flavour
		limits  jiratest.Limits
		want    weir.Kind
	}{
		"Cloud's burst":             {jiratest.Cloud, jiratest.Limits{Burst: 2, Fill: 1, Interval: 20 * time.Second}, ""},
		"Cloud's burst, nonsense":   {jiratest.Cloud, jiratest.Limits{Burst: 2, Fill: 1, Interval: 20 * time.Second, Nonsense: true}, ""},
		"a busy Cloud":              {jiratest.Cloud, jiratest.Limits{Burst: 1, Fill: 1, Interval: 3 * time.Second, Unavailable: true}, ""},
		"Data Center's bucket":      {jiratest.DataCenter, jiratest.Limits{Burst: 1, Fill: 1, Interval: 15 * time.Second}, ""},
		"a bucket for days":         {jiratest.DataCenter, jiratest.Limits{Burst: 3, Fill: 1, Interval: 25 * time.Hour}, weir.RateLimited},
		"the quota":                 {jiratest.Cloud, jiratest.Limits{Points: 12}, weir.RateLimited},
		"the quota, with nonsense":  {jiratest.Cloud, jiratest.Limits{Points: 12, Nonsense: true}, weir.RateLimited},
		"a quota that is not spent": {jiratest.Cloud, jiratest.Limits{Points: 1000}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, d := limited(t, test.flavour, test.limits)
			site, err := url.Parse(s.URL())
			if err != nil {
				t.Fatal(err)
			}
			var longest time.Duration
			c, err := jira.New(jira.Params{
				Site: site, User: secret.New(s.User()), Token: secret.New(s.Token()), Endpoints: []jira.Endpoint{jira.Search},
				Outbound: outbound.Options{CA: s.CAPEM(), Now: d.now, Rand: func() float64 { return 0 }, Sleep: func(_ context.Context, wait time.Duration) error {
					longest = max(longest, wait)
					d.pass(wait)
					return nil
				}},
			})
			if err != nil {
				t.Fatal(err)
			}
			found := 0
			for _, oneErr := range c.Issues(t.Context(), jira.Query{JQL: "project is not EMPTY", PageSize: 4}) {
				if oneErr != nil {
					err = oneErr
					break
				}
				found++
			}
			if weir.KindOf(err) != test.want || err == nil && found != 12 {
				t.Fatalf("%d issues, error is %v, want %q", found, err, test.want)
			}
			if err != nil && !strings.Contains(weir.NextStep(err), "try again after") {
				t.Errorf("the next step is %q", weir.NextStep(err))
			}
			if test.want == "" && test.limits.Burst > 0 && longest < test.limits.Interval {
				t.Errorf("it waited %v at most, though it was told %v", longest, test.limits.Interval)
			}
		})
	}
}
