package table

import (
	"bytes"
	"encoding/json"
	"time"

	"weir"
)

// nested is how far down lists and choices are looked into for a simple form.
const nested = 10

// fieldValue reads a field that Weir has no place of its own for, by its shape.
func fieldValue(id string) func(weir.Issue) any {
	return func(i weir.Issue) any { return Shape(i.Fields[id]) }
}

// Shape makes a simple value of a field as Jira sent it, of the types that
// [Column.Value] lists. What is no JSON is nil.
func Shape(raw json.RawMessage) any {
	raw = bytes.TrimSpace(raw)
	if !json.Valid(raw) {
		return nil
	}
	return shaped(raw, 0)
}

// shaped makes a cell of a JSON value: people, options, versions and sprints
// are shown by their names, lists by their elements. What has no such simple
// form stays as it is, a json.RawMessage.
func shaped(raw json.RawMessage, depth int) any {
	switch {
	case raw[0] == 'n':
		return nil
	case raw[0] == 't' || raw[0] == 'f':
		return raw[0] == 't'
	case raw[0] == '"':
		return shapedString(raw)
	case depth > nested:
		return raw
	case raw[0] == '[':
		return shapedList(raw, depth)
	case raw[0] == '{':
		return shapedObject(raw, depth)
	default:
		return json.Number(raw)
	}
}

func shapedString(raw json.RawMessage) any {
	s := stringOf(raw)
	if t, err := time.Parse("2006-01-02T15:04:05.000-0700", s); err == nil {
		return t
	}
	if d, err := weir.ParseDate(s); err == nil {
		return d
	}
	return text(s)
}

// shapedList returns the elements' texts, but the list as it is where that
// would lose something.
func shapedList(raw json.RawMessage, depth int) any {
	var elements []json.RawMessage
	if json.Unmarshal(raw, &elements) != nil {
		return raw
	}
	var items []string
	for _, element := range elements {
		switch v := shaped(element, depth+1).(type) {
		case json.RawMessage, json.Number, bool:
			return raw
		default:
			if s := Text(v, time.RFC3339); s != "" {
				items = append(items, s)
			}
		}
	}
	return list(items)
}

func shapedObject(raw json.RawMessage, depth int) any {
	members := membersOf(raw)
	if stringOf(members["type"]) == "doc" {
		return text(PlainText(weir.Document{Format: weir.ADF, Source: string(raw)}))
	}
	for _, name := range []string{"displayName", "name", "value", "key", "title"} {
		s := stringOf(members[name])
		if s == "" {
			continue
		}
		if child := members["child"]; len(child) > 0 && child[0] == '{' { // a cascading option
			return s + " / " + Text(shaped(child, depth+1), time.RFC3339)
		}
		return s
	}
	return raw
}

// membersOf returns the members of an object, and none of anything else.
func membersOf(raw json.RawMessage) map[string]json.RawMessage {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil {
		return nil
	}
	return members
}

// stringOf returns a string's text, and nothing for anything else.
func stringOf(raw json.RawMessage) string {
	var s string
	if len(raw) == 0 || json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// numberOf returns a number as it is written, and nothing for anything else.
func numberOf(raw json.RawMessage) string {
	if len(raw) == 0 || raw[0] != '-' && (raw[0] < '0' || raw[0] > '9') {
		return ""
	}
	return string(raw)
}
