package outbound_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/outbound"
)

func TestEveryAttemptIsRecordedOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sink := &memory{}
		client, _ := play(t, func(_ *outbound.Policy, o *outbound.Options) { o.Sink = sink },
			answer(503), failure(io.EOF),
			answerBody(200, func(r *http.Request) io.ReadCloser { return &finite{silent{r, s, 5}} }))
		start := time.Now()
		if _, _, err := get(t, client, site+"/rest/api/2/issue/OPS-1/changelog?startAt=0"); err != nil {
			t.Fatal(err)
		}
		if _, _, err := send(client, request(t, http.MethodPatch, site+"/rest/api/2/user")); !errors.Is(err, weir.Refused) {
			t.Fatal(err)
		}
		record := func(r outbound.Record) outbound.Record {
			r.Peer, r.Method, r.Host, r.Path = "Jira", "GET", "jira.test", "/rest/api/2/issue/{id}/changelog"
			return r
		}
		want := []outbound.Record{
			record(outbound.Record{Time: start, Status: 503, Bytes: 2, Attempt: 1}),
			record(outbound.Record{Time: start.Add(s), Fault: "unreachable", Attempt: 2}),
			record(outbound.Record{Time: start.Add(3 * s), Status: 200, Bytes: 5, Duration: 5 * s, Attempt: 3}),
			{Time: start.Add(8 * s), Peer: "Jira", Method: "PATCH", Host: "jira.test", Path: "(not listed)", Fault: "refused"},
		}
		if diff := cmp.Diff(want, sink.all()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// finite ends where silent would fall silent.
type finite struct{ silent }

func (b *finite) Read(p []byte) (int, error) {
	if b.times == 0 {
		return 0, io.EOF
	}
	return b.silent.Read(p)
}

func TestAnAnswerThatIsNotReadIsRecordedToo(t *testing.T) {
	t.Parallel()
	f := newFixture(t, jiraPolicy(), func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, "no")
	})
	resp, err := f.client.Do(request(t, http.MethodGet, site+"/rest/api/2/myself"))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		_ = resp.Body.Close()
	}
	if records := f.sink.all(); len(records) != 1 || records[0].Status != 403 || records[0].Fault != "" || records[0].Bytes != 0 {
		t.Errorf("recorded %+v", records)
	}
}

func TestRecordsOfManyRequestsAtOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t, jiraPolicy(), echo(func(r *http.Request) string { return r.URL.Path }))
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() {
			if _, _, err := get(t, f.client, fmt.Sprintf("%s/rest/api/2/issue/OPS-%d/changelog", site, i)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	records := f.sink.all()
	if len(records) != 50 {
		t.Errorf("%d records", len(records))
	}
	for _, r := range records {
		if r.Path != "/rest/api/2/issue/{id}/changelog" || r.Status != 200 || r.Attempt != 1 || r.Bytes < 31 {
			t.Errorf("recorded %+v", r)
		}
	}
}

func TestAFailingSinkStopsEveryFurtherRequest(t *testing.T) {
	t.Parallel()
	full := errors.New("no space left on device")
	t.Run("after a whole answer", func(t *testing.T) {
		t.Parallel()
		var asked atomic.Int64
		f := newFixture(t, jiraPolicy(), func(w http.ResponseWriter, _ *http.Request) { asked.Add(1); _, _ = io.WriteString(w, "{}") })
		f.sink.fault = full
		for range 3 {
			_, _, err := get(t, f.client, site+"/rest/api/2/myself")
			if !errors.Is(err, weir.Storage) || !errors.Is(err, full) || weir.NextStep(err) == "" {
				t.Errorf("got %v", err)
			}
		}
		f.sink.fault = nil
		if _, _, err := get(t, f.client, site+"/rest/api/2/myself"); !errors.Is(err, weir.Storage) {
			t.Errorf("it goes on although the trail has a gap: %v", err)
		}
		if _, _, err := get(t, f.client, site+"/rest/api/2/user"); !errors.Is(err, weir.Storage) || len(f.sink.all()) != 0 {
			t.Errorf("it writes on although the trail has a gap: %v", err)
		}
		if asked.Load() != 1 {
			t.Errorf("%d requests reached the peer", asked.Load())
		}
	})
	for name, fault := range map[string]step{"after an answer that would be repeated": answer(503), "after a network error": failure(io.EOF)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client, asked := play(t, func(_ *outbound.Policy, o *outbound.Options) { o.Sink = &memory{fault: full} }, fault)
				start := time.Now()
				_, _, err := get(t, client, site+"/rest/api/2/myself")
				if weir.KindOf(err) != weir.Storage || len(asked.times) != 1 || time.Since(start) != 0 {
					t.Errorf("got %v (%s) after %d requests and %s", err, weir.KindOf(err), len(asked.times), time.Since(start))
				}
			})
		})
	}
	t.Run("also a repetition of another request", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			sink := &memory{}
			client, asked := play(t, func(_ *outbound.Policy, o *outbound.Options) { o.Sink = sink }, answer(503))
			time.AfterFunc(s/2, func() {
				sink.mu.Lock()
				sink.fault = full
				sink.mu.Unlock()
				if _, _, err := send(client, request(t, http.MethodPost, site+"/rest/api/2/myself")); !errors.Is(err, weir.Storage) {
					t.Errorf("got %v", err)
				}
			})
			_, _, err := get(t, client, site+"/rest/api/2/myself")
			if weir.KindOf(err) != weir.Storage || len(asked.times) != 2 {
				t.Errorf("got %v after %d requests", err, len(asked.times))
			}
		})
	})
	t.Run("after a redirect", func(t *testing.T) {
		t.Parallel()
		f := newFixture(t, jiraPolicy(), redirecting(http.StatusFound, "/rest/api/2/myself"))
		f.sink.fault = full
		if _, body, err := get(t, f.client, site+"/rest/api/2/search"); weir.KindOf(err) != weir.Storage {
			t.Errorf("got %q, %v", body, err)
		}
	})
	t.Run("after a refusal", func(t *testing.T) {
		t.Parallel()
		client, asked := play(t, func(_ *outbound.Policy, o *outbound.Options) { o.Sink = &memory{fault: full} }, answer(200))
		if _, _, err := get(t, client, site+"/rest/api/2/user"); weir.KindOf(err) != weir.Storage || !errors.Is(err, weir.Refused) {
			t.Errorf("got %v", err)
		}
		if _, _, err := get(t, client, site+"/rest/api/2/myself"); weir.KindOf(err) != weir.Storage || len(asked.times) != 0 {
			t.Errorf("got %v after %d requests", err, len(asked.times))
		}
	})
	t.Run("also when the answer is closed unread", func(t *testing.T) {
		t.Parallel()
		client, asked := play(t, func(_ *outbound.Policy, o *outbound.Options) { o.Sink = &memory{fault: full} }, answer(200))
		resp, err := client.Do(request(t, http.MethodGet, site+"/rest/api/2/myself"))
		if err != nil {
			t.Fatal(err)
		}
		if err := resp.Body.Close(); !errors.Is(err, weir.Storage) {
			t.Errorf("got %v", err)
		}
		if _, _, err := get(t, client, site+"/rest/api/2/myself"); !errors.Is(err, weir.Storage) || len(asked.times) != 1 {
			t.Errorf("got %v after %d requests", err, len(asked.times))
		}
	})
}

