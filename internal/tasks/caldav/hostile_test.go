package caldav_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"weir"
	"weir/internal/outbound"
	"weir/internal/tasks"
	"weir/internal/tasks/caldav"
	"weir/internal/tasks/caldav/davtest"
)

// A besieged list is one whose server's answers are spoilt on the way.
type besieged struct {
	place // as it really is
	*hostile
}

// besiege runs a test against each server.
func besiege(t *testing.T, test func(t *testing.T, b besieged)) {
	t.Helper()
	for name, start := range map[string]func(t testing.TB) place{
		"a server in memory": func(t testing.TB) place {
			server, list := davtest.Fake(t)
			return place{server, strings.TrimSuffix(server.URL, "/") + list}
		},
		"Radicale": func(t testing.TB) place { return newPlace(t, davtest.Radicale(t), "Jira") },
		"Xandikos": func(t testing.TB) place { return newPlace(t, davtest.Xandikos(t), "Jira") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := start(t)
			test(t, besieged{p, newHostile(t, p.server.URL)})
		})
	}
}

// open makes a target that goes through the hostile one, and does not wait.
func (b besieged) open(t testing.TB) *caldav.Target {
	t.Helper()
	o := b.options()
	o.URL = b.front + strings.TrimPrefix(b.list, b.server.URL)
	o.Outbound = outbound.Options{Sleep: func(context.Context, time.Duration) error { return nil }}
	return open(t, o)
}

// leave leaves the responses out that hold one of the texts.
func leave(responses []string, names ...string) []string {
	return slices.DeleteFunc(responses, func(r string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return strings.Contains(r, name) })
	})
}

func saying(path, more string) string {
	return `<d:response xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:href>` + path + `</d:href>` + more + `</d:response>`
}

const (
	noData = `<d:propstat><d:prop><d:getetag>"x"</d:getetag></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat>` +
		`<d:propstat><d:prop><c:calendar-data/></d:prop><d:status>HTTP/1.1 404 Not Found</d:status></d:propstat>`
	nothing = `<d:propstat><d:prop><d:getetag/><c:calendar-data/></d:prop><d:status>HTTP/1.1 404 Not Found</d:status></d:propstat>`
	broken  = `<d:propstat><d:prop><d:getetag/><c:calendar-data/></d:prop><d:status>HTTP/1.1 500 Internal Server Error</d:status></d:propstat>`
	failed  = `<d:status>HTTP/1.1 500 Internal Server Error</d:status>`
	cut     = `<d:status>HTTP/1.1 507 Insufficient Storage</d:status><d:error><d:number-of-matches-within-limits/></d:error>`
)

// Whatever is missing in an answer: a task that is there is never taken for one
// that is gone.
func TestAPartOfAnAnswerIsNotTheWhole(t *testing.T) {
	t.Parallel()
	besiege(t, func(t *testing.T, b besieged) {
		made := done(t, open(t, b.options()), creating(1, "[OPS-1] One"), creating(2, "[OPS-2] Two"), creating(3, "[OPS-3] Three"))
		list := b.list[len(b.server.URL)-1:]
		two := list + markOf(2) + ".ics"
		linked := []string{made[0].ID, made[1].ID, made[2].ID}
		instead := func(questions, more string) func(string, []string) []string {
			return func(question string, responses []string) []string {
				if !strings.Contains(questions, question) {
					return responses
				}
				responses = leave(responses, markOf(2))
				if more != "" {
					responses = append(responses, saying(two, more))
				}
				return responses
			}
		}
		refuse := func(questions string, status int) func(string, string) int {
			return func(question, path string) int {
				if strings.Contains(questions, question) && (question != http.MethodGet || path == two) {
					return status
				}
				return 0
			}
		}
		for name, c := range map[string]struct {
			spoiler
			linked bool // known from a run before
			kind   weir.Kind
		}{
			"one is left out":                           {spoiler{Answer: instead("query", "")}, false, ""},
			"one is named without its data":             {spoiler{Answer: instead("query", noData)}, false, ""},
			"one is named without anything":             {spoiler{Answer: instead("query", nothing)}, false, ""},
			"one broke":                                 {spoiler{Answer: instead("query", broken)}, false, ""},
			"one failed":                                {spoiler{Answer: instead("query", failed)}, false, ""},
			"only the first answer names it":            {spoiler{Answer: instead("names", "")}, false, ""},
			"it is left out when asked for by name":     {spoiler{Answer: instead("query some", "")}, false, ""},
			"it broke when asked for by name":           {spoiler{Answer: instead("query some", broken)}, false, ""},
			"it has nothing when asked for by name":     {spoiler{Answer: instead("query some", nothing)}, false, ""},
			"it is left out of everything, but known":   {spoiler{Answer: instead("names query", "")}, true, ""},
			"it is left out of all answers, but known":  {spoiler{Answer: instead("names query some", "")}, true, ""},
			"the whole is too large":                    {spoiler{Status: refuse("query", 507)}, false, ""},
			"each answer is too large":                  {spoiler{Status: refuse("query some", 507)}, false, ""},
			"it cannot be read at all":                  {spoiler{Answer: instead("query some", broken), Status: refuse("GET", 500)}, false, weir.BadInput},
			"it may not be read":                        {spoiler{Answer: instead("query some", broken), Status: refuse("GET", 403)}, true, weir.BadInput},
			"it cannot be read, since the server stops": {spoiler{Answer: instead("query some", broken), Status: refuse("GET", 503)}, false, weir.ServerFault},
			"the names are cut short": {spoiler{Answer: func(question string, responses []string) []string {
				if question == askNames {
					return append(leave(responses, markOf(2)), saying(list, cut))
				}
				return responses
			}}, false, weir.BadInput},
			"the tasks are cut short": {spoiler{Answer: func(question string, responses []string) []string {
				if question == askQuery {
					return append(leave(responses, markOf(1), markOf(2)), saying(list, cut))
				}
				return responses
			}}, false, ""},
			"the list is not named": {spoiler{Answer: func(question string, responses []string) []string {
				if question == askNames {
					return nil
				}
				return responses
			}}, true, weir.BadConfig},
		} {
			b.will(c.spoiler)
			var known []string
			if c.linked {
				known = linked
			}
			found, err := b.open(t).Tasks(t.Context(), known)
			switch {
			case c.kind == "" && (err != nil || len(found) != 3):
				t.Errorf("%s: %d tasks, %v", name, len(found), err)
			case c.kind != "" && (weir.KindOf(err) != c.kind || weir.NextStep(err) == ""):
				t.Errorf("%s: got %v (%s) and %d tasks, want %s", name, err, weir.KindOf(err), len(found), c.kind)
			}
		}
		b.will(spoiler{})
		send(t, http.MethodDelete, b.list+markOf(2)+".ics", "")
		if found, err := b.open(t).Tasks(t.Context(), linked); err != nil || len(found) != 2 {
			t.Errorf("deleted by the user: %d tasks, %v", len(found), err)
		}
		if n := b.timesAsked(askSome); n != 1 {
			t.Errorf("asked %d times whether it is gone", n)
		}
	})
}

