// Package nearest guesses what somebody meant who wrote a word that does not
// exist.
//
// It only compares words. It must not know what they name, and it guesses
// nothing where no word is close: a wrong hint costs more than none.
package nearest

import (
	"cmp"
	"slices"
	"strings"
)

// longest is how long a word may be to be compared letter by letter, which
// takes a time that grows with the square of it.
const longest = 64

// Word returns the candidate that is closest to word, whatever the case of
// both, or nothing where none is close.
func Word(word string, candidates []string) string {
	best, bestDistance := "", limit(word)+1
	for _, c := range candidates {
		if d := distance(word, c); d < bestDistance {
			best, bestDistance = c, d
		}
	}
	return best
}

// Words returns at most n candidates, each once: first those that contain word,
// then those that are close to it, the closest first.
func Words(word string, candidates []string, n int) []string {
	type guess struct {
		word     string
		partial  bool // does not contain the word
		distance int
	}
	var guesses []guess
	folded := strings.ToLower(word)
	for _, c := range candidates {
		g := guess{word: c, distance: distance(word, c)}
		// One letter is in almost every name.
		g.partial = len([]rune(word)) < 2 || !strings.Contains(strings.ToLower(c), folded)
		if g.partial && g.distance > limit(word) || slices.ContainsFunc(guesses, func(o guess) bool { return strings.EqualFold(o.word, c) }) {
			continue
		}
		guesses = append(guesses, g)
	}
	slices.SortStableFunc(guesses, func(a, b guess) int {
		if a.partial != b.partial {
			if a.partial {
				return 1
			}
			return -1
		}
		return cmp.Compare(a.distance, b.distance)
	})
	var words []string
	for _, g := range guesses[:min(n, len(guesses))] {
		words = append(words, g.word)
	}
	return words
}

// limit is how many letters of word may be wrong: a third.
func limit(word string) int {
	n := len([]rune(word))
	if n == 0 {
		return -1
	}
	return max(1, n/3)
}

// distance counts the letters that must be inserted, removed, replaced or
// swapped with their neighbour to get from one word to the other.
func distance(one, other string) int {
	a, b := []rune(strings.ToLower(one)), []rune(strings.ToLower(other))
	if len(a) > longest || len(b) > longest {
		return max(len(a), len(b))
	}
	var before, last []int
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, last = last, row
		row = make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return row[len(b)]
}
