package jiratest

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
)

// A NewIssue says what to create. Type is a name of a type that the site has.
type NewIssue struct {
	Project string // key
	Type    string
	Summary string
	By      *Person
	// Fields are further values by field id, as Jira would send them. Of the
	// fields that are left out the issue has none, or what Jira gives by itself.
	Fields map[string]json.RawMessage
}

// Create makes an issue and returns its key.
func (e *Edit) Create(n NewIssue) (string, error) {
	project := e.now().project(n.Project)
	kind := named(e.now().types, n.Type, func(d *typeDef) string { return d.Name })
	status := e.firstStatus(project, kind)
	if project == nil || kind == nil || status == nil {
		return "", fmt.Errorf("the project %s has no type %s, or that has no statuses", n.Project, n.Type)
	}
	i := &Issue{ID: e.live.ids.nextIssue(), Key: e.live.ids.nextKey(project.Key), Fields: make(map[string]json.RawMessage)}
	for _, id := range []string{"description", "assignee", "resolution", "resolutiondate", "duedate", "parent", "environment"} {
		i.Fields[id] = json.RawMessage("null")
	}
	for _, id := range []string{"labels", "components", "fixVersions", "versions", "subtasks", "issuelinks"} {
		i.Fields[id] = json.RawMessage("[]")
	}
	i.Fields["project"], i.Fields["issuetype"] = e.now().projects.text(project), e.now().types.text(kind)
	i.Fields["status"], i.Fields["summary"] = e.now().statuses.text(status), appendString(nil, n.Summary)
	i.Fields["created"], i.Fields["updated"], i.Fields["statuscategorychangedate"] = e.moment(), e.moment(), e.moment()
	if n.By != nil {
		i.Fields["reporter"], i.Fields["creator"] = encode(personJSON(n.By)), encode(personJSON(n.By))
	}
	for id, raw := range n.Fields {
		i.Fields[id] = raw
	}
	e.open[i.ID] = i
	return i.Key, nil
}

// firstStatus is where issues of a type begin: the first that waits. A type that
// is new in its project works as the others there do.
func (e *Edit) firstStatus(p *projectDef, t *typeDef) *statusDef {
	allowed := maps.Clone(e.now().flows[p][t])
	if allowed == nil {
		allowed = make(map[*statusDef]bool)
		for _, flow := range e.now().flows[p] {
			maps.Copy(allowed, flow)
		}
	}
	var first *statusDef
	for _, s := range e.now().statuses.sorted() {
		if allowed[s] && (first == nil || first.Category.Key != "new" && s.Category.Key == "new") {
			first = s
		}
	}
	return first
}

// now is the catalogue as the edit has left it so far.
func (e *Edit) now() *catalog {
	if e.catalog != nil {
		return e.catalog
	}
	return e.site.catalog
}

// named returns the definition with an id or a name, or nil.
func named[T any](t table[T], name string, of func(*T) string) *T {
	if d := t.byID[name]; d != nil {
		return d
	}
	for _, d := range t.sorted() {
		if strings.EqualFold(of(d), name) {
			return d
		}
	}
	return nil
}

// Set gives a field a value, as Jira would send it, and writes it into the
// history. Fields are named by their ids.
func (e *Edit) Set(idOrKey string, by *Person, field string, value json.RawMessage) error {
	i, err := e.change(idOrKey)
	if err != nil {
		return err
	}
	item := e.item(field, i.Fields[field], value)
	i.Fields[field] = value
	e.touch(i, by, item)
	return nil
}

// item is the entry of a history about a field's change.
func (e *Edit) item(field string, from, to json.RawMessage) Item {
	item := Item{Field: field, FieldType: "jira", FieldID: field}
	if f := e.site.fields.byID[field]; f != nil && f.custom() {
		item.Field, item.FieldType = f.Name, "custom"
	}
	item.From, item.FromString = historyEnd(field, from)
	item.To, item.ToString = historyEnd(field, to)
	return item
}

