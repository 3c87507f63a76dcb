package wiki_test

import (
	"strings"
	"testing"
	"time"

	"weir/internal/adf/wiki"
)

// A hostileText is one that a careless reader reads again and again.
type hostileText struct{ name, text string }

// hostile makes such texts, of n repetitions each.
func hostile(n int) []hostileText {
	many := func(s string) string { return strings.Repeat(s, n) }
	var all []hostileText
	for _, s := range []string{
		"{", "}", "[", "]", "*", "_", "-", "+", "^", "~", "|", "!", "?", "(", ":", ";", "&", "\\", "#", "h", "\n", "\r", " ", "\t", "\x00", "\xff", "ö",
		"{{", "||", "??", "!a", " !a", "*a", " *a", "*a ", "_*", "*_-+^~", "a*b ", "[a|", "[^", "[~", "[a]", "[!a|", "[[http://x", "[http://x|", "{*}", "{*}a",
		"http://", "http://x", "mailto:a", "&amp", "&a;", "\\\\", "\\\\a", "\\*", "\\{", ":)", "(x)", "-- ", "---", "----\n", "h1. ", "h1.\n", "bq. ", "bq.\n",
		"* ", "* a\n", "# a\n", "- a\n", "*# a\n", "* a\n** b\n", "*", "*-", "|a", "|a|\n", "||a", "| ", "|a\n", "|\n", "|!a", "|[a", "|{code}", "|{color}a",
		"{code}", "{code:x}", "{noformat}", "{quote}", "{panel}", "{panel:title=x}", "{color}", "{color:red}", "{color:red}a{color}", "{anchor:x}", "{code", "{color:",
		"{quote}{panel}", "{quote}{panel}{color:red}", "{panel:a}{panel:b}", "{code}{noformat}", "{color:red}*", "{color:red}[", "*{color}", "[{color}", "{quote}\n* a\n",
		"{color:red}\n* a\n{color}", "* {color:red}", "* {quote}", "|{quote}|a|{quote}\n", "!{color}", "!a.png|", "[a|http://x|", "{{a", "}}", "{{{", "{{a}}b", "-a-b",
	} {
		all = append(all, hostileText{s, many(s)})
	}
	for _, pair := range [][2]string{
		{"{quote}", "{quote}"},
		{"{panel:title=x}", "{panel}"},
		{"{color:red}", "{color}"},
		{"{quote}{panel:x=y}{color:red}", "{color}{panel}{quote}"},
		{"*_", "_*"},
		{"{quote}* ", "\n{quote}"},
		{"[a|", "]"},
		{"{color:red}|", "|{color}"},
		{"{{", "}}"},
		{"!", "!"},
		{"(", ")"},
	} {
		all = append(all, hostileText{pair[0] + " around " + pair[1], many(pair[0]) + "x" + many(pair[1])})
	}
	return append(all,
		hostileText{"bangs in brackets", "[" + strings.Repeat("!", 10*n) + "|http://x]"},
		hostileText{"bars in brackets", "[" + strings.Repeat("|", 10*n) + "http://x]"},
		hostileText{"images in brackets", "[" + many("!a!") + "|http://x]"},
		hostileText{"colours in brackets", "[" + many("{color:red}a{color}") + "|http://x]"},
		hostileText{"parameters of an image", "!a.png" + many("|a=b,c,") + "!"},
		hostileText{"parameters of a macro", "{panel:" + many("a=b|") + "}x{panel}"},
		hostileText{"code that is opened very often", strings.Repeat("{code:x}", 10*n)},
		hostileText{"a long name", "!" + strings.Repeat("a", 10*n) + "!"},
		hostileText{"one long line", many("*a* _b_ {{c}} [d|http://e] !f.png! ")},
		hostileText{"a deep list", strings.Repeat("*", n) + " a\n" + strings.Repeat("#", n) + " b"},
		hostileText{"a staircase of lists", staircase(n)},
		hostileText{"a long table", "||a||b||\n" + many("|c|d|\n")},
		hostileText{"a wide table", "|" + many("c|")},
		hostileText{"a cell of many lines", "|" + many("c\n") + "|"},
	)
}

func staircase(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat("*", 1+i%25) + " a\n")
	}
	return b.String()
}

// Each text is read in a time that a careless reader could not keep to by far:
// one that reads 100 kB anew for each character of it takes minutes. An ordinary
// text is the measure, because a machine may be slow, and busy.
func TestHostileTextsAreReadInTime(t *testing.T) {
	t.Parallel()
	const size = 100_000
	all := strings.Join(corpus(t, "long"), "\n\n")
	limit := time.Second + 100*duration(strings.Repeat(all, size/len(all)))
	for _, h := range hostile(10_000) {
		for len(h.text) < size {
			h.text += "\n" + h.text
		}
		limit := limit * time.Duration(max(1, len(h.text)/size))
		if took := duration(h.text); took > limit {
			t.Errorf("%d bytes of %q took %v, more than %v", len(h.text), h.name, took, limit)
		}
	}
}

func TestHostileTextsKeepTheirTextAndMakeSmallTrees(t *testing.T) {
	t.Parallel()
	for _, h := range hostile(1000) {
		tree := wiki.Parse(h.text)
		checkShape(t, h.text, tree)
		checkSize(t, h.text, tree)
		checkText(t, h.text, tree)
	}
}

func duration(text string) time.Duration {
	start := time.Now()
	wiki.Parse(text)
	return time.Since(start)
}
