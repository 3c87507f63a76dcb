package eval

import (
	"fmt"
	"slices"
	"strings"

	"weir/internal/jql"
)

// A Kind is the type of a field: what it holds, and so which operators it has.
type Kind int

// The kinds of field.
const (
	Text   Kind = iota + 1 // prose: searched by words, with ~
	Number                 // compared as a number
	Time                   // an instant
	Date                   // a day, without a time
	Person                 // a user
	Option                 // one of several named things: a status, a label, a parent
	Ranked                 // an Option with an order of its own: a priority, a version
	Key                    // the issue itself
)

// A Field is a field that queries may name.
type Field struct {
	ID    string   // what Issue.Values is asked for: duedate, customfield_10010
	Names []string // what queries call it, besides the ID; the first is used in messages
	Kind  Kind

	// Lookup returns the values that text names, so that a query for a value
	// that does not exist is refused as Jira refuses it, and so that the
	// values of a Ranked field have an order. Nil: whatever a query names is
	// taken to exist.
	Lookup func(text string) []Value

	// History says whether was and changed can be asked.
	History History

	// Past is Lookup for values that were, whether or not they still are: a
	// status may be deleted or renamed, and histories still name it. Nil: only
	// what Lookup knows ever was.
	Past func(text string) []Value
}

// name is what messages call the field: for the compiler, what the query does.
func (f Field) name() string {
	if len(f.Names) > 0 {
		return f.Names[0]
	}
	return f.ID
}

// Among is a Field.Lookup over a fixed set. As in Jira, an id counts only if
// no value has the text as its name.
func Among(values ...Value) func(text string) []Value {
	return func(text string) []Value {
		var byName, byID []Value
		for _, v := range values {
			switch {
			case Value{Names: v.Names}.answersTo(text):
				byName = append(byName, v)
			case v.answersTo(text):
				byID = append(byID, v)
			}
		}
		if len(byName) > 0 {
			return byName
		}
		return byID
	}
}

// Custom is the custom field with this number and this name.
func Custom(number int64, name string, kind Kind) Field {
	return Field{ID: customID(number), Names: []string{name}, Kind: kind}
}

func customID(number int64) string { return fmt.Sprintf("customfield_%d", number) }

// system lists the fields that every Jira has, with all their names.
func system() []Field {
	return []Field{
		{ID: "issuekey", Names: []string{"key", "issue", "id"}, Kind: Key},
		{ID: "project", Kind: Option},
		{ID: "issuetype", Names: []string{"issuetype", "type"}, Kind: Option},
		{ID: "status", Kind: Option, History: Single},
		{ID: "statusCategory", Kind: Option},
		{ID: "priority", Kind: Ranked, History: Single},
		{ID: "resolution", Kind: Option, History: Single},
		{ID: "assignee", Kind: Person, History: Single},
		{ID: "reporter", Kind: Person, History: Single},
		{ID: "creator", Kind: Person},
		{ID: "summary", Kind: Text},
		{ID: "description", Kind: Text},
		{ID: "environment", Kind: Text},
		{ID: "comment", Kind: Text},
		{ID: textID, Kind: Text},
		{ID: "created", Names: []string{"created", "createdDate"}, Kind: Time},
		{ID: "updated", Names: []string{"updated", "updatedDate"}, Kind: Time},
		{ID: "resolutiondate", Names: []string{"resolved", "resolutiondate"}, Kind: Time},
		{ID: "statuscategorychangedate", Names: []string{"statusCategoryChangedDate"}, Kind: Time},
		{ID: "lastViewed", Kind: Time},
		{ID: "duedate", Names: []string{"due", "duedate"}, Kind: Date},
		{ID: "labels", Kind: Option},
		{ID: "components", Names: []string{"component"}, Kind: Option},
		{ID: "fixVersions", Names: []string{"fixVersion"}, Kind: Ranked, History: Several},
		{ID: "versions", Names: []string{"affectedVersion"}, Kind: Ranked},
		{ID: "parent", Kind: Option},
		{ID: "parentEpic", Kind: Option},
	}
}

// agile lists fields that a real Jira has as custom fields: a given field with
// one of these names takes its place.
func agile() []Field {
	return []Field{
		{ID: "sprint", Kind: Option},
		{ID: "epicLink", Names: []string{"Epic Link"}, Kind: Option},
	}
}

// textID is the field that stands for all prose of an issue.
const textID = "text"

// System returns a field that every Jira has, by its ID or one of its names:
// for adding a Lookup, or another Names. It is the zero Field for a stranger.
func System(name string) Field {
	f, _ := NewSchema().Find(jql.Field{Name: name})
	return f
}

// A Schema is the fields of a Jira.
type Schema struct {
	fields []Field
	byName map[string]int // lower case; ids and names
}

// NewSchema returns the schema with the fields that every Jira has and those
// given. A given field replaces the one with the same ID. Where two fields
// share a name, the earlier keeps it, and Jira's own are earliest; only
// "sprint" and "epic link" give way, since Jira has them as custom fields.
func NewSchema(fields ...Field) *Schema {
	s := &Schema{fields: system(), byName: map[string]int{}}
	for _, f := range fields {
		s.put(f)
	}
	for _, f := range agile() {
		if !slices.ContainsFunc(s.fields, func(given Field) bool { return given.ID == f.ID }) {
			s.fields = append(s.fields, f)
		}
	}
	for i, f := range s.fields {
		for _, name := range append([]string{f.ID}, f.Names...) {
			name = strings.ToLower(name)
			if _, taken := s.byName[name]; !taken {
				s.byName[name] = i
			}
		}
	}
	return s
}

func (s *Schema) put(f Field) {
	for i, old := range s.fields {
		if old.ID == f.ID {
			s.fields[i] = f
			return
		}
	}
	s.fields = append(s.fields, f)
}

// Find returns the field that a query names.
func (s *Schema) Find(f jql.Field) (Field, bool) {
	if len(f.Properties) > 0 {
		return Field{}, false
	}
	name := f.Name
	if f.Custom > 0 {
		name = customID(f.Custom)
	}
	if i, ok := s.byName[strings.ToLower(name)]; ok {
		return s.fields[i], true
	}
	// Jira Cloud also offers "Story Points[Number]", where names collide.
	if at := strings.LastIndexByte(name, '['); at >= 0 && strings.HasSuffix(name, "]") {
		if i, ok := s.byName[strings.ToLower(name[:at])]; ok {
			return s.fields[i], true
		}
	}
	return Field{}, false
}

// prose returns the ids of the fields that the field "text" searches.
func (s *Schema) prose() []string {
	var ids []string
	for _, f := range s.fields {
		if f.Kind == Text && f.ID != textID {
			ids = append(ids, f.ID)
		}
	}
	return ids
}