func TestNoRecordHoldsASecretOrContent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sink := &memory{}
		client, _ := play(t, func(_ *outbound.Policy, o *outbound.Options) { o.Sink = sink },
			answerBody(200, func(*http.Request) io.ReadCloser { return io.NopCloser(strings.NewReader(planted)) }, "X-Account", planted),
			answer(503, "X-Account", planted),
			failure(errors.New("dial "+planted)),
			answerBody(200, func(*http.Request) io.ReadCloser { return io.NopCloser(failing{errors.New(planted)}) }),
			answer(302, "Location", "/login?"+planted),
			answer(302, "Location", "/%zz"+planted),
		)
		for _, url := range []string{
			site + "/rest/api/2/search?jql=" + planted + "#" + planted,
			site + "/rest/api/2/issue/" + planted + "/changelog",
			site + "/rest/api/2/issue/" + planted + "/changelog",
			site + "/rest/api/2/search?jql=" + planted,
			site + "/rest/api/2/search?jql=" + planted,
			site + "/rest/api/2/user/" + planted,
			"https://" + planted + ":" + planted + "@jira.test/rest/api/2/myself",
		} {
			r := withSecret(t, url)
			r.SetBasicAuth("me", planted)
			r.Header.Set("User-Agent", planted)
			_, _, _ = send(client, r)
		}
		put, err := http.NewRequestWithContext(t.Context(), http.MethodPut, site+"/rest/api/2/myself", strings.NewReader(planted))
		if err != nil {
			t.Fatal(err)
		}
		_, _, _ = send(client, put)
		records := sink.all()
		if len(records) < 8 {
			t.Errorf("only %d records", len(records))
		}
		for _, r := range records {
			shown := fmt.Sprintf("%+v", r)
			if strings.Contains(shown, planted) || strings.Contains(shown, base64.StdEncoding.EncodeToString([]byte("me:"+planted))) {
				t.Errorf("recorded %s", shown)
			}
		}
	})
}

func TestCauseHidesTheURL(t *testing.T) {
	t.Parallel()
	client, _ := play(t, nil, failure(&weir.Error{Kind: weir.Untrusted, Text: "not trusted"}))
	_, _, err := get(t, client, site+"/rest/api/2/search?jql="+planted)
	if !strings.Contains(err.Error(), planted) {
		t.Fatal("the standard library no longer shows the URL, so this proves nothing")
	}
	if told := outbound.Cause(err); told.Error() != "not trusted" || !errors.Is(told, weir.Untrusted) {
		t.Errorf("got %v", told)
	}
	if other := errors.New("x"); outbound.Cause(other) != other { //nolint:errorlint // the very same error
		t.Error("another error is changed")
	}
	if outbound.Cause(nil) != nil {
		t.Error("no error becomes one")
	}
}
