package adf

// Markdown writes a document as CommonMark with the tables, task lists and
// strikethrough of GitHub. The package's comment says how each node is written.
// The text ends without a line break; that of an empty document is "".
func Markdown(doc *Node, o Options) string {
	return o.limited(doc, func(doc *Node) string {
		w := writer{o: &o, spans: collector{o: &o}, markdown: true}
		w.inline.inert = o.Inert
		w.blocks(doc.Content)
		return string(w.b)
	})
}

// Text writes a document as plain text. The package's comment says how each node
// is written. The text ends without a line break; that of an empty document is "".
func Text(doc *Node, o Options) string {
	return o.limited(doc, func(doc *Node) string {
		w := writer{o: &o, spans: collector{o: &o}}
		w.blocks(doc.Content)
		return string(w.b)
	})
}
