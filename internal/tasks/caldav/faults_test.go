package caldav_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"weir"
	"weir/internal/outbound"
	"weir/internal/secret"
	"weir/internal/tasks"
	"weir/internal/tasks/caldav"
	"weir/internal/tasks/caldav/davtest"
)

// A middle is what stands between Weir and a real server, and meddles.
type middle struct {
	place
	mu     sync.Mutex
	meddle func(w http.ResponseWriter, r *http.Request, pass http.Handler) // nil: pass
	seen   []string                                                        // method and path of each request
	waits  int
}

// between puts a middle before a list.
func between(t *testing.T, p place) *middle {
	t.Helper()
	target, err := url.Parse(p.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	m := &middle{place: p}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m.mu.Lock()
		m.seen = append(m.seen, r.Method+" "+r.URL.Path)
		meddle := m.meddle
		m.mu.Unlock()
		if meddle == nil {
			proxy.ServeHTTP(w, r)
			return
		}
		meddle(w, r, proxy)
	}))
	t.Cleanup(front.Close)
	m.list = front.URL + "/" + strings.TrimPrefix(p.list, p.server.URL)
	return m
}

func (m *middle) will(meddle func(w http.ResponseWriter, r *http.Request, pass http.Handler)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.meddle, m.seen = meddle, nil
}

func (m *middle) requests(method string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for _, s := range m.seen {
		if strings.HasPrefix(s, method+" ") {
			n++
		}
	}
	return n
}

// open makes a target that does not wait before it repeats a request.
func (m *middle) open(t *testing.T) *caldav.Target {
	o := m.options()
	o.Outbound = outbound.Options{Sleep: func(context.Context, time.Duration) error { m.waits++; return nil }}
	return open(t, o)
}

// lose lets a request of a method through, and loses its first answer.
func lose(method string) func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
	var once sync.Once
	return func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
		lost := false
		if r.Method == method {
			once.Do(func() { lost = true })
		}
		if !lost {
			pass.ServeHTTP(w, r)
			return
		}
		pass.ServeHTTP(httptest.NewRecorder(), r)
		w.WriteHeader(http.StatusBadGateway)
	}
}

func TestALostAnswerIsKnownToBeOurOwnSuccess(t *testing.T) {
	t.Parallel()
	for name, start := range map[string]func(testing.TB) *davtest.Server{"Radicale": davtest.Radicale, "Xandikos": davtest.Xandikos} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := between(t, newPlace(t, start(t), "Jira"))
			target := m.open(t)
			op := creating(1, "[OPS-1] Mend the pump, now")
			op.Change.Note, op.Change.Due = new("note: with; signs\n\n "+strings.Repeat("é", 100)), &tasks.Date{Year: 2024, Month: 1, Day: 2}
			m.will(lose(http.MethodPut))
			task := done(t, target, op)[0]
			if m.requests(http.MethodPut) != 2 || m.waits != 1 {
				t.Errorf("%d PUTs, %d waits, want the repetition", m.requests(http.MethodPut), m.waits)
			}
			m.will(lose(http.MethodPut))
			task = done(t, target, updating(task, tasks.Change{State: new(tasks.Completed), Name: new("[OPS-1] Renamed")}))[0]
			if m.requests(http.MethodPut) != 2 || task.State != tasks.Completed {
				t.Errorf("%d PUTs, %+v", m.requests(http.MethodPut), task)
			}
			if n := len(m.names(t)); n != 1 {
				t.Errorf("%d objects", n)
			}
			m.will(lose(http.MethodDelete))
			done(t, target, tasks.Op{Kind: tasks.Remove, Mark: task.Mark, Task: task})
			m.will(nil)
			if n := len(m.names(t)); n != 0 {
				t.Errorf("%d objects", n)
			}
		})
	}
}

