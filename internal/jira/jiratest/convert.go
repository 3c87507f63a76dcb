package jiratest

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"
)

// asIs reports whether a value means the same in every flavour and zone.
func (v *view) asIs(id string, raw json.RawMessage) bool {
	if len(raw) == 0 {
		return true
	}
	switch raw[0] {
	case '{':
		return false
	case '[':
		return bytes.IndexByte(raw, '{') < 0 && (v.flavour == DataCenter || !v.isSprint(id))
	case '"':
		f := v.site.fields.byID[id]
		return !isMoment(raw) && (v.flavour == DataCenter || f == nil || !f.rich())
	default:
		return true
	}
}

// convert rewrites a field's value for this view: people, rich text, moments
// and links become the flavour's own.
func (v *view) convert(id string, raw json.RawMessage) []byte {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber() // so that no digit is lost
	var value any
	if err := d.Decode(&value); err != nil {
		// The loader has read it before: it is JSON.
		return raw
	}
	w := walker{view: v}
	switch id {
	case "comment":
		w.richKey = "body"
	case "worklog":
		w.richKey = "comment"
	default:
		if f := v.site.fields.byID[id]; f != nil && f.rich() {
			value = w.rich(value)
		}
		if v.isSprint(id) {
			value = v.sprints(value)
		}
	}
	return encode(w.walk(id, value))
}

// A walker converts one decoded value.
type walker struct {
	*view
	richKey string // the member that holds rich text
}

func (w walker) walk(key string, value any) any {
	switch value := value.(type) {
	case string:
		if key != "summary" && len(value) == len(TimeLayout) {
			return w.moment(value)
		}
		return value
	case []any:
		for n, one := range value {
			value[n] = w.walk(key, one)
		}
		return value
	case map[string]any:
		return w.object(key, value)
	default:
		return value
	}
}

func (w walker) object(key string, m map[string]any) any {
	if isUser(m) {
		raw := encode(m)
		if p, err := w.site.people.read(raw); err == nil && p != nil {
			return json.RawMessage(w.user(p))
		}
	}
	if isDocument(m) {
		if w.flavour == DataCenter {
			return wikiOf(m, w.site.people)
		}
		return m
	}
	w.fit(key, m)
	for k, one := range m {
		text, isText := one.(string)
		switch {
		case isText && isAddress(k, text):
			m[k] = w.rebase(text)
		case k == w.richKey && w.richKey != "":
			m[k] = w.walk(k, w.rich(one))
		default:
			m[k] = w.walk(k, one)
		}
	}
	return m
}

// fit adds or removes the members that only one flavour has.
func (w walker) fit(key string, m map[string]any) {
	cloudOnly := map[string][]string{
		"issuetype": {"hierarchyLevel", "entityId", "scope"},
		"project":   {"simplified", "style", "isPrivate", "entityId", "uuid"},
		"status":    {"scope", "untranslatedName"},
	}[key]
	if _, picked := m["projectTypeKey"]; picked && key != "project" {
		cloudOnly = []string{"simplified", "style", "isPrivate", "entityId", "uuid"} // the value of a project picker
	}
	if w.flavour == DataCenter {
		for _, k := range cloudOnly {
			delete(m, k)
		}
		w.fitGroup(m)
		return
	}
	if _, given := m["hierarchyLevel"]; key == "issuetype" && !given {
		var def typeDef
		def.Subtask, _ = m["subtask"].(bool)
		def.Name, _ = m["name"].(string)
		m["hierarchyLevel"] = def.level()
	}
	if _, given := m["simplified"]; key == "project" && !given {
		m["simplified"] = false
	}
}

// fitGroup makes Data Center's of one of Cloud's groups.
func (w walker) fitGroup(m map[string]any) {
	if _, ok := m["groupId"]; !ok {
		return
	}
	delete(m, "groupId")
	name, _ := m["name"].(string)
	m["self"] = w.link("group") + "?groupname=" + url.QueryEscape(name)
}

