package wiki_test

import (
	"testing"

	"weir/internal/adf/wiki"
)

// ADF allows less within one another than wiki markup does.
func TestBlocksStandWhereADFAllowsThem(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, tree string }{
		{
			"a table in a panel in a cell is the content of its cells",
			"|{panel}x\n|a|b|\n|c|\n{panel}|d|",
			`doc(table(tableRow(tableCell(panel{panelType=info}(paragraph("x")), paragraph("a"), paragraph("b"), paragraph("c")), tableCell(paragraph("d")))))`,
		},
		{
			"a panel breaks a list, which goes on counting",
			"# a\n# b {panel}x{panel} c\n# d",
			`doc(orderedList{order=1}(listItem(paragraph("a")), listItem(paragraph("b"))), panel{panelType=info}(paragraph("x")), ` +
				`orderedList{order=3}(listItem(paragraph("c")), listItem(paragraph("d"))))`,
		},
		{
			"a panel breaks a list in a list in a quote, too",
			"{quote}\n* a\n** b {panel}x{panel}\n** c\n{quote}",
			`doc(blockquote(bulletList(listItem(paragraph("a"), bulletList(listItem(paragraph("b")))))), panel{panelType=info}(paragraph("x")), ` +
				`blockquote(bulletList(listItem(bulletList(listItem(paragraph("c")))))))`,
		},
		{
			"a quote in a panel stands between two panels",
			"{panel:title=T}a{quote}b{quote}c{panel}",
			`doc(panel{panelType=info}(paragraph(strong:"T"), paragraph("a")), blockquote(paragraph("b")), panel{panelType=info}(paragraph("c")))`,
		},
		{
			"a panel in a quote stands between two quotes",
			"{quote}a{panel}b{panel}c{quote}",
			`doc(blockquote(paragraph("a")), panel{panelType=info}(paragraph("b")), blockquote(paragraph("c")))`,
		},
		{
			"what is empty is there",
			"{quote}{quote}{panel}{panel}{code}{code}\n||{color:red}{color}||\nh1.",
			`doc(blockquote(paragraph), panel{panelType=info}(paragraph), codeBlock, table(tableRow(tableHeader(paragraph))), heading{level=1})`,
		},
		{
			"code in a heading stands behind it",
			"h1. One {code}x{code} two",
			`doc(heading{level=1}("One"), codeBlock("x"), paragraph("two"))`,
		},
		{
			"levels of a list that are skipped are there",
			"* a\n*** b\n* c",
			`doc(bulletList(listItem(paragraph("a"), bulletList(listItem(bulletList(listItem(paragraph("b")))))), listItem(paragraph("c"))))`,
		},
		{
			"a person is shown by the link's text, and a tip is kept",
			"[Anna|~asmith] [log|^a.txt|of Monday] [~] [~accountid:]",
			`doc(paragraph(mention{id=asmith text=@Anna}, " ", mediaInline{alt=log collection= id=a.txt type=file}, " (of Monday) [~] [~accountid:]"))`,
		},
		{
			"an emoticon in a cell opens no image",
			"|a (!) b|c!|",
			`doc(table(tableRow(tableCell(paragraph("a ", emoji{id=atlassian-warning shortName=:warning: text=⚠️}, " b")), tableCell(paragraph("c!")))))`,
		},
		{
			"a sign in braces and one without go together",
			"{*}a b* c",
			`doc(paragraph(strong:"a b", " c"))`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			tree := wiki.Parse(c.text)
			if got := show(tree); got != c.tree {
				t.Errorf("%q\n got %s\nwant %s", c.text, got, c.tree)
			}
			checkShape(t, c.text, tree)
		})
	}
}
