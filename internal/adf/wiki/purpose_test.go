package wiki_test

import (
	"testing"

	"weir/internal/adf/wiki"
)

// A purpose is a text that ours reads otherwise than the oracle, and why.
type purpose struct{ why, text, tree string }

var purposes = []purpose{
	{
		"an image that is a link is one: the oracle shows its markup as well",
		"[!shot.png!|https://example.com]",
		`doc(mediaSingle{layout=center}(link{href=https://example.com}:media{alt=shot.png collection= id=shot.png type=file}))`,
	},
	{
		"three exclamation marks in a link's text are three: the oracle takes the bar for an image's",
		"[Stop! Go! Run!|https://example.com]",
		`doc(paragraph(link{href=https://example.com}:"Stop! Go! Run!"))`,
	},
	{"an address in brackets that are no link is a link", "[a|b|https://example.com]", `doc(paragraph("[a|b|", link{href=https://example.com}:"https://example.com", "]"))`},
	{"a colour that there is not is none: the oracle takes black", "{color:nosuch}text{color}", `doc(paragraph("text"))`},
	{"no colour is none", "{color}text{color}", `doc(paragraph("text"))`},
	{"an item without text is one: the oracle loses it", "* ", `doc(bulletList(listItem(paragraph)))`},
	{"a link's text to a file is kept", "See [the log|^log.txt] there", `doc(paragraph("See ", mediaInline{alt=the log collection= id=log.txt type=file}, " there"))`},
	{"a file in a list does not end it", "# see [^log.txt]\n# next", `doc(orderedList{order=1}(listItem(paragraph("see ", mediaInline{alt=log.txt collection= id=log.txt type=file})), listItem(paragraph("next"))))`},
	{"a text with a tip and a card is kept", "[Our page|https://example.com/a|smart-link]", `doc(paragraph(link{href=https://example.com/a}:"Our page"))`},
	{"monospaced text can be a link", "[{{code}}|https://example.com]", `doc(paragraph(link{href=https://example.com}:code:"code"))`},
	{"a macro that is not closed is text: the oracle loses its tag", "{quote}text", `doc(paragraph("{quote}text"))`},
	{"code that is not closed is text, and markup in it is markup", "{code}\n*bold*", `doc(paragraph("{code}", hardBreak, strong:"bold"))`},
	{"a panel that is not closed is text, the next one is a panel", "{panel:title=A}\na\n{panel:title=B}\nb\n{panel}", `doc(paragraph("{panel:title=A}", hardBreak, "a"), panel{panelType=info}(paragraph(strong:"B"), paragraph("b")))`},
	{"a heading ends a list", "* item\nh2. Heading\ntext", `doc(bulletList(listItem(paragraph("item"))), heading{level=2}("Heading"), paragraph("text"))`},
	{"a rule ends a list: the oracle makes an item of the text behind it", "* item\n----\ntext", `doc(bulletList(listItem(paragraph("item"))), rule, paragraph("text"))`},
	{"a table ends a list: the oracle reads none", "* item\n|a|b|", `doc(bulletList(listItem(paragraph("item"))), table(tableRow(tableCell(paragraph("a")), tableCell(paragraph("b")))))`},
	{"a quote ends a list", "* item\nbq. quote", `doc(bulletList(listItem(paragraph("item"))), blockquote(paragraph("quote")))`},
	{"a heading in a list keeps its letters", "* h2. Heading", `doc(bulletList(listItem(paragraph(strong:"Heading"))))`},
	{"a heading in a quote is only bold", "{quote}\nh5. Heading\n{quote}", `doc(blockquote(paragraph(strong:"Heading")))`},
	{"a heading with an image is one", "h1. Logo !logo.png! here", `doc(heading{level=1}("Logo ", mediaInline{alt=logo.png collection= id=logo.png type=image}, " here"))`},
	{"a colour holds in lists, too", "{color:red}\n* item\n{color}", `doc(bulletList(listItem(paragraph(textColor{color=#ff0000}:"item"))))`},
	{"a colour amid a sentence may go over paragraphs", "a {color:red}b\n\nc{color} d", `doc(paragraph("a ", textColor{color=#ff0000}:"b"), paragraph(textColor{color=#ff0000}:"c", " d"))`},
	{"a bar with a backslash ends no cell", `|a \| b|c|`, `doc(table(tableRow(tableCell(paragraph("a | b")), tableCell(paragraph("c")))))`},
	{"a cell behind a space that ends the line is none", "|a|b| \ntext", `doc(table(tableRow(tableCell(paragraph("a")), tableCell(paragraph("b")))), paragraph("text"))`},
	{"an escape in an effect is one: the oracle reads the sign", `*a \_b_ c*`, `doc(paragraph(strong:"a _b_ c"))`},
	{"a function is no emoticon", "f(x) = (x)", `doc(paragraph("f(x) = ", emoji{id=atlassian-cross_mark shortName=:cross_mark: text=❌}))`},
	{"quotation marks are no letters", "“*bold*”", `doc(paragraph("“", strong:"bold", "”"))`},
	{"a character reference is the character, as in a browser", "a &lt; b &amp;&#8212; c &nosuch; {{&lt;}}", `doc(paragraph("a < b &— c &nosuch; ", code:"&lt;"))`},
	{"braces in monospaced text close", "{{${name}}}", `doc(paragraph(code:"${name}"))`},
	{"an address in a word is none", "xhttp://example.com", `doc(paragraph("xhttp://example.com"))`},
	{"an image's title is its text", "!a.png|title=A picture!", `doc(mediaSingle{layout=center}(media{alt=A picture collection= id=a.png type=file}))`},
	{"an image's unknown parameter is its text", "!a.png|something else!", `doc(mediaSingle{layout=center}(media{alt=something else collection= id=a.png type=file}))`},
	{"a language that the oracle does not know is kept", "{code:brainfork}\nx\n{code}", `doc(codeBlock{language=brainfork}("x"))`},
	{"a list of two kinds at once has both", "*# item", `doc(bulletList(listItem(orderedList{order=1}(listItem(paragraph("item"))))))`},
	{"an attachment is not what an address has behind a circumflex", "[x|https://example.com/a^b]", `doc(paragraph(link{href=https://example.com/a^b}:"x"))`},
}

func TestWhereOursDiffersOnPurpose(t *testing.T) {
	t.Parallel()
	for _, p := range purposes {
		if got := show(wiki.Parse(p.text)); got != p.tree {
			t.Errorf("%s: %q\n got %s\nwant %s", p.why, p.text, got, p.tree)
		}
	}
}

// The list is as long as it must be: each difference is still there.
func TestTheOracleDiffersWhereOursDoesOnPurpose(t *testing.T) {
	t.Parallel()
	needOracle(t)
	var texts []string
	for _, p := range purposes {
		texts = append(texts, p.text)
	}
	for i, want := range askOracle(t, texts) {
		if want.Error == "" && show(normalise(want.node())) == show(normalise(wiki.Parse(texts[i]))) {
			t.Errorf("%s: the oracle agrees about %q", purposes[i].why, texts[i])
		}
	}
}
