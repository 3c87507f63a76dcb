package jql

import "strings"

// String returns the query as JQL, in one form whatever the form it was
// written in: keywords as in `a = b AND c not in (d) ORDER BY e DESC`, single
// spaces, parentheses only where they change the meaning. Parse reads it back
// as the same tree. It may be longer than what was parsed, and so longer than
// MaxLength.
func (q *Query) String() string {
	var b strings.Builder
	if q.Where != nil {
		printExpr(&b, q.Where, anywhere)
	}
	for n, k := range q.Sort {
		switch {
		case n > 0:
			b.WriteString(", ")
		case q.Where != nil:
			b.WriteString(" ORDER BY ")
		default:
			b.WriteString("ORDER BY ")
		}
		b.WriteString(k.String())
	}
	return b.String()
}

// The levels at which an expression may stand without parentheses: a lower one
// binds less.
const (
	anywhere = iota
	insideOr
	insideAnd
	insideNot
)

func printed(e Expr) string {
	var b strings.Builder
	printExpr(&b, e, anywhere)
	return b.String()
}

func printExpr(b *strings.Builder, e Expr, where int) {
	switch e := e.(type) {
	case Or:
		printTerms(b, e.Terms, " OR ", insideOr, where)
	case And:
		printTerms(b, e.Terms, " AND ", insideAnd, where)
	case Not:
		b.WriteString("NOT ")
		printExpr(b, e.Term, insideNot)
	case Clause:
		printClause(b, e)
	}
}

// printTerms puts its terms into parentheses if what is around binds as much:
// an Or in an Or is a part of the tree, and must stay one.
func printTerms(b *strings.Builder, terms []Expr, by string, level, where int) {
	if len(terms) == 1 {
		printExpr(b, terms[0], where)
		return
	}
	if where >= level {
		b.WriteByte('(')
		defer b.WriteByte(')')
	}
	for n, t := range terms {
		if n > 0 {
			b.WriteString(by)
		}
		printExpr(b, t, level)
	}
}

func printClause(b *strings.Builder, c Clause) {
	b.WriteString(c.Field.String())
	b.WriteString(" " + string(c.Op))
	if c.Operand != nil {
		b.WriteByte(' ')
		printOperand(b, c.Operand)
	}
	for _, p := range c.Predicates {
		b.WriteString(" " + p.Name + " ")
		printOperand(b, p.Operand)
	}
}

func printOperand(b *strings.Builder, o Operand) {
	switch o := o.(type) {
	case Value:
		b.WriteString(o.String())
	case Empty:
		b.WriteString(o.String())
	case Func:
		b.WriteString(o.String())
	case List:
		b.WriteByte('(')
		for n, item := range o.Items {
			if n > 0 {
				b.WriteString(", ")
			}
			printOperand(b, item)
		}
		b.WriteByte(')')
	}
}

// String returns the expression as JQL.
func (a And) String() string { return printed(a) }

// String returns the expression as JQL.
func (o Or) String() string { return printed(o) }

// String returns the expression as JQL.
func (n Not) String() string { return printed(n) }

// String returns the clause as JQL.
func (c Clause) String() string { return printed(c) }

// String returns the value as JQL. Unquoted digits mean something else than
// quoted ones, so that a value keeps its quotes, or its lack of them, wherever
// the text can stand without.
func (v Value) String() string {
	if !v.Quoted && isBare(v.Text) {
		return v.Text
	}
	return Quote(v.Text)
}

// String returns the keyword.
func (Empty) String() string { return "EMPTY" }

// String returns the call as JQL.
func (f Func) String() string {
	args := make([]string, len(f.Args))
	for n, a := range f.Args {
		args[n] = a.String()
	}
	return Value{Text: f.Name}.String() + "(" + strings.Join(args, ", ") + ")"
}

// String returns the list as JQL, with its parentheses.
func (l List) String() string {
	var b strings.Builder
	printOperand(&b, l)
	return b.String()
}

// isBare reports whether text is one word or number when it stands alone.
func isBare(text string) bool {
	tokens := lex(text)
	t := tokens[0]
	return (t.kind == word || t.kind == number) && !t.escaped && t.text == text && len(tokens) == 2
}
