package jiratest

import (
	"encoding/json"
	"strings"

	"weir/internal/jql/eval"
)

// isSprint reports whether a field holds sprints. Data whose types nobody told
// are known by the name.
func (f *fieldDef) isSprint() bool {
	return f.custom() && f.Schema != nil && (f.Schema.Custom == sprintType || f.Name == "Sprint")
}

// sprintValue reads one sprint of an issue. What the site knows of it counts
// more than what the issue was told.
func (v *view) sprintValue(raw json.RawMessage) (eval.Value, bool) {
	var told struct {
		ID    int64  `json:"id"`
		Name  string `json:"name"`
		State string `json:"state"`
	}
	if raw[0] == '"' {
		raw = encode(parseSprint(textOf(raw)))
	}
	if json.Unmarshal(raw, &told) != nil || told.Name == "" {
		return eval.Value{}, false
	}
	for _, s := range v.site.sprints {
		if s.ID == told.ID {
			return valueOfSprint(s), true
		}
	}
	return valueOfSprint(Sprint{ID: told.ID, Name: told.Name, State: told.State}), true
}

// valueOfSprint orders sprints by their ids: by when they were made.
func valueOfSprint(s Sprint) eval.Value {
	value := eval.Named(decimal(s.ID), s.Name)
	value.State = strings.ToLower(s.State)
	value.Rank = int(s.ID)
	return value
}
