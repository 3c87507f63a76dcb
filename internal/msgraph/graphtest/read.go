package graphtest

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

func readRoutes() []route {
	tree := []string{"$select", "$expand", "$orderby", "$top"}
	return []route{
		{method: "GET", template: "/me", params: []string{"$select"}, serve: (*call).me},
		{method: "GET", template: "/notebooks", params: tree, serve: (*call).listNotebooks},
		{method: "GET", template: "/notebooks/{id}/sections", params: tree, serve: (*call).listSections},
		{method: "GET", template: "/notebooks/{id}/sectionGroups", params: tree, serve: (*call).listGroups},
		{method: "GET", template: "/sectionGroups/{id}/sections", params: tree, serve: (*call).listSections},
		{method: "GET", template: "/sectionGroups/{id}/sectionGroups", params: tree, serve: (*call).listGroups},
		{method: "GET", template: "/sections/{id}", params: []string{"$select", "$expand"}, serve: (*call).showSection},
		{method: "GET", template: "/sections/{id}/pages", params: []string{"$select", "$orderby", "$top", "$skip"}, serve: (*call).listPages},
		{method: "GET", template: "/pages/{id}", params: []string{"$select", "$expand"}, serve: (*call).showPage},
		{method: "GET", template: "/pages/{id}/content", params: []string{"includeIDs"}, serve: (*call).content},
		// Asked for everything at once, the service fails on large accounts. They
		// are here to fail as it does: to ask is a violation.
		{method: "GET", template: "/pages", params: []string{"$select", "$orderby", "$top", "$skip"}, serve: (*call).everyPage},
		{method: "GET", template: "/sections", params: tree, serve: (*call).everySection},
	}
}

func (c *call) me() *answer {
	u := c.opts.User
	e := entity{properties: map[string]any{"id": u.ID, "displayName": u.DisplayName, "mail": u.Mail, "userPrincipalName": u.Mail}}
	return c.one(e, 0)
}

func (c *call) everyPage() *answer {
	c.journal.violation("GET %s: pages are asked for by section, since this fails on large accounts", c.r.URL.Path)
	return c.refuse(http.StatusBadRequest, "20266")
}

func (c *call) everySection() *answer {
	c.journal.violation("GET %s: sections are asked for by notebook, since this fails on large accounts", c.r.URL.Path)
	return c.refuse(http.StatusInternalServerError, "19999")
}

// bad answers a query that Graph refuses.
func (c *call) bad(err error) *answer {
	var code badQuery
	if !errors.As(err, &code) {
		return c.refuse(http.StatusInternalServerError, "19999")
	}
	return c.refuse(http.StatusBadRequest, string(code))
}

// shape reads the request's $select and $expand.
func (c *call) shape(levels int) (shape, error) {
	return shapeOf(c.query.Get("$select"), c.query.Get("$expand"), levels)
}

// broken reports whether $expand fails at the moment.
func (c *call) broken() bool {
	return c.query.Has("$expand") && c.now.Before(c.expandUntil)
}

// one answers with one entity.
func (c *call) one(e entity, levels int) *answer {
	if c.broken() {
		return c.refuse(http.StatusInternalServerError, "19999")
	}
	s, err := c.shape(levels)
	if err != nil {
		return c.bad(err)
	}
	shown, err := e.show(s)
	if err != nil {
		return c.bad(err)
	}
	shown["@odata.context"] = c.base + "/v1.0/$metadata#" + strings.TrimPrefix(c.r.URL.Path, "/v1.0/")
	return jsonAnswer(http.StatusOK, shown)
}

// many answers with a list that comes whole.
func many[T any](c *call, things []T, levels int, entityOf func(T) entity) *answer {
	if c.broken() {
		return c.refuse(http.StatusInternalServerError, "19999")
	}
	s, err := c.shape(levels)
	if err != nil {
		return c.bad(err)
	}
	_, top, err := span(c.query.Get("$top"), "", 100000)
	if err != nil {
		return c.bad(err)
	}
	if order := c.query.Get("$orderby"); order != "" {
		by := make(map[string]func(T) string)
		for _, name := range []string{"displayName", "createdDateTime", "lastModifiedDateTime"} {
			by[name] = func(t T) string { return fmt.Sprint(entityOf(t).properties[name]) }
		}
		if things, err = ordered(things, order, by); err != nil {
			return c.bad(err)
		}
	}
	list, err := showAll(things[:min(top, len(things))], s, entityOf)
	if err != nil {
		return c.bad(err)
	}
	return jsonAnswer(http.StatusOK, map[string]any{
		"@odata.context": c.base + "/v1.0/$metadata#" + strings.TrimPrefix(c.r.URL.Path, "/v1.0/"), "value": list,
	})
}

func (c *call) listNotebooks() *answer { return many(c, c.notebooks, 2, c.notebookEntity) }

func (c *call) listSections() *answer {
	b, refused := c.findBox(c.args[0])
	if refused != nil {
		return refused
	}
	return many(c, b.sections, 0, c.sectionEntity)
}

