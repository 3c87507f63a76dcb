package adf

// deepest is how many levels of a document are kept. People do not nest further
// than some ten; a Markdown reader gives up not far above this.
const deepest = 100

// shallow returns a document of which no node lies deeper than deepest: the
// document itself, or a copy in which what is below is a list of its text blocks.
func shallow(doc *Node) *Node {
	switch {
	case doc == nil:
		return &Node{Type: "doc"}
	case deeper(doc.Content, 1):
		return flatter(doc, 0)
	default:
		return doc
	}
}

// deeper reports whether nodes at a depth, or any below them, lie too deep.
func deeper(nodes []*Node, depth int) bool {
	if depth > deepest {
		return len(nodes) > 0
	}
	for _, n := range nodes {
		if n != nil && len(n.Content) > 0 && deeper(n.Content, depth+1) {
			return true
		}
	}
	return false
}

func flatter(n *Node, depth int) *Node {
	if n == nil || len(n.Content) == 0 {
		return n
	}
	copied := *n
	if depth == deepest-2 { // below are text blocks, and in them their text
		copied.Content = textblocks(n.Content)
		return &copied
	}
	copied.Content = make([]*Node, len(n.Content))
	for i, child := range n.Content {
		copied.Content[i] = flatter(child, depth+1)
	}
	return &copied
}

// textblocks returns a paragraph for each piece of text in nodes and all below,
// and each lowest node that is no text as it is, in order.
func textblocks(nodes []*Node) []*Node {
	var blocks []*Node
	var line *Node // a paragraph to which what stands in a line is added
	for todo := [][]*Node{nodes}; len(todo) > 0; {
		top := &todo[len(todo)-1]
		if len(*top) == 0 {
			todo = todo[:len(todo)-1]
			line = nil
			continue
		}
		n := (*top)[0]
		if *top = (*top)[1:]; n == nil {
			continue
		}
		if len(n.Content) == 0 && n.place() <= inline {
			if line == nil {
				line = &Node{Type: "paragraph"}
				blocks = append(blocks, line)
			}
			line.Content = append(line.Content, n)
			continue
		}
		line = nil
		if len(n.Content) == 0 {
			blocks = append(blocks, n)
			continue
		}
		if words := n.ownText(); words != "" {
			blocks = append(blocks, &Node{Type: "paragraph", Content: []*Node{{Type: "text", Text: words}}})
		}
		todo = append(todo, n.Content)
	}
	return blocks
}
