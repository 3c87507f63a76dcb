package graphtest

import (
	"bytes"
	"encoding/json"
	"mime"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
)

func writeRoutes() []route {
	return []route{
		{method: "POST", template: "/notebooks", serve: (*call).makeNotebook},
		{method: "POST", template: "/notebooks/{id}/sections", serve: (*call).makeSection},
		{method: "POST", template: "/sectionGroups/{id}/sections", serve: (*call).makeSection},
		{method: "POST", template: "/sections/{id}/pages", serve: (*call).makePage},
		{method: "PATCH", template: "/pages/{id}/content", serve: (*call).patchPage},
		{method: "DELETE", template: "/pages/{id}", serve: (*call).deletePage},
	}
}

// contentType is the request's media type, without its parameters.
func (c *call) contentType() string {
	t, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return t
}

// name reads the body of a request that makes a notebook or a section.
func (c *call) name(most int) (string, *answer) {
	switch {
	case len(c.body) == 0 || c.contentType() == "":
		return "", c.refuse(http.StatusBadRequest, "20132")
	case c.contentType() != "application/json":
		return "", c.refuse(http.StatusBadRequest, "20131")
	}
	var body struct {
		DisplayName *string `json:"displayName"`
	}
	d := json.NewDecoder(bytes.NewReader(c.body))
	d.DisallowUnknownFields()
	if err := d.Decode(&body); err != nil || d.More() {
		return "", c.refuse(http.StatusBadRequest, "20126")
	}
	if body.DisplayName == nil {
		return "", c.refuse(http.StatusBadRequest, "20152")
	}
	if code := badName(*body.DisplayName, most); code != "" {
		return "", c.refuse(http.StatusBadRequest, code)
	}
	if c.quota {
		return "", c.refuse(http.StatusInsufficientStorage, "30101")
	}
	return *body.DisplayName, nil
}

// made answers for a thing that was just made.
func made(e entity) *answer {
	shown, err := e.show(shape{})
	if err != nil {
		shown = e.properties
	}
	a := jsonAnswer(http.StatusCreated, shown)
	if self, ok := e.properties["self"].(string); ok {
		a.header.Set("Location", self)
	}
	return a
}

func (c *call) makeNotebook() *answer {
	name, refused := c.name(maxNotebookName)
	if refused != nil {
		return refused
	}
	if strings.ContainsAny(name, `'`) {
		return c.refuse(http.StatusBadRequest, "20115") // notebooks alone forbid it
	}
	if slices.ContainsFunc(c.notebooks, func(n *Notebook) bool { return strings.EqualFold(n.name, name) }) {
		return c.refuse(http.StatusConflict, "20117")
	}
	return made(c.notebookEntity(c.addNotebook(name)))
}

func (c *call) makeSection() *answer {
	b, refused := c.findBox(c.args[0])
	if refused != nil {
		return refused
	}
	name, refused := c.name(maxSectionName)
	if refused != nil {
		return refused
	}
	if slices.ContainsFunc(b.sections, func(s *Section) bool { return strings.EqualFold(s.name, name) }) {
		return c.refuse(http.StatusConflict, "20117")
	}
	s := c.addSection(b, name)
	s.ready = c.now.Add(max(c.opts.SectionLag, 0))
	return made(c.sectionEntity(s))
}

// unwritable answers for a section in which nothing can be written now, or
// where nothing can be added.
func (c *call) unwritable(s *Section, adds bool) *answer {
	switch {
	case s.trouble == PasswordProtected:
		return c.refuse(http.StatusForbidden, "10004")
	case s.trouble == CheckedOut:
		return c.refuse(http.StatusConflict, "10012")
	case s.trouble == Corrupt && adds:
		return c.refuse(http.StatusInternalServerError, "10006")
	case s.trouble == SectionFull && adds:
		return c.refuse(http.StatusInsufficientStorage, "30102")
	case c.quota:
		return c.refuse(http.StatusInsufficientStorage, "30101")
	default:
		return nil
	}
}

func (c *call) makePage() *answer {
	s, refused := c.findSection(c.args[0])
	if refused == nil {
		refused = c.unwritable(s, true)
	}
	if refused != nil {
		return refused
	}
	switch t := c.contentType(); {
	case t == "" || len(bytes.TrimSpace(c.body)) == 0:
		return c.refuse(http.StatusBadRequest, "20132")
	case strings.HasPrefix(t, "multipart/"):
		// Weir sends no images, so that it has no use for this.
		c.journal.violation("POST %s: a page is made of one text/html body", c.r.URL.Path)
		return c.refuse(http.StatusBadRequest, "20011")
	case t != "text/html" && t != "application/xhtml+xml":
		return c.refuse(http.StatusBadRequest, "20131")
	}
	document := strings.ToValidUTF8(string(c.body), string(utf8.RuneError))
	body, err := bodyOf(document)
	if err != nil {
		return c.refuse(http.StatusBadRequest, "20100")
	}
	if code := badTagIn(document); code != "" {
		return c.refuse(http.StatusBadRequest, code)
	}
	title := titleIn(document)
	if c.now.Before(s.ready) {
		title = "" // the section was not ready for it
	}
	p := c.newPage(s, title)
	p.body = body
	p.titled = c.now.Add(max(c.opts.TitleLag, 0))
	if c.phantoms > 0 {
		c.phantoms--
		p.phantom = true
	}
	return made(c.pageEntity(p))
}

func badTagIn(document string) string {
	root, err := html.Parse(strings.NewReader(document))
	if err != nil {
		return "20100"
	}
	return badTag(root)
}

// findWritable is findPage for whoever changes the page.
func (c *call) findWritable(id string) (*Page, *answer) {
	p, refused := c.findPage(id)
	switch {
	case refused != nil:
		return nil, refused
	case p.phantom:
		return nil, c.refuse(http.StatusNotFound, "20102")
	}
	return p, c.unwritable(p.section, false)
}

func (c *call) deletePage() *answer {
	p, refused := c.findWritable(c.args[0])
	if refused != nil {
		return refused
	}
	p.remove()
	return newAnswer(http.StatusNoContent, "", nil)
}

// remove takes the page out of its section.
func (p *Page) remove() {
	p.section.pages = slices.DeleteFunc(p.section.pages, func(q *Page) bool { return p == q })
	p.world.gone[p.id] = true
}
