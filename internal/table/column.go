package table

import (
	"fmt"
	"slices"
	"strings"

	"weir"
	"weir/internal/nearest"
)

// A Column is one column of a table of issues.
type Column struct {
	ID    string // as the user named it; the key of JSON objects
	Own   string // Weir's own name for it, as in [Find]; empty for a field of the site only
	Title string // the heading
	Field string // id of the Jira field to ask for; empty where none is needed
	key   bool   // of the issue: it leads to the issue, and is the last to be cut
	value func(weir.Issue) any
}

// Value returns the cell of an issue: nil, string, []string, json.Number, bool,
// time.Time, weir.Date or, where Weir knows no simpler form of what Jira sent,
// json.RawMessage.
func (c Column) Value(i weir.Issue) any { return c.value(i) }

// A Field is a field of the Jira site that columns can name.
type Field struct {
	ID   string
	Name string
}

// known returns the columns that need no look-up, by all their names.
func known(name string) (Column, bool) {
	switch strings.ToLower(name) {
	case "key", "issuekey":
		return Column{Own: "key", Title: "Key", key: true, value: func(i weir.Issue) any { return i.Key }}, true
	case "id":
		return Column{Own: "id", Title: "ID", value: func(i weir.Issue) any { return i.ID }}, true
	case "url", "link":
		return Column{Own: "url", Title: "URL", value: func(i weir.Issue) any { return i.URL }}, true
	case "summary":
		return Column{Own: "summary", Title: "Summary", Field: "summary", value: func(i weir.Issue) any { return text(i.Summary) }}, true
	case "description":
		return Column{Own: "description", Title: "Description", Field: "description", value: func(i weir.Issue) any { return text(PlainText(i.Description)) }}, true
	case "type", "issuetype":
		return Column{Own: "type", Title: "Type", Field: "issuetype", value: func(i weir.Issue) any { return text(i.Type.Name) }}, true
	case "status":
		return Column{Own: "status", Title: "Status", Field: "status", value: func(i weir.Issue) any { return text(i.Status.Name) }}, true
	case "category", "statuscategory":
		return Column{Own: "category", Title: "Category", Field: "status", value: func(i weir.Issue) any { return text(categoryName(i.Status.Category)) }}, true
	case "priority":
		return Column{Own: "priority", Title: "Priority", Field: "priority", value: func(i weir.Issue) any { return text(i.Priority.Name) }}, true
	case "resolution":
		return Column{Own: "resolution", Title: "Resolution", Field: "resolution", value: func(i weir.Issue) any { return text(i.Resolution.Name) }}, true
	case "project":
		return Column{Own: "project", Title: "Project", Field: "project", value: func(i weir.Issue) any { return text(i.Project.Key) }}, true
	case "parent":
		return Column{Own: "parent", Title: "Parent", Field: "parent", value: func(i weir.Issue) any { return text(i.Parent.Key) }}, true
	}
	return knownPeopleAndDates(name)
}

func knownPeopleAndDates(name string) (Column, bool) {
	switch strings.ToLower(name) {
	case "assignee":
		return Column{Own: "assignee", Title: "Assignee", Field: "assignee", value: func(i weir.Issue) any { return person(i.Assignee) }}, true
	case "reporter":
		return Column{Own: "reporter", Title: "Reporter", Field: "reporter", value: func(i weir.Issue) any { return person(i.Reporter) }}, true
	case "creator":
		return Column{Own: "creator", Title: "Creator", Field: "creator", value: func(i weir.Issue) any { return person(i.Creator) }}, true
	case "labels":
		return Column{Own: "labels", Title: "Labels", Field: "labels", value: func(i weir.Issue) any { return list(i.Labels) }}, true
	case "components", "component":
		return Column{Own: "components", Title: "Components", Field: "components", value: func(i weir.Issue) any { return list(i.Components) }}, true
	case "fixversions", "fixversion":
		return Column{Own: "fixVersions", Title: "Fix versions", Field: "fixVersions", value: func(i weir.Issue) any { return list(i.FixVersions) }}, true
	case "created":
		return Column{Own: "created", Title: "Created", Field: "created", value: func(i weir.Issue) any { return moment(i.Created) }}, true
	case "updated":
		return Column{Own: "updated", Title: "Updated", Field: "updated", value: func(i weir.Issue) any { return moment(i.Updated) }}, true
	case "resolved", "resolutiondate":
		return Column{Own: "resolved", Title: "Resolved", Field: "resolutiondate", value: func(i weir.Issue) any { return moment(i.Resolved) }}, true
	case "due", "duedate":
		return Column{Own: "due", Title: "Due", Field: "duedate", value: func(i weir.Issue) any { return day(i.Due) }}, true
	}
	return Column{}, false
}

