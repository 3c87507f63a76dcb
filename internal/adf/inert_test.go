package adf_test

import (
	"testing"

	"weir/internal/adf"
)

// What plug-ins of a program for notes carry out, or a reader loads, is written
// otherwise; the words stay.
func TestInertMarkdown(t *testing.T) {
	t.Parallel()
	code := mark("code")
	block := func(language string) *adf.Node {
		return node("codeBlock", attrs{"language": language}, text("x"))
	}
	for name, test := range map[string]struct {
		n    *adf.Node
		want string
	}{
		"an ordinary language":            {block("Python"), "```Python\nx\n```"},
		"dataviewjs":                      {block("dataviewjs"), "```\nx\n```"},
		"Dataview":                        {block("DataView"), "```\nx\n```"},
		"tasks":                           {block("tasks"), "```\nx\n```"},
		"a query":                         {block("query"), "```\nx\n```"},
		"a button":                        {block("button-x"), "```\nx\n```"},
		"a part of the list":              {block("b"), "```\nx\n```"},
		"ordinary code":                   {paragraph(text("a == b", code)), "`a == b`"},
		"code of Dataview":                {paragraph(text("= this.file", code)), `\= this.file`},
		"script of Dataview":              {paragraph(text("see "), text(" $= dv.run()", code)), `see $= dv.run()`},
		"in pieces":                       {paragraph(text("$", code), text("= dv", code, mark("textColor"))), `$= dv`},
		"behind other code":               {paragraph(text("a", code), text("=b", code, mark("strong"))), `a=**b**`},
		"a field of Meta Bind":            {paragraph(text("VIEW[1+1][math]", code)), `VIEW\[1+1\]\[math\]`},
		"a button's name":                 {paragraph(text("button-go", code)), `button-go`},
		"a picture":                       {node("media", attrs{"type": "external", "url": "https://track.example/p.png", "alt": "p"}), "[p](https://track.example/p.png)"},
		"a picture that is a link itself": {node("mediaSingle", nil, node("media", attrs{"type": "external", "url": "https://track.example/p.png", "alt": "p"})), "[p](https://track.example/p.png)"},
	} {
		if got := adf.Markdown(doc(test.n), adf.Options{Inert: true}); got != test.want {
			t.Errorf("%s:\n got %q\nwant %q", name, got, test.want)
		}
	}
}
