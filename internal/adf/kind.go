package adf

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

// grouped returns the blocks among nodes one by one, and what stands in a line
// together with its neighbours. Unknown nodes among themselves may be blocks, and
// are returned one by one, too. No group is empty or holds nil.
func grouped(nodes []*Node) [][]*Node {
	groups := make([][]*Node, 0, len(nodes))
	line, known := []*Node(nil), false
	flush := func() {
		if known {
			groups = append(groups, line)
		} else {
			for i := range line {
				groups = append(groups, line[i:i+1])
			}
		}
		line, known = nil, false
	}
	for i, n := range nodes {
		if n == nil {
			continue
		}
		p := n.place()
		if p >= textblock {
			flush()
			groups = append(groups, nodes[i:i+1])
			continue
		}
		line = append(line, n)
		known = known || p == inline
	}
	flush()
	return groups
}
