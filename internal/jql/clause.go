package jql

func (p *parser) clause() (Expr, *Error) {
	f, err := p.field()
	if err != nil {
		return nil, err
	}
	op, err := p.operator()
	if err != nil {
		return nil, err
	}
	c := Clause{Field: f, Op: op}
	if op != Changed {
		if c.Operand, err = p.rightSide(op); err != nil {
			return nil, err
		}
	}
	c.Predicates, err = p.predicates(op)
	if err != nil {
		return nil, err
	}
	return c, nil
}

// field reads a name, a number, or cf[N], and the properties after it.
func (p *parser) field() (Field, *Error) {
	var f Field
	switch t := p.peek(); {
	case t.kind == number:
		// A field that is a number has no properties.
		return Field{Name: p.take().text}, nil
	case t.kind == word, t.kind == quoted:
		f.Name = p.take().text
	case t.isKeyword("cf"):
		var err *Error
		if f, err = p.custom(); err != nil {
			return f, err
		}
	default:
		return f, p.unexpected("expected a field")
	}
	for p.peek().isSymbol("[") {
		property, err := p.property()
		if err != nil {
			return f, err
		}
		f.Properties = append(f.Properties, property)
	}
	return f, nil
}

func (p *parser) custom() (Field, *Error) {
	p.take()
	if !p.takeSymbol("[") {
		return Field{}, p.unexpected("expected the number of a custom field after cf, as in cf[10010]")
	}
	p.open++
	t := p.peek()
	if t.kind != number || t.text[0] == '-' {
		return Field{}, p.unexpected("expected the number of a custom field, as in cf[10010]")
	}
	p.take()
	if !p.takeSymbol("]") {
		return Field{}, p.unexpected("expected `]` after the number of the custom field")
	}
	p.open--
	return FieldNamed("cf[" + t.text + "]"), nil
}

func (p *parser) property() (Property, *Error) {
	var property Property
	p.take()
	p.open++
	key, ok := p.argument()
	if !ok {
		return property, p.unexpected("expected the name of a property")
	}
	property.Key = key
	if !p.takeSymbol("]") {
		return property, p.unexpected("expected `]` after the name of the property")
	}
	p.open--
	for {
		v, ok := p.argument()
		if !ok {
			return property, nil
		}
		property.Path = append(property.Path, v)
	}
}

// argument reads a text or a number, if there is one.
func (p *parser) argument() (Value, bool) {
	switch t := p.peek(); t.kind {
	case word, number, quoted:
		p.take()
		return Value{Text: t.text, Quoted: t.kind == quoted || t.escaped}, true
	default:
		return Value{}, false
	}
}

func (p *parser) operator() (Op, *Error) {
	t := p.peek()
	if t.kind == symbol {
		switch op := Op(t.text); op {
		case Equals, NotEquals, Contains, NotContains, Less, LessEqual, Greater, GreaterEqual:
			p.take()
			return op, p.doubled(op)
		default: // some other sign
		}
	}
	switch {
	case p.takeKeyword("changed"):
		return Changed, nil
	case p.takeKeyword("in"):
		return OneOf, nil
	case p.takeKeyword("is"):
		if p.takeKeyword("not") {
			return IsNot, nil
		}
		return Is, nil
	case p.takeKeyword("was"):
		return p.was(), nil
	case t.isKeyword("not") && p.peekAfter().isKeyword("in"):
		p.take()
		p.take()
		return NoneOf, nil
	}
	return "", p.unexpected("expected an operator, as in `field = value`")
}

func (p *parser) was() Op {
	not := p.takeKeyword("not")
	in := p.takeKeyword("in")
	switch {
	case not && in:
		return WasNotIn
	case in:
		return WasIn
	case not:
		return WasNot
	default:
		return Was
	}
}

// predicates reads what may follow was and changed.
func (p *parser) predicates(op Op) ([]Predicate, *Error) {
	var names string
	switch op {
	case Was, WasNot, WasIn, WasNotIn:
		names = " before after on during by "
	case Changed:
		names = " before after on during by from to "
	default:
		return nil, nil
	}
	var found []Predicate
	for p.peek().kind == keyword && listed(names, p.peek().text) {
		name := p.take().text
		o, err := p.operand()
		if err != nil {
			return nil, err
		}
		found = append(found, Predicate{Name: name, Operand: o})
	}
	return found, nil
}