func TestAnEditInBetweenIsAConflictAndBothSurvive(t *testing.T) {
	t.Parallel()
	p := newPlace(t, davtest.Radicale(t), "Jira")
	m := between(t, p)
	target := m.open(t)
	task := done(t, target, creating(1, "[OPS-1] Mend the pump"))[0]
	// The user edits just before the PUT arrives.
	var once sync.Once
	m.will(func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
		if r.Method == http.MethodPut {
			once.Do(func() { p.user(t, task, tasks.Change{Note: new("the user's note")}) })
		}
		pass.ServeHTTP(w, r)
	})
	results, err := apply(t, target, updating(task, tasks.Change{Name: new("[OPS-1] Renamed")}))
	if err != nil || !errors.Is(results[0].Err, tasks.ErrConflict) || results[0].Task.Note != "the user's note" {
		t.Fatalf("got %+v, %v", results, err)
	}
	got := done(t, target, updating(results[0].Task, tasks.Change{Name: new("[OPS-1] Renamed")}))[0]
	if got.Note != "the user's note" || got.Name != "[OPS-1] Renamed" {
		t.Errorf("got %+v", got)
	}
	// Another machine makes the same task just before.
	var again sync.Once
	m.will(func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
		if r.Method == http.MethodPut {
			again.Do(func() { done(t, open(t, p.options()), creating(2, "[OPS-2] By the other machine")) })
		}
		pass.ServeHTTP(w, r)
	})
	results, err = apply(t, target, creating(2, "[OPS-2] By this one"))
	if err != nil || !errors.Is(results[0].Err, tasks.ErrConflict) || results[0].Task.Name != "[OPS-2] By the other machine" {
		t.Errorf("got %+v, %v", results, err)
	}
	if n := len(p.names(t)); n != 2 {
		t.Errorf("%d objects, want 2", n)
	}
}

func davError(condition string) string {
	return `<?xml version="1.0"?><d:error xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><` + condition + `/></d:error>`
}

func TestARefusalSaysWhatToDo(t *testing.T) {
	t.Parallel()
	p := newPlace(t, davtest.Radicale(t), "Jira")
	for name, c := range map[string]struct {
		status int
		body   string
		kind   weir.Kind
		all    bool // it concerns the whole list
	}{
		"a list that may only be read":     {403, davError("d:need-privileges"), weir.Forbidden, true},
		"a full account":                   {507, "", weir.Storage, true},
		"a full account, told by its name": {403, davError("d:quota-not-exceeded"), weir.Storage, true},
		"a task that is too large":         {413, "", weir.BadInput, false},
		"a task that is refused":           {403, davError("c:valid-calendar-data"), weir.BadInput, false},
		"a task that breaks the server":    {500, "", weir.ServerFault, false},
		"a server that is down":            {503, "", weir.ServerFault, true},
		"a server that asks to wait":       {429, "", weir.RateLimited, true},
		"an expired password":              {401, "", weir.Unauthorised, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := between(t, p)
			target := m.open(t)
			if _, err := target.Tasks(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			m.will(func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
				if r.Method != http.MethodPut {
					pass.ServeHTTP(w, r)
					return
				}
				w.Header().Set("Content-Type", "application/xml")
				w.WriteHeader(c.status)
				_, _ = io.WriteString(w, c.body)
			})
			results, err := apply(t, target, creating(1, "[OPS-1] x"), creating(2, "[OPS-2] y"))
			if !c.all {
				if err != nil || len(results) != 2 {
					t.Fatalf("got %+v, %v, want a result for each task", results, err)
				}
				err = results[0].Err
			} else if len(results) != 0 {
				t.Errorf("results %+v", results)
			}
			if weir.KindOf(err) != c.kind {
				t.Errorf("got %v (%s), want %s", err, weir.KindOf(err), c.kind)
			}
			if c.kind != weir.BadInput && weir.NextStep(err) == "" {
				t.Errorf("no next step: %v", err)
			}
		})
	}
}

