package jql

// rightSide reads what op compares with: not every operator takes everything.
func (p *parser) rightSide(op Op) (Operand, *Error) {
	t := p.peek()
	isEmpty, isList := t.isKeyword("empty"), t.isSymbol("(")
	switch op {
	case Is, IsNot:
		if !isEmpty {
			return nil, p.unexpected("expected EMPTY or NULL after IS")
		}
	case OneOf, NoneOf, WasIn, WasNotIn:
		if !isList && !p.atCall() {
			return nil, p.unexpected("expected a list in parentheses after IN")
		}
	case Less, LessEqual, Greater, GreaterEqual:
		if isList || isEmpty {
			return nil, p.unexpected("expected a value")
		}
	default:
		if isList {
			return nil, p.unexpected("expected a value: a list needs the operator IN")
		}
	}
	return p.operand()
}

// atCall reports whether a function call comes next.
func (p *parser) atCall() bool {
	switch p.peek().kind {
	case word, number, quoted:
		return p.peekAfter().isSymbol("(")
	default:
		return false
	}
}

func (p *parser) operand() (Operand, *Error) {
	if p.takeKeyword("empty") {
		return Empty{}, nil
	}
	if p.peek().isSymbol("(") {
		return p.list()
	}
	v, ok := p.argument()
	if !ok {
		return nil, p.unexpected("expected a value")
	}
	if !p.takeSymbol("(") {
		return v, nil
	}
	return p.call(v.Text)
}

// call reads a function's arguments after the parenthesis.
func (p *parser) call(name string) (Operand, *Error) {
	f := Func{Name: name}
	p.open++
	for !p.peek().isSymbol(")") || len(f.Args) > 0 {
		v, ok := p.argument()
		if !ok {
			return nil, p.unexpected("expected a text or a number as argument of the function")
		}
		f.Args = append(f.Args, v)
		if !p.takeSymbol(",") {
			break
		}
	}
	if !p.takeSymbol(")") {
		return nil, p.unclosed()
	}
	p.open--
	return f, nil
}

func (p *parser) list() (Operand, *Error) {
	if err := p.deeper(); err != nil {
		return nil, err
	}
	p.take()
	p.open++
	if p.peek().isSymbol(")") {
		return nil, p.fail("the list is empty: it needs at least one value")
	}
	var l List
	for {
		o, err := p.operand()
		if err != nil {
			return nil, err
		}
		l.Items = append(l.Items, o)
		if !p.takeSymbol(",") {
			break
		}
	}
	if !p.takeSymbol(")") {
		return nil, p.unclosed()
	}
	p.open--
	p.depth--
	return l, nil
}
