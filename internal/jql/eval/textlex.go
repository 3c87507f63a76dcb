package eval

import "strings"

// What may follow a word or a phrase.
const (
	boostOperator = '^'
	fuzzyOperator = '~'
)

// A textToken is an operator or parenthesis (its sign), or else words or a
// phrase.
type textToken struct {
	sign   string // AND OR NOT + ( ) or " for a phrase; empty for a word
	text   string
	broken bool
}

// lexText splits a text into tokens.
func lexText(text string) []textToken {
	var tokens []textToken
	for text = strings.TrimLeft(text, whiteSpace); text != ""; text = strings.TrimLeft(text, whiteSpace) {
		t, size := nextText(text)
		text = text[size:]
		if t.sign != "" || t.text != "" || t.broken {
			tokens = append(tokens, t)
		}
	}
	return tokens
}

const whiteSpace = " \t\r\n"

func nextText(text string) (textToken, int) {
	switch {
	case text[0] == '(' || text[0] == ')':
		return textToken{sign: text[:1]}, 1
	case text[0] == '"':
		return phraseToken(text)
	case strings.HasPrefix(text, "&&"):
		return textToken{sign: "AND"}, 2
	case strings.HasPrefix(text, "||"):
		return textToken{sign: "OR"}, 2
	case strings.IndexByte("+-!", text[0]) >= 0:
		if len(text) == 1 || strings.IndexByte(whiteSpace+")", text[1]) >= 0 {
			return textToken{}, 1 // a dash between words
		}
		if text[0] == '+' {
			return textToken{sign: "+"}, 1
		}
		return textToken{sign: "NOT"}, 1
	}
	end := 0
	for end < len(text) && strings.IndexByte(whiteSpace+`()"`, text[end]) < 0 {
		if text[end] == '\\' && end+1 < len(text) {
			end++
		}
		end++
	}
	switch word := text[:end]; word {
	case "AND", "OR", "NOT":
		return textToken{sign: word}, end
	default:
		return textToken{text: word}, end
	}
}

// phraseToken reads a phrase, and the distance and boost that may follow it.
func phraseToken(text string) (textToken, int) {
	end := 1
	for end < len(text) && text[end] != '"' {
		if text[end] == '\\' && end+1 < len(text) {
			end++
		}
		end++
	}
	if end >= len(text) {
		return textToken{broken: true}, len(text)
	}
	t := textToken{sign: `"`, text: text[1:end]}
	end++
	for end < len(text) && (text[end] == fuzzyOperator || text[end] == boostOperator) {
		end++
		end += len(text[end:]) - len(strings.TrimLeft(text[end:], "0123456789."))
	}
	return t, end
}
