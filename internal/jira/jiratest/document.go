package jiratest

import (
	"fmt"
	"strconv"
	"strings"
	"time"
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
	inCell bool // of a table, where a bar must be escaped
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
			w.code(node)
		case "rule":
			w.WriteString("----\n\n")
		case "blockquote", "panel":
			mark := boxMark(node)
			w.WriteString(mark + "\n")
			w.blocks(children(node), "")
			w.WriteString(mark + "\n\n")
		case "expand", "nestedExpand":
			// There is no such thing: the title becomes a line above.
			if title := attribute(node, "title"); title != "" {
				w.WriteString("*" + w.escaped(title) + "*\n\n")
			}
			w.blocks(children(node), bullets)
		case "table":
			w.blocks(children(node), "")
			w.WriteString("\n")
		case "tableRow":
			w.tableRow(node)
		case "media", "blockCard", "embedCard", "extension", "caption":
			w.inlines([]map[string]any{node})
			w.WriteString("\n")
		default:
			w.other(node, bullets)
		}
	}
}

// code writes a block of code, in marks that the code does not hold.
func (w *wikiWriter) code(node map[string]any) {
	inner := wikiWriter{people: w.people}
	inner.inlines(children(node))
	text := inner.String()
	open, end := "{code}", "{code}"
	switch language := attribute(node, "language"); {
	case strings.Contains(text, "{code"):
		open, end = "{noformat}", "{noformat}"
	case language != "":
		open = "{code:" + language + "}"
	}
	w.WriteString(open + "\n" + text + "\n" + end + "\n\n")
}

// boxMark is what surrounds a quotation or a panel.
func boxMark(node map[string]any) string {
	if node["type"] == "blockquote" {
		return "{quote}"
	}
	switch kind := attribute(node, "panelType"); kind {
	case "info", "note", "tip", "warning":
		return "{" + kind + "}"
	default:
		return "{panel}"
	}
}

func (w *wikiWriter) escaped(text string) string {
	if w.inCell {
		return strings.ReplaceAll(text, "|", `\|`)
	}
	return text
}

func (w *wikiWriter) list(node map[string]any, bullets string) {
	for _, item := range children(node) {
		w.WriteString(bullets + " ")
		if kind, _ := item["type"].(string); kind == "listItem" {
			w.blocks(children(item), bullets)
			continue
		}
		if attribute(item, "state") == "DONE" {
			w.WriteString("(/) ")
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
		inner := wikiWriter{people: w.people, inCell: true}
		inner.blocks(children(cell), "")
		// An empty cell must not look like the bars of a header.
		w.WriteString(mark + firstOf(strings.TrimSpace(inner.String()), " "))
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
		case "media", "mediaInline":
			w.WriteString("!" + firstOf(attribute(node, "url"), attribute(node, "alt"), attribute(node, "id")) + "!")
		case "date":
			w.WriteString(dayOf(attribute(node, "timestamp")))
		default:
			w.WriteString(w.escaped(firstOf(attribute(node, "text"), attribute(node, "shortName"))))
			w.inlines(children(node))
		}
	}
}

// dayOf is the day of a date node, whose time is in milliseconds.
func dayOf(timestamp string) string {
	ms, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil {
		return timestamp
	}
	return time.UnixMilli(ms).UTC().Format(time.DateOnly)
}

func (w *wikiWriter) text(node map[string]any) {
	text, _ := node["text"].(string)
	text = w.escaped(text)
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
		case "subsup":
			sign := map[string]string{"sub": "~", "sup": "^"}[attribute(mark, "type")]
			text = sign + text + sign
		case "textColor":
			text = "{color:" + attribute(mark, "color") + "}" + text + "{color}"
		case "link":
			text = "[" + text + "|" + attribute(mark, "href") + "]"
		}
	}
	w.WriteString(text)
}
