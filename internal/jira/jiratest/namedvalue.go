package jiratest

import (
	"slices"

	"weir/internal/jql/eval"
)

// The values of fields for queries: an id, and the names it answers to.

func valuesOf[T any](defs []T, value func(T) eval.Value) []eval.Value {
	values := make([]eval.Value, len(defs))
	for n, d := range defs {
		values[n] = value(d)
	}
	return values
}

// one is the only value of a field, or none.
func one[T any](def *T, value func(*T) eval.Value) []eval.Value {
	if def == nil {
		return nil
	}
	return []eval.Value{value(def)}
}

func issueValue(i *issue) eval.Value { return eval.Named(i.ID, i.Key) }

func (v *view) issueByKey(key string) []eval.Value {
	if key == "" {
		return nil
	}
	if i := v.site.find(key); i != nil {
		return []eval.Value{issueValue(i)}
	}
	// An issue that the site does not have is still known by its key.
	return []eval.Value{eval.Named("", key)}
}

func projectValue(d *projectDef) eval.Value { return eval.Named(d.ID, d.Key, d.Name) }

func typeValue(d *typeDef) eval.Value {
	value := eval.Named(d.ID, d.Name)
	value.State = eval.StandardType
	if d.Subtask {
		value.State = eval.SubtaskType
	}
	return value
}

func statusValue(d *statusDef) eval.Value { return eval.Named(d.ID, d.Name) }

func categoryValue(d *categoryDef) eval.Value {
	return eval.Named(decimal(d.ID), d.Name, d.Key)
}

func namedValue(d *namedDef) eval.Value { return eval.Named(namedID(d), d.Name) }

// priorityValue ranks priorities: Jira's list starts with the highest, and so
// do the ids that it gave to them.
func (v *view) priorityValue(d *namedDef) eval.Value {
	value := namedValue(d)
	all := v.site.catalog.priorities.sorted()
	value.Rank = len(all) - slices.Index(all, d)
	return value
}

// versionValue ranks versions by their ids: their order of creation.
func (v *view) versionValue(d *namedDef) eval.Value {
	value := namedValue(d)
	value.Rank = 1 + slices.Index(v.site.catalog.versions.sorted(), d)
	return value
}

// personValue is a person by the ids and names of the flavour.
func (v *view) personValue(p *Person) eval.Value {
	names := []string{p.Display}
	if p.Email != "" {
		names = append(names, p.Email)
	}
	if v.flavour == DataCenter {
		return eval.Named(p.Key, append(names, p.Name)...)
	}
	return eval.Named(p.AccountID, names...)
}

// knownCategories are the four that every Jira has. Their ids and keys are
// fixed; the names are translated in data from elsewhere, so that the data's
// own names are not used.
func knownCategories() []*categoryDef {
	return []*categoryDef{
		{ID: 1, Key: "undefined", Name: "No Category", Color: "medium-gray"},
		{ID: 2, Key: "new", Name: "To Do", Color: "blue-gray"},
		{ID: 4, Key: "indeterminate", Name: "In Progress", Color: "yellow"},
		{ID: 3, Key: "done", Name: "Done", Color: "green"},
	}
}
