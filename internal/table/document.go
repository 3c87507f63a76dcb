package table

import (
	"encoding/json"
	"errors"
	"strings"

	"weir"
)

// deepest is how far down a document is read. People do not nest further.
const deepest = 200

// A node is what is read of a node of an ADF document. The rest (marks,
// attributes, ids) is most of it, and never enters memory.
type node struct {
	Type    string `json:"type"`
	Text    string `json:"text"`
	Content []node `json:"content"`
}

// plainText returns the text of a document in one piece.
func plainText(d weir.Document) string {
	if d.Format != weir.ADF {
		return d.Source
	}
	return adfText([]byte(d.Source))
}

// adfText collects the text of an ADF document, a line for each block.
func adfText(source []byte) string {
	var root node
	var odd *json.UnmarshalTypeError // one member of another kind; the rest is read
	if err := json.Unmarshal(source, &root); err != nil && !errors.As(err, &odd) {
		return ""
	}
	var b strings.Builder
	root.write(&b, 0)
	return strings.TrimSpace(b.String())
}

func (n node) write(b *strings.Builder, depth int) {
	if depth > deepest {
		return
	}
	b.WriteString(n.Text)
	for _, child := range n.Content {
		child.write(b, depth+1)
	}
	if text := b.String(); n.Type != "text" && !strings.HasSuffix(text, "\n") {
		b.WriteByte('\n')
	}
}
