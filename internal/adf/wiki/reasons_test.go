package wiki_test

import (
	"regexp"
	"strings"

	"weir/internal/adf"
	"weir/internal/adf/wiki"
)

// A reason explains why ours is another tree than the oracle's. It is shown by
// what makes both equal: less of either tree, or a way to write the text such
// that the oracle understands it.
type reason struct {
	why   string
	equal func(text string, got, want *adf.Node) bool
}

// headingInside is a heading that is not at the start of its own line, or in a
// quote.
var headingInside = regexp.MustCompile(`[^\n]h[1-6]\.|(?s)\{quote\}.*h[1-6]\.`)

var reasons = []reason{
	{
		"the oracle ends a heading, a list or a panel at a file or an image in it; ours goes on",
		func(text string, got, want *adf.Node) bool {
			return (strings.Contains(text, "[^") || strings.Contains(text, "!")) && show(leaves(got)) == show(leaves(want))
		},
	},
	{
		"the oracle takes a line break behind a block in a quote or a panel for a blank line",
		func(text string, got, want *adf.Node) bool {
			return (strings.Contains(text, "{quote") || strings.Contains(text, "{panel")) && show(leaves(got)) == show(leaves(want))
		},
	},
	{
		"the oracle writes a heading in a list or a quote in capitals, italics or grey; ours is bold",
		func(text string, got, want *adf.Node) bool {
			return headingInside.MatchString(text) && lower(got) == lower(want)
		},
	},
	{
		"the oracle closes an effect in the middle of a sign in braces",
		func(text string, got, want *adf.Node) bool {
			plain := strings.NewReplacer("{", "", "}", "")
			return bracedSign.MatchString(text) && plain.Replace(lower(got)) == plain.Replace(lower(want))
		},
	},
	{
		"the oracle takes an escape in an effect off and then reads the sign",
		func(text string, _, want *adf.Node) bool {
			for _, at := range escape.FindAllStringIndex(text, -1) {
				unescaped := wiki.Parse(text[:at[0]] + text[at[0]+1:])
				if lower(normalise(unescaped)) == lower(want) {
					return true
				}
			}
			return false
		},
	},
}

// bracedSign is a sign within a word.
var bracedSign = regexp.MustCompile(`\{([-*_+^~]|\?\?)\}`)

// escape is a backslash that takes a sign's meaning away.
var escape = regexp.MustCompile(`\\[-*_+^~?{\[!|]`)

// lower shows a tree's lines without what the oracle makes of headings.
func lower(n *adf.Node) string {
	return strings.NewReplacer("ß", "ss", "--- ", "").Replace(strings.ToLower(show(unmarked(leaves(n)))))
}

// unmarked is a tree without the marks that make a heading.
func unmarked(n *adf.Node) *adf.Node {
	out := &adf.Node{Type: n.Type, Text: n.Text, Attrs: n.Attrs}
	for _, m := range n.Marks {
		if m.Type != "strong" && m.Type != "em" && m.Type != "textColor" {
			out.Marks = append(out.Marks, m)
		}
	}
	for _, c := range n.Content {
		out.Content = append(out.Content, unmarked(c))
	}
	if n.Type == "paragraph" {
		out.Content = inlines(out.Content)
	}
	return out
}

// leaves is a document of a tree's lines, code and the like, without what holds
// them.
func leaves(n *adf.Node) *adf.Node {
	out := &adf.Node{Type: "doc"}
	var visit func(n *adf.Node)
	visit = func(n *adf.Node) {
		switch n.Type {
		case "paragraph", "heading":
			p := &adf.Node{Type: "paragraph", Content: n.Content}
			for _, line := range split(p, func(c *adf.Node) bool { return c.Type != "media" && c.Type != "hardBreak" }) {
				if line.Type != "hardBreak" {
					out.Content = append(out.Content, line)
				}
			}
		case "codeBlock", "media", "rule":
			out.Content = append(out.Content, n)
		default:
			for _, c := range n.Content {
				visit(c)
			}
		}
	}
	visit(n)
	return out
}