// historyEnd is what a history says of a value: its id, and its words.
func historyEnd(field string, raw json.RawMessage) (id, words *string) {
	var value any
	if isNull(raw) || json.Unmarshal(raw, &value) != nil {
		return nil, nil
	}
	switch value := value.(type) {
	case string:
		if field == "duedate" {
			return &value, ptr(value + " 00:00:00.0")
		}
		return nil, &value
	case []any:
		return endOfList(value)
	case map[string]any:
		if isDocument(value) {
			return nil, ptr(wikiOf(value, newPeople()))
		}
		return ptr(textIn(value, "accountId", "id", "key")), ptr(textIn(value, "displayName", "name", "value", "key"))
	default:
		return nil, ptr(strings.Trim(string(raw), `"`))
	}
}

func endOfList(list []any) (ids, words *string) {
	var idTexts, wordTexts []string
	for _, one := range list {
		switch one := one.(type) {
		case map[string]any:
			idTexts = append(idTexts, textIn(one, "accountId", "id", "key"))
			wordTexts = append(wordTexts, textIn(one, "displayName", "name", "value", "key"))
		default:
			wordTexts = append(wordTexts, fmt.Sprint(one))
		}
	}
	if len(idTexts) == 0 {
		return ptr(""), ptr(strings.Join(wordTexts, " "))
	}
	return ptr("[" + strings.Join(idTexts, ", ") + "]"), ptr(strings.Join(wordTexts, ","))
}

// textIn is the first of the members that an object has.
func textIn(m map[string]any, names ...string) string {
	for _, name := range names {
		switch value := m[name].(type) {
		case nil:
		case string:
			if value != "" {
				return value
			}
		default:
			return fmt.Sprint(value)
		}
	}
	return ""
}

// Assign gives the issue to somebody, or with nil to nobody.
func (e *Edit) Assign(idOrKey string, by, to *Person) error {
	value := json.RawMessage("null")
	if to != nil {
		value = encode(personJSON(to))
	}
	return e.Set(idOrKey, by, "assignee", value)
}

// Flag raises the flag, or takes it down.
func (e *Edit) Flag(idOrKey string, by *Person, up bool) error {
	value := json.RawMessage("null")
	if up {
		value = encode([]map[string]string{{"self": home + "customFieldOption/" + flagOption, "value": "Impediment", "id": flagOption}})
	}
	return e.Set(idOrKey, by, flagField, value)
}

// Transition moves the issue to a status, by id or name. Jira sets the
// resolution with the last step and takes it away with a step back.
func (e *Edit) Transition(idOrKey string, by *Person, status string) error {
	to := named(e.now().statuses, status, func(d *statusDef) string { return d.Name })
	if to == nil {
		return fmt.Errorf("there is no status %s", status)
	}
	i, err := e.change(idOrKey)
	if err != nil {
		return err
	}
	text := e.now().statuses.text(to)
	items := []Item{e.item("status", i.Fields["status"], text)}
	if resolution := e.resolution(to); isNull(resolution) != isNull(i.Fields["resolution"]) {
		items = append(items, e.item("resolution", i.Fields["resolution"], resolution))
		i.Fields["resolution"], i.Fields["resolutiondate"] = resolution, json.RawMessage("null")
		if !isNull(resolution) {
			i.Fields["resolutiondate"] = e.moment()
		}
	}
	if category(i.Fields["status"]) != to.Category.Key {
		i.Fields["statuscategorychangedate"] = e.moment()
	}
	i.Fields["status"] = text
	e.touch(i, by, items...)
	return nil
}

func category(status json.RawMessage) string {
	var d statusDef
	if isNull(status) || json.Unmarshal(status, &d) != nil {
		return ""
	}
	return d.Category.Key
}

