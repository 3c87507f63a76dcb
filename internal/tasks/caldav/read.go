package caldav

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"weir"
)

const (
	askNames = `<d:propfind xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop>` +
		`<d:resourcetype/><d:getcontenttype/><d:sync-token/><c:supported-calendar-component-set/></d:prop></d:propfind>`
	askSome = `<c:calendar-multiget xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop><d:getetag/><c:calendar-data/></d:prop>%</c:calendar-multiget>`
)

// names asks for the list's token, and for the paths of the objects in it that
// may be tasks. The error says if the answer is not whole.
func (t *Target) names(ctx context.Context) (token string, names map[string]bool, err error) {
	answer, err := t.list.query(ctx, "PROPFIND", t.path, "1", askNames)
	if err != nil {
		return "", nil, err
	}
	names = make(map[string]bool)
	known := false
	for _, r := range answer.Responses {
		if statusOf(r.Status) == http.StatusInsufficientStorage {
			return "", nil, errCutShort()
		}
		p, found := r.found()
		switch path, ok := t.member(r.Href); {
		case t.isList(r.Href):
			if err := holdsTasks(p); err != nil {
				return "", nil, err
			}
			known, token = true, p.SyncToken
		case ok && !isGone(statusOf(r.Status)) && (!found || p.mayBeTask()):
			names[path] = true
		}
	}
	if !known {
		return "", nil, &weir.Error{
			Kind: weir.BadConfig, Text: peer + " does not know the list by the address that was given",
			Next: "choose it once more, and it is saved as the server calls it: weir tasks init",
		}
	}
	return token, names, nil
}

// errCutShort is the error for a list of names that is not whole.
func errCutShort() error {
	return &weir.Error{
		Kind: weir.BadInput, Text: peer + " names only some of what is in the list (507), so Weir cannot tell what is there; nothing was changed",
		Next: "take what is no longer needed out of the list, or give the tasks a list of their own: weir tasks init",
	}
}

// isList reports whether a href leads to the list itself.
func (t *Target) isList(href string) bool {
	u, err := url.Parse(strings.TrimSpace(href))
	return err == nil && (u.Host == "" || strings.EqualFold(u.Host, t.list.root.Host)) &&
		strings.TrimSuffix(u.Path, "/") == strings.TrimSuffix(t.path, "/")
}

// mayBeTask reports whether an object can hold a task: it is no collection, and
// does not say that it holds something else (RFC 4791 section 5.2.2 and usage).
func (p prop) mayBeTask() bool {
	if p.Type != nil && p.Type.Collection != nil {
		return false
	}
	_, rest, says := strings.Cut(strings.ToLower(p.ContentType), "component=")
	component, _, _ := strings.Cut(strings.Trim(rest, `"' `), ";")
	return !says || strings.Trim(component, `"' `) == "vtodo"
}

// isGone reports whether a status says that there is nothing.
func isGone(status int) bool { return status == http.StatusNotFound || status == http.StatusGone }

// take puts the objects of an answer into the snapshot. It returns the paths of
// those that the answer names without their content.
func (t *Target) take(answer *multistatus) (bare []string) {
	for _, r := range answer.Responses {
		path, ok := t.member(r.Href)
		if !ok {
			continue
		}
		if p, found := r.found(); found && p.Data != nil {
			t.seen.put(newResource(path, p.ETag, *p.Data))
		} else if !isGone(statusOf(r.Status)) {
			bare = append(bare, path)
		}
	}
	return bare
}

// atOnce is how many objects one request asks for.
const atOnce = 200

// read reads single objects anew. Those that the server says are gone are
// forgotten; one of which its answer says nothing, or nothing certain, is asked
// for alone. After an error the snapshot has gaps, and is made anew the next time.
func (t *Target) read(ctx context.Context, paths ...string) (err error) {
	defer func() {
		if err != nil {
			t.seen.token = ""
		}
	}()
	for some := range slices.Chunk(paths, atOnce) {
		answer, err := t.ask(ctx, some)
		if err != nil {
			return err
		}
		for _, path := range some {
			t.seen.drop(path)
		}
		t.take(answer)
		gone := make(map[string]bool)
		for _, r := range answer.Responses {
			if path, ok := t.member(r.Href); ok && isGone(statusOf(r.Status)) {
				gone[path] = true
			}
		}
		for _, path := range some {
			if t.seen.resources[path] != nil || gone[path] {
				continue
			}
			if _, err := t.fetch(ctx, path); err != nil {
				return err
			}
		}
	}
	return nil
}

// ask asks for some objects with one request. A server that sends no answer as
// large as this has answered nothing.
func (t *Target) ask(ctx context.Context, paths []string) (*multistatus, error) {
	var body strings.Builder
	for _, path := range paths {
		body.WriteString("<d:href>")
		if err := xml.EscapeText(&body, []byte((&url.URL{Path: path}).EscapedPath())); err != nil {
			return nil, err
		}
		body.WriteString("</d:href>")
	}
	answer, err := t.list.query(ctx, "REPORT", t.path, "1", strings.Replace(askSome, "%", body.String(), 1))
	if refused := (*refusal)(nil); errors.As(err, &refused) && refused.cutsShort() {
		return &multistatus{}, nil
	}
	return answer, err
}

// maxObject is how large one object may be.
const maxObject = 16 << 20

// fetch reads one object by itself, and returns it, or nil where there is none.
// It asks for it unpacked: whoever packs an answer on the way takes away the tag
// that a write could be bound to. One that the server refuses to show is put into
// the snapshot with the reason.
func (t *Target) fetch(ctx context.Context, path string) (*resource, error) {
	resp, err := t.list.do(ctx, request{method: http.MethodGet, path: path, header: map[string]string{"Accept-Encoding": "identity"}},
		http.StatusNotFound, http.StatusGone)
	if refused := (*refusal)(nil); errors.As(err, &refused) && refused.hides() {
		t.seen.put(&resource{path: path, hidden: true, err: fmt.Errorf("the server does not show it: %w", refused)})
		return t.seen.resources[path], nil
	}
	if err != nil {
		return nil, err
	}
	if isGone(resp.StatusCode) {
		t.seen.drop(path)
		return nil, ignoreClose(resp)
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxObject+1))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("read task: %w", err), ignoreClose(resp))
	}
	if err := ignoreClose(resp); err != nil {
		return nil, err
	}
	r := newResource(path, resp.Header.Get("ETag"), string(data))
	if len(data) > maxObject {
		r = &resource{path: path, hidden: true, err: errors.New("it is too large")}
	}
	t.seen.put(r)
	return r, nil
}
