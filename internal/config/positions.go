package config

import (
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// An index knows where keys stand in the text of a file.
type index map[string]unstable.Position

// positions finds the place of each table and each key.
func positions(text []byte) index {
	at := make(index)
	var parser unstable.Parser
	parser.Reset(text)
	var prefix []string
	for parser.NextExpression() {
		node := parser.Expression()
		key, place := keyOf(&parser, node)
		if node.Kind == unstable.KeyValue {
			at.note(append(append([]string(nil), prefix...), key...), place)
		} else { // a table's header
			prefix = key
			at.note(prefix, place)
		}
	}
	return at
}

func keyOf(parser *unstable.Parser, node *unstable.Node) ([]string, unstable.Position) {
	var key []string
	var place unstable.Position
	for parts := node.Key(); parts.Next(); {
		if len(key) == 0 {
			place = parser.Shape(parts.Node().Raw).Start
		}
		key = append(key, string(parts.Node().Data))
	}
	return key, place
}

func (i index) note(key []string, place unstable.Position) {
	name := strings.Join(key, "\x00")
	if _, ok := i[name]; !ok {
		i[name] = place
	}
}

// fault places a text at a key, or at the nearest table around it.
func (i index) fault(text string, key ...string) fault {
	for n := len(key); n > 0; n-- {
		if place, ok := i[strings.Join(key[:n], "\x00")]; ok {
			return fault{place.Line, place.Column, strings.Join(key, ".") + ": " + text}
		}
	}
	return fault{1, 1, strings.Join(key, ".") + ": " + text}
}
