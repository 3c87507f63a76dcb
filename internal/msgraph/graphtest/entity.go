package graphtest

import (
	"net/url"
	"slices"
	"time"
)

// stamp is how Graph writes a moment: whole seconds.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

func (c *call) author() map[string]any {
	return map[string]any{"user": map[string]any{"id": c.opts.User.ID, "displayName": c.opts.User.DisplayName}}
}

// web are the addresses of a thing for people.
func (c *call) web(id string) map[string]any {
	address := c.base + "/view/" + url.PathEscape(id)
	return map[string]any{
		"oneNoteClientUrl": map[string]any{"href": "onenote:" + address},
		"oneNoteWebUrl":    map[string]any{"href": address},
	}
}

func (c *call) common(id, name, kind string, created time.Time) map[string]any {
	return map[string]any{
		"id": id, "displayName": name, "createdDateTime": stamp(created), "lastModifiedDateTime": stamp(created),
		"createdBy": c.author(), "lastModifiedBy": c.author(), "self": c.self("/%s/%s", kind, id),
	}
}

func (c *call) notebookEntity(n *Notebook) entity {
	e := entity{properties: c.common(n.id, n.name, "notebooks", n.created), below: c.belowBox(n.box)}
	e.properties["isDefault"] = len(c.notebooks) > 0 && c.notebooks[0] == n
	e.properties["isShared"] = false
	e.properties["userRole"] = "Owner"
	e.properties["sectionsUrl"] = c.self("/notebooks/%s/sections", n.id)
	e.properties["sectionGroupsUrl"] = c.self("/notebooks/%s/sectionGroups", n.id)
	e.properties["links"] = c.web(n.id)
	return e
}

func (c *call) groupEntity(g *Group) entity {
	e := entity{properties: c.common(g.id, g.name, "sectionGroups", g.created), below: c.belowBox(g.box)}
	e.properties["sectionsUrl"] = c.self("/sectionGroups/%s/sections", g.id)
	e.properties["sectionGroupsUrl"] = c.self("/sectionGroups/%s/sectionGroups", g.id)
	return e
}

// belowBox are the sections and groups of a notebook or a group.
func (c *call) belowBox(b *box) map[string]func(shape) (any, error) {
	return map[string]func(shape) (any, error){
		"sections":      func(s shape) (any, error) { return showAll(b.sections, s, c.sectionEntity) },
		"sectionGroups": func(s shape) (any, error) { return showAll(b.groups, s, c.groupEntity) },
	}
}

func (c *call) sectionEntity(s *Section) entity {
	e := entity{properties: c.common(s.id, s.name, "sections", s.created)}
	e.properties["isDefault"] = false
	e.properties["pagesUrl"] = c.self("/sections/%s/pages", s.id)
	e.properties["links"] = c.web(s.id)
	e.below = map[string]func(shape) (any, error){
		"parentNotebook":     func(sh shape) (any, error) { return c.parentNotebook(s, sh) },
		"parentSectionGroup": func(sh shape) (any, error) { return c.parentGroup(s, sh) },
	}
	return e
}

// notebookOf is the notebook that a section is in, through whatever groups.
func (w *World) notebookOf(s *Section) *Notebook {
	n := slices.IndexFunc(w.notebooks, func(n *Notebook) bool {
		return !n.all(func(b *box) bool { return !slices.Contains(b.sections, s) })
	})
	return w.notebooks[n] // a section is always in one
}

func (c *call) parentNotebook(s *Section, sh shape) (any, error) {
	n := c.notebookOf(s)
	return entity{properties: c.common(n.id, n.name, "notebooks", n.created)}.show(sh)
}

func (c *call) parentGroup(s *Section, sh shape) (any, error) {
	for b := range c.boxes() {
		for _, g := range b.groups {
			if g.box == s.up {
				return entity{properties: c.common(g.id, g.name, "sectionGroups", g.created)}.show(sh)
			}
		}
	}
	return nil, nil //nolint:nilnil // null is how Graph says that there is none
}

func (c *call) pageEntity(p *Page) entity {
	modified := p.modified
	if p.reads++; !c.opts.Quirks.SteadyTimes && p.reads%3 == 0 {
		modified = modified.Add(time.Second) // it wobbles without an edit
	}
	return entity{
		properties: map[string]any{
			"id": p.id, "title": p.title, "createdDateTime": stamp(p.created), "lastModifiedDateTime": stamp(modified),
			"level": 0, "order": 0,
			"self": c.self("/pages/%s", p.id), "contentUrl": c.self("/pages/%s/content", p.id), "links": c.web(p.id),
		},
		below: map[string]func(shape) (any, error){
			"parentSection":  func(sh shape) (any, error) { return c.sectionEntity(p.section).show(sh) },
			"parentNotebook": func(sh shape) (any, error) { return c.parentNotebook(p.section, sh) },
		},
		always: []string{"parentSection"},
	}
}
