package jiratest

import (
	"encoding/json"
	"slices"
	"strings"

	"weir/internal/jql/eval"
)

// Changes returns how one of the issue's fields came to be what it is, for
// queries.
func (r *row) Changes(field string) []eval.Change {
	r.mu.RLock()
	changes, ok := r.changes[field]
	r.mu.RUnlock()
	if ok {
		return changes
	}
	if field == eval.Activity {
		changes = r.activity()
	} else {
		changes = r.view.changesOf(r.issue, field)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.changes == nil {
		r.changes = make(map[string][]eval.Change)
	}
	r.changes[field] = changes
	return changes
}

// changesOf reads an issue's history, which is oldest first.
func (v *view) changesOf(i *issue, field string) []eval.Change {
	var changes []eval.Change
	for _, h := range i.Histories {
		for _, item := range h.Items {
			if item.about(field) {
				changes = append(changes, eval.Change{
					At: h.At, By: v.author(h.Author),
					From: v.formerValue(field, item.From, item.FromString), To: v.formerValue(field, item.To, item.ToString),
				})
			}
		}
	}
	return changes
}

// about reports whether an item is of one of Jira's own fields. Data Center
// tells the name alone, which for versions is not the id.
func (i Item) about(field string) bool {
	if i.FieldID != "" {
		return i.FieldID == field
	}
	if field == "fixVersions" {
		field = "Fix Version"
	}
	return i.FieldType != "custom" && strings.EqualFold(i.Field, field)
}

// formerValue is a value as a history tells it: by the id, and the name that
// it had at that moment. A person is whoever has the id now.
func (v *view) formerValue(field string, id, name *string) eval.Value {
	if textAt(id) == "" && textAt(name) == "" {
		return eval.Value{}
	}
	if field == "assignee" || field == "reporter" {
		if p := v.site.people.withID(textAt(id)); p != nil {
			return v.personValue(p)
		}
	}
	if textAt(name) == "" {
		return eval.Named(*id)
	}
	return eval.Named(textAt(id), *name)
}

func textAt(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// author is who changed something: nobody, for some of what Jira does itself.
func (v *view) author(p *Person) eval.Value {
	if p == nil {
		return eval.Value{}
	}
	return v.personValue(p)
}

// withID finds a person by what histories hold: an account id, a key, or, in
// old ones, a name.
func (p *people) withID(id string) *Person {
	p.mu.RLock()
	defer p.mu.RUnlock()
	for _, m := range []map[string]*Person{p.byAccount, p.byKey, p.byName} {
		if who := m[id]; who != nil {
			return who
		}
	}
	return nil
}

// activity is what anybody did with the issue: made it, changed it, wrote or
// edited a comment.
func (r *row) activity() []eval.Change {
	v := r.view
	all := []eval.Change{{At: r.facts.created, By: v.author(r.facts.creator)}}
	for _, h := range r.Histories {
		all = append(all, eval.Change{At: h.At, By: v.author(h.Author)})
	}
	var page struct {
		Comments []struct {
			Author       json.RawMessage `json:"author"`
			Created      json.RawMessage `json:"created"`
			UpdateAuthor json.RawMessage `json:"updateAuthor"`
			Updated      json.RawMessage `json:"updated"`
		} `json:"comments"`
	}
	if raw := r.Fields["comment"]; !isNull(raw) && json.Unmarshal(raw, &page) == nil {
		for _, c := range page.Comments {
			all = append(all,
				eval.Change{At: moment(c.Created), By: v.author(who(v.site.people, c.Author))},
				eval.Change{At: moment(c.Updated), By: v.author(who(v.site.people, c.UpdateAuthor))})
		}
	}
	slices.SortStableFunc(all, func(a, b eval.Change) int { return a.At.Compare(b.At) })
	return all
}

// historyFields are those in which was and changed can search.
var historyFields = [...]string{"assignee", "fixVersions", "priority", "reporter", "resolution", "status"}

// formerValues returns every value that histories name, by its field, and its
// id or its name in lower case.
func (v *view) formerValues() map[[2]string][]eval.Value {
	known := make(map[[2]string][]eval.Value)
	learn := func(field, text string, value eval.Value) {
		key := [2]string{field, strings.ToLower(text)}
		same := func(old eval.Value) bool { return old.ID == value.ID }
		if text != "" && !slices.ContainsFunc(known[key], same) {
			known[key] = append(known[key], value)
		}
	}
	for _, r := range v.rows {
		for _, field := range historyFields {
			for _, c := range v.changesOf(r.issue, field) {
				for _, value := range []eval.Value{c.From, c.To} {
					learn(field, value.ID, value)
					for _, name := range value.Names {
						learn(field, name, value)
					}
				}
			}
		}
	}
	return known
}
