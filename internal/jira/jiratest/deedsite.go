package jiratest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// RenameStatus gives a status another name: issues show it at once, histories
// keep the one that they were written with.
func (e *Edit) RenameStatus(id, name string) error {
	c := e.ownCatalog()
	old := c.statuses.byID[id]
	if old == nil {
		return fmt.Errorf("there is no status %s", id)
	}
	var value map[string]any
	if err := json.Unmarshal(c.statuses.text(old), &value); err != nil {
		return fmt.Errorf("read the status %s: %w", id, err)
	}
	value["name"] = name
	renamed := *old
	renamed.Name = name
	text := encode(value)
	c.forget(old)
	c.statuses.byID[id], c.statuses.byText[string(text)] = &renamed, &renamed
	for _, flow := range c.flows {
		for _, statuses := range flow {
			if statuses[old] {
				delete(statuses, old)
				statuses[&renamed] = true
			}
		}
	}
	for _, i := range e.site.issues {
		if now, err := e.find(i.ID); err == nil && statusID(now) == id {
			changed, err := e.change(i.ID)
			if err != nil {
				return err
			}
			changed.Fields["status"] = text
		}
	}
	return nil
}

// RemoveStatus deletes a status in which no issue is any more. Histories still
// mention it, and nothing else does.
func (e *Edit) RemoveStatus(id string) error {
	for _, i := range e.site.issues {
		if now, err := e.find(i.ID); err == nil && statusID(now) == id {
			return fmt.Errorf("%s is still in the status %s", now.Key, id)
		}
	}
	c := e.ownCatalog()
	old := c.statuses.byID[id]
	if old == nil {
		return fmt.Errorf("there is no status %s", id)
	}
	c.forget(old)
	for _, flow := range c.flows {
		for _, statuses := range flow {
			delete(statuses, old)
		}
	}
	for n := range e.boards {
		columns := slices.Clone(e.boards[n].Columns)
		for k := range columns {
			columns[k].Statuses = slices.DeleteFunc(slices.Clone(columns[k].Statuses), func(s string) bool { return s == id })
		}
		e.boards[n].Columns = columns
	}
	return nil
}

// ownCatalog is a catalogue that the edit may change.
func (e *Edit) ownCatalog() *catalog {
	if e.catalog == nil {
		e.catalog = e.site.catalog.fork()
	}
	return e.catalog
}

// forget takes a status out of the table.
func (c *catalog) forget(s *statusDef) {
	delete(c.statuses.byID, s.ID)
	maps.DeleteFunc(c.statuses.byText, func(_ string, known *statusDef) bool { return known == s })
}

func statusID(i *Issue) string {
	var d statusDef
	if raw := i.Fields["status"]; isNull(raw) || json.Unmarshal(raw, &d) != nil {
		return ""
	}
	return d.ID
}

// Boards replaces the site's boards by what do makes of them.
func (e *Edit) Boards(do func([]Board) []Board) { e.boards = do(e.boards) }

// Sprints replaces the site's sprints by what do makes of them. What the issues
// say of their sprints is their field's business.
func (e *Edit) Sprints(do func([]Sprint) []Sprint) { e.sprints = do(e.sprints) }

// Filters replaces the saved queries by what do makes of them.
func (e *Edit) Filters(do func([]Filter) []Filter) { e.filters = do(e.filters) }