// rich makes rich text of the flavour's kind.
func (w walker) rich(value any) any {
	text, ok := value.(string)
	if !ok || w.flavour == DataCenter {
		return value
	}
	return documentOf(text)
}

// moment moves a time into the account's zone; other texts stay.
func (w walker) moment(text string) string {
	t, err := time.Parse(TimeLayout, text)
	if err != nil {
		return text
	}
	return t.In(w.zone).Format(TimeLayout)
}

// isAddress reports whether a member is a link that the server must answer for.
func isAddress(key, text string) bool {
	switch key {
	case "self", "iconUrl", "content", "thumbnail", "16x16", "24x24", "32x32", "48x48":
		return strings.HasPrefix(text, "https://") || strings.HasPrefix(text, "http://")
	default:
		return false
	}
}

// rebase points a link of the data's home at this server.
func (v *view) rebase(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return v.web + "/"
	}
	path := u.EscapedPath()
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	if at := strings.Index(path, "/rest/api/"); at >= 0 {
		if _, rest, ok := strings.Cut(path[at+len("/rest/api/"):], "/"); ok {
			return v.base + v.api + "/" + rest
		}
	}
	if at := strings.Index(path, "/rest/agile/"); at >= 0 {
		return v.base + path[at:]
	}
	return v.web + path
}

// user returns a person as this flavour writes one.
func (v *view) user(p *Person) []byte {
	if b, ok := v.users.Load(p); ok {
		return b.([]byte)
	}
	b := encode(v.userOf(p))
	v.users.Store(p, b)
	return b
}

func (v *view) userOf(p *Person) userJSON {
	active := !p.Inactive
	u := userJSON{
		DisplayName: p.Display, EmailAddress: p.Email, Active: &active, TimeZone: p.TimeZone,
		AvatarURLs: make(map[string]string),
	}
	for _, size := range []string{"16", "24", "32", "48"} {
		u.AvatarURLs[size+"x"+size] = v.web + "/secure/useravatar?size=" + size
	}
	if v.flavour == DataCenter {
		u.Name, u.Key = p.Name, p.Key
		u.Self = v.base + v.api + "/user?username=" + url.QueryEscape(p.Name)
		return u
	}
	u.AccountID, u.AccountType = p.AccountID, "atlassian"
	if p.App {
		u.AccountType = "app"
	}
	u.Self = v.base + v.api + "/user?accountId=" + url.QueryEscape(p.AccountID)
	return u
}

// isMoment reports whether raw is a text of the length and shape of Jira's times.
func isMoment(raw json.RawMessage) bool {
	return len(raw) == len(TimeLayout)+2 && raw[0] == '"' && raw[5] == '-' && raw[8] == '-' && raw[11] == 'T' && raw[20] == '.'
}

func (v *view) appendRawTime(b []byte, raw json.RawMessage) []byte {
	t, err := time.Parse(TimeLayout, string(raw[1:len(raw)-1]))
	if err != nil {
		return append(b, raw...)
	}
	return v.appendTime(b, t)
}

func (v *view) appendTime(b []byte, t time.Time) []byte {
	b = append(b, '"')
	b = t.In(v.zone).AppendFormat(b, TimeLayout)
	return append(b, '"')
}

// encode returns value as JSON. What reaches it was decoded from JSON or is
// made of texts and numbers, so that it cannot fail.
func encode(value any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return []byte("null")
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// appendString appends text as a JSON string. Nearly all texts need no escape.
func appendString(b []byte, text string) []byte {
	for n := range len(text) {
		if c := text[n]; c < ' ' || c == '"' || c == '\\' {
			return append(b, encode(text)...)
		}
	}
	if !utf8.ValidString(text) {
		return append(b, encode(text)...)
	}
	b = append(b, '"')
	b = append(b, text...)
	return append(b, '"')
}
