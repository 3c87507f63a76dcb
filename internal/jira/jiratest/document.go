package jiratest

import (
	"fmt"
	"strings"
)

// isDocument reports whether a decoded object is a document in Atlassian
// Document Format.
func isDocument(m map[string]any) bool {
	_, versioned := m["version"]
	_, filled := m["content"].([]any)
	return m["type"] == "doc" && versioned && filled
}

// documentOf makes a document of a plain or wiki text: a paragraph for each
// block between empty lines, a break for each line. Markup stays as written.
func documentOf(text string) map[string]any {
	content := []any{}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	for block := range strings.SplitSeq(text, "\n\n") {
		block = strings.Trim(block, "\n")
		if block == "" {
			continue
		}
		inline := []any{}
		for n, line := range strings.Split(block, "\n") {
			if n > 0 {
				inline = append(inline, map[string]any{"type": "hardBreak"})
			}
			// A text node must not be empty.
			if line != "" {
				inline = append(inline, map[string]any{"type": "text", "text": line})
			}
		}
		content = append(content, map[string]any{"type": "paragraph", "content": inline})
	}
	return map[string]any{"type": "doc", "version": 1, "content": content}
}

// wikiOf writes a document as wiki markup, as Data Center would hold it: the
// common marks and blocks; of everything else at least the text.
func wikiOf(doc map[string]any, people *people) string {
	w := wikiWriter{people: people}
	w.blocks(children(doc), "")
	return strings.TrimRight(w.String(), "\n")
}

type wikiWriter struct {
	strings.Builder
	people *people
}

func children(node map[string]any) []map[string]any {
	list, _ := node["content"].([]any)
	nodes := make([]map[string]any, 0, len(list))
	for _, one := range list {
		if m, ok := one.(map[string]any); ok {
			nodes = append(nodes, m)
		}
	}
	return nodes
}

func attribute(node map[string]any, name string) string {
	attrs, _ := node["attrs"].(map[string]any)
	if v, ok := attrs[name]; ok && v != nil {
		return fmt.Sprint(v)
	}
	return ""
}

// blocks writes block nodes; bullets is the list prefix that they stand under.
func (w *wikiWriter) blocks(nodes []map[string]any, bullets string) {
	for _, node := range nodes {
		switch kind, _ := node["type"].(string); kind {
		case "paragraph":
			w.inlines(children(node))
			w.WriteString("\n")
			if bullets == "" {
				w.WriteString("\n")
			}
		case "heading":
			w.WriteString("h" + firstOf(attribute(node, "level"), "1") + ". ")
			w.inlines(children(node))
			w.WriteString("\n\n")
		case "bulletList", "taskList", "decisionList":
			w.list(node, bullets+"*")
		case "orderedList":
			w.list(node, bullets+"#")
		case "codeBlock":
			open := "{code}"
			if language := attribute(node, "language"); language != "" {
				open = "{code:" + language + "}"
			}
			w.WriteString(open + "\n")
			w.inlines(children(node))
			w.WriteString("\n{code}\n\n")
		case "rule":
			w.WriteString("----\n\n")
		case "blockquote", "panel":
			mark := map[string]string{"blockquote": "{quote}", "panel": "{panel}"}[kind]
			w.WriteString(mark + "\n")
			w.blocks(children(node), "")
			w.WriteString(mark + "\n\n")
		case "tableRow":
			w.tableRow(node)
		default:
			w.other(node, bullets)
		}
	}
}

func (w *wikiWriter) list(node map[string]any, bullets string) {
	for _, item := range children(node) {
		w.WriteString(bullets + " ")
		if kind, _ := item["type"].(string); kind == "listItem" {
			w.blocks(children(item), bullets)
			continue
		}
		w.inlines(children(item))
		w.WriteString("\n")
	}
	if len(bullets) == 1 {
		w.WriteString("\n")
	}
}

func (w *wikiWriter) tableRow(node map[string]any) {
	for _, cell := range children(node) {
		mark := "|"
		if cell["type"] == "tableHeader" {
			mark = "||"
		}
		inner := wikiWriter{people: w.people}
		inner.blocks(children(cell), "")
		w.WriteString(mark + strings.TrimSpace(inner.String()))
	}
	w.WriteString("|\n")
}

// other writes a node of a kind without a form of its own.
func (w *wikiWriter) other(node map[string]any, bullets string) {
	nodes := children(node)
	if len(nodes) == 0 {
		w.inlines([]map[string]any{node})
		return
	}
	if _, isText := nodes[0]["text"]; isText {
		w.inlines(nodes)
		w.WriteString("\n\n")
		return
	}
	w.blocks(nodes, bullets)
}

func (w *wikiWriter) inlines(nodes []map[string]any) {
	for _, node := range nodes {
		switch kind, _ := node["type"].(string); kind {
		case "text":
			w.text(node)
		case "hardBreak":
			w.WriteString("\n")
		case "mention":
			if who := w.people.byAny(attribute(node, "id")); who != nil {
				w.WriteString("[~" + who.Name + "]")
				continue
			}
			w.WriteString(attribute(node, "text"))
		case "inlineCard", "blockCard", "embedCard":
			w.WriteString("[" + attribute(node, "url") + "]")
		default:
			w.WriteString(firstOf(attribute(node, "text"), attribute(node, "shortName"), attribute(node, "timestamp")))
			w.inlines(children(node))
		}
	}
}

func (w *wikiWriter) text(node map[string]any) {
	text, _ := node["text"].(string)
	marks, _ := node["marks"].([]any)
	for _, one := range marks {
		mark, _ := one.(map[string]any)
		switch mark["type"] {
		case "strong":
			text = "*" + text + "*"
		case "em":
			text = "_" + text + "_"
		case "strike":
			text = "-" + text + "-"
		case "underline":
			text = "+" + text + "+"
		case "code":
			text = "{{" + text + "}}"
		case "link":
			text = "[" + text + "|" + attribute(mark, "href") + "]"
		}
	}
	w.WriteString(text)
}