func TestABrokenObjectOfOthersHidesNothing(t *testing.T) {
	t.Parallel()
	p := newPlace(t, davtest.Radicale(t), "Jira")
	m := between(t, p)
	task := done(t, open(t, p.options()), creating(1, "[OPS-1] Mend the pump"))[0]
	// A server that passes on what is stored, however broken, and control characters.
	add := func(name, data string) {
		m.will(func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
			if r.Method != "REPORT" {
				pass.ServeHTTP(w, r)
				return
			}
			rec := httptest.NewRecorder()
			r.Header.Del("Accept-Encoding")
			pass.ServeHTTP(rec, r)
			response := fmt.Sprintf(`<response xmlns="DAV:"><href>%s</href><propstat><prop><getetag>"1"</getetag><C:calendar-data xmlns:C="urn:ietf:params:xml:ns:caldav">%s</C:calendar-data></prop><status>HTTP/1.1 200 OK</status></propstat></response>`,
				m.list[strings.Index(m.list, "/"+davtest.User):]+name, data)
			w.Header().Set("Content-Type", "text/xml")
			w.WriteHeader(http.StatusMultiStatus)
			text := rec.Body.String()
			at := strings.LastIndex(text, "</")
			_, _ = io.WriteString(w, text[:at]+response+text[at:])
		})
	}
	var skipped []string
	o := m.options()
	o.Skipped = func(name string, _ error) { skipped = append(skipped, name) }
	for data, ours := range map[string]bool{
		"BEGIN:VCALENDAR\nBEGIN:VTODO\nUID:9\nSUMMARY:no end": false,
		"nonsense\x01\x02": false,
		"BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY:no UID\nEND:VTODO\nEND:VCALENDAR": false,
		"": false,
		"BEGIN:VCALENDAR\nBEGIN:VTODO\nUID:9\nCATEGORIES:Work:JI\n RA\nSUMMARY:no end, but ours": true,
		"BEGIN:VCALENDAR\nBEGIN:VTODO\nUID:linked-\n one\nSUMMARY:no end, but ours":              true,
	} {
		skipped = nil
		add("broken.ics", data)
		found, err := open(t, o).Tasks(t.Context(), []string{task.ID, "linked-one"})
		switch {
		case ours && (weir.KindOf(err) != weir.BadInput || weir.NextStep(err) == "" || !strings.Contains(err.Error(), "broken.ics")):
			t.Errorf("%q: %+v, %v, want an error that names it", data, found, err)
		case !ours && (err != nil || len(found) != 1 || found[0].ID != task.ID || !slices.Equal(skipped, []string{"broken.ics"})):
			t.Errorf("%q: %+v, %v, skipped %v", data, found, err, skipped)
		}
	}
}

func TestWhatHasChangedIsReadAlone(t *testing.T) {
	t.Parallel()
	for name, start := range map[string]func(testing.TB) *davtest.Server{"Radicale": davtest.Radicale, "Xandikos": davtest.Xandikos} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, start(t), "Jira")
			m := between(t, p)
			target := m.open(t)
			made := done(t, target, creating(1, "[OPS-1] One"), creating(2, "[OPS-2] Two"), creating(3, "[OPS-3] Three"))
			names := func() string {
				t.Helper()
				found, err := target.Tasks(t.Context(), nil)
				if err != nil {
					t.Fatal(err)
				}
				var names []string
				for _, task := range found {
					names = append(names, task.Name)
				}
				slices.Sort(names)
				return strings.Join(names, ", ")
			}
			names()
			m.will(nil)
			if got := names(); got != "[OPS-1] One, [OPS-2] Two, [OPS-3] Three" || m.requests("REPORT") != 1 || m.requests("PROPFIND") != 0 {
				t.Errorf("%s after %q", got, m.seen)
			}
			p.user(t, made[0], tasks.Change{Name: new("the user's")})
			send(t, http.MethodDelete, p.list+made[1].ID+".ics", "")
			m.will(nil)
			if got := names(); got != "[OPS-3] Three, the user's" || m.requests("REPORT") != 2 || m.requests("PROPFIND") != 0 {
				t.Errorf("%s after %q", got, m.seen)
			}
			// A server that has forgotten the token is asked for everything.
			m.will(func(w http.ResponseWriter, r *http.Request, pass http.Handler) {
				body, _ := io.ReadAll(r.Body)
				if strings.Contains(string(body), "sync-collection") {
					w.WriteHeader(http.StatusForbidden)
					_, _ = io.WriteString(w, davError("d:valid-sync-token"))
					return
				}
				r.Body, r.ContentLength = io.NopCloser(strings.NewReader(string(body))), int64(len(body))
				pass.ServeHTTP(w, r)
			})
			if got := names(); got != "[OPS-3] Three, the user's" {
				t.Errorf("%s after %q", got, m.seen)
			}
		})
	}
}

// scripted answers from a table of methods and paths.
func scripted(t *testing.T, answer func(w http.ResponseWriter, r *http.Request)) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(answer))
	t.Cleanup(server.Close)
	return server.URL
}

