package table

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"time"

	"weir"
)

func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func person(p weir.Person) any {
	if p.Display != "" {
		return p.Display
	}
	return text(p.Name)
}

// list never returns nil: a script that walks a list wants an empty one.
func list(items []string) any {
	if items == nil {
		return []string{}
	}
	return items
}

func moment(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}

func day(d weir.Date) any {
	if d.IsZero() {
		return nil
	}
	return d
}

func categoryName(c weir.Category) string {
	switch c {
	case weir.ToDo:
		return "To Do"
	case weir.InProgress:
		return "In Progress"
	case weir.Done:
		return "Done"
	case weir.NoCategory:
		return ""
	default:
		return string(c)
	}
}

// fieldValue reads a field that Weir has no place of its own for, by its shape.
func fieldValue(id string) func(weir.Issue) any {
	return func(i weir.Issue) any {
		raw, ok := i.Fields[id]
		if !ok {
			return nil
		}
		decoder := json.NewDecoder(bytes.NewReader(raw))
		decoder.UseNumber()
		var v any
		if decoder.Decode(&v) != nil {
			return nil
		}
		return shaped(v)
	}
}

// shaped makes a cell of a JSON value: people, options, versions and sprints
// are shown by their names, lists by their elements.
func shaped(v any) any {
	switch v := v.(type) {
	case string:
		if t, err := time.Parse("2006-01-02T15:04:05.000-0700", v); err == nil {
			return t
		}
		if d, err := weir.ParseDate(v); err == nil {
			return d
		}
		return text(v)
	case []any:
		var items []string
		for _, item := range v {
			if s := Text(shaped(item), time.RFC3339); s != "" {
				items = append(items, s)
			}
		}
		return list(items)
	case map[string]any:
		return shapedObject(v)
	default: // nil, bool, json.Number
		return v
	}
}

func shapedObject(object map[string]any) any {
	if object["type"] == "doc" {
		return text(adfText(object))
	}
	for _, name := range []string{"displayName", "name", "value", "key", "title"} {
		s, ok := object[name].(string)
		if !ok || s == "" {
			continue
		}
		if child, ok := object["child"].(map[string]any); ok { // a cascading option
			return s + " / " + Text(shapedObject(child), time.RFC3339)
		}
		return s
	}
	compact, err := json.Marshal(object)
	if err != nil {
		return nil
	}
	return string(compact)
}

// plainText returns the text of a document in one piece.
func plainText(d weir.Document) string {
	if d.Format != weir.ADF {
		return d.Source
	}
	var root map[string]any
	if json.Unmarshal([]byte(d.Source), &root) != nil {
		return ""
	}
	return adfText(root)
}

// adfText collects the text of an ADF document, a line for each block.
func adfText(root map[string]any) string {
	var b strings.Builder
	var walk func(node map[string]any)
	walk = func(node map[string]any) {
		if s, ok := node["text"].(string); ok {
			b.WriteString(s)
		}
		children, _ := node["content"].([]any)
		for _, child := range children {
			if node, ok := child.(map[string]any); ok {
				walk(node)
			}
		}
		if node["type"] != "text" {
			b.WriteByte('\n')
		}
	}
	walk(root)
	return strings.TrimSpace(regexp.MustCompile(`\n+`).ReplaceAllString(b.String(), "\n"))
}
