package jiratest

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"time"
)

// home is where generated data claim to come from: servers put their own
// address in its place.
const (
	home    = "https://generated.invalid/rest/api/3/"
	webHome = "https://generated.invalid/"
)

// draw writes down what issues show of things that do not change.
func (w *world) draw() {
	for _, d := range w.stages {
		w.known[d] = statusJSON(&d.statusDef, w.ownerOf(func(p *workplace) bool { return slices.Contains(p.flow[:], d) }))
	}
	for _, d := range w.kinds {
		w.known[d] = kindJSON(d, w.ownerOf(func(p *workplace) bool { return slices.Contains(p.kinds[:], d) }))
	}
	for _, d := range w.priorities {
		w.known[d] = encode(namedJSON("priority", d))
	}
	for _, d := range w.resolutions {
		w.known[d] = encode(namedJSON("resolution", d))
	}
	for _, p := range w.places {
		w.known[p] = projectJSON(&p.projectDef)
		for _, d := range p.components {
			w.known[d] = encode([]any{namedJSON("component", d)})
		}
		for _, v := range p.versions {
			w.known[v] = releaseJSON(v)
		}
		for _, s := range p.sprints {
			w.known[s] = sprintObject(&s.Sprint)
		}
	}
	for _, p := range w.people.list() {
		w.cards[p] = encode(personJSON(p))
	}
}

// ownerOf returns the project that has something for itself, or nil.
func (w *world) ownerOf(has func(*workplace) bool) *workplace {
	for _, p := range w.places {
		if p.ownFlow() && has(p) {
			return p
		}
	}
	return nil
}

// scopeJSON is how Cloud marks what belongs to one project.
func scopeJSON(m map[string]any, owner *workplace) map[string]any {
	if owner != nil {
		m["scope"] = map[string]any{"type": "PROJECT", "project": map[string]any{"id": owner.ID}}
	}
	return m
}

func statusJSON(d *statusDef, owner *workplace) json.RawMessage {
	return encode(scopeJSON(map[string]any{
		"self": home + "status/" + d.ID, "id": d.ID, "name": d.Name, "description": d.Description,
		"iconUrl": webHome + "images/icons/status.png",
		"statusCategory": map[string]any{
			"self": home + "statuscategory/" + decimal(d.Category.ID), "id": d.Category.ID, "key": d.Category.Key,
			"colorName": d.Category.Color, "name": d.Category.Name,
		},
	}, owner))
}

func kindJSON(d *typeDef, owner *workplace) json.RawMessage {
	return encode(scopeJSON(map[string]any{
		"self": home + "issuetype/" + d.ID, "id": d.ID, "name": d.Name, "description": d.Description,
		"iconUrl": webHome + "images/icons/issuetype.png", "subtask": d.Subtask, "hierarchyLevel": d.level(),
	}, owner))
}

func namedJSON(kind string, d *namedDef) map[string]any {
	return map[string]any{"self": home + kind + "/" + d.ID, "id": d.ID, "name": d.Name, "description": d.Description}
}

func projectJSON(d *projectDef) json.RawMessage {
	return encode(map[string]any{
		"self": home + "project/" + d.ID, "id": d.ID, "key": d.Key, "name": d.Name, "projectTypeKey": d.TypeKey, "simplified": d.Simplified,
	})
}

func releaseJSON(v *release) json.RawMessage {
	m := namedJSON("version", &v.namedDef)
	m["released"], m["archived"] = v.released, v.archived
	if !v.day.IsZero() {
		m["startDate"], m["releaseDate"] = v.start.Format(time.DateOnly), v.day.Format(time.DateOnly)
	}
	return encode(m)
}

func personJSON(p *Person) userJSON {
	active := !p.Inactive
	u := userJSON{
		Self: home + "user?accountId=" + p.AccountID, AccountID: p.AccountID, DisplayName: p.Display, EmailAddress: p.Email,
		TimeZone: p.TimeZone, AccountType: "atlassian", Active: &active,
	}
	if p.App {
		u.AccountType = "app"
	}
	return u
}

// A scribe writes the fields of one issue.
type scribe struct {
	docWriter
	slots []slot
}

// A slot is a field: a value that issues share, or where it is in the buffer.
type slot struct {
	id       string
	shared   json.RawMessage
	from, to int
}

// shared is a field whose value many issues have.
func (s *scribe) shared(id string, raw json.RawMessage) {
	s.slots = append(s.slots, slot{id: id, shared: raw})
}

// field is a field whose value write writes.
func (s *scribe) field(id string, write func()) {
	s.start = len(s.b)
	write()
	s.slots = append(s.slots, slot{id: id, from: s.start, to: len(s.b)})
}

func (s *scribe) textField(id, text string) {
	s.field(id, func() { s.b = appendString(s.b, text) })
}

func (s *scribe) moment(id string, at time.Time) {
	s.field(id, func() { s.b = appendMoment(s.b, at) })
}

// members returns the fields, and forgets them.
func (s *scribe) members() []member {
	all := bytes.Clone(s.b)
	members := make([]member, len(s.slots))
	for n, one := range s.slots {
		members[n] = member{one.id, one.shared}
		if one.shared == nil {
			members[n].raw = all[one.from:one.to:one.to]
		}
	}
	s.b, s.slots = s.b[:0], s.slots[:0]
	return members
}

// text appends `"name":"value"`, number `"name":value`, and rest raw JSON.
func (w *docWriter) pair(name, text string) {
	w.raw(`"` + name + `":`)
	w.b = appendString(w.b, text)
}

func (w *docWriter) number(name string, n int) {
	w.raw(`"` + name + `":`)
	w.b = strconv.AppendInt(w.b, int64(n), 10)
}

func (w *docWriter) value(name string, raw json.RawMessage) {
	w.raw(`"` + name + `":`)
	w.b = append(w.b, raw...)
}

func (w *docWriter) time(name string, at time.Time) {
	w.raw(`"` + name + `":`)
	w.b = appendMoment(w.b, at)
}

// object writes an object, and list a list, of what content writes.
func (w *docWriter) object(content func()) {
	w.raw("{")
	content()
	w.b = append(w.b, '}')
}

func (w *docWriter) list(name string, content func()) {
	if name != "" {
		name = `"` + name + `":`
	}
	w.raw(name + "[")
	content()
	w.b = append(w.b, ']')
}

func appendMoment(b []byte, at time.Time) []byte {
	b = append(b, '"')
	b = at.AppendFormat(b, TimeLayout)
	return append(b, '"')
}

// rank is a text that sorts as the number does.
func rank(n int) string {
	const digits = "0123456789abcdefghijklmnopqrstuvwxyz"
	text := make([]byte, 5)
	for at := len(text) - 1; at >= 0; at-- {
		text[at] = digits[n%36]
		n /= 36
	}
	return string(text)
}

// worked writes a length of time as Jira does: 2h 30m.
func worked(seconds int) string {
	hours, minutes := seconds/3600, seconds%3600/60
	switch {
	case hours == 0:
		return decimal(int64(minutes)) + "m"
	case minutes == 0:
		return decimal(int64(hours)) + "h"
	default:
		return decimal(int64(hours)) + "h " + decimal(int64(minutes)) + "m"
	}
}