// A task of another program's name that the server hides may be one of ours.
func TestAHiddenObjectMayBeTheTaskThatIsMissing(t *testing.T) {
	t.Parallel()
	besiege(t, func(t *testing.T, b besieged) {
		made := done(t, open(t, b.options()), creating(1, "[OPS-1] One"))
		b.put(t, "other.ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VTODO\r\nUID:other\r\nDTSTAMP:20240101T000000Z\r\nSUMMARY:[OPS-2] By hand\r\nEND:VTODO\r\nEND:VCALENDAR\r\n")
		b.will(spoiler{
			Answer: func(question string, responses []string) []string {
				if question == askNames {
					return responses
				}
				return leave(responses, "other")
			},
			Status: func(question, path string) int {
				if question == http.MethodGet && strings.HasSuffix(path, "other.ics") {
					return http.StatusForbidden
				}
				return 0
			},
		})
		if found, err := b.open(t).Tasks(t.Context(), []string{made[0].ID, "other"}); weir.KindOf(err) != weir.BadInput || !strings.Contains(err.Error(), "other.ics") {
			t.Errorf("got %+v, %v", found, err)
		}
		if found, err := b.open(t).Tasks(t.Context(), []string{made[0].ID}); err != nil || len(found) != 1 {
			t.Errorf("where nothing is missing: %+v, %v", found, err)
		}
	})
}

// A reading that failed half-way leaves no half of a picture behind.
func TestAReadingThatFailedIsBegunAnew(t *testing.T) {
	t.Parallel()
	besiege(t, func(t *testing.T, b besieged) {
		done(t, open(t, b.options()), creating(1, "[OPS-1] One"), creating(2, "[OPS-2] Two"), creating(3, "[OPS-3] Three"))
		target := b.open(t)
		for range 2 {
			b.will(spoiler{
				Answer: func(question string, responses []string) []string {
					if question == askNames || question == askChanges {
						return responses
					}
					return leave(responses, markOf(1), markOf(2))
				},
				Status: func(question, _ string) int { return map[string]int{http.MethodGet: 503}[question] },
			})
			if found, err := target.Tasks(t.Context(), []string{markOf(1)}); weir.KindOf(err) != weir.ServerFault {
				t.Errorf("got %+v, %v", found, err)
			}
			b.will(spoiler{})
			if found, err := target.Tasks(t.Context(), nil); err != nil || len(found) != 3 {
				t.Errorf("afterwards: got %+v, %v", found, err)
			}
			// The next time around it fails in reading what changed.
			b.user(t, tasks.Task{ID: markOf(1)}, tasks.Change{Name: new("[OPS-1] Mine")})
		}
	})
}

