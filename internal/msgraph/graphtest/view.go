package graphtest

import (
	"html"
	"net/http"
	"net/url"
	"strings"
)

func viewRoutes() []route {
	return []route{
		{method: "GET", template: "/", area: viewArea, serve: (*call).viewAll},
		{method: "GET", template: "/view/{id}", area: viewArea, serve: (*call).viewPage},
	}
}

// viewAll lists the pages for people.
func (c *call) viewAll() *answer {
	var b strings.Builder
	b.WriteString("<h1>Simulated OneNote</h1><p class=note>Notebooks of " + html.EscapeString(c.opts.User.Mail) +
		". Nothing can be changed here.</p>")
	for _, n := range c.notebooks {
		b.WriteString("<h2>" + html.EscapeString(n.name) + "</h2>")
		writeBox(&b, n.box)
	}
	if len(c.notebooks) == 0 {
		b.WriteString("<p>There is no notebook yet.</p>")
	}
	return page(http.StatusOK, "Simulated OneNote", b.String(), "")
}

func writeBox(b *strings.Builder, in *box) {
	b.WriteString("<ul>")
	for _, s := range in.sections {
		b.WriteString("<li>" + html.EscapeString(s.name) + "<ul>")
		for _, p := range s.pages {
			b.WriteString(`<li><a href="/view/` + html.EscapeString(url.PathEscape(p.id)) + `">` + html.EscapeString(p.shownTitle()) + "</a></li>")
		}
		b.WriteString("</ul></li>")
	}
	for _, g := range in.groups {
		b.WriteString("<li>" + html.EscapeString(g.name))
		writeBox(b, g.box)
		b.WriteString("</li>")
	}
	b.WriteString("</ul>")
}

func (p *Page) shownTitle() string {
	if p.title == "" {
		return "Untitled page"
	}
	return p.title
}

// viewPage shows one page. What stands on it went through the normaliser: no
// script, no form and no address but those of links are left. The policy of
// the answer would stop them, too.
func (c *call) viewPage() *answer {
	for p := range c.allPages() {
		if p.id != c.args[0] || p.phantom {
			continue
		}
		var b strings.Builder
		b.WriteString(`<p><a href="/">All pages</a></p><h1>` + html.EscapeString(p.shownTitle()) + "</h1>")
		for child := range p.body.ChildNodes() {
			n := clone(child)
			setAttr(n, "style", "") // where it stands is of no use here
			b.WriteString("<article>" + render(n) + "</article>")
		}
		return page(http.StatusOK, html.EscapeString(p.shownTitle()), b.String(), "")
	}
	return page(http.StatusNotFound, "Not found", `<h1>Not found</h1><p>The page was deleted or moved. <a href="/">All pages</a></p>`, "")
}