func (c *call) listGroups() *answer {
	b, refused := c.findBox(c.args[0])
	if refused != nil {
		return refused
	}
	return many(c, b.groups, 1, c.groupEntity)
}

func (c *call) showSection() *answer {
	s, refused := c.findSection(c.args[0])
	if refused != nil {
		return refused
	}
	return c.one(c.sectionEntity(s), 1)
}

// showPage answers with a page's metadata. Its title is late.
func (c *call) showPage() *answer {
	p, refused := c.findPage(c.args[0])
	if refused != nil {
		return refused
	}
	e := c.pageEntity(p)
	if c.now.Before(p.titled) {
		e.properties["title"] = ""
	}
	return c.one(e, 1)
}

// content answers with a page's HTML.
func (c *call) content() *answer {
	p, refused := c.findPage(c.args[0])
	switch {
	case refused != nil:
		return refused
	case p.phantom:
		return c.refuse(http.StatusNotFound, "20102")
	case c.query.Has("includeIDs") && c.query.Get("includeIDs") != "true" && c.query.Get("includeIDs") != "false":
		return c.refuse(http.StatusBadRequest, "20108")
	}
	return newAnswer(http.StatusOK, "text/html", []byte(p.document(c.query.Get("includeIDs") == "true", c.opts.User.Mail)))
}

// listPages answers with one page of a section's pages.
func (c *call) listPages() *answer {
	s, refused := c.findSection(c.args[0])
	if refused != nil {
		return refused
	}
	if s.trouble == PasswordProtected {
		return c.refuse(http.StatusForbidden, "10004")
	}
	from, size, err := span(c.query.Get("$top"), c.query.Get("$skip"), 20)
	if err != nil {
		return c.bad(err)
	}
	order := c.query.Get("$orderby")
	if order == "" {
		order = "lastModifiedDateTime desc"
	}
	pages, err := ordered(s.pages, order, map[string]func(*Page) string{
		"title":                func(p *Page) string { return p.title },
		"createdDateTime":      func(p *Page) string { return sortable(p.created) },
		"lastModifiedDateTime": func(p *Page) string { return sortable(p.modified) },
	})
	if err != nil {
		return c.bad(err)
	}
	want, err := c.shape(0)
	if err != nil {
		return c.bad(err)
	}
	pages = pages[min(from, len(pages)):]
	list, err := showAll(pages[:min(size, len(pages))], want, c.pageEntity)
	if err != nil {
		return c.bad(err)
	}
	out := map[string]any{"@odata.context": c.base + "/v1.0/$metadata#sections('" + s.id + "')/pages", "value": list}
	if len(pages) > size {
		out["@odata.nextLink"] = c.nextLink(from + size)
	}
	return jsonAnswer(http.StatusOK, out)
}

// sortable writes a moment so that texts sort as moments do.
func sortable(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000000Z") }

// nextLink is the same request with another $skip.
func (c *call) nextLink(skip int) string {
	names := make([]string, 0, len(c.query))
	for name := range c.query {
		if name != "$skip" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	link := c.base + c.r.URL.Path + "?"
	for _, name := range names {
		link += name + "=" + url.QueryEscape(c.query.Get(name)) + "&"
	}
	return link + "$skip=" + strconv.Itoa(skip)
}

// findBox finds a notebook or a group, as the path says.
func (c *call) findBox(id string) (*box, *answer) {
	group := strings.HasPrefix(c.route.template, "/sectionGroups")
	for _, n := range c.notebooks {
		if n.id == id && !group {
			return n.box, nil
		}
	}
	for b := range c.boxes() {
		for _, g := range b.groups {
			if g.id == id && group {
				return g.box, nil
			}
		}
	}
	return nil, c.lost(id)
}

func (c *call) findSection(id string) (*Section, *answer) {
	for s := range c.allSections() {
		if s.id == id {
			return s, nil
		}
	}
	return nil, c.lost(id)
}

func (c *call) findPage(id string) (*Page, *answer) {
	for p := range c.allPages() {
		if p.id != id {
			continue
		}
		if p.section.trouble == PasswordProtected {
			return nil, c.refuse(http.StatusForbidden, "10004")
		}
		return p, nil
	}
	return nil, c.lost(id)
}

// lost answers for an id that is of nothing any more, or never was one.
func (c *call) lost(id string) *answer {
	switch {
	case c.gone[id] && c.opts.Quirks.DeletedCode:
		return c.refuse(http.StatusNotFound, "20113")
	case !strings.HasPrefix(id, "1-") && !strings.HasPrefix(id, "0-"):
		return c.refuse(http.StatusBadRequest, "20112")
	default:
		return c.refuse(http.StatusNotFound, "20102")
	}
}

// self is an entity's own address, which names the user.
func (c *call) self(format string, args ...any) string {
	return c.base + "/v1.0/users/" + url.PathEscape(c.opts.User.Mail) + "/onenote" + fmt.Sprintf(format, args...)
}
