package jiratest

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// schemaJSON is a field's type as Jira tells it.
type schemaJSON struct {
	Type     string `json:"type"`
	Items    string `json:"items,omitempty"`
	System   string `json:"system,omitempty"`
	Custom   string `json:"custom,omitempty"`
	CustomID int64  `json:"customId,omitempty"`
}

// A fieldDef is one field of the site.
type fieldDef struct {
	ID      string
	Name    string // on Cloud
	DCName  string // on Data Center, where it differs
	Clauses []string
	Schema  *schemaJSON // nil for the two that Jira leaves without
	Only    Flavour     // "" for both

	// Navigable fields are those of *navigable.
	Navigable, Orderable, Searchable bool
}

func (f *fieldDef) custom() bool { return strings.HasPrefix(f.ID, "customfield_") }

// name is the displayed name.
func (f *fieldDef) name(flavour Flavour) string {
	if flavour == DataCenter && f.DCName != "" {
		return f.DCName
	}
	return f.Name
}

// schema is the field's type as a flavour tells it, or nil: what holds sprints
// holds texts on Data Center.
func (f *fieldDef) schema(flavour Flavour) *schemaJSON {
	if flavour == DataCenter && f.Schema != nil && f.Schema.Custom == sprintType {
		told := *f.Schema
		told.Items = "string"
		return &told
	}
	return f.Schema
}

// rich reports whether the field holds rich text: ADF on Cloud, wiki markup on
// Data Center.
func (f *fieldDef) rich() bool {
	return f.ID == "description" || f.ID == "environment" ||
		f.Schema != nil && strings.HasSuffix(f.Schema.Custom, ":textarea")
}

// A fieldSet is the site's fields: Jira's own, and the custom ones that its
// issues have.
type fieldSet struct {
	all      []*fieldDef // Jira's own first, then custom ones by number
	byID     map[string]*fieldDef
	epicLink string // id of the field by which Data Center knows an issue's epic, or ""
}

// The types that Atlassian gives to fields that mean something to Jira.
const (
	epicLinkType = "com.pyxis.greenhopper.jira:gh-epic-link"
	customTypes  = "com.atlassian.jira.plugin.system.customfieldtypes:"
)

// defaultEpicLink is the field that new Cloud sites have, for data that comes
// from Cloud and is shown as Data Center.
const defaultEpicLink = "customfield_10014"

func newFieldSet(issues []*issue, names map[string]string, schemas map[string]schemaJSON) *fieldSet {
	s := &fieldSet{byID: make(map[string]*fieldDef)}
	for _, f := range systemFields() {
		s.put(&f)
	}
	s.learn(issues, names, schemas)
	s.findEpicLink(issues)
	return s
}

// extended returns the fields with those that only the given issues have.
func (s *fieldSet) extended(issues []*issue) *fieldSet {
	next := &fieldSet{all: slices.Clone(s.all), byID: maps.Clone(s.byID), epicLink: s.epicLink}
	next.learn(issues, nil, nil)
	return next
}

func (s *fieldSet) learn(issues []*issue, names map[string]string, schemas map[string]schemaJSON) {
	samples := sampleValues(issues)
	learned := learnNames(issues)
	for _, id := range sortedFieldIDs(maps.Keys(samples)) {
		if s.byID[id] != nil {
			continue
		}
		name := firstOf(names[id], learned[id], id)
		schema, told := schemas[id]
		if !told {
			schema = guessSchema(id, name, samples[id])
		}
		s.put(newField(id, name, schema))
	}
}

func (s *fieldSet) put(f *fieldDef) {
	if s.byID[f.ID] == nil {
		s.all = append(s.all, f)
	}
	s.byID[f.ID] = f
}

