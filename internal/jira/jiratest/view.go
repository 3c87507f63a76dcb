package jiratest

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"weir/internal/jql/eval"
)

// A view is a site as one server shows it to one account at one moment: in its
// flavour, the account's time zone, with links to the server, and without what
// the account may not see. What is costly to make is made once and kept.
type view struct {
	flavour Flavour
	site    *Site
	account *account
	base    string // of links to the API
	web     string // of links for people
	api     string // /rest/api/3 or /rest/api/2
	zone    *time.Location

	rows    []*row // as the site's issues
	byIssue map[*issue]*row
	schema  *eval.Schema

	shared *sync.Map // sharedKey to []byte: values that many issues repeat
	users  *sync.Map // *Person to []byte
}

// A row is one issue of a view.
type row struct {
	*issue
	*cache
	view *view
}

// A cache keeps what was made of one version of an issue. It outlives its view
// as long as the version does.
type cache struct {
	mu     sync.RWMutex
	ids    []string // of the fields that the flavour has, sorted
	fields map[string][]byte
	values map[string][]eval.Value

	changes map[string][]eval.Change
}

type sharedKey struct{ field, raw string }

// sharedFields are those in which many issues have the same value.
var sharedFields = []string{"assignee", "components", "creator", "fixVersions", "issuetype", "priority", "project", "reporter", "resolution", "status"}

// newView makes a view. What the account's last one, if any, has made of issues
// that have not changed since is taken over.
func newView(f Flavour, web, base string, a *account, site *Site, last *view) *view {
	v := &view{
		flavour: f, site: site, account: a, base: base, web: web, api: "/rest/api/3", zone: a.Zone,
		byIssue: make(map[*issue]*row, len(site.issues)), shared: new(sync.Map), users: new(sync.Map),
	}
	if v.flavour == DataCenter {
		v.api = "/rest/api/2"
	}
	if last != nil {
		v.shared, v.users = last.shared, last.users
		if last.site.catalog != site.catalog || last.site.fields != site.fields {
			last = nil // what a value means may have changed
		}
	}
	for _, i := range site.issues {
		if !a.sees(i) {
			continue
		}
		r := &row{issue: i, view: v}
		if last != nil && last.byIssue[i] != nil {
			r.cache = last.byIssue[i].cache
		} else {
			r.cache = new(cache)
		}
		v.rows = append(v.rows, r)
		v.byIssue[i] = r
	}
	v.schema = v.newSchema()
	return v
}

// find returns the issue with an id or a key, or nil where the account sees none.
func (v *view) find(idOrKey string) *row {
	if i := v.site.find(idOrKey); i != nil {
		return v.byIssue[i]
	}
	return nil
}

// link is an address in the API.
func (v *view) link(parts ...string) string {
	for n, p := range parts {
		parts[n] = url.PathEscape(p)
	}
	return v.base + v.api + "/" + strings.Join(parts, "/")
}

// fieldIDs returns the issue's fields in this flavour, sorted.
func (r *row) fieldIDs() []string {
	r.mu.RLock()
	ids := r.ids
	r.mu.RUnlock()
	if ids != nil {
		return ids
	}
	ids = make([]string, 0, len(r.Fields)+1)
	for id := range r.Fields {
		if r.view.has(r, id) {
			ids = append(ids, id)
		}
	}
	for _, id := range []string{"parent", r.view.site.fields.epicLink} {
		if _, given := r.Fields[id]; !given && id != "" && r.view.has(r, id) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	r.mu.Lock()
	r.ids = ids
	r.mu.Unlock()
	return ids
}

// has reports whether the flavour shows the field for the issue at all.
func (v *view) has(r *row, id string) bool {
	if id == "parent" {
		// Data Center has parents of sub-tasks only: epics are linked.
		subtask := r.facts.issueType != nil && r.facts.issueType.Subtask
		return r.parent != "" && (v.flavour == Cloud || subtask)
	}
	if id == v.site.fields.epicLink {
		_, given := r.Fields[id]
		return given || v.flavour == DataCenter
	}
	if _, given := r.Fields[id]; !given {
		return false
	}
	f := v.site.fields.byID[id]
	return f == nil || f.Only == "" || f.Only == v.flavour
}

// field returns the JSON of one of the issue's fields.
func (r *row) field(id string) []byte {
	raw := r.Fields[id]
	switch {
	case id == "parent":
		return r.parentJSON() // it changes with the parent
	case id == r.view.site.fields.epicLink && r.view.flavour == DataCenter:
		if r.epic == "" {
			return []byte("null")
		}
		return appendString(nil, r.epic)
	case r.view.asIs(id, raw):
		return raw
	case isMoment(raw):
		return r.view.appendRawTime(nil, raw)
	default:
		return r.cached(id, func() []byte { return r.view.convertShared(id, raw) })
	}
}

func (r *row) cached(id string, build func() []byte) []byte {
	r.mu.RLock()
	b, ok := r.fields[id]
	r.mu.RUnlock()
	if ok {
		return b
	}
	b = build()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fields == nil {
		r.fields = make(map[string][]byte)
	}
	r.fields[id] = b
	return b
}

// parentJSON is the issue above as Jira embeds it. Where the data have it, it
// is shown as it is now rather than as it was told.
func (r *row) parentJSON() []byte {
	if parent := r.view.find(r.parent); parent != nil {
		return parent.brief()
	}
	if raw := r.Fields["parent"]; !isNull(raw) && r.view.site.find(r.parent) == nil {
		return r.cached("parent", func() []byte { return r.view.convert("parent", raw) })
	}
	return []byte("null")
}

// brief is the issue as others embed it.
func (r *row) brief() []byte {
	b := append([]byte(nil), `{"id":`...)
	b = appendString(b, r.ID)
	b = append(b, `,"key":`...)
	b = appendString(b, r.Key)
	b = append(b, `,"self":`...)
	b = appendString(b, r.view.link("issue", r.ID))
	b = append(b, `,"fields":{`...)
	first := true
	for _, id := range []string{"summary", "status", "priority", "issuetype"} {
		if isNull(r.Fields[id]) {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = appendString(b, id)
		b = append(b, ':')
		b = append(b, r.field(id)...)
	}
	return append(b, "}}"...)
}

// convertShared converts a value, once for all issues that repeat it.
func (v *view) convertShared(id string, raw json.RawMessage) []byte {
	if !slices.Contains(sharedFields, id) {
		return v.convert(id, raw)
	}
	key := sharedKey{field: id, raw: string(raw)}
	if b, ok := v.shared.Load(key); ok {
		return b.([]byte)
	}
	b := v.convert(id, raw)
	v.shared.Store(key, b)
	return b
}
