package graphtest_test

import (
	"strings"
	"testing"
	"time"

	"weir/internal/msgraph/graphtest"
)

// everything is a page with one of each thing that can be a target.
const everything = `<p data-id="p">para</p><h2 data-id="h">head</h2><ul data-id="ul"><li data-id="li">item</li></ul>` +
	`<div data-id="div"><p>inner</p></div><img data-id="img" src="https://example.com/x.png">` +
	`<table data-id="t" border="1"><tr><td><p data-id="cellp">cell</p></td></tr></table>`

func TestEachElementSupportsItsActions(t *testing.T) {
	t.Parallel()
	const ok = ""
	for _, test := range []struct{ target, action, want string }{
		{"body", "append", ok},
		{"body", "prepend", ok},
		{"body", "insert", "20141"},
		{"body", "replace", "20141"},
		{"title", "replace", ok},
		{"title", "append", "20141"},
		{"title", "insert", "20141"},
		{"title", "prepend", "20141"},
		{"#_default", "append", ok},
		{"#_default", "replace", "20141"},
		{"#_default", "insert", "20141"},
		{"#p", "insert", ok},
		{"#p", "append", "20138"},
		{"#p", "prepend", "20138"},
		{"#p", "replace", "20141"},
		{"id p", "replace", ok},
		{"id p", "insert", ok},
		{"#h", "insert", ok},
		{"#h", "append", "20138"},
		{"#h", "replace", "20141"},
		{"id h2", "replace", ok},
		{"#ul", "append", ok},
		{"#ul", "prepend", ok},
		{"#ul", "insert", ok},
		{"#ul", "replace", "20141"},
		{"id ul", "replace", ok},
		{"id ul", "append", ok},
		{"#li", "append", "20138"},
		{"#li", "insert", ok},
		{"#li", "replace", "20141"},
		{"id li", "replace", ok},
		{"#div", "append", ok},
		{"#div", "insert", ok},
		{"#div", "replace", "20134"},
		{"id nested", "replace", "20141"},
		{"#img", "insert", ok},
		{"#img", "replace", ok},
		{"#img", "append", "20138"},
		{"id img", "replace", ok},
		{"#t", "insert", ok},
		{"#t", "append", "20138"},
		{"#t", "replace", "20141"},
		{"id table", "replace", ok},
		{"id table", "append", "20138"},
		{"#cellp", "replace", "20141"},
		{"id cell", "replace", "20133"},
		{"id row", "insert", "20133"},
		{"p", "insert", "20134"},
		{"t", "replace", "20134"},
		{"", "append", "20134"},
		{"#title", "replace", "20149"},
		{"#body", "append", "20149"},
		{"#none", "append", "20120"},
		{"#", "append", "20120"},
		{"table:{00000000-0000-0000-0000-000000000000}{16}", "replace", "20120"},
		{"body", "delete", "20122"},
		{"body", "remove", "20122"},
	} {
		t.Run(test.action+" "+test.target, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, graphtest.Options{})
			p := s.page(everything)
			target := test.target
			if tag, byID := strings.CutPrefix(target, "id "); byID {
				n := 0
				switch tag {
				case "nested":
					tag, n = "div", 1
				case "cell":
					tag = "td"
				case "row":
					tag = "tr"
				}
				target = idOf(t, p, tag, n)
			}
			before := p.HTMLWithIDs()
			content := "<p>new</p>"
			if strings.HasSuffix(target, "li") || strings.HasPrefix(target, "li:") {
				content = "<li>new</li>"
			}
			a := s.patch(p, []string{target, test.action, content})
			if test.want != ok {
				a.is(t, 400, test.want)
				if p.HTMLWithIDs() != before {
					t.Error("a refused change left its traces")
				}
				return
			}
			a.is(t, 204, "")
			if a.body != "" {
				t.Errorf("204 with a body: %s", a.body)
			}
			if p.HTMLWithIDs() == before || !strings.Contains(p.HTML(), "new") {
				t.Errorf("nothing changed: %s", p.HTML())
			}
			s.clean()
		})
	}
}

