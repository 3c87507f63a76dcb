package jiratest

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"weir"
	"weir/internal/jql"
	"weir/internal/jql/eval"
)

// newSchema returns the fields that queries may name, with the values that
// exist: a query for another value is refused, as Jira refuses it.
func (v *view) newSchema() *eval.Schema {
	var fields []eval.Field
	among := func(name string, values []eval.Value) {
		f := eval.System(name)
		f.Lookup = eval.Among(values...)
		fields = append(fields, f)
	}
	c := v.site.catalog
	among("project", valuesOf(c.projects.sorted(), projectValue))
	among("issuetype", valuesOf(c.types.sorted(), func(d *typeDef) eval.Value { return eval.Named(d.ID, d.Name) }))
	among("status", valuesOf(c.statuses.sorted(), statusValue))
	among("statusCategory", valuesOf(knownCategories(), categoryValue))
	among("priority", valuesOf(c.priorities.sorted(), v.priorityValue))
	among("resolution", valuesOf(c.resolutions.sorted(), namedValue))
	for _, name := range []string{"fixVersions", "versions"} {
		among(name, valuesOf(c.versions.sorted(), v.versionValue))
	}
	fields = append(fields, v.issueLookup("issuekey"))
	for _, name := range []string{"assignee", "reporter", "creator"} {
		f := eval.System(name)
		f.Lookup = v.lookUpPerson
		fields = append(fields, f)
	}
	for _, f := range v.site.fields.all {
		if n := customNumber(f.ID); n > 0 {
			fields = append(fields, eval.Custom(n, f.Name, kindOf(f)))
		}
	}
	return eval.NewSchema(fields...)
}

// issueLookup is a field whose values are the issues that exist.
func (v *view) issueLookup(name string) eval.Field {
	f := eval.System(name)
	f.Lookup = func(text string) []eval.Value {
		if i := v.site.find(text); i != nil {
			return []eval.Value{issueValue(i)}
		}
		return nil
	}
	return f
}

func (v *view) lookUpPerson(text string) []eval.Value {
	if p := v.site.people.byAny(text); p != nil {
		return []eval.Value{v.personValue(p)}
	}
	return nil
}

func kindOf(f *fieldDef) eval.Kind {
	if f.Schema == nil {
		return eval.Text
	}
	switch f.Schema.Type {
	case "number":
		return eval.Number
	case "date":
		return eval.Date
	case "datetime":
		return eval.Time
	case "user":
		return eval.Person
	case "string":
		if strings.HasSuffix(f.Schema.Custom, ":textfield") || f.rich() {
			return eval.Text
		}
		return eval.Option
	default:
		return eval.Option
	}
}

// Values returns the values of one of the issue's fields, for queries.
func (r *row) Values(field string) []eval.Value {
	r.mu.RLock()
	values, ok := r.values[field]
	r.mu.RUnlock()
	if ok {
		return values
	}
	values = r.readValues(field)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.values == nil {
		r.values = make(map[string][]eval.Value)
	}
	r.values[field] = values
	return values
}

func (r *row) readValues(field string) []eval.Value {
	v, f := r.view, r.facts
	switch field {
	case "issuekey":
		return []eval.Value{issueValue(r.issue)}
	case "project":
		return one(f.project, projectValue)
	case "issuetype":
		return one(f.issueType, func(d *typeDef) eval.Value { return eval.Named(d.ID, d.Name) })
	case "status":
		return one(f.status, statusValue)
	case "statusCategory":
		return one(f.status, func(d *statusDef) eval.Value { return categoryValue(&d.Category) })
	case "priority":
		return one(f.priority, v.priorityValue)
	case "resolution":
		return one(f.resolution, namedValue)
	case "assignee":
		return one(f.assignee, v.personValue)
	case "reporter":
		return one(f.reporter, v.personValue)
	case "creator":
		return one(f.creator, v.personValue)
	case "parent":
		return v.issueByKey(r.parent)
	case "epicLink", v.site.fields.epicLink:
		return v.issueByKey(r.epic)
	case "comment":
		return commentValues(r.Fields["comment"])
	default:
		return v.plainValues(field, r.Fields[field])
	}
}

// plainValues reads a field by its type.
func (v *view) plainValues(field string, raw json.RawMessage) []eval.Value {
	if isNull(raw) {
		return nil
	}
	if f, ok := v.schema.Find(jql.Field{Name: field}); ok {
		if scalar, ok := v.scalarValue(f.Kind, raw); ok {
			return scalar
		}
	}
	return v.optionValues(field, raw)
}

// scalarValue reads a value of a kind that is not an option.
func (v *view) scalarValue(kind eval.Kind, raw json.RawMessage) ([]eval.Value, bool) {
	switch kind {
	case eval.Text:
		return []eval.Value{eval.TextOf(textOf(raw))}, true
	case eval.Number:
		n, err := strconv.ParseFloat(strings.Trim(string(raw), `"`), 64)
		return []eval.Value{eval.NumberOf(n)}, err == nil
	case eval.Time:
		t := moment(raw)
		return []eval.Value{eval.TimeOf(t)}, !t.IsZero()
	case eval.Date:
		d, err := weir.ParseDate(textOf(raw))
		return []eval.Value{eval.DateOf(d.Year, d.Month, d.Day)}, err == nil
	case eval.Person:
		p := who(v.site.people, raw)
		return one(p, v.personValue), p != nil
	case eval.Option, eval.Ranked, eval.Key:
		return nil, false
	default:
		return nil, false
	}
}

// optionValues reads one option or a list of them.
func (v *view) optionValues(field string, raw json.RawMessage) []eval.Value {
	var list []json.RawMessage
	if raw[0] != '[' {
		list = append(list, raw)
	} else if json.Unmarshal(raw, &list) != nil {
		return nil
	}
	var values []eval.Value
	for _, item := range list {
		if field == "fixVersions" || field == "versions" {
			values = append(values, one(v.site.catalog.versions.read(item, namedID), v.versionValue)...)
			continue
		}
		if value, ok := optionValue(item); ok {
			values = append(values, value)
		}
	}
	return values
}

func optionValue(raw json.RawMessage) (eval.Value, bool) {
	if isNull(raw) {
		return eval.Value{}, false
	}
	if raw[0] != '{' {
		text := textOf(raw)
		if s := parseSprint(text); s != nil {
			raw = encode(s)
		} else {
			return eval.Named(text, text), true
		}
	}
	var o struct {
		ID    json.RawMessage `json:"id"`
		Value string          `json:"value"`
		Name  string          `json:"name"`
		Key   string          `json:"key"`
		State string          `json:"state"`
	}
	if json.Unmarshal(raw, &o) != nil {
		return eval.Value{}, false
	}
	name := firstOf(o.Value, o.Name, o.Key)
	v := eval.Named(firstOf(strings.Trim(string(o.ID), `"`), name), name)
	v.State = o.State
	return v, name != ""
}

// textOf returns the words of a text, of a document or of anything else.
func textOf(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	var m map[string]any
	if d := json.NewDecoder(bytes.NewReader(raw)); d.Decode(&m) == nil && isDocument(m) {
		return wikiOf(m, newPeople())
	}
	return string(raw)
}

func commentValues(raw json.RawMessage) []eval.Value {
	var page struct {
		Comments []struct {
			Body json.RawMessage `json:"body"`
		} `json:"comments"`
	}
	if isNull(raw) || json.Unmarshal(raw, &page) != nil {
		return nil
	}
	var values []eval.Value
	for _, c := range page.Comments {
		values = append(values, eval.TextOf(textOf(c.Body)))
	}
	return values
}
