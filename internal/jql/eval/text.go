package eval

import (
	"slices"
	"strings"
	"unicode"

	"weir/internal/jql"
)

// contains makes the test for ~ and !~: one value of the field holds what the
// operand asks for. Case does not count.
func (c *compiler) contains(f Field, op jql.Op, o jql.Operand) test {
	ids := []string{f.ID}
	if f.ID == textID {
		ids = c.schema.prose()
	}
	var found test
	switch o := o.(type) {
	case jql.Empty:
		found = func(i Issue) bool { return len(gather(i, ids)) == 0 }
	case jql.Value:
		holds, fault := parseText(o.Text)
		if fault != "" {
			c.refuse(faultyText(fault, o.Text, f))
			return nil
		}
		found = func(i Issue) bool { return slices.ContainsFunc(gather(i, ids), holds) }
	case jql.Func:
		if _, known := functionNamed(o.Name); known {
			c.refuse(unsuited(o.Name, f))
		} else {
			c.refuse(unknownFunction(o.Name))
		}
		return nil
	default:
		c.refuse(unsupportedOperator(op, f))
		return nil
	}
	if op == jql.Contains {
		return found
	}
	return func(i Issue) bool { return len(gather(i, ids)) > 0 && !found(i) }
}

// gather returns the words of each value of the fields.
func gather(i Issue, ids []string) [][]string {
	var texts [][]string
	for _, id := range ids {
		for _, v := range i.Values(id) {
			texts = append(texts, wordsOf(v.Text))
		}
	}
	return texts
}

func wordsOf(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !isWordRune(r) })
}

func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || r == '_'
}
