package jql

// fail makes an error at the next token. A token that could not be read at
// all explains itself better than its surroundings can.
func (p *parser) fail(what string) *Error {
	t := p.peek()
	if t.kind == broken {
		what = t.text
	}
	return newError(p.text, t.start, what)
}

// unexpected explains why the next token cannot stand here.
func (p *parser) unexpected(expected string) *Error {
	t := p.peek()
	switch {
	case t.kind == endOfText && p.open > 0:
		return p.fail("unexpected end of the query: " + expected + ", and a closing parenthesis is missing")
	case t.kind == endOfText:
		return p.fail("unexpected end of the query: " + expected)
	case t.kind == reserved, t.kind == keyword && IsReserved(p.text[t.start:t.end]):
		return p.fail(p.canonical(t) + " is a reserved word: write it in quotes (" + expected + " here)")
	case t.isSymbol(")") && p.pos > 0 && p.tokens[p.pos-1].isSymbol(","):
		return p.fail("a comma before the closing parenthesis: remove it")
	case t.isSymbol(")") && p.open == 0:
		return p.fail("a closing parenthesis without an opening one")
	case isComment(p.text[t.start:t.end]):
		return p.fail("JQL has no comments: remove this, or put it in quotes")
	default:
		return p.fail("unexpected " + p.canonical(t) + ": " + expected)
	}
}

// unclosed explains why a parenthesis is not closed by the next token.
func (p *parser) unclosed() *Error {
	if p.peek().kind == endOfText {
		return p.fail("unexpected end of the query: a closing parenthesis is missing")
	}
	if p.peek().isKeyword("order") {
		return p.fail("ORDER BY cannot stand in parentheses, or a closing parenthesis is missing before it")
	}
	return p.separate("expected a closing parenthesis")
}

// trailing explains why the query does not end at the next token.
func (p *parser) trailing(sorted bool) *Error {
	if sorted {
		return p.unexpected("expected a comma, ASC, DESC or the end of the query")
	}
	return p.separate("expected AND, OR, ORDER BY or the end of the query")
}

// separate explains a word after a word: nearly always a value of several
// words that lacks its quotes.
func (p *parser) separate(expected string) *Error {
	t := p.peek()
	bare := func(t token) bool { return t.kind == word || t.kind == reserved || t.kind == number }
	if p.pos > 0 && bare(p.tokens[p.pos-1]) && bare(t) && !isComment(p.text[t.start:t.end]) {
		return p.fail("unexpected " + p.canonical(t) + ": " + expected + "; a value of several words needs quotes")
	}
	return p.unexpected(expected)
}

// doubled refuses the operators of other languages that start with one of
// JQL's, with the one that was meant.
func (p *parser) doubled(op Op) *Error {
	t, last := p.peek(), p.tokens[p.pos-1]
	if t.kind != symbol || t.start != last.end {
		return nil
	}
	switch both := string(op) + t.text; both {
	case "==", "!==", "===":
		return p.fail("`" + both + "` is not an operator: write `=` or `!=`")
	case "<>":
		return p.fail("`<>` is not an operator: write `!=`")
	case "=~":
		return p.fail("`=~` is not an operator: write `~`")
	default:
		return nil
	}
}

func isComment(s string) bool {
	return len(s) >= 2 && s[:2] == "--"
}
