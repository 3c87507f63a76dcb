package adf

// A Node is one node of a document: a block, an inline, or text. The root of a
// document is a node of type doc.
type Node struct {
	Type    string         // as the schema names it: paragraph, taskItem, text…
	Text    string         // of a text node; an unknown node may have it, too
	Attrs   map[string]any // values as encoding/json decodes them; nil for none
	Marks   []Mark         // outermost first
	Content []*Node
}

// A Mark says something of a node: that it is strong, a link, coloured…
type Mark struct {
	Type  string
	Attrs map[string]any
}
