package eval

import (
	"fmt"
	"slices"

	"weir/internal/jql"
)

func (c *compiler) clause(cl jql.Clause) test {
	f, ok := c.find(cl.Field)
	if !ok {
		return nil
	}
	if isHistory(cl.Op) {
		return c.history(f, cl)
	}
	if !slices.Contains(f.operators(), cl.Op) {
		c.refuse(unsupportedOperator(cl.Op, f))
		return nil
	}
	switch cl.Op {
	case jql.Equals, jql.Is, jql.OneOf:
		w := c.wanted(f, cl.Op, cl.Operand)
		return func(i Issue) bool { return w.in(i, i.Values(f.ID)) }
	case jql.NotEquals, jql.IsNot, jql.NoneOf:
		// Jira's negations never mean an empty field.
		w := c.wanted(f, cl.Op, cl.Operand)
		return func(i Issue) bool {
			values := i.Values(f.ID)
			return len(values) > 0 && !w.in(i, values)
		}
	case jql.Contains, jql.NotContains:
		return c.contains(f, cl.Op, cl.Operand)
	default:
		return c.compared(f, cl.Op, cl.Operand)
	}
}

// isHistory reports whether an operator asks for what a field once held.
func isHistory(op jql.Op) bool {
	switch op {
	case jql.Was, jql.WasNot, jql.WasIn, jql.WasNotIn, jql.Changed:
		return true
	default:
		return false
	}
}

// operators lists what the field can be compared with.
func (f Field) operators() []jql.Op {
	if f.ID == textID {
		return []jql.Op{jql.Contains}
	}
	exact := []jql.Op{jql.Equals, jql.NotEquals, jql.OneOf, jql.NoneOf, jql.Is, jql.IsNot}
	switch f.Kind {
	case Text:
		return []jql.Op{jql.Contains, jql.NotContains, jql.Is, jql.IsNot}
	case Number, Time, Date, Ranked, Key:
		return append(exact, jql.Less, jql.LessEqual, jql.Greater, jql.GreaterEqual)
	case Person, Option:
		return exact
	default:
		return nil
	}
}

// wanted is what = and in look for.
type wanted struct {
	empty bool
	tests []func(Value) bool
	asks  []test // what only the whole issue tells
}

func (w *wanted) in(i Issue, values []Value) bool {
	if len(values) == 0 {
		return w.empty
	}
	for _, v := range values {
		for _, t := range w.tests {
			if t(v) {
				return true
			}
		}
	}
	for _, t := range w.asks {
		if t(i) {
			return true
		}
	}
	return false
}

func (c *compiler) wanted(f Field, op jql.Op, o jql.Operand) *wanted {
	w := &wanted{}
	many := op == jql.OneOf || op == jql.NoneOf || op == jql.WasIn || op == jql.WasNotIn
	if call, ok := o.(jql.Func); ok {
		if list, known := isListFunction(call.Name); known && list != many {
			c.refuse(wrongList(op, call, f, list))
			return w
		}
	}
	c.want(w, f, o)
	return w
}

func wrongList(op jql.Op, call jql.Func, f Field, list bool) string {
	adjective := "non-list"
	if list {
		adjective = "list"
	}
	return fmt.Sprintf("Operator '%s' does not support the %s value '%s()' for field '%s'.", op, adjective, call.Name, f.name())
}

// want adds what o stands for.
func (c *compiler) want(w *wanted, f Field, o jql.Operand) {
	switch o := o.(type) {
	case jql.Empty:
		w.empty = true
	case jql.List:
		for _, item := range o.Items {
			c.want(w, f, item)
		}
	case jql.Func:
		c.call(w, f, o)
	case jql.Value:
		if f.ID == "resolution" && isUnresolved(o.Text) {
			w.empty = true
			return
		}
		if t := c.equal(f, o); t != nil {
			w.tests = append(w.tests, t)
		}
	}
}
