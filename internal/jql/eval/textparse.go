package eval

import "strings"

// A textTest says whether the words of one text are meant.
type textTest func(words []string) bool

// The faults of a text to search for.
const (
	noText   = "empty"
	badText  = "bad"
	badStart = "start" // and the character
)

// parseText reads the operand of ~, a language inside the language. It is that
// of Lucene as far as Jira's users write it:
//
//	word word      both, anywhere in the text; AND and && say the same
//	a OR b         one of them; || says the same, AND binds tighter
//	NOT a, -a, !a  not a: only beside something that is there
//	+a             a, as always
//	(a OR b) c     parentheses
//	"a b"          in this order, next to each other
//	wor*, w?rd     any letters, one letter; not at the start of a word
//	word~, word~1  words that differ in two letters at most, or in one
//
// Boosts (a^2) and distances ("a b"~5) are read and mean nothing. Operators
// are written in capitals. What is neither letter nor digit parts words. A
// fault is why Jira would refuse the text.
//
// Jira Cloud ignores more of this than Data Center does, and both reduce words
// to their stems, which this does not.
func parseText(text string) (textTest, string) {
	p := &textParser{tokens: lexText(text)}
	found := p.or()
	switch {
	case p.fault != "":
		return nil, p.fault
	case len(p.tokens) > 0:
		return nil, badText
	case found == nil:
		return nil, noText
	default:
		return found, ""
	}
}

type textParser struct {
	tokens []textToken
	fault  string
}

func (p *textParser) at(sign string) bool { return len(p.tokens) > 0 && p.tokens[0].sign == sign }

func (p *textParser) take(sign string) bool {
	if !p.at(sign) {
		return false
	}
	p.tokens = p.tokens[1:]
	return true
}

// or returns nil for no words at all.
func (p *textParser) or() textTest {
	var either []textTest
	for {
		t := p.and()
		if t != nil {
			either = append(either, t)
		} else if p.at("OR") {
			p.fault = badText
		}
		if !p.take("OR") {
			break
		}
		p.needTerm()
	}
	if len(either) == 0 {
		return nil
	}
	return func(words []string) bool {
		for _, t := range either {
			if t(words) {
				return true
			}
		}
		return false
	}
}

func (p *textParser) and() textTest {
	var with, without []textTest
	for len(p.tokens) > 0 && !p.at("OR") && !p.at(")") && p.fault == "" {
		if p.at("AND") && len(with)+len(without) == 0 {
			p.fault = badText
		}
		if p.take("AND") {
			p.needTerm()
		}
		negated := false
		for p.at("NOT") || p.at("+") {
			negated = negated != p.at("NOT")
			p.tokens = p.tokens[1:]
			p.needTerm()
		}
		switch t := p.term(); {
		case t == nil:
		case negated:
			without = append(without, t)
		default:
			with = append(with, t)
		}
	}
	if len(with)+len(without) == 0 {
		return nil
	}
	return func(words []string) bool {
		for _, t := range with {
			if !t(words) {
				return false
			}
		}
		for _, t := range without {
			if t(words) {
				return false
			}
		}
		// As in Lucene, absence alone finds nothing.
		return len(with) > 0
	}
}

// needTerm checks that an operator stands before something.
func (p *textParser) needTerm() {
	if len(p.tokens) == 0 || p.at("AND") || p.at("OR") || p.at(")") {
		p.fault = badText
	}
}

// term reads a word, a phrase or a group.
func (p *textParser) term() textTest {
	if p.fault != "" || len(p.tokens) == 0 {
		return nil
	}
	t := p.tokens[0]
	p.tokens = p.tokens[1:]
	switch {
	case t.broken:
		p.fault = badText
		return nil
	case t.sign == "(":
		inner := p.or()
		if !p.take(")") {
			p.fault = badText
		}
		return inner
	case t.sign == `"`:
		return phraseTest(t.text)
	case strings.HasPrefix(t.text, "*"), strings.HasPrefix(t.text, "?"):
		p.fault = badStart + t.text[:1]
		return nil
	default:
		return wordTest(t.text)
	}
}
