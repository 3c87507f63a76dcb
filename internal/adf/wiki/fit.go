package wiki

import "weir/internal/adf"

// A container is a kind of node that holds blocks.
type container string

const (
	inDoc   container = "doc"
	inItem  container = "listItem"
	inQuote container = "blockquote"
	inPanel container = "panel"
	inCell  container = "tableCell"
)

// legal reports whether ADF's schema allows a block in a container. Only what
// this package makes is asked for.
func legal(in container, kind string) bool {
	switch kind {
	case "paragraph", "bulletList", "orderedList", "codeBlock", "mediaSingle":
		return true
	case "heading", "rule":
		return in == inDoc || in == inPanel || in == inCell
	case "panel", "blockquote":
		return in == inDoc || in == inCell
	default: // a table
		return in == inDoc
	}
}

// fit makes blocks such that they can stand in a container, or around it: a
// heading becomes a bold paragraph; a quote in a list, and a table in a table,
// what they hold. For a quote, what is still illegal ends it, and it begins anew
// behind that, so what comes back are the quotes and what stands between them.
func fit(in container, blocks []*adf.Node) []*adf.Node {
	var ready []*adf.Node
	for _, b := range blocks {
		switch {
		case legal(in, b.Type):
			ready = append(ready, b)
		case b.Type == "heading":
			if len(b.Content) > 0 {
				ready = append(ready, bold(b))
			}
		case b.Type == "blockquote" && in == inItem:
			ready = append(ready, b.Content...)
		case b.Type == "table" && in == inCell:
			for _, row := range b.Content {
				for _, cell := range row.Content {
					ready = append(ready, cell.Content...)
				}
			}
		default:
			ready = append(ready, b)
		}
	}
	if in == inQuote {
		return around(in, nil, ready)
	}
	return ready
}

// around puts blocks into containers of a kind, and between two of them what
// may not stand in one. There is always one container.
func around(in container, attrs map[string]any, blocks []*adf.Node) []*adf.Node {
	var out, inside []*adf.Node
	wrap := func() {
		if len(inside) > 0 || len(out) == 0 && len(blocks) == 0 {
			if len(inside) == 0 {
				inside = []*adf.Node{{Type: "paragraph"}}
			}
			out = append(out, &adf.Node{Type: string(in), Attrs: attrs, Content: inside})
		}
		inside = nil
	}
	for _, b := range blocks {
		if legal(in, b.Type) {
			inside = append(inside, b)
			continue
		}
		wrap()
		out = append(out, b)
	}
	wrap()
	return out
}

// bold makes a paragraph of a heading. Monospaced text takes no other mark.
func bold(heading *adf.Node) *adf.Node {
	p := &adf.Node{Type: "paragraph"}
	for _, n := range heading.Content {
		if n.Type == "text" && !hasMark(n.Marks, "code") && !hasMark(n.Marks, "strong") {
			marks := append(n.Marks[:len(n.Marks):len(n.Marks)], adf.Mark{Type: "strong"})
			n = &adf.Node{Type: "text", Text: n.Text, Marks: marks}
		}
		p.Content = append(p.Content, n)
	}
	return p
}

// title makes a bold paragraph of a macro's title, or nothing.
func title(text string) []*adf.Node {
	if text == "" {
		return nil
	}
	t := &adf.Node{Type: "text", Text: text, Marks: []adf.Mark{{Type: "strong"}}}
	return []*adf.Node{{Type: "paragraph", Content: []*adf.Node{t}}}
}
