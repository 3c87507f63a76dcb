package eval

import (
	"slices"
	"strings"
	"unicode"

	"weir/internal/jql"
)

// contains makes the test for ~ and !~: every word of the operand stands in
// one value of the field. Case does not count; a word may end in a * that
// stands for the rest of it; words in inner quotes must follow each other.
func (c *compiler) contains(f Field, op jql.Op, o jql.Operand) test {
	ids := []string{f.ID}
	if f.ID == textID {
		ids = c.schema.prose()
	}
	var found test
	switch o := o.(type) {
	case jql.Empty:
		found = func(i Issue) bool { return len(gather(i, ids)) == 0 }
	case jql.Value:
		phrases := phrasesOf(o.Text)
		if len(phrases) == 0 {
			c.refuse("The field '" + f.name() + "' does not support searching for an empty string.")
			return nil
		}
		found = func(i Issue) bool { return holdsPhrases(gather(i, ids), phrases) }
	case jql.Func:
		if _, known := isListFunction(o.Name); known {
			c.fits(o, f, false, len(o.Args))
		} else {
			c.refuse(unknownFunction(o.Name))
		}
		return nil
	default:
		c.refuse(unsupportedOperator(op, f))
		return nil
	}
	if op == jql.Contains {
		return found
	}
	return func(i Issue) bool { return len(gather(i, ids)) > 0 && !found(i) }
}

// gather returns the words of each value of the fields.
func gather(i Issue, ids []string) [][]string {
	var texts [][]string
	for _, id := range ids {
		for _, v := range i.Values(id) {
			texts = append(texts, wordsOf(v.Text))
		}
	}
	return texts
}

// phrasesOf splits the operand of ~ into what must be found: words, and the
// runs of words that stand in quotes.
func phrasesOf(operand string) [][]string {
	var phrases [][]string
	for i, part := range strings.Split(operand, `"`) {
		words := patternWords(part)
		if i%2 == 1 {
			if len(words) > 0 {
				phrases = append(phrases, words)
			}
			continue
		}
		for _, w := range words {
			phrases = append(phrases, []string{w})
		}
	}
	return phrases
}

func wordsOf(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !isWordRune(r) })
}

// patternWords is wordsOf with the stars kept.
func patternWords(s string) []string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r != '*' && !isWordRune(r) })
	return slices.DeleteFunc(words, func(w string) bool { return strings.Trim(w, "*") == "" })
}

func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || r == '_'
}

// holdsPhrases reports whether one of the texts holds all of the phrases.
func holdsPhrases(texts, phrases [][]string) bool {
	return slices.ContainsFunc(texts, func(words []string) bool {
		for _, p := range phrases {
			if !holdsPhrase(words, p) {
				return false
			}
		}
		return true
	})
}

func holdsPhrase(words, phrase []string) bool {
	for start := 0; start+len(phrase) <= len(words); start++ {
		if slices.EqualFunc(words[start:start+len(phrase)], phrase, fitsWord) {
			return true
		}
	}
	return false
}

func fitsWord(word, pattern string) bool {
	if prefix, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(word, prefix)
	}
	return word == pattern
}
