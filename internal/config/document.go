package config

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"

	"weir/internal/secret"
)

// A span is a range of bytes of the file.
type span struct{ from, to int }

// An entryKind says what an entry is in TOML's words.
type entryKind uint8

const (
	headerEntry entryKind = iota + 1 // [a.b], or [[a.b]]
	pairEntry                        // a.b = value on a line of its own
	inlineEntry                      // a = value within { }
)

// An entry is one thing that the file defines, where it does.
type entry struct {
	kind  entryKind
	path  []string // from the root of the file
	parts []span   // of the last keys of path, as they stand here
	whole span     // with brackets, or with the value
	value span     // of a pair
	text  string   // what a pair's value says, if it is a text
}

// A document is the text of a file and where in it everything stands.
type document struct {
	source  []byte
	entries []entry
}

// A syntaxError is a text that is no TOML.
type syntaxError struct {
	offset int
	text   string
}

func (e *syntaxError) Error() string { return e.text }

// newDocument finds the entries of source. It does not see what only a whole
// reading sees, such as a key that is defined twice.
func newDocument(source []byte) (*document, error) {
	// The parser tells places by the capacity of its slices.
	d := &document{source: slices.Clip(slices.Clone(source))}
	var p unstable.Parser
	p.Reset(d.source)
	var table []string
	for p.NextExpression() {
		node := p.Expression()
		switch node.Kind {
		case unstable.Table, unstable.ArrayTable:
			e := entry{kind: headerEntry}
			e.path, e.parts = keys(nil, node.Key())
			e.whole = d.brackets(e.parts, node.Kind == unstable.ArrayTable)
			table = e.path
			d.entries = append(d.entries, e)
		case unstable.KeyValue:
			d.addPair(table, node, pairEntry)
		default: // comments, if they were asked for
		}
	}
	var bad *unstable.ParserError
	if err := p.Error(); errors.As(err, &bad) {
		return nil, &syntaxError{offset: int(p.Range(bad.Highlight).Offset), text: trimLibrary(bad.Message)}
	} else if err != nil {
		return nil, &syntaxError{text: trimLibrary(err.Error())}
	}
	return d, nil
}

// addPair adds a key and its value, and the pairs of an inline table.
func (d *document) addPair(table []string, node *unstable.Node, kind entryKind) {
	e := entry{kind: kind}
	e.path, e.parts = keys(table, node.Key())
	e.whole = span{int(node.Raw.Offset), int(node.Raw.Offset + node.Raw.Length)}
	from := e.parts[len(e.parts)-1].to
	from += strings.IndexByte(string(d.source[from:e.whole.to]), '=') + 1
	from += len(d.source[from:e.whole.to]) - len(strings.TrimLeft(string(d.source[from:e.whole.to]), " \t"))
	e.value = span{from, e.whole.to}
	value := node.Value()
	if value.Kind == unstable.String {
		e.text = string(value.Data)
	}
	d.entries = append(d.entries, e)
	if value.Kind == unstable.InlineTable {
		for it := value.Children(); it.Next(); {
			if it.Node().Kind == unstable.KeyValue {
				d.addPair(e.path, it.Node(), inlineEntry)
			}
		}
	}
}

// keys returns the path that a key means below table, and where its parts are.
func keys(table []string, it unstable.Iterator) (path []string, parts []span) {
	path = slices.Clone(table)
	for it.Next() {
		n := it.Node()
		path = append(path, string(n.Data))
		parts = append(parts, span{int(n.Raw.Offset), int(n.Raw.Offset + n.Raw.Length)})
	}
	return path, parts
}

// brackets returns the place of a header, whose name has the given parts.
func (d *document) brackets(parts []span, array bool) span {
	s := span{parts[0].from, parts[len(parts)-1].to}
	depth := 1
	if array {
		depth = 2
	}
	for n := 0; n < depth; s.from-- {
		if d.source[s.from-1] == '[' {
			n++
		}
	}
	for n := 0; n < depth; s.to++ {
		if d.source[s.to] == ']' {
			n++
		}
	}
	return s
}

// find returns the entries for which ok is true.
func (d *document) find(ok func(entry) bool) []entry {
	var found []entry
	for _, e := range d.entries {
		if ok(e) {
			found = append(found, e)
		}
	}
	return found
}

// pair returns the entry that gives path its value.
func (d *document) pair(path []string) (entry, bool) {
	for _, e := range d.entries {
		if e.kind != headerEntry && slices.Equal(e.path, path) {
			return e, true
		}
	}
	return entry{}, false
}

// keyAt returns where path is defined first, or the table that it should be in.
func (d *document) keyAt(path []string) int {
	for n := len(path); n > 0; n-- {
		for _, e := range d.entries {
			// The last key of path must be among those that stand here.
			part := n - 1 - (len(e.path) - len(e.parts))
			if len(e.path) >= n && part >= 0 && slices.Equal(e.path[:n], path[:n]) {
				return e.parts[part].from
			}
		}
	}
	return 0
}

// position returns line and column, both counted from one; columns are bytes.
func (d *document) position(offset int) string {
	before := string(d.source[:min(offset, len(d.source))])
	line := strings.Count(before, "\n") + 1
	column := len(before) - (strings.LastIndexByte(before, '\n') + 1) + 1
	return strconv.Itoa(line) + ":" + strconv.Itoa(column)
}

// trimLibrary takes the library's name off its message.
func trimLibrary(message string) string {
	return secret.Scrub(strings.TrimPrefix(message, "toml: "))
}