// NeedsFields reports whether names holds a column that only the site's own
// list of fields can explain.
func NeedsFields(names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		name = strings.TrimSpace(name)
		_, ok := known(name)
		return !ok && name != ""
	})
}

// Columns finds the columns with the given names: Weir's own ones, and any
// field of the site by its id or its name.
func Columns(names []string, fields []Field) ([]Column, error) {
	columns := make([]Column, 0, len(names))
	for _, name := range names {
		name = strings.TrimSpace(name)
		if name == "" {
			return nil, &weir.Error{Kind: weir.Usage, Text: "a column has no name", Next: "is there a comma too many? for instance: --columns key,status,summary"}
		}
		if slices.ContainsFunc(columns, func(c Column) bool { return c.ID == name }) {
			return nil, &weir.Error{Kind: weir.Usage, Text: fmt.Sprintf("the column %q is named twice", name), Next: "name each column once"}
		}
		column, err := Find(name, fields)
		if err != nil {
			return nil, err
		}
		column.ID = name
		columns = append(columns, column)
	}
	if len(columns) == 0 {
		return nil, &weir.Error{Kind: weir.Usage, Text: "no column is named", Next: "for instance: --columns key,status,summary"}
	}
	return columns, nil
}

// Find finds one column, without an ID. A field that issues have a place of
// their own for is that column, whatever the site calls it: it is not among an
// issue's other fields.
//
// Weir's own names need no field: key, id, url, summary, description, type, status,
// category, priority, resolution, project, parent, assignee, reporter, creator,
// labels, components, fixVersions, created, updated, resolved, due; and the ids
// that Jira has for them.
func Find(name string, fields []Field) (Column, error) {
	if column, ok := known(name); ok {
		return column, nil
	}
	field, err := findField(name, fields)
	if err != nil {
		return Column{}, err
	}
	column, ok := known(field.ID)
	if !ok {
		column = Column{Field: field.ID, value: fieldValue(field.ID)}
	}
	column.Title = field.Name
	return column, nil
}

// FieldIDs returns the ids of the Jira fields that the columns need, each once.
func FieldIDs(columns []Column) []string {
	var ids []string
	for _, c := range columns {
		if c.Field != "" && !slices.Contains(ids, c.Field) {
			ids = append(ids, c.Field)
		}
	}
	return ids
}

func findField(name string, fields []Field) (Field, error) {
	var named []Field
	for _, f := range fields {
		if strings.EqualFold(f.ID, name) {
			return f, nil
		}
		if strings.EqualFold(f.Name, name) {
			named = append(named, f)
		}
	}
	switch len(named) {
	case 1:
		return named[0], nil
	case 0:
		return Field{}, &weir.Error{Kind: weir.Usage, Text: fmt.Sprintf("there is no column %q", name), Next: advice(name, fields)}
	}
	var ids []string
	for _, f := range named {
		ids = append(ids, f.ID)
	}
	return Field{}, &weir.Error{
		Kind: weir.Usage, Text: fmt.Sprintf("%d fields are called %q", len(named), name),
		Next: "name the one that you mean by its id: " + strings.Join(ids, ", "),
	}
}

// advice says what somebody may have meant who named a column that is not there.
func advice(name string, fields []Field) string {
	names := []string{
		"key", "id", "url", "summary", "description", "type", "status", "category", "priority", "resolution",
		"project", "parent", "assignee", "reporter", "creator", "labels", "components", "fixVersions",
		"created", "updated", "resolved", "due",
	}
	for _, f := range fields {
		names = append(names, f.Name)
	}
	switch near := nearest.Words(name, names, 3); len(near) {
	case 0:
		return "`weir fields` lists the fields of your site"
	case 1:
		return "did you mean " + near[0] + "?"
	default:
		return "did you mean one of these? " + strings.Join(near, ", ")
	}
}