// findEpicLink makes sure that Data Center can tell an issue's epic.
func (s *fieldSet) findEpicLink(issues []*issue) {
	for _, f := range s.all {
		if f.Schema != nil && f.Schema.Custom == epicLinkType {
			s.epicLink = f.ID
			return
		}
	}
	for _, i := range issues {
		if i.facts.parentIsEpic {
			schema := schemaJSON{Type: "any", Custom: epicLinkType, CustomID: customNumber(defaultEpicLink)}
			s.put(newField(defaultEpicLink, "Epic Link", schema))
			s.epicLink = defaultEpicLink
			return
		}
	}
}

// newField makes the definition of a field that is not one of Jira's own.
func newField(id, name string, schema schemaJSON) *fieldDef {
	f := &fieldDef{ID: id, Name: name, Schema: &schema, Navigable: true, Orderable: true, Searchable: true}
	if n := customNumber(id); n > 0 {
		f.Clauses = []string{"cf[" + strconv.FormatInt(n, 10) + "]"}
		if name != id {
			f.Clauses = append(f.Clauses, name)
		}
	}
	return f
}

func customNumber(id string) int64 {
	text, ok := strings.CutPrefix(id, "customfield_")
	n, err := strconv.ParseInt(text, 10, 64)
	if !ok || err != nil {
		return 0
	}
	return n
}

// sortedFieldIDs orders custom fields by number, after everything else.
func sortedFieldIDs(ids func(yield func(string) bool)) []string {
	return slices.SortedFunc(ids, func(a, b string) int {
		if x, y := customNumber(a), customNumber(b); x != y {
			return int(x - y)
		}
		return strings.Compare(a, b)
	})
}

// sampleValues returns, for every field, the first value that is not null.
func sampleValues(issues []*issue) map[string]json.RawMessage {
	samples := make(map[string]json.RawMessage)
	for _, i := range issues {
		for id, raw := range i.Fields {
			if old, seen := samples[id]; !seen || isNull(old) && !isNull(raw) {
				samples[id] = raw
			}
		}
	}
	return samples
}

// learnNames reads the names of custom fields off the histories.
func learnNames(issues []*issue) map[string]string {
	names := make(map[string]string)
	for _, i := range issues {
		for _, h := range i.Histories {
			for _, item := range h.Items {
				if customNumber(item.FieldID) > 0 && item.Field != "" {
					names[item.FieldID] = item.Field
				}
			}
		}
	}
	return names
}

var dateText = regexp.MustCompile(`^"\d{4}-\d\d-\d\d"$`)

// guessSchema tells a field's type from a value, where nobody has told it.
func guessSchema(id, name string, sample json.RawMessage) schemaJSON {
	schema := schemaJSON{Type: "any", CustomID: customNumber(id)}
	custom := func(kind string) {
		if schema.CustomID > 0 {
			schema.Custom = customTypes + kind
		}
	}
	if schema.CustomID > 0 && name == "Epic Link" {
		schema.Custom = epicLinkType
		return schema
	}
	if schema.CustomID == 0 {
		schema.System = id
	}
	switch text := string(sample); {
	case isNull(sample):
		schema.Type = "string"
		custom("textfield")
	case dateText.MatchString(text):
		schema.Type = "date"
		custom("datepicker")
	case text[0] == '"':
		schema.Type = "string"
		custom("textfield")
		if !moment(sample).IsZero() {
			schema.Type = "datetime"
			custom("datetime")
		}
	case text[0] == '[':
		schema.Type, schema.Items = "array", "string"
		custom("labels")
		if strings.HasPrefix(text, "[{") {
			schema.Items = "option"
			custom("multiselect")
		}
	case text[0] == '{':
		guessObject(&schema, sample, custom)
	case text != "true" && text != "false":
		schema.Type = "number"
		custom("float")
	}
	return schema
}

func guessObject(schema *schemaJSON, sample json.RawMessage, custom func(string)) {
	var m map[string]any
	if json.Unmarshal(sample, &m) != nil {
		return
	}
	switch {
	case isUser(m):
		schema.Type = "user"
		custom("userpicker")
	case isDocument(m):
		schema.Type = "string"
		custom("textarea")
	case m["value"] != nil:
		schema.Type = "option"
		custom("select")
	}
}