// resolution is what an issue in the status has: the site's first, or none.
func (e *Edit) resolution(status *statusDef) json.RawMessage {
	all := e.now().resolutions.sorted()
	if status.Category.Key != "done" || len(all) == 0 {
		return json.RawMessage("null")
	}
	return e.now().resolutions.text(all[0])
}

// Comment adds a comment: a document (ADF) or wiki markup, as JSON.
func (e *Edit) Comment(idOrKey string, by *Person, body json.RawMessage) error {
	i, err := e.change(idOrKey)
	if err != nil {
		return err
	}
	var page struct {
		Comments   []json.RawMessage `json:"comments"`
		MaxResults int               `json:"maxResults"`
		Total      int               `json:"total"`
		StartAt    int               `json:"startAt"`
	}
	if raw := i.Fields["comment"]; !isNull(raw) {
		if err := json.Unmarshal(raw, &page); err != nil {
			return fmt.Errorf("read the comments of %s: %w", i.Key, err)
		}
	}
	id := e.live.ids.nextHistory()
	page.Comments = append(page.Comments, encode(map[string]any{
		"self": home + "issue/" + i.ID + "/comment/" + id, "id": id, "author": personJSON(by), "updateAuthor": personJSON(by),
		"body": body, "created": e.moment(), "updated": e.moment(), "jsdPublic": true,
	}))
	page.Total = len(page.Comments)
	page.MaxResults = page.Total
	i.Fields["comment"] = encode(page)
	e.touch(i, by)
	return nil
}

// Delete removes the issue. Nothing tells any more that there was one: issues
// below it are below none.
func (e *Edit) Delete(idOrKey string) error {
	i, err := e.change(idOrKey)
	if err != nil {
		return err
	}
	if err := e.relink(i.Key, ""); err != nil {
		return err
	}
	if e.site.byID[i.ID] == nil {
		delete(e.open, i.ID) // made and deleted at once
		return nil
	}
	e.open[i.ID] = nil
	return nil
}

// Move puts the issue into another project, where it gets another key, and
// returns that. Its id stays, and its former key still leads to it.
func (e *Edit) Move(idOrKey string, by *Person, project string) (string, error) {
	to := e.now().project(project)
	if to == nil {
		return "", fmt.Errorf("there is no project %s", project)
	}
	i, err := e.change(idOrKey)
	if err != nil {
		return "", err
	}
	text, key := e.now().projects.text(to), e.live.ids.nextKey(to.Key)
	items := []Item{
		e.item("project", i.Fields["project"], text),
		{Field: "Key", FieldType: "jira", FromString: ptr(i.Key), ToString: &key},
	}
	if err := e.relink(i.Key, key); err != nil {
		return "", err
	}
	e.moved[i.Key] = i.ID
	i.Key, i.Fields["project"] = key, text
	e.touch(i, by, items...)
	return key, nil
}

// relink tells the issues below one its new key, or that there is none. Their
// histories say nothing of it.
func (e *Edit) relink(from, to string) error {
	for _, below := range e.site.issues {
		if below.parent != from && below.epic != from {
			continue
		}
		if now, deleted := e.open[below.ID]; deleted && now == nil {
			continue
		}
		i, err := e.change(below.ID)
		if err != nil {
			return err
		}
		parent, link := json.RawMessage("null"), json.RawMessage("null")
		if to != "" {
			parent, link = renamedParent(i.Fields["parent"], to), appendString(nil, to)
		}
		if below.facts.parentKey == from {
			i.Fields["parent"] = parent
		}
		if id := e.site.fields.epicLink; below.epic == from && !isNull(i.Fields[id]) {
			i.Fields[id] = link
		}
	}
	return nil
}

func renamedParent(raw json.RawMessage, key string) json.RawMessage {
	var parent map[string]any
	if isNull(raw) || json.Unmarshal(raw, &parent) != nil {
		return raw
	}
	parent["key"] = key
	return encode(parent)
}
