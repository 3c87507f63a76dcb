package wiki_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode"

	"weir/internal/adf"
	"weir/internal/adf/wiki"
)

func FuzzParse(f *testing.F) {
	for _, text := range append(corpus(f, "small"), corpus(f, "long")...) {
		f.Add(text)
	}
	for _, h := range hostile(50) {
		f.Add(h.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		tree := wiki.Parse(text)
		checkShape(t, text, tree)
		checkSize(t, text, tree)
		checkText(t, text, tree)
	})
}

// checkSize checks that a tree is no larger than its text allows: there is no
// node without a character, and at most six around one.
func checkSize(t *testing.T, text string, tree *adf.Node) {
	t.Helper()
	nodes, bytes := 0, 0
	each(tree, func(n *adf.Node) {
		nodes++
		bytes += len(n.Text)
	})
	if nodes > 10+6*len(text) || bytes > 10+3*len(text) {
		t.Fatalf("%d nodes and %d bytes of %d bytes: %.300q", nodes, bytes, len(text), text)
	}
}

// notText is what may be markup, in the eyes of somebody who knows nothing of
// how it is read: tags, the starts of headings and quotes, references, and
// emoticons with letters.
var notText = regexp.MustCompile(`(?i)\{(code|noformat|quote|panel|color|anchor)(:[^{}\n\r]*)?\}|h[1-6]\.|bq\.|&#?[a-z0-9]+;` +
	`|:-?[pd]|\((y|n|i|x|on|off|\*[yrgb]|flag|flagoff)\)`)

// checkText checks that each letter and digit of a text is in its tree.
func checkText(t *testing.T, text string, tree *adf.Node) {
	t.Helper()
	// A zero byte is nothing, wherever it stands.
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\ufffd"), "\x00", "")
	must := notText.ReplaceAllString(text, " ")
	if strings.ContainsAny(text, "[!") || strings.Contains(text, "://") || strings.Contains(text, "mailto:") {
		checkRuns(t, text, must, tree)
		return
	}
	// Without links and images all is shown, and in order.
	have := letters(shown(tree))
	i := 0
	for _, r := range letters(must) {
		for i < len(have) && have[i] != r {
			i++
		}
		if i == len(have) {
			t.Fatalf("%q\nshows  %q\nwithout the letters of %q in order\n%s", text, string(have), must, show(tree))
		}
		i++
	}
	if !strings.ContainsAny(text, "{&:;(") && !strings.Contains(text, ".") && len(have) != len(letters(text)) {
		t.Fatalf("%q\nhas %d letters, shown are %d: %s", text, len(letters(text)), len(have), show(tree))
	}
}

func letters(s string) []rune {
	var all []rune
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			all = append(all, r)
		}
	}
	return all
}

// checkRuns looks for each word in the tree's texts and attributes. What stands
// between a bar and an exclamation mark may be said of an image, and what stands
// behind one in brackets, of a link.
func checkRuns(t *testing.T, text, must string, tree *adf.Node) {
	t.Helper()
	must = regexp.MustCompile(`\|[^!\n]*!|(?i)mailto:|accountid`).ReplaceAllString(must, " ")
	var all strings.Builder
	all.WriteString(strings.ReplaceAll(shown(tree), "\n", " "))
	each(tree, func(n *adf.Node) {
		for _, a := range n.Attrs {
			if s, ok := a.(string); ok {
				all.WriteString(" " + s)
			}
		}
		for _, m := range n.Marks {
			for _, a := range m.Attrs {
				if s, ok := a.(string); ok {
					all.WriteString(" " + s)
				}
			}
		}
	})
	have := all.String()
	notLetter := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	for _, run := range strings.FieldsFunc(must, notLetter) {
		if !strings.Contains(have, run) {
			t.Fatalf("%q\nshows nowhere %q\n%s", text, run, show(tree))
		}
	}
}
