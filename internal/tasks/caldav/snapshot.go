package caldav

import (
	"context"
	"encoding/xml"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"weir"
)

// A resource is one object of the list, as it was last read or written.
type resource struct {
	path string // on the server, not escaped
	etag string
	data string
	task *object // nil where there is none, or it cannot be read
	err  error   // why it cannot be read

	hidden bool // the server does not show it
}

func newResource(path, etag, data string) *resource {
	task, err := parseObject(data)
	return &resource{path: path, etag: etag, data: data, task: task, err: err}
}

// A snapshot is what the list held when it was last asked. The next question
// is only what has changed since.
type snapshot struct {
	token     string // of RFC 6578; empty where the server gives none
	resources map[string]*resource
	uids      map[string]string // where the task with a UID is
	marks     map[string]string // where the task for an issue is
}

func newSnapshot(token string) snapshot {
	return snapshot{token: token, resources: map[string]*resource{}, uids: map[string]string{}, marks: map[string]string{}}
}

// put notes what is at a path. Of two tasks with one UID the first one counts.
func (s *snapshot) put(r *resource) {
	s.drop(r.path)
	s.resources[r.path] = r
	if r.task == nil {
		return
	}
	for index, key := range map[*map[string]string]string{&s.uids: r.task.text("UID"), &s.marks: markOf(r.task)} {
		if other, taken := (*index)[key]; key != "" && (!taken || r.path < other) {
			(*index)[key] = r.path
		}
	}
}

// drop forgets what is at a path.
func (s *snapshot) drop(path string) {
	r := s.resources[path]
	if r == nil {
		return
	}
	delete(s.resources, path)
	if r.task == nil {
		return
	}
	for index, key := range map[*map[string]string]string{&s.uids: r.task.text("UID"), &s.marks: markOf(r.task)} {
		if (*index)[key] == path {
			delete(*index, key)
		}
	}
}

const (
	askTasks = `<c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop><d:getetag/><c:calendar-data/></d:prop>` +
		`<c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VTODO"/></c:comp-filter></c:filter></c:calendar-query>`
	askChanges = `<d:sync-collection xmlns:d="DAV:"><d:sync-token>%</d:sync-token><d:sync-level>1</d:sync-level>` +
		`<d:prop><d:getetag/></d:prop></d:sync-collection>`
)

// refresh brings the snapshot up to date: by what has changed where the server
// can tell, else by reading all tasks anew.
func (t *Target) refresh(ctx context.Context) error {
	if t.seen.token != "" {
		err := t.readChanges(ctx)
		if refused := (*refusal)(nil); err == nil || !errors.As(err, &refused) || errors.Is(err, weir.Unauthorised) {
			return err
		}
		// The server has forgotten the token, as it may.
	}
	return t.readAll(ctx)
}

// readAll asks for the token first: what changes while the tasks are read is
// then read once more, and never missed. It asks for all names, too: an answer
// with tasks that leaves some of these out is not the whole, and what is missing
// in it is asked for by name.
func (t *Target) readAll(ctx context.Context) error {
	token, names, err := t.names(ctx)
	if err != nil {
		return err
	}
	answer, err := t.list.query(ctx, "REPORT", t.path, "1", askTasks)
	if refused := (*refusal)(nil); errors.As(err, &refused) && refused.cutsShort() {
		answer, err = &multistatus{}, nil // the server sends no answer as large as this
	}
	if err != nil {
		return err
	}
	t.seen = newSnapshot(token)
	for _, path := range t.take(answer) {
		names[path] = true
	}
	var missing []string
	for path := range names {
		if t.seen.resources[path] == nil {
			missing = append(missing, path)
		}
	}
	slices.Sort(missing)
	return t.read(ctx, missing...)
}

// holdsTasks says whether a collection can be a task list.
func holdsTasks(p prop) error {
	switch {
	case p.Type == nil || p.Type.Calendar == nil:
		return &weir.Error{Kind: weir.BadConfig, Text: "what is at the address of the list is no task list", Next: "choose one: weir tasks init"}
	case !takesTasks(p):
		return &weir.Error{Kind: weir.BadConfig, Text: "the calendar at the address of the list holds no tasks, only other things", Next: "choose a list, or make one: weir tasks init"}
	}
	return nil
}

// takesTasks reports whether tasks may be put into a calendar: where it does not
// say what it holds, it holds everything (RFC 4791 section 5.2.3).
func takesTasks(p prop) bool {
	if len(p.Components.Comp) == 0 {
		return true
	}
	for _, c := range p.Components.Comp {
		if strings.EqualFold(c.Name, "VTODO") {
			return true
		}
	}
	return false
}

// readChanges asks what has changed since the snapshot (RFC 6578) and reads it.
func (t *Target) readChanges(ctx context.Context) error {
	var token strings.Builder
	if err := xml.EscapeText(&token, []byte(t.seen.token)); err != nil {
		return err
	}
	answer, err := t.list.query(ctx, "REPORT", t.path, "0", strings.Replace(askChanges, "%", token.String(), 1))
	if err != nil {
		return err
	}
	var changed []string
	for _, r := range answer.Responses {
		path, ok := t.member(r.Href)
		switch p, found := r.found(); {
		case !ok:
			if statusOf(r.Status) == http.StatusInsufficientStorage {
				// The answer is cut short; the next token leads to the rest.
				t.seen.token = ""
			}
		case isGone(statusOf(r.Status)):
			t.seen.drop(path)
		case !found || t.seen.resources[path] == nil || t.seen.resources[path].etag != p.ETag:
			changed = append(changed, path)
		}
	}
	if t.seen.token == "" || answer.SyncToken == "" {
		return t.readAll(ctx)
	}
	if err := t.read(ctx, changed...); err != nil {
		return err
	}
	t.seen.token = answer.SyncToken
	return nil
}

// member returns the path that a href leads to, if that is an object of the
// list. A server names its objects by a path or by a whole URL.
func (t *Target) member(href string) (string, bool) {
	u, err := url.Parse(strings.TrimSpace(href))
	if err != nil || u.Host != "" && !strings.EqualFold(u.Host, t.list.root.Host) {
		return "", false
	}
	name, below := strings.CutPrefix(u.Path, t.path)
	if !below || name == "" || strings.Contains(name, "/") {
		return "", false
	}
	return u.Path, true
}