func TestContentGoesWhereThePositionSays(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change []string
		want   string
	}{
		"append":               {[]string{"body", "append", "<p>new</p>"}, "one|list|two|new"},
		"append before":        {[]string{"body", "append", "<p>new</p>", "before"}, "new|one|list|two"},
		"prepend":              {[]string{"body", "prepend", "<p>new</p>"}, "new|one|list|two"},
		"insert":               {[]string{"#one", "insert", "<p>new</p><p>more</p>"}, "one|new|more|list|two"},
		"insert after":         {[]string{"#two", "insert", "<p>new</p>", "after"}, "one|list|two|new"},
		"insert before":        {[]string{"#two", "insert", "<p>new</p>", "before"}, "one|list|new|two"},
		"an item at the end":   {[]string{"#list", "append", "<li>new</li>"}, "one|list\nnew|two"},
		"an item at the start": {[]string{"#list", "prepend", "<li>new</li>"}, "one|new\nlist|two"},
		"an item beside one":   {[]string{"#item", "insert", "<li>new</li>"}, "one|list\nnew|two"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, graphtest.Options{})
			p := s.page(`<p data-id="one">one</p><ul data-id="list"><li data-id="item">list</li></ul><p data-id="two">two</p>`)
			s.patch(p, test.change).is(t, 204, "")
			if got := strings.Join(p.Blocks(), "|"); got != test.want {
				t.Errorf("the page reads %q instead of %q", got, test.want)
			}
		})
	}
}

func TestTheFirstDivIsTheBody(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	p := s.AddClientPage(s.section, "Mine", "<p>first</p>", "<p>second</p>")
	s.patch(p, []string{"body", "append", "<p>new</p>"}).is(t, 204, "")
	if got := p.Text(); got != "first\nnew\n\nsecond" {
		t.Errorf("the page reads %q", got)
	}
	empty := s.AddClientPage(s.section, "Empty")
	s.patch(empty, []string{"body", "append", "<p>new</p>"}).is(t, 204, "")
	if got := empty.Text(); got != "new" {
		t.Errorf("the empty page reads %q", got)
	}
}

func TestAnArrayIsAppliedWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	p := s.page(everything)
	before, table := p.HTMLWithIDs(), idOf(t, p, "table", 0)
	s.patch(p, []string{"body", "append", "<p>new</p>"}, []string{"title", "replace", "Other"}, []string{"#none", "append", "x"}).is(t, 400, "20120")
	if p.HTMLWithIDs() != before || p.Title() != "Open work" {
		t.Error("a part of the array was applied")
	}
	// Later changes find what earlier ones brought, and generated ids hold
	// through the array.
	s.patch(p, []string{"body", "append", `<ul data-id="new"><li>a</li></ul>`}, []string{"#new", "append", "<li>b</li>"},
		[]string{table, "replace", "<p>instead</p>"}).is(t, 204, "")
	if text := p.Text(); !strings.Contains(text, "a\nb") || !strings.Contains(text, "instead") || strings.Contains(text, "cell") {
		t.Errorf("the page reads %q", text)
	}
	// What an earlier change took away is gone for the later ones.
	list := idOf(t, p, "ul", 0)
	item := idOf(t, p, "li", 0)
	s.patch(p, []string{list, "replace", "<p>x</p>"}, []string{item, "replace", "<li>y</li>"}).is(t, 400, "20120")
}

func TestGeneratedIDsDieWithEveryChange(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*site, *graphtest.Page) error{
		"a PATCH": func(s *site, p *graphtest.Page) error {
			s.patch(p, []string{"body", "append", "<p>x</p>"}).is(t, 204, "")
			return nil
		},
		"a PATCH of the title":  func(s *site, p *graphtest.Page) error { s.patch(p, []string{"title", "replace", "x"}); return nil },
		"a person who types":    func(_ *site, p *graphtest.Page) error { return p.TypeInCell(0, 0, 0, "x") },
		"a person who renames":  func(_ *site, p *graphtest.Page) error { p.Rename("x"); return nil },
		"a person who moves it": func(s *site, p *graphtest.Page) error { p.Move(s.AddSection(s.notebook, "Other")); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, graphtest.Options{})
			p := s.page(everything)
			old := idOf(t, p, "table", 0)
			if again := idOf(t, p, "table", 0); again != old {
				t.Error("an id changed between two reads")
			}
			if err := change(s, p); err != nil {
				t.Fatal(err)
			}
			text := p.Text()
			s.patch(p, []string{"body", "append", "<p>partial</p>"}, []string{old, "replace", "<p>new</p>"}).is(t, 400, "20120")
			if p.Text() != text {
				t.Error("a stale id let a part of the array through")
			}
			s.patch(p, []string{idOf(t, p, "table", 0), "replace", "<p>new</p>"}).is(t, 204, "")
		})
	}
}

