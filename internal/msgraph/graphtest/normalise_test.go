package graphtest_test

import (
	"strings"
	"testing"

	"weir/internal/msgraph/graphtest"
)

// margins are those that the service gives each paragraph.
const margins = ` style="margin-top:5.5pt;margin-bottom:5.5pt"`

func TestContentIsNormalised(t *testing.T) {
	t.Parallel()
	p := func(text string) string { return "<p" + margins + ">" + text + "</p>" }
	td := func(text string) string { return `<td style="border:0px">` + text + "</td>" }
	table := func(rows string) string { return `<table style="border:0px">` + rows + "</table>" }
	for name, test := range map[string]struct{ in, want string }{
		"a paragraph gets margins":                    {`<p>a</p>`, p("a")},
		"other margins and padding are not kept":      {`<p style="margin:9px;padding:3px">a</p>`, p("a")},
		"bare text becomes a paragraph":               {`a <b>b</b>`, p(`a <span style="font-weight:bold">b</span>`)},
		"an empty paragraph is gone":                  {`<p>a</p><p></p><p> </p><p>b</p>`, p("a") + p("b")},
		"a paragraph of a no-break space stays":       {`<p>&nbsp;</p>`, p("\u00a0")},
		"a line break stays":                          {`<p>a<br>b</p><br><p>c</p>`, p("a<br/>b") + "<br/>" + p("c")},
		"white space becomes single":                  {"<p> a \n\t b </p>", p("a b")},
		"preformatted lines become line breaks":       {"<pre>a\nb</pre>", p("a<br/>b")},
		"a span without a style is dropped":           {`<p><span class="x"><span>a</span></span></p>`, p("a")},
		"character styles become spans":               {`<p><i>a</i><u>b</u><del>c</del></p>`, p(`<span style="font-style:italic">a</span><span style="text-decoration:underline">b</span><span style="text-decoration:line-through">c</span>`)},
		"styles add up and are written in order":      {`<p style="color:RED"><b style="font-family:'Segoe UI'">a</b></p>`, p(`<span style="font-family:Segoe UI;color:red;font-weight:bold">a</span>`)},
		"a size in pixels becomes points":             {`<p style="font-size:15px">a</p>`, p(`<span style="font-size:11.5pt">a</span>`)},
		"a size is rounded to halves":                 {`<p style="font-size:10.3pt">a</p>`, p(`<span style="font-size:10.5pt">a</span>`)},
		"an unknown property is dropped":              {`<p style="border:1px solid;border-radius:3px;letter-spacing:1px">a</p>`, p("a")},
		"alignment stays on the block":                {`<p style="text-align:center">a</p>`, `<p style="text-align:center;margin-top:5.5pt;margin-bottom:5.5pt">a</p>`},
		"a style can be undone":                       {`<p style="font-weight:bold;text-decoration:underline">a<span style="font-weight:normal;text-decoration:none">b</span></p>`, p(`<span style="font-weight:bold;text-decoration:underline">a</span>b`)},
		"alignment of text alone goes":                {`<div><span style="text-align:right">a<p>b</p></span></div>`, p("a") + p("b")},
		"a definition is to be remembered":            {`<p data-tag="definition, idea">a</p>`, `<p data-tag="remember-for-later,idea"` + margins + `>a</p>`},
		"superscript stays":                           {`<p>a<sup>2</sup></p>`, p("a<sup>2</sup>")},
		"a heading gets the service's style":          {`<h1>a</h1>`, `<h1 style="font-size:16pt;color:#1e4e79;margin-top:11pt;margin-bottom:11pt">a</h1>`},
		"a link to the web stays":                     {`<p><a href="https://example.com/x?a=b">a</a></p>`, p(`<a href="https://example.com/x?a=b">a</a>`)},
		"a link that runs something is text":          {`<p><a href="javascript:alert(1)">a</a></p>`, p("a")},
		"scripts, forms and styles go":                {`<p>a</p><script>x</script><style>y</style><form><p>b</p><input></form><svg><text>c</text></svg>`, p("a")},
		"unknown elements leave their text":           {`<p><mark onclick="x()">a</mark></p><section><p>b</p></section>`, p("a") + p("b")},
		"comments go":                                 {`<p>a<!-- b --></p>`, p("a")},
		"ids and classes go":                          {`<p id="x" class="y" onclick="z()">a</p>`, p("a")},
		"a data-id stays on content":                  {`<p data-id="x">a</p>`, `<p data-id="x"` + margins + `>a</p>`},
		"a data-id goes without content":              {`<p data-id="x"><br></p>`, p("<br/>")},
		"a nested div that says nothing goes":         {`<div><div><p>a</p></div></div>`, p("a")},
		"a nested div with a data-id stays":           {`<div data-id="x"><p>a</p></div>`, `<div data-id="x">` + p("a") + `</div>`},
		"a nested div with a data-id alone goes":      {`<div data-id="x"><br></div>`, "<br/>"},
		"heads become cells and groups go":            {`<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>`, table("<tr>" + td("<p>a</p>") + "</tr><tr>" + td("<p>b</p>") + "</tr>")},
		"the text of a cell gets a paragraph":         {`<table><tr><td>a</td></tr></table>`, table("<tr>" + td("<p>a</p>") + "</tr>")},
		"spans of cells go, and rows are filled":      {`<table><tr><td colspan="2">a</td></tr><tr><td>b</td><td rowspan="3">c</td></tr></table>`, table("<tr>" + td("<p>a</p>") + td("") + "</tr><tr>" + td("<p>b</p>") + td("<p>c</p>") + "</tr>")},
		"a caption goes":                              {`<table><caption>x</caption><tr><td>a</td></tr></table>`, table("<tr>" + td("<p>a</p>") + "</tr>")},
		"a border is an attribute":                    {`<table border="2"><tr><td>a</td></tr></table>`, `<table border="1" style="border:1px solid;border-collapse:collapse"><tr><td style="border:1px solid"><p>a</p></td></tr></table>`},
		"a border in the style is none":               {`<table style="border:1px solid"><tr><td style="border:1px solid">a</td></tr></table>`, table("<tr>" + td("<p>a</p>") + "</tr>")},
		"the background of a row goes to its cells":   {`<table bgcolor="green"><tr><td>a</td></tr><tr style="background-color:blue"><td style="background-color:#f00">b</td><td>c</td></tr></table>`, table(`<tr><td style="background-color:green;border:0px"><p>a</p></td><td style="background-color:green;border:0px"></td></tr><tr><td style="background-color:#f00;border:0px"><p>b</p></td><td style="background-color:blue;border:0px"><p>c</p></td></tr>`)},
		"the width and alignment of a cell stay":      {`<table><tr><td style="width:50px;text-align:right;padding:3px">a</td></tr></table>`, table(`<tr><td style="width:50px;border:0px;text-align:right"><p>a</p></td></tr>`)},
		"the width of a table goes to its cells":      {`<table width="500"><tr><td>a</td><td>b</td><td>c</td></tr></table>`, table(`<tr><td style="width:166px;border:0px"><p>a</p></td><td style="width:166px;border:0px"><p>b</p></td><td style="width:166px;border:0px"><p>c</p></td></tr>`)},
		"a data-id of a table stays":                  {`<table data-id="t"><tr><td>a</td></tr></table>`, `<table data-id="t" style="border:0px"><tr>` + td("<p>a</p>") + `</tr></table>`},
		"a data-id of a table without text goes":      {`<table data-id="t"><tr><td></td></tr></table>`, table("<tr>" + td("") + "</tr>")},
		"data-ids of rows and cells go":               {`<table><tr data-id="r"><td data-id="c">a</td></tr></table>`, table("<tr>" + td("<p>a</p>") + "</tr>")},
		"a nested table stays":                        {`<table><tr><td><table><tr><td>a</td></tr></table></td></tr></table>`, table("<tr>" + td(table("<tr>"+td("<p>a</p>")+"</tr>")) + "</tr>")},
		"a list keeps its items":                      {`<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>`, `<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>`},
		"the style of a list goes to its items":       {`<ol style="list-style-type:upper-roman;color:blue"><li>a</li></ol>`, `<ol><li style="list-style-type:upper-roman"><span style="color:blue">a</span></li></ol>`},
		"an item without a list gets one":             {`<li data-tag="idea">a</li>`, `<ul><li><span data-tag="idea">a</span></li></ul>`},
		"the tag of a list goes to its items":         {`<ul data-tag="project-a"><li data-tag="idea">a</li></ul>`, `<ul><li><span data-tag="project-a">a</span></li></ul>`},
		"a list without a tag takes those of items":   {`<ul><li data-tag="idea">a</li></ul>`, `<ul><li>a</li></ul>`},
		"a note tag stays on a paragraph":             {`<p data-tag="to-do:completed">a</p>`, `<p data-tag="to-do:completed"` + margins + `>a</p>`},
		"a tagged paragraph in a cell becomes a span": {`<table><tr><td><p data-tag="to-do">a</p></td></tr></table>`, table("<tr>" + td(`<span data-tag="to-do">a</span>`) + "</tr>")},
		"an image stays":                              {`<p>a</p><img src="https://example.com/x.png" alt="x" width="30" onerror="y()">`, p("a") + `<img alt="x" width="30" src="https://example.com/x.png"/>`},
		"an image without a source goes":              {`<img alt="x">`, ``},
		"open tags are closed":                        {`<p>a<p><b>b`, p("a") + p(`<span style="font-weight:bold">b</span>`)},
		"what breaks a paragraph splits it":           {`<p>a<table><tr><td>b</td></tr></table>c</p>`, p("a") + table("<tr>"+td("<p>b</p>")+"</tr>") + p("c")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := graphtest.Normalise(test.in)
			if got != test.want {
				t.Errorf("%s\n became %s\n instead of %s", test.in, got, test.want)
			}
			if again := graphtest.Normalise(got); again != got {
				t.Errorf("%s\n became, the second time, %s", got, again)
			}
		})
	}
}

