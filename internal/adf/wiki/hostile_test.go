package wiki_test

import (
	"strings"
	"testing"

	"weir/internal/adf/wiki"
	"weir/internal/testenv"
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

// A careless reader reads the rest of the text anew for each character of it.
func TestHostileTextsAreReadInProportionToTheirLength(t *testing.T) {
	t.Parallel()
	const times = 16
	short, long := hostile(1250), hostile(1250*times)
	for n := range long {
		testenv.Proportionate(t, long[n].name, times, func() { wiki.Parse(short[n].text) }, func() { wiki.Parse(long[n].text) })
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