// What has changed since is not the whole either, when the server says so.
func TestChangesThatAreCutShortAreReadWhole(t *testing.T) {
	t.Parallel()
	besiege(t, func(t *testing.T, b besieged) {
		target := b.open(t)
		made := done(t, target, creating(1, "[OPS-1] One"), creating(2, "[OPS-2] Two"))
		if _, err := target.Tasks(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		b.user(t, made[0], tasks.Change{Name: new("[OPS-1] Mine")})
		b.user(t, made[1], tasks.Change{Name: new("[OPS-2] Mine")})
		b.will(spoiler{Answer: func(question string, responses []string) []string {
			if question == askChanges {
				return append(leave(responses, markOf(2)), saying(b.list[len(b.server.URL)-1:], cut))
			}
			return responses
		}})
		found, err := target.Tasks(t.Context(), nil)
		if err != nil || len(found) != 2 {
			t.Fatalf("got %+v, %v", found, err)
		}
		for _, task := range found {
			if !strings.HasSuffix(task.Name, "Mine") {
				t.Errorf("%q is an old state", task.Name)
			}
		}
	})
}

// Nothing is written that is not bound to a version, whatever the server says of
// versions.
func TestNoWriteIsWithoutACondition(t *testing.T) {
	t.Parallel()
	weak := func(tag string) string { return "W/" + tag }
	none := func(string) string { return "" }
	except := func(what func(string) string, methods ...string) func(method, tag string) string {
		return func(method, tag string) string {
			if slices.Contains(methods, method) {
				return tag
			}
			return what(tag)
		}
	}
	besiege(t, func(t *testing.T, b besieged) {
		n := 0
		for name, c := range map[string]struct {
			etag   func(method, tag string) string
			writes bool
		}{
			"weak, but for GET":          {except(weak, http.MethodGet), true},
			"missing, but for GET":       {except(none, http.MethodGet), true},
			"weak in headers":            {except(weak, "PROPFIND", "REPORT"), true},
			"missing in headers":         {except(none, "PROPFIND", "REPORT"), true},
			"weak":                       {except(weak), false},
			"missing":                    {except(none), false},
			"missing, and weak with GET": {func(method, tag string) string { return map[bool]string{true: "W/" + tag}[method == http.MethodGet] }, false},
			"without quotation marks":    {except(func(tag string) string { return strings.Trim(tag, `"`) }), false},
		} {
			n += 3
			b.will(spoiler{ETag: c.etag})
			target := b.open(t)
			made := done(t, target, creating(n, "[OPS-1] One"), creating(n+1, "[OPS-2] Two")) // bound to there being none
			run := func(target *caldav.Target, op tasks.Op) tasks.Result {
				t.Helper()
				results, err := apply(t, target, op)
				if err != nil || len(results) != 1 {
					t.Fatalf("%s: %+v, %v", name, results, err)
				}
				return results[0]
			}
			find := func(target *caldav.Target) tasks.Task {
				t.Helper()
				found, err := target.Tasks(t.Context(), nil)
				at := slices.IndexFunc(found, func(task tasks.Task) bool { return task.ID == made[0].ID })
				if err != nil || at < 0 {
					t.Fatalf("%s: %+v, %v", name, found, err)
				}
				return found[at]
			}
			// In this run, in another one, and one that the user overtakes.
			r := run(target, updating(made[0], tasks.Change{Name: new("[OPS-1] New")}))
			again := b.open(t)
			known := find(again)
			s := run(again, updating(known, tasks.Change{State: new(tasks.Completed)}))
			last := b.open(t)
			known = find(last)
			b.user(t, known, tasks.Change{Note: new("the user's")})
			overtaken := run(last, updating(known, tasks.Change{Name: new("[OPS-1] Newer")}))
			gone := run(last, tasks.Op{Kind: tasks.Remove, Mark: made[1].Mark, Task: made[1]})
			now := b.get(t, markOf(n)+".ics")
			if c.writes {
				if r.Err != nil || s.Err != nil || gone.Err != nil || !errors.Is(overtaken.Err, tasks.ErrConflict) || !strings.Contains(now, "OPS-1] New\r") {
					t.Errorf("%s: %v, %v, %v, %v: %s", name, r.Err, s.Err, overtaken.Err, gone.Err, now)
				} else if r := run(last, updating(overtaken.Task, tasks.Change{Name: new("[OPS-1] Newer")})); r.Err != nil || r.Task.Note != "the user's" {
					t.Errorf("%s: after the conflict: %+v", name, r)
				}
			} else {
				for _, r := range []tasks.Result{r, s, overtaken, gone} {
					if weir.KindOf(r.Err) != weir.BadInput || !strings.Contains(r.Err.Error(), "ETag") || weir.NextStep(r.Err) == "" {
						t.Errorf("%s: got %v", name, r.Err)
					}
				}
				if !strings.Contains(now, "OPS-1] One") || !strings.Contains(now, "the user's") {
					t.Errorf("%s: it was written: %s", name, now)
				}
			}
			if unbound := b.writtenUnbound(); len(unbound) > 0 {
				t.Errorf("%s: written without a condition: %q", name, unbound)
			}
			for _, mark := range []string{markOf(n), markOf(n + 1)} {
				send(t, http.MethodDelete, b.list+mark+".ics", "")
			}
		}
	})
}
