package adf

import (
	"iter"
	"slices"
)

// A place says where a node may stand, and how it is read there.
type place byte

const (
	unknown   place = iota
	inline          // in a line of text
	textblock       // a block that holds a line of text
	block           // a block that holds blocks, or nothing
)

// places knows the nodes of the schema, by their types.
var places = map[string]place{
	"text": inline, "hardBreak": inline, "mention": inline, "emoji": inline, "date": inline, "status": inline,
	"inlineCard": inline, "placeholder": inline, "inlineExtension": inline, "mediaInline": inline,

	"paragraph": textblock, "heading": textblock, "caption": textblock, "codeBlock": textblock,
	"taskItem": textblock, "decisionItem": textblock,

	"doc": block, "blockquote": block, "panel": block, "expand": block, "nestedExpand": block, "rule": block,
	"bulletList": block, "orderedList": block, "listItem": block, "taskList": block, "blockTaskItem": block, "decisionList": block,
	"table": block, "tableRow": block, "tableCell": block, "tableHeader": block,
	"layoutSection": block, "layoutColumn": block, "media": block, "mediaSingle": block, "mediaGroup": block,
	"blockCard": block, "embedCard": block, "extension": block, "bodiedExtension": block,
	"syncBlock": block, "bodiedSyncBlock": block,
}

// place returns where a node may stand. One that the schema does not know is a
// block where it holds a block, and may be part of a line otherwise.
func (n *Node) place() place {
	p := places[n.Type]
	if p != unknown {
		return p
	}
	for _, child := range n.Content {
		if child != nil && child.place() >= textblock {
			return block
		}
	}
	return unknown
}

// framed returns the content of a node. The picture in a frame has the link that
// the frame has; its caption does not.
func (n *Node) framed() []*Node {
	target, ok := n.Mark("link")
	if n.Type != "mediaSingle" || !ok {
		return n.Content
	}
	content := slices.Clone(n.Content)
	i := slices.IndexFunc(content, func(child *Node) bool { return child != nil && child.Type == "media" })
	if i >= 0 {
		linked := *content[i]
		linked.Marks = append([]Mark{target}, linked.Marks...)
		content[i] = &linked
	}
	return content
}

// grouped goes through the blocks among nodes one by one, and through what stands in a line
// together with its neighbours. Unknown nodes among themselves may be blocks, and
// come one by one, too. Each group begins with a node.
func grouped(nodes []*Node) iter.Seq[[]*Node] {
	return func(yield func([]*Node) bool) {
		for i := 0; i < len(nodes); {
			end, together := lineEnd(nodes, i)
			for ; !together && i < end; i++ {
				if nodes[i] != nil && !yield(nodes[i:i+1]) {
					return
				}
			}
			if together && !yield(nodes[i:end]) {
				return
			}
			i = end
		}
	}
}

// lineEnd returns where the nodes end that stand in a line with the one at i, and
// whether they are known to. A block or nil stands alone.
func lineEnd(nodes []*Node, i int) (int, bool) {
	if nodes[i] == nil || nodes[i].place() >= textblock {
		return i + 1, false
	}
	end, known := i, false
	for ; end < len(nodes); end++ {
		if nodes[end] == nil {
			continue
		}
		p := nodes[end].place()
		if p >= textblock {
			break
		}
		known = known || p == inline
	}
	return end, known
}
