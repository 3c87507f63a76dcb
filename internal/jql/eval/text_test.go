package eval_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"weir/internal/jql/eval"
)

func TestTextHasALanguageOfItsOwn(t *testing.T) {
	t.Parallel()
	const text = "The quick-brown fox jumps over a lazy dog in 2024"
	for operand, want := range map[string]bool{
		"fox dog": true, "fox cat": false, "FOX AND dog": true, "fox && cat": false, "fox and dog": false,
		"cat OR fox": true, "cat || fox": true, "cat OR cow": false, "cat OR fox dog": true, "cat OR fox cow": false, "cow OR cat fox": false,
		"fox or cat": false, "fox NOT cat": true, "fox NOT dog": false, "fox -cat": true, "fox -dog": false, "fox !dog": false,
		"fox AND NOT cat": true, "fox AND NOT dog": false, "fox AND -cat": true, "NOT cat": false, "-cat": false, "fox - dog": true, "fox -": true,
		"+fox +dog": true, "+fox -+dog": false, "fox NOT NOT dog": true, "NOT NOT fox": true,
		"(cat OR fox) dog": true, "(cat OR fox) cow": false, "fox -(cat OR cow)": true, "fox -(cat OR dog)": false, "((fox))": true,
		"fo*": true, "f*x": true, "f?x": true, "f??x": false, "fo?": true, "fox?": false, "fox*": true, "j*mp*": true, "j*z": false, "ju?p?": true,
		"quick-brown": true, "quick-green": false, `"quick brown"`: true, `"brown quick"`: false, `"qu* bro?n"`: true, `"quick-brown fox"`: true,
		`"lazy dog" fox`: true, `-"lazy dog" fox`: false, `fox -"dog lazy"`: true, `"fox dog"~5`: false, `"lazy dog"~5`: true, `"lazy dog"^2`: true,
		"foxes~": true, "foxes~1": false, "fx~1": true, "xof~1": false, "xof~2": true, "fox~0": true, "lasy~1": true, "dogma~0.8": true, "fox~1 cat~1": false,
		"fox^4": true, "cat^4": false, `fox\-dog`: true, `\(fox\)`: true, `fox \*`: true, "2024": true, "202?": true,
	} {
		query := fmt.Sprintf("summary ~ %q", operand)
		p := compileWith(t, query, environment(t))
		if got := p.Match(issue{"summary": {eval.TextOf(text)}}); got != want {
			t.Errorf("%s: got %t", query, got)
		}
	}
}

// Wildcards are compared with a search that tries everything.
func TestWildcardsMatchAsInASlowSearch(t *testing.T) {
	t.Parallel()
	var slow func(pattern, word string) bool
	slow = func(pattern, word string) bool {
		switch {
		case pattern == "":
			return word == ""
		case pattern[0] == '*':
			for n := range len(word) + 1 {
				if slow(pattern[1:], word[n:]) {
					return true
				}
			}
			return false
		case word == "":
			return false
		default:
			return (pattern[0] == '?' || pattern[0] == word[0]) && slow(pattern[1:], word[1:])
		}
	}
	rapid.Check(t, func(r *rapid.T) {
		pattern := "a" + rapid.StringMatching(`[ab*?]{0,7}`).Draw(r, "pattern")
		word := rapid.StringMatching(`[ab]{1,8}`).Draw(r, "word")
		p := compileWith(t, fmt.Sprintf("summary ~ %q", pattern), environment(t))
		if got, want := p.Match(issue{"summary": {eval.TextOf(word)}}), slow(pattern, word); got != want {
			r.Fatalf("%s in %s: got %t", pattern, word, got)
		}
	})
}

// So are words that are nearly right.
func TestFuzzyWordsMatchAsInASlowSearch(t *testing.T) {
	t.Parallel()
	// near is all that can be made of a word by changing one letter.
	near := func(words map[string]bool) map[string]bool {
		all := map[string]bool{}
		for w := range words {
			all[w] = true
			for n := range len(w) + 1 {
				for _, letter := range []string{"a", "b", "c"} {
					all[w[:n]+letter+w[n:]] = true
					if n < len(w) {
						all[w[:n]+letter+w[n+1:]] = true
						all[w[:n]+w[n+1:]] = true
					}
				}
			}
		}
		return all
	}
	rapid.Check(t, func(r *rapid.T) {
		wanted := rapid.StringMatching(`[abc]{1,5}`).Draw(r, "wanted")
		word := rapid.StringMatching(`[abc]{1,6}`).Draw(r, "word")
		within := map[string]bool{wanted: true}
		for most := range 3 {
			p := compileWith(t, fmt.Sprintf("summary ~ '%s~%d'", wanted, most), environment(t))
			if got := p.Match(issue{"summary": {eval.TextOf(word)}}); got != within[word] {
				r.Fatalf("%s~%d in %s: got %t", wanted, most, word, got)
			}
			within = near(within)
		}
	})
}

func TestATextWithManyStarsIsStillSearchedQuickly(t *testing.T) {
	t.Parallel()
	p := compileWith(t, fmt.Sprintf("summary ~ %q", strings.Repeat("a*", 200)+"b"), environment(t))
	if p.Match(issue{"summary": {eval.TextOf(strings.Repeat("a", 5000))}}) {
		t.Error("found")
	}
}
