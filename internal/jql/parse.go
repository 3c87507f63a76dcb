package jql

import (
	"fmt"
	"strings"
)

// A parser descends through the grammar. Its methods return an *Error as a
// plain pointer; only Parse turns it into an error.
type parser struct {
	text     string
	tokens   []token
	pos      int
	depth    int // of parentheses, lists and negations around pos
	open     int // of parentheses and brackets around pos
	maxDepth int
}

func (p *parser) peek() token { return p.tokens[p.pos] }

// peekAfter is the token after the next one.
func (p *parser) peekAfter() token {
	return p.tokens[min(p.pos+1, len(p.tokens)-1)]
}

// take returns the next token and steps over it; the last one stays.
func (p *parser) take() token {
	t := p.tokens[p.pos]
	if p.pos < len(p.tokens)-1 {
		p.pos++
	}
	return t
}

func (p *parser) takeKeyword(text string) bool {
	if !p.peek().isKeyword(text) {
		return false
	}
	p.take()
	return true
}

func (p *parser) takeSymbol(text string) bool {
	if !p.peek().isSymbol(text) {
		return false
	}
	p.take()
	return true
}

// deeper enters one level. The caller leaves it with p.depth--.
func (p *parser) deeper() *Error {
	p.depth++
	if p.depth > p.maxDepth {
		return p.fail(fmt.Sprintf("the query is nested too deeply: at most %d levels are read", p.maxDepth))
	}
	return nil
}

func (p *parser) query() (*Query, *Error) {
	q := &Query{}
	first := p.peek()
	if first.kind != endOfText && !first.isKeyword("order") {
		where, err := p.or()
		if err != nil {
			return nil, err
		}
		q.Where = where
		q.where = p.text[first.start:p.tokens[p.pos-1].end]
	}
	if p.peek().isKeyword("order") {
		if err := p.orderByWords(); err != nil {
			return nil, err
		}
		start := p.peek().start
		sort, err := p.sort()
		if err != nil {
			return nil, err
		}
		q.Sort = sort
		q.orderBy = p.text[start:p.tokens[p.pos-1].end]
	}
	if p.peek().kind != endOfText {
		return nil, p.trailing(len(q.Sort) > 0)
	}
	return q, nil
}

// orderByWords reads ORDER BY. Without the BY, somebody has a field or a value
// called order.
func (p *parser) orderByWords() *Error {
	switch next := p.peekAfter(); {
	case next.isKeyword("by"):
		p.take()
		p.take()
		return nil
	case next.kind == endOfText:
		p.take()
		return p.unexpected("expected BY after ORDER")
	default:
		return p.fail(p.canonical(p.peek()) + " is a reserved word: write it in quotes, or write BY after it")
	}
}

func (p *parser) or() (Expr, *Error) {
	terms, err := p.joined("or", p.and)
	if err != nil || len(terms) == 1 {
		return only(terms), err
	}
	return Or{Terms: terms}, nil
}

func (p *parser) and() (Expr, *Error) {
	terms, err := p.joined("and", p.term)
	if err != nil || len(terms) == 1 {
		return only(terms), err
	}
	return And{Terms: terms}, nil
}

func (p *parser) joined(by string, term func() (Expr, *Error)) ([]Expr, *Error) {
	var terms []Expr
	for {
		t, err := term()
		if err != nil {
			return nil, err
		}
		terms = append(terms, t)
		if !p.takeKeyword(by) {
			return terms, nil
		}
	}
}

func only(terms []Expr) Expr {
	if len(terms) == 0 {
		return nil
	}
	return terms[0]
}

// term reads a negation, a group or a clause.
func (p *parser) term() (Expr, *Error) {
	switch t := p.peek(); {
	case t.isKeyword("not"), t.isSymbol("!"):
		return p.not()
	case t.isSymbol("("):
		return p.group()
	default:
		return p.clause()
	}
}

func (p *parser) not() (Expr, *Error) {
	if err := p.deeper(); err != nil {
		return nil, err
	}
	p.take()
	t, err := p.term()
	if err != nil {
		return nil, err
	}
	p.depth--
	return Not{Term: t}, nil
}

func (p *parser) group() (Expr, *Error) {
	if err := p.deeper(); err != nil {
		return nil, err
	}
	p.take()
	p.open++
	inner, err := p.or()
	if err != nil {
		return nil, err
	}
	if !p.takeSymbol(")") {
		return nil, p.unclosed()
	}
	p.open--
	p.depth--
	return inner, nil
}

func (p *parser) sort() ([]SortKey, *Error) {
	var keys []SortKey
	for {
		f, err := p.field()
		if err != nil {
			return nil, err
		}
		key := SortKey{Field: f}
		if p.takeKeyword("desc") {
			key.Descending = true
		} else {
			p.takeKeyword("asc")
		}
		keys = append(keys, key)
		if !p.takeSymbol(",") {
			return keys, nil
		}
	}
}

// canonical is how a token is shown in an error.
func (p *parser) canonical(t token) string { return show(strings.TrimSpace(p.text[t.start:t.end])) }