func TestAListGoesWithItsLastItem(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	p := s.page(`<p>x</p><ul><li>a</li></ul>`)
	s.patch(p, []string{idOf(t, p, "li", 0), "replace", "<li></li>"}).is(t, 204, "")
	if strings.Contains(p.HTML(), "<ul") {
		t.Error(p.HTML())
	}
}

func TestWhatStandsInACellIsHardToReach(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	p := s.page(`<table><tr><td>plain</td><td><img data-id="img" src="https://example.com/x.png"></td></tr></table>`)
	if strings.Contains(p.HTMLWithIDs(), "<p id=") {
		t.Errorf("a plain paragraph in a cell has an id: %s", p.HTMLWithIDs())
	}
	s.patch(p, []string{"#img", "replace", "<p>x</p>"}).is(t, 400, "20141")
	s.patch(p, []string{"#img", "insert", "x"}).is(t, 204, "")
	if got := p.Tables()[0][0][1]; got != "x" {
		t.Errorf("the cell reads %q", got)
	}
	s.patch(p, []string{idOf(t, p, "img", 0), "replace", "<p>y</p>"}).is(t, 204, "")
}

func TestATablesReplacementCanBeRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{Quirks: graphtest.Quirks{TableReplaceRefused: true}})
	p := s.page(everything)
	s.patch(p, []string{idOf(t, p, "table", 0), "replace", "<p>x</p>"}).is(t, 400, "20141")
	s.patch(p, []string{idOf(t, p, "p", 0), "replace", "<p>x</p>"}).is(t, 204, "")
	s.patch(p, []string{"#t", "insert", "<p>x</p>"}).is(t, 204, "")
}

func TestTheTitleIsPlainText(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	p := s.page("<p>x</p>")
	s.patch(p, []string{"title", "replace", "R&D <b>1</b> &amp; 2"}).is(t, 204, "")
	if p.Title() != "R&D <b>1</b> &amp; 2" {
		t.Errorf("the title is %q", p.Title())
	}
	if !strings.Contains(p.HTML(), "<title>R&amp;D &lt;b&gt;1&lt;/b&gt; &amp;amp; 2</title>") {
		t.Errorf("the page's title is not escaped: %s", p.HTML())
	}
}

func TestBodiesThatAreNoChangesAreRefused(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ contentType, body, want string }{
		"an empty array":         {"application/json", `[]`, "20125"},
		"no array":               {"application/json", `{"target":"body","action":"append","content":"x"}`, "20109"},
		"null":                   {"application/json", `null`, "20109"},
		"no JSON":                {"application/json", `[{'target':'body'}]`, "20109"},
		"something after it":     {"application/json", `[{"target":"body","action":"append","content":"x"}] []`, "20109"},
		"an unknown member":      {"application/json", `[{"target":"body","action":"append","content":"x","at":1}]`, "20109"},
		"no target":              {"application/json", `[{"action":"append","content":"x"}]`, "20109"},
		"no action":              {"application/json", `[{"target":"body","content":"x"}]`, "20109"},
		"no content":             {"application/json", `[{"target":"body","action":"append"}]`, "20109"},
		"empty content":          {"application/json", `[{"target":"body","action":"append","content":" "}]`, "20121"},
		"an unknown position":    {"application/json", `[{"target":"body","action":"append","content":"x","position":"left"}]`, "20121"},
		"an unknown action":      {"application/json", `[{"target":"body","action":"delete","content":"x"}]`, "20122"},
		"an unknown note tag":    {"application/json", `[{"target":"body","action":"append","content":"<p data-tag=\"mine\">x</p>"}]`, "20139"},
		"an unknown status":      {"application/json", `[{"target":"body","action":"append","content":"<p data-tag=\"important:completed\">x</p>"}]`, "20140"},
		"bytes that are no text": {"application/json", "[{\"target\":\"body\",\"action\":\"append\",\"content\":\"\xff\"}]", "20109"},
		"another type":           {"text/html", `[]`, "20131"},
		"no type":                {"", `[]`, "20132"},
		"no body":                {"application/json", ``, "20132"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, graphtest.Options{})
			p := s.page("<p>x</p>")
			before := p.HTMLWithIDs()
			s.send("PATCH", "/pages/"+p.ID()+"/content", test.contentType, test.body).is(t, 400, test.want)
			if p.HTMLWithIDs() != before {
				t.Error("the page changed")
			}
		})
	}
}