func TestCredentialsGoToTheServerAloneAndNeverAlongTheWay(t *testing.T) {
	t.Parallel()
	prop := func(path, inner string) string {
		return `<d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:response><d:href>` + path + `</d:href><d:propstat><d:prop>` + inner + `</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>`
	}
	elsewhere := 0
	other := scripted(t, func(http.ResponseWriter, *http.Request) { elsewhere++ })
	var mu sync.Mutex
	auth := map[string]string{}
	home := "/dav/me%40home/"
	address := scripted(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		auth[r.Method+" "+r.URL.Path] = r.Header.Get("Authorization")
		home := home
		mu.Unlock()
		switch {
		case r.URL.Path == "/.well-known/caldav":
			http.Redirect(w, r, "/dav/", http.StatusMovedPermanently)
			return
		case !strings.HasPrefix(r.URL.Path, "/dav/"):
			http.NotFound(w, r)
			return
		}
		w.WriteHeader(http.StatusMultiStatus)
		switch text := string(body); {
		case strings.Contains(text, "current-user-principal"):
			_, _ = io.WriteString(w, prop("/dav/", "<d:current-user-principal><d:href>/dav/me%40home/</d:href></d:current-user-principal>"))
		case strings.Contains(text, "calendar-home-set"):
			_, _ = io.WriteString(w, prop("/dav/", "<c:calendar-home-set><d:href>"+home+"</d:href></c:calendar-home-set>"))
		default:
			_, _ = io.WriteString(w, prop(home+"tasks/", "<d:resourcetype><d:collection/><c:calendar/></d:resourcetype><d:displayname>T</d:displayname>"))
		}
	})
	s := caldav.Server{URL: address + "/start", Credentials: caldav.Credentials{User: "me@home", Password: secret.New("pä:ss")}}
	lists, err := s.Lists(t.Context())
	if err != nil || len(lists) != 1 || lists[0].URL != address+"/dav/me@home/tasks/" {
		t.Fatalf("got %+v, %v", lists, err)
	}
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte("me@home:pä:ss"))
	for at, want := range map[string]string{"PROPFIND /.well-known/caldav": "", "PROPFIND /dav/": basic, "PROPFIND /dav/me@home/": basic} {
		if got, asked := auth[at]; got != want || !asked {
			t.Errorf("%s with %q, want %q", at, got, want)
		}
	}
	s.Credentials = caldav.Credentials{User: "me", Token: secret.New("tok")}
	if _, err := s.Lists(t.Context()); err != nil || auth["PROPFIND /dav/"] != "Bearer tok" {
		t.Errorf("got %q, %v", auth["PROPFIND /dav/"], err)
	}
	mu.Lock()
	home = other + "/dav/"
	mu.Unlock()
	if _, err := s.Lists(t.Context()); weir.KindOf(err) != weir.BadConfig || !strings.Contains(weir.NextStep(err), other) || elsewhere != 0 {
		t.Errorf("a home elsewhere: %v, next %q, %d requests there", err, weir.NextStep(err), elsewhere)
	}
}

func TestAddressesThatAreRefused(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"", "dav.example", "http://dav.example/", "http://192.168.1.2:5232/", "ftp://dav.example/", "https://me:secret@dav.example/", "https://dav.example/?x=1", "https://dav.example/#x", "https:///x", "mailto:x",
	} {
		_, err := caldav.New(caldav.Options{URL: address})
		if weir.KindOf(err) != weir.BadConfig || weir.NextStep(err) == "" || strings.Contains(err.Error()+weir.NextStep(err), "secret") {
			t.Errorf("%q: %v", address, err)
		}
	}
	for _, address := range []string{"https://dav.example", "https://dav.example:8443/a b/", "http://127.0.0.1:5232/", "http://[::1]/", "http://localhost/x"} {
		if _, err := caldav.New(caldav.Options{URL: address}); err != nil {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestNothingButTheListIsWritten(t *testing.T) {
	t.Parallel()
	p := newPlace(t, davtest.Radicale(t), "Jira")
	var mu sync.Mutex
	var records []outbound.Record
	o := p.options()
	o.Outbound.Sink = sink(func(r outbound.Record) {
		mu.Lock()
		defer mu.Unlock()
		records = append(records, r)
	})
	task := done(t, open(t, o), creating(1, "[OPS-1] the summary"))[0]
	// A UID could lead anywhere, if it were taken as a path.
	hostile := creating(2, "[OPS-2] x")
	hostile.Mark = "../../../" + davtest.User + "/other/x"
	if _, err := apply(t, open(t, o), hostile); !errors.Is(err, weir.Refused) {
		t.Errorf("got %v, want a refusal", err)
	}
	for _, r := range records {
		said := fmt.Sprintf("%+v", r)
		if strings.Contains(said, task.ID) || strings.Contains(said, "summary") || strings.Contains(said, davtest.Password) {
			t.Errorf("the trail holds %s", said)
		}
	}
	if len(records) < 3 {
		t.Errorf("the trail holds %+v", records)
	}
}

type sink func(outbound.Record)

func (s sink) Record(r outbound.Record) error { s(r); return nil }
