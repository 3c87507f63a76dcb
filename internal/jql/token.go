package jql

// kind is the kind of a token.
type kind int

const (
	endOfText kind = iota
	word           // an unquoted word, escapes resolved
	quoted         // a word in quotes, escapes resolved
	number         // digits, with or without a minus sign
	keyword        // a word of the grammar, or a sign that stands for one
	reserved       // a word that SQL or Java once claimed: no meaning, but not allowed
	symbol         // ( ) [ ] , and the operators that are signs
	broken         // what no token starts with; text tells why
)

// A token is a piece of the query. For keywords and symbols text is the
// canonical form: lower case, and "and" for &&.
type token struct {
	kind       kind
	text       string
	escaped    bool // an unquoted word with an escape: never a number or a keyword
	start, end int  // bytes
}

func (t token) is(kind kind, text string) bool { return t.kind == kind && t.text == text }

func (t token) isKeyword(text string) bool { return t.is(keyword, text) }

func (t token) isSymbol(text string) bool { return t.is(symbol, text) }