func TestADataIDSurvivesWhatHasContent(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	p := s.page(`<p>x</p>`)
	s.patch(p, []string{"body", "append", `<p data-id="kept">text</p><p data-id="lost"><br></p><table data-id="t"><tr><td>a</td></tr></table>`}).is(t, 204, "")
	for _, change := range []func() error{
		func() error { return p.TypeInCell(0, 0, 0, "b") }, func() error { return p.TypeAbove("c") },
	} {
		if err := change(); err != nil {
			t.Fatal(err)
		}
	}
	for dataID, want := range map[string]bool{"kept": true, "lost": false, "t": true} {
		if got := strings.Contains(p.HTML(), `data-id="`+dataID+`"`); got != want {
			t.Errorf("data-id %s is on the page: %t", dataID, got)
		}
	}
}

func TestInkAndOtherOutlinesStayUntouched(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{})
	p := s.page(everything)
	if err := p.AddOutline("beside"); err != nil {
		t.Fatal(err)
	}
	if err := p.Draw(); err != nil {
		t.Fatal(err)
	}
	const after = `<p style="margin-top:0pt;margin-bottom:0pt">beside</p></div><!-- InkNode is not supported --></body>`
	s.patch(p, []string{idOf(t, p, "table", 0), "replace", "<p>x</p>"}).is(t, 204, "")
	if !strings.Contains(p.HTML(), after) {
		t.Errorf("the rest of the page changed: %s", p.HTML())
	}
}

func TestAPatchMovesTheTimeOfTheLastChange(t *testing.T) {
	t.Parallel()
	s := newSite(t, graphtest.Options{Quirks: graphtest.Quirks{SteadyTimes: true}})
	p := s.page("<p>x</p>")
	times := func() string {
		m := decode[map[string]any](t, s.get("/pages/"+p.ID()).body)
		return m["createdDateTime"].(string) + " " + m["lastModifiedDateTime"].(string)
	}
	s.clock.pass(90*time.Second + 400*time.Millisecond)
	s.patch(p, []string{"body", "append", "<p>y</p>"})
	if got := times(); got != "2026-06-01T12:00:00Z 2026-06-01T12:01:30Z" {
		t.Errorf("the times are %s", got)
	}
	s.clock.pass(time.Minute)
	p.Rename("Other")
	if got := times(); got != "2026-06-01T12:00:00Z 2026-06-01T12:01:30Z" {
		t.Errorf("after a rename the times are %s", got)
	}
}

func FuzzPatch(f *testing.F) {
	f.Add(`[{"target":"body","action":"append","content":"<p>x</p>"}]`)
	f.Add(`[{"target":"#ul","action":"append","content":"<li>x"},{"target":"#li","action":"insert","position":"before","content":"<td>y"}]`)
	f.Add(`[{"target":"#img","action":"replace","content":"<table><tr><td>x</table>"}]`)
	f.Add(`[{"target":"title","action":"replace","content":"<"}]`)
	f.Add(`[{"target":"#div","action":"prepend","content":"<ol><li data-tag=idea>x"}]`)
	f.Add(`[[]]`)
	f.Fuzz(func(t *testing.T, body string) {
		s := newSite(t, graphtest.Options{})
		p := s.page(everything)
		before := p.HTMLWithIDs()
		a := s.send("PATCH", "/pages/"+p.ID()+"/content", "application/json", body)
		after := p.HTMLWithIDs()
		switch {
		case a.status == 204 && after == before:
			t.Errorf("%q was taken, and no id changed", body)
		case a.status != 204 && after != before:
			t.Errorf("%q was refused with %d, and changed the page", body, a.status)
		case a.status != 204 && (a.status != 400 || a.code() == ""):
			t.Errorf("%q was answered with %d: %s", body, a.status, a.body)
		}
	})
}
