package eval

import (
	"slices"
	"strings"
)

// wordTest finds a word that stands outside quotes, or all of the words that
// other signs part it into. It is nil if there are none.
func wordTest(text string) textTest {
	text, _, _ = strings.Cut(text, string(boostOperator))
	text, digits, fuzzy := strings.Cut(text, string(fuzzyOperator))
	patterns := patternWords(text)
	if len(patterns) == 0 {
		return nil
	}
	var fits []func(string) bool
	for _, p := range patterns {
		if fuzzy {
			fits = append(fits, nearly(p, distance(digits)))
		} else {
			fits = append(fits, like(p))
		}
	}
	return func(words []string) bool {
		for _, fit := range fits {
			if !slices.ContainsFunc(words, fit) {
				return false
			}
		}
		return true
	}
}

// phraseTest finds words that follow each other.
func phraseTest(text string) textTest {
	var fits []func(string) bool
	for _, p := range patternWords(text) {
		fits = append(fits, like(p))
	}
	if len(fits) == 0 {
		return nil
	}
	return func(words []string) bool {
		for start := 0; start+len(fits) <= len(words); start++ {
			n := 0
			for n < len(fits) && fits[n](words[start+n]) {
				n++
			}
			if n == len(fits) {
				return true
			}
		}
		return false
	}
}

// patternWords is wordsOf with the wildcards kept, and without what an escape
// makes an ordinary sign.
func patternWords(s string) []string {
	var b strings.Builder
	for n := 0; n < len(s); n++ {
		if s[n] == '\\' && n+1 < len(s) && strings.IndexByte("*?", s[n+1]) >= 0 {
			b.WriteByte(' ')
			n++
			continue
		}
		b.WriteByte(s[n])
	}
	words := strings.FieldsFunc(strings.ToLower(b.String()), func(r rune) bool { return r != '*' && r != '?' && !isWordRune(r) })
	return slices.DeleteFunc(words, func(w string) bool { return strings.Trim(w, "*?") == "" })
}

// like is the test for a word with wildcards.
func like(pattern string) func(string) bool {
	if prefix, ok := strings.CutSuffix(pattern, "*"); ok && !strings.ContainsAny(prefix, "*?") {
		return func(word string) bool { return strings.HasPrefix(word, prefix) }
	}
	if !strings.ContainsAny(pattern, "*?") {
		return func(word string) bool { return word == pattern }
	}
	p := []rune(pattern)
	return func(word string) bool { return glob(p, []rune(word)) }
}

// glob goes back to the last star alone when it is stuck: an earlier one could
// not have done better.
func glob(pattern, word []rune) bool {
	p, w, star, mark := 0, 0, -1, 0
	for w < len(word) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, mark = p, w
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == word[w]):
			p++
			w++
		case star >= 0:
			mark++
			p, w = star+1, mark
		default:
			return false
		}
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern)
}

// distance reads what follows the ~ of a word: how many letters may differ.
// The fractions of old are read as the most that there is.
func distance(digits string) int {
	switch digits {
	case "0":
		return 0
	case "1":
		return 1
	default:
		return 2
	}
}

// nearly is the test for a word that differs by a few letters that are
// missing, added or different.
func nearly(pattern string, most int) func(string) bool {
	p := []rune(strings.Trim(pattern, "*?"))
	return func(word string) bool {
		w := []rune(word)
		return max(len(w)-len(p), len(p)-len(w)) <= most && edits(p, w) <= most
	}
}

// edits is how many letters must change to make a of b.
func edits(a, b []rune) int {
	row := make([]int, len(b)+1)
	for n := range row {
		row[n] = n
	}
	for i, r := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, s := range b {
			cost := 1
			if r == s {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j]+1, row[j+1]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
