package tasks

import (
	"cmp"

	"weir"
)

// item returns the item of an issue, and makes it where there is none.
func (p *planner) item(id string) *item {
	it := p.items[id]
	if it == nil {
		it = &item{id: id, link: p.links[id]}
		if it.link == nil {
			it.link = &Link{Issue: id}
		}
		p.items[id] = it
		p.order = append(p.order, it)
	}
	return it
}

// collect brings issues and links together, each issue once, in the order of
// the query.
func (p *planner) collect() {
	size := max(len(p.Issues), len(p.Links))
	p.items = make(map[string]*item, size)
	p.order = make([]*item, 0, size)
	p.links = make(map[string]*Link, len(p.Links))
	for i := range p.Links {
		p.links[p.Links[i].Issue] = &p.Links[i]
	}
	for i := range p.Issues {
		p.read(&p.Issues[i], inside)
	}
	for i := range p.Outside {
		p.read(&p.Outside[i], outside)
	}
	for i := range p.Links {
		it := p.item(p.Links[i].Issue)
		switch {
		case it.where == nowhere && it.link.Holder:
			it.where = above
		case it.where == nowhere && p.Result[it.id]:
			it.where = inside
		}
	}
	p.collectParents()
	for _, id := range p.Gone {
		if it := p.items[id]; it != nil && it.where == nowhere {
			it.where = gone
		}
	}
}

// collectParents adds the issues that are only known as parents: there may be
// projects for them.
func (p *planner) collectParents() {
	if p.Settings.Organise != Project {
		return
	}
	for _, it := range p.order[:len(p.order):len(p.order)] {
		if it.want == nil || it.want.above.ID == "" || p.items[it.want.above.ID] != nil {
			continue
		}
		parent := p.item(it.want.above.ID)
		parent.where, parent.link = above, &Link{Issue: parent.id, Key: it.want.above.Key}
	}
}

// read takes in an issue. One that comes on two pages counts as it was last.
func (p *planner) read(issue *weir.Issue, w where) {
	if issue.ID == "" || issue.Key == "" {
		p.plan.Report.fail(cmp.Or(issue.Key, issue.ID, "an issue without a key"), errNameless)
		return
	}
	it := p.item(issue.ID)
	if it.want != nil && (it.where != w || issue.Updated.Before(it.want.updated)) {
		return
	}
	scope := ""
	if w == outside {
		scope = string(p.Settings.OnLeft)
	}
	it.where, it.want = w, p.Settings.wants(issue, p.Capabilities, scope)
}

var errNameless = &weir.Error{Kind: weir.NotJira, Text: "Jira sent an issue without its id or its key"}
