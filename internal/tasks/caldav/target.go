// Package caldav keeps tasks as VTODOs in a collection of a CalDAV server (RFC
// 4791): Nextcloud, Radicale, Fastmail and the like.
//
// A task of ours is an object of its own, whose UID and name come from the
// issue's identity, so that two machines make the same one. Every write is
// conditional: what somebody changed in between is never overwritten. In an
// object that is there already Weir changes single lines; alarms, properties
// that it does not know and other components stay as they are, and so do
// objects that are none of ours.
//
// The package must not merge anything: it says what is there, and does what it
// is told. It makes no list unless CreateList is called.
package caldav

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"weir"
	"weir/internal/outbound"
	"weir/internal/tasks"
)

// Options say which list it is.
type Options struct {
	// URL is the address of the list itself or, together with List, any address
	// of its server.
	URL string
	// List is the list's address, its path, or its name as people see it; empty
	// where URL is the list's own address.
	List        string
	Credentials Credentials
	Tag         string // the category that our tasks carry; empty for none
	Outbound    outbound.Options

	Zone *time.Location   // the user's, in which a moment falls on a day; nil: UTC
	Now  func() time.Time // the clock
	// Found, where set, hears of the address of the list before anything is read
	// of it; with its error nothing is.
	Found func(address string) error
	// Skipped hears of objects of the list that cannot be read and are none of
	// ours. It may be nil.
	Skipped func(name string, err error)
}

// A Target is one list.
type Target struct {
	options Options
	list    *connection // nil until the list is known
	path    string      // of the list, with a slash at its end
	seen    snapshot
	loaded  bool
}

var _ tasks.Target = (*Target)(nil)

// New returns the target for a list. It sends nothing. The error is a
// *weir.Error of kind BadConfig.
func New(o Options) (*Target, error) {
	if _, err := ParseURL(o.URL); err != nil {
		return nil, err
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Skipped == nil {
		o.Skipped = func(string, error) {}
	}
	return &Target{options: o}, nil
}

// open finds the list, and makes the connection that may write to it and to
// nothing else.
func (t *Target) open(ctx context.Context) error {
	if t.list != nil {
		return nil
	}
	server := Server{URL: t.options.URL, Credentials: t.options.Credentials, Outbound: t.options.Outbound}
	u, err := server.list(ctx, t.options.List)
	if err != nil {
		return err
	}
	if t.options.Found != nil {
		if err := t.options.Found(u.String()); err != nil {
			return err
		}
	}
	root := &url.URL{Scheme: u.Scheme, Host: u.Host}
	base := (&url.URL{Path: u.Path}).EscapedPath()
	t.list, err = connect(root, base, []string{"PROPFIND", "REPORT", "GET", "PUT", "DELETE"}, t.options.Credentials, t.options.Outbound)
	t.path = u.Path
	return err
}

// Capabilities says what a VTODO can hold.
func (t *Target) Capabilities() tasks.Capabilities {
	return tasks.Capabilities{Nested: true, Drop: true, Tags: t.options.Tag != "", Extras: []string{priority}}
}

// Tasks reads all tasks of the list, those of others as well: their names and
// addresses can show that they are ours.
func (t *Target) Tasks(ctx context.Context, linked []string) ([]tasks.Task, error) {
	if err := t.load(ctx); err != nil {
		return nil, err
	}
	if err := t.confirm(ctx, linked); err != nil {
		return nil, err
	}
	var found []tasks.Task
	seen, hidden := make(map[string]bool), (*resource)(nil)
	for _, path := range slices.Sorted(maps.Keys(t.seen.resources)) {
		r := t.seen.resources[path]
		switch {
		case errors.Is(r.err, errNoTask):
		case r.err != nil && t.mayBeOurs(r, linked):
			return nil, unreadable(r)
		case r.err != nil:
			if r.hidden {
				hidden = r
			}
			t.options.Skipped(nameIn(path), r.err)
		default:
			if task := t.describe(r); !seen[task.ID] {
				seen[task.ID] = true
				found = append(found, task)
			}
		}
	}
	if hidden != nil && slices.ContainsFunc(linked, func(id string) bool { return !seen[id] && !isMark(id) }) {
		return nil, unreadable(hidden) // it may be the one that is missing; one of our own naming was asked for
	}
	return found, nil
}

func unreadable(r *resource) error {
	return &weir.Error{
		Kind: weir.BadInput,
		Text: "a task of Weir's in the list cannot be read: " + nameIn(r.path),
		Next: "mend it with the program that wrote it last, or delete it there: Weir makes it anew",
		Err:  r.err,
	}
}

// confirm asks by their names for tasks that were made here and are not among
// those that were read: only what the server says is gone, is.
func (t *Target) confirm(ctx context.Context, linked []string) error {
	var missing []string
	for _, id := range linked {
		path := t.path + id + ".ics"
		if isMark(id) && t.find(id) == nil && t.seen.resources[path] == nil {
			missing = append(missing, path)
		}
	}
	return t.read(ctx, missing...)
}

func (t *Target) load(ctx context.Context) error {
	if err := t.open(ctx); err != nil {
		return err
	}
	if err := t.refresh(ctx); err != nil {
		return err
	}
	t.loaded = true
	return nil
}

// mayBeOurs reports whether something in an object that cannot be read points
// to a task of ours.
func (t *Target) mayBeOurs(r *resource, linked []string) bool {
	if isMark(strings.TrimSuffix(nameIn(r.path), ".ics")) {
		return true
	}
	whole := unfold(strings.ReplaceAll(strings.ReplaceAll(r.data, "\r\n", "\n"), "\n", "\r\n"))
	signs := append([]string{markName, escape(t.options.Tag)}, linked...)
	return slices.ContainsFunc(signs, func(sign string) bool { return sign != "" && strings.Contains(whole, sign) })
}

func nameIn(path string) string { return path[strings.LastIndex(path, "/")+1:] }

// markName is where a task keeps its Mark that did not get it as its UID.
const markName = "X-WEIR-MARK"

// isMark reports whether s looks like what Identity.Mark makes: a UUID of
// version 8, in lower case.
func isMark(s string) bool {
	if len(s) != 36 || s[14] != '8' || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return false
	}
	_, err := hex.DecodeString(strings.ReplaceAll(s, "-", ""))
	return err == nil && strings.ToLower(s) == s
}

