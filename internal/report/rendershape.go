package report

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"weir/internal/table"
)

// deepest is how far down values are looked into.
const deepest = 4

// shape shows a value by its shape alone.
func (w *writer) shape(raw json.RawMessage) Cell {
	raw = trimmed(raw)
	if isNull(raw) || !json.Valid(raw) {
		return Cell{}
	}
	return w.within(raw, 0)
}

// within shows a value that stands so far down in another one.
func (w *writer) within(raw json.RawMessage, depth int) Cell {
	switch {
	case depth > deepest:
		return textCell(ellipsis)
	case raw[0] == '[':
		return w.list(raw, depth)
	case raw[0] == '{':
		return w.object(raw, depth)
	case raw[0] == '"':
		return w.stringAt(textOf(raw), depth)
	}
	return w.value(table.Shape(raw))
}

// stringAt shows a text. Apps put printed objects and JSON into fields of unknown
// types: those are told in words.
func (w *writer) stringAt(s string, depth int) Cell {
	if at, ok := momentOf(s); ok {
		return w.moment(at)
	}
	if d, ok := dayOf(s); ok {
		return day(d)
	}
	if name, ok := table.SprintName(s); ok {
		return named(name)
	}
	if isDevelopment(s) {
		return developmentOf(s)
	}
	if inner := trimmed(json.RawMessage(s)); len(inner) > 0 && (inner[0] == '{' || inner[0] == '[') && json.Valid(inner) {
		return w.within(inner, depth+1)
	}
	return w.text(s)
}

// list shows elements with commas between them, as far as a cell has room.
func (w *writer) list(raw json.RawMessage, depth int) Cell {
	var elements []json.RawMessage
	if json.Unmarshal(raw, &elements) != nil {
		return Cell{}
	}
	var shown []string
	length := 0
	for _, element := range elements {
		if length > most {
			break
		}
		cell := w.within(element, depth+1)
		shown, length = append(shown, cell.Text), length+len([]rune(cell.Text))
	}
	return names(shown)
}

// object shows an object: by a name, as a document, in the words that package
// table has for it, or with its members.
func (w *writer) object(raw json.RawMessage, depth int) Cell {
	switch v := table.Shape(raw).(type) {
	case string:
		var doc struct {
			Type string `json:"type"`
		}
		if json.Unmarshal(raw, &doc) == nil && doc.Type == "doc" {
			return w.text(v)
		}
		return named(v)
	case nil:
		return Cell{} // an empty document
	}
	if words, ok := table.Gist(raw, time.DateTime); ok {
		return named(words)
	}
	return w.members(raw, depth)
}

// members tells what is in an object that nobody has foreseen.
func (w *writer) members(raw json.RawMessage, depth int) Cell {
	var all map[string]json.RawMessage
	if json.Unmarshal(raw, &all) != nil {
		return Cell{}
	}
	var told []string
	var last Cell
	length, meant := 0, 0
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if isNull(all[name]) || isNoise(name) || length > most {
			continue
		}
		meant++
		cell := w.within(all[name], depth+1)
		if cell.IsBlank() {
			continue
		}
		text := line(cell.Text)
		if depth < deepest && all[name][0] == '{' && strings.Contains(text, ": ") {
			text = "(" + text + ")"
		}
		last = cell
		told = append(told, line(name)+": "+text)
		length += len(told[len(told)-1])
	}
	if len(told) == 1 && meant == 1 { // mostly an id
		return last
	}
	return named(strings.Join(told, ", "))
}

// isNoise reports whether a member tells people nothing: addresses for programs.
func isNoise(name string) bool {
	switch name {
	case "self", "expand", "avatarUrls", "avatarUrl", "iconUrl", "_links":
		return true
	}
	return false
}

func trimmed(raw json.RawMessage) json.RawMessage { return bytes.TrimSpace(raw) }

func isNull(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "null" }

// textOf returns a string's text, and nothing for anything else.
func textOf(raw json.RawMessage) string {
	var s string
	if len(raw) == 0 || raw[0] != '"' || json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}
