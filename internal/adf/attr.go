package adf

import "strconv"

// Attr returns an attribute as text: a string as it is, a number as its digits.
// Anything else, and an attribute that is not there, is "".
func (n *Node) Attr(name string) string { return textOf(n.Attrs[name]) }

// Attr returns an attribute as text, as [Node.Attr] does.
func (m Mark) Attr(name string) string { return textOf(m.Attrs[name]) }

// Mark returns the first mark of a type, and whether there is one.
func (n *Node) Mark(kind string) (Mark, bool) {
	for _, m := range n.Marks {
		if m.Type == kind {
			return m, true
		}
	}
	return Mark{}, false
}

// textOf returns a string or a number as text, and "" for anything else.
func textOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	default:
		return ""
	}
}

// whole returns an attribute as a whole number between two bounds. A number that
// is written as a string will do; what is no number is 1.
func (n *Node) whole(name string, low, high int) int {
	f, ok := n.Attrs[name].(float64)
	if !ok {
		var err error
		if f, err = strconv.ParseFloat(n.Attr(name), 64); err != nil {
			return 1
		}
	}
	switch {
	case !(f > float64(low)): // also what is not a number at all
		return low
	case f > float64(high):
		return high
	default:
		return int(f)
	}
}

// dig returns what lies at the end of a path of names in nested objects, as
// text; "" where the path leads nowhere.
func dig(v any, path ...string) string {
	for _, name := range path {
		members, _ := v.(map[string]any)
		v = members[name]
	}
	return textOf(v)
}