func markOf(o *object) string {
	if mark := o.get(markName); isMark(mark) {
		return mark
	}
	if uid := o.text("UID"); isMark(uid) {
		return uid
	}
	return ""
}

// bound reports whether a write can be bound to the version of the object: the
// server has given a tag that compares byte for byte (RFC 9110 section 8.8.1).
func (r *resource) bound() bool { return strings.HasPrefix(r.etag, `"`) }

// version is what If-Match is sent with, or, where the server gives no tag that
// it would accept, a hash.
func (r *resource) version() string {
	if r.bound() {
		return r.etag
	}
	return r.hash()
}

// hash is the same however the object came here: XML has no \r of its own.
func (r *resource) hash() string {
	sum := sha256.Sum256([]byte(strings.TrimSpace(strings.ReplaceAll(r.data, "\r\n", "\n"))))
	return "data:" + hex.EncodeToString(sum[:])
}

// describe turns an object into a task.
func (t *Target) describe(r *resource) tasks.Task {
	o := r.task
	task := tasks.Task{
		ID: o.text("UID"), Version: r.version(), Mark: markOf(o), URL: o.get("URL"),
		Name: oneLine(o.text("SUMMARY")), Note: clean(o.text("DESCRIPTION")),
		Due: o.due(t.options.Zone), State: [...]tasks.State{open: tasks.Open, done: tasks.Completed, dropped: tasks.Dropped}[o.state()],
		Parent: o.parent(), Extras: map[string]string{},
	}
	if at, form := moment(o.get("COMPLETED")); form == utcForm && task.State == tasks.Completed {
		task.Closed = at
	}
	task.Tagged = slices.Contains(o.tags(), clean(t.options.Tag))
	if t.options.Tag == "" {
		task.Tagged = task.Mark != ""
	}
	if p := o.priority(); p != "" {
		task.Extras[priority] = p
	}
	return task
}

func oneLine(s string) string { return strings.TrimSpace(strings.ReplaceAll(clean(s), "\n", " ")) }

// write puts what a change sets into an object, and the task's Mark where the
// object does not tell it yet.
func (t *Target) write(o *object, op tasks.Op, parent string) {
	before := o.String()
	c := op.Change
	if op.Mark != "" && markOf(o) != op.Mark {
		o.set(markName, op.Mark)
	}
	if c.Name != nil {
		o.setText("SUMMARY", oneLine(*c.Name))
	}
	if c.Note != nil && *c.Note == "" {
		o.remove("DESCRIPTION")
	} else if c.Note != nil {
		o.setText("DESCRIPTION", *c.Note)
	}
	if c.URL != nil {
		o.set("URL", strings.ReplaceAll(oneLine(*c.URL), " ", "%20"))
	}
	if c.Due != nil {
		o.setDue(*c.Due, t.options.Zone)
	}
	if c.State != nil {
		o.setState(map[tasks.State]state{tasks.Completed: done, tasks.Dropped: dropped}[*c.State], t.options.Now())
	}
	if c.Parent != nil {
		o.setParent(parent)
	}
	if c.Tagged != nil && *c.Tagged {
		o.addTag(t.options.Tag)
	} else if c.Tagged != nil {
		o.removeTag(t.options.Tag)
	}
	if text, ok := c.Extras[priority]; ok {
		o.setPriority(text)
	}
	if o.String() != before {
		o.touch(t.options.Now())
	}
}

// find returns the object of the task with that UID, or nil.
func (t *Target) find(uid string) *resource { return t.seen.resources[t.seen.uids[uid]] }

// findMark returns the object of the task that stands for an issue, or nil.
func (t *Target) findMark(mark string) *resource { return t.seen.resources[t.seen.marks[mark]] }

// reread returns the object at a path as it is now, or nil.
func (t *Target) reread(ctx context.Context, path string) (*resource, error) {
	if err := t.read(ctx, path); err != nil {
		return nil, fmt.Errorf("read task again: %w", err)
	}
	r := t.seen.resources[path]
	if r != nil && r.err != nil {
		return nil, &weir.Error{Kind: weir.BadInput, Text: "the task cannot be read any more: " + nameIn(path), Next: "mend it with the program that wrote it last, or delete it there", Err: r.err}
	}
	return r, nil
}