func TestTheTitleOfANewPageIsXML(t *testing.T) {
	t.Parallel()
	for document, want := range map[string]string{
		"<html><head><title>Open work</title></head></html>": "Open work",
		"<title> a\n b </title>":                             "a b",
		"<title>R&amp;D &lt;1&gt;</title>":                   "R&D <1>",
		"<title>R&D</title>":                                 "",
		"<title>a < b</title>":                               "",
		"<title>a&nbsp;b</title>":                            "",
		"<title>a<b>c</b></title>":                           "",
		"<TITLE data-tag='to-do'>a</TITLE>":                  "a",
		"<p>no title</p>":                                    "",
	} {
		if got := graphtest.Title(document); got != want {
			t.Errorf("the title of %s is %q instead of %q", document, got, want)
		}
	}
}

func TestWhatIsNestedWithoutEndIsLeftOut(t *testing.T) {
	t.Parallel()
	if got := graphtest.Normalise(strings.Repeat("<div>", 100000) + "a"); got != "" {
		t.Errorf("it became %.100s", got)
	}
}

func FuzzNormalise(f *testing.F) {
	for _, seed := range []string{
		`<p>a</p>`, `a<br>b`, `<table border=1><tr><th>a<td>b<tr><td>c</table>`, `<ul><li>a<li>b<ol><li>c</ol></ul>`,
		`<p><b><i>a</b>b</i></p>`, `<a href="https://example.com">a<table><td>b</table></a>`, `<li><p>a</p>b<br></li>`,
		`<div data-id=x><span data-tag=to-do>a</span></div>`, `<pre>a` + "\n" + `b</pre>`, `<h1 style="font-size:16pt">a</h1>`,
		`<img src="https://example.com/a.png"><object data=x data-attachment=y type=z>`, `<li><br>a<p>b</p><img src="http://a/"></li>`,
		`<sup><sub>a</sub></sup>&nbsp;&#0;` + "\x00", `<td>a<td>b`, `<p style="text-align:center;color:#fff">a`, `<ul><ul>a</ul></ul>`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		once := graphtest.Normalise(in)
		if twice := graphtest.Normalise(once); twice != once {
			t.Errorf("%q\n became %q\n and then   %q", in, once, twice)
		}
		cell := graphtest.NormaliseCell(in)
		if twice := graphtest.NormaliseCell(cell); twice != cell {
			t.Errorf("%q\n became in a cell %q\n and then   %q", in, cell, twice)
		}
		for _, bad := range []string{"<script", "javascript:", "<form", "onerror="} {
			if strings.Contains(strings.ToLower(once), bad) && strings.Contains(once, "<"+bad[1:]) {
				t.Errorf("%q kept %q: %q", in, bad, once)
			}
		}
	})
}
