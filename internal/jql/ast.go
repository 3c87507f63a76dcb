package jql

import "strconv"

// An Expr is a part of a query that is true or false for an issue: And, Or,
// Not or Clause.
type Expr interface{ expr() }

// And is true when all its terms are. It has two or more.
type And struct{ Terms []Expr }

// Or is true when one of its terms is. It has two or more.
type Or struct{ Terms []Expr }

// Not is true when its term is not.
type Not struct{ Term Expr }

// A Clause compares a field with an operand. The operand is nil for changed;
// only was and changed have predicates.
type Clause struct {
	Field      Field
	Op         Op
	Operand    Operand
	Predicates []Predicate
}

func (And) expr()    {}
func (Or) expr()     {}
func (Not) expr()    {}
func (Clause) expr() {}

// An Op is an operator, in lower case with single spaces.
type Op string

// The operators.
const (
	Equals       Op = "="
	NotEquals    Op = "!="
	Contains     Op = "~"
	NotContains  Op = "!~"
	Less         Op = "<"
	LessEqual    Op = "<="
	Greater      Op = ">"
	GreaterEqual Op = ">="
	OneOf        Op = "in"
	NoneOf       Op = "not in"
	Is           Op = "is"
	IsNot        Op = "is not"
	Was          Op = "was"
	WasNot       Op = "was not"
	WasIn        Op = "was in"
	WasNotIn     Op = "was not in"
	Changed      Op = "changed"
)

// A Field names a field: by its name, or by its number for cf[10010]. The
// properties are those after the name, as in issue.property[a].b.
type Field struct {
	Name       string // escapes resolved; empty where Custom is set
	Custom     int64  // N of cf[N]; zero for all other fields
	Properties []Property
}

// A Property is one step into a field's entity property: [Key] and the words
// that follow the bracket.
type Property struct {
	Key  Value
	Path []Value
}

// An Operand is what a field is compared with: Value, Empty, Func or List.
type Operand interface{ operand() }

// A Value is a text or a number, escapes resolved. Quoted also holds for a
// word with an escape, since Jira never reads that as a number.
type Value struct {
	Text   string
	Quoted bool
}

// Empty is the keyword EMPTY, or NULL.
type Empty struct{}

// A Func is a call, as in membersOf("staff").
type Func struct {
	Name string
	Args []Value
}

// A List is the operands in parentheses after in. It has one or more.
type List struct{ Items []Operand }

func (Value) operand() {}
func (Empty) operand() {}
func (Func) operand()  {}
func (List) operand()  {}

// Number returns the value of unquoted digits. A quoted number is a text to
// Jira: for dates the two mean different things.
func (v Value) Number() (int64, bool) {
	if v.Quoted || !isNumber(v.Text) {
		return 0, false
	}
	n, err := strconv.ParseInt(v.Text, 10, 64)
	return n, err == nil
}

// A Predicate narrows was and changed. Name is in lower case: before, after,
// on, during, by, from or to.
type Predicate struct {
	Name    string
	Operand Operand
}

// A SortKey is one field of ORDER BY.
type SortKey struct {
	Field      Field
	Descending bool
}
