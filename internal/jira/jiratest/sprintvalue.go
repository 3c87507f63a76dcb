package jiratest

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"

	"weir/internal/jql/eval"
)

// sprintType is the type of the field that holds an issue's sprints.
const sprintType = "com.pyxis.greenhopper.jira:gh-sprint"

// isSprint reports whether a field holds sprints. Data whose types nobody told
// are known by the name.
func (f *fieldDef) isSprint() bool {
	return f.custom() && f.Schema != nil && (f.Schema.Custom == sprintType || f.Name == "Sprint")
}

// sprintText is how Data Center writes a sprint: the words in which a program
// shows its own objects.
var sprintText = regexp.MustCompile(`\[(?:.*,)?id=(\d+),`)

// sprintValue reads one sprint of an issue. What the site knows of it counts
// more than what the issue was told.
func (v *view) sprintValue(raw json.RawMessage) (eval.Value, bool) {
	var told struct {
		ID    int64  `json:"id"`
		Name  string `json:"name"`
		State string `json:"state"`
	}
	if raw[0] == '"' {
		text := textOf(raw)
		id := sprintText.FindStringSubmatch(text)
		if id == nil {
			return eval.Value{}, false
		}
		told.ID, _ = strconv.ParseInt(id[1], 10, 64)
		told.Name, told.State = memberOf(text, "name"), memberOf(text, "state")
	} else if json.Unmarshal(raw, &told) != nil || told.Name == "" {
		return eval.Value{}, false
	}
	for _, s := range v.site.sprints {
		if s.ID == told.ID {
			return valueOfSprint(s), true
		}
	}
	return valueOfSprint(Sprint{ID: told.ID, Name: told.Name, State: told.State}), true
}

// memberOf reads one member out of a Data Center sprint's text.
func memberOf(text, name string) string {
	_, rest, _ := strings.Cut(text, ","+name+"=")
	value, _, _ := strings.Cut(strings.TrimSuffix(rest, "]"), ",")
	return value
}

// valueOfSprint orders sprints by their ids: by when they were made.
func valueOfSprint(s Sprint) eval.Value {
	value := eval.Named(decimal(s.ID), s.Name)
	value.State = strings.ToLower(s.State)
	value.Rank = int(s.ID)
	return value
}
