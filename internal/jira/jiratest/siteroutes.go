package jiratest

import (
	"net/http"
	"slices"
	"strings"
)

// What a version 10.3 of Data Center, and Cloud, call themselves.
const (
	cloudVersion = "1001.0.0-SNAPSHOT"
	dcVersion    = "10.3.24"
)

func tenant(c *call) {
	c.json(http.StatusOK, map[string]string{"cloudId": c.cloudID})
}

// noSuchVersion is how Data Center answers for a version of the API that it
// does not have.
func noSuchVersion(c *call) {
	c.page(http.StatusNotFound, "Not Found", "There is no such version of the API.")
}

func myself(c *call) {
	u := c.view.userOf(c.me)
	u.Locale = "en_GB"
	u.TimeZone = c.account.Zone.String()
	if strings.Contains(c.account.User, "@") {
		u.EmailAddress = c.account.User
	}
	c.json(http.StatusOK, u)
}

func serverInfo(c *call) {
	zone := c.opts.ServerZone
	if c.known {
		zone = c.account.Zone
	}
	info := map[string]any{
		"baseUrl": c.url, "version": cloudVersion, "versionNumbers": []int{1001, 0, 0},
		"deploymentType": "Cloud", "buildNumber": 100283, "buildDate": "2026-01-12T09:00:00.000+0000",
		"serverTime": c.opts.Now().In(zone).Format(TimeLayout), "serverTimeZone": c.opts.ServerZone.String(),
		"serverTitle": "Simulated Jira", "scmInfo": "0000000000000000000000000000000000000000",
	}
	if c.opts.Flavour == DataCenter {
		info["version"], info["versionNumbers"] = dcVersion, []int{10, 3, 24}
		// Data Center calls itself by its older name here.
		info["deploymentType"], info["buildNumber"] = "Server", 10030024
	} else {
		info["displayUrl"] = c.url
	}
	c.json(http.StatusOK, info)
}

func (v *view) category(d *categoryDef) map[string]any {
	return map[string]any{
		"self": v.link("statuscategory", decimal(d.ID)), "id": d.ID, "key": d.Key, "colorName": d.Color, "name": d.Name,
	}
}

func (v *view) status(d *statusDef) map[string]any {
	m := map[string]any{
		"self": v.link("status", d.ID), "id": d.ID, "name": d.Name, "description": d.Description,
		"iconUrl": v.web + "/images/icons/status.png", "statusCategory": v.category(&d.Category),
	}
	if v.flavour == Cloud && !isNull(d.Scope) {
		m["scope"] = d.Scope
	}
	return m
}

func (v *view) issueType(d *typeDef) map[string]any {
	m := map[string]any{
		"self": v.link("issuetype", d.ID), "id": d.ID, "name": d.Name, "description": d.Description,
		"iconUrl": v.web + "/images/icons/issuetype.png", "subtask": d.Subtask,
	}
	if v.flavour == Cloud {
		m["hierarchyLevel"] = d.level()
		if !isNull(d.Scope) {
			m["scope"] = d.Scope
		}
	}
	return m
}

func (v *view) priority(d *namedDef) map[string]any {
	return map[string]any{
		"self": v.link("priority", namedID(d)), "id": namedID(d), "name": d.Name, "description": d.Description,
		"iconUrl": v.web + "/images/icons/priority.png", "statusColor": "#707070",
	}
}

func (v *view) project(d *projectDef) map[string]any {
	m := map[string]any{
		"self": v.link("project", d.ID), "id": d.ID, "key": d.Key, "name": d.Name,
		"projectTypeKey": firstOf(d.TypeKey, "software"),
		"avatarUrls":     map[string]string{"48x48": v.web + "/secure/projectavatar"},
	}
	if v.flavour == Cloud {
		m["simplified"], m["style"] = d.Simplified, "classic"
		if d.Simplified {
			m["style"] = "next-gen"
		}
	} else {
		m["expand"] = "description,lead,url,projectKeys"
	}
	return m
}

// list answers with all of a list.
func list[T any](c *call, all []T, show func(T) map[string]any) {
	values := []any{}
	for _, one := range all {
		values = append(values, show(one))
	}
	c.json(http.StatusOK, values)
}

func statuses(c *call)         { list(c, c.view.site.catalog.statuses.sorted(), c.view.status) }
func statusCategories(c *call) { list(c, knownCategories(), c.view.category) }
func issueTypes(c *call)       { list(c, c.view.site.catalog.types.sorted(), c.view.issueType) }
func priorities(c *call)       { list(c, c.view.site.catalog.priorities.sorted(), c.view.priority) }
func projects(c *call)         { list(c, c.visibleProjects(), c.view.project) }

func statusPage(c *call) {
	all := matching(c, c.view.site.catalog.statuses.sorted(), func(d *statusDef) string { return d.Name })
	pageOf(c, all, 100, 200, func(d *statusDef) any { return c.view.status(d) })
}

func issueTypePage(c *call) {
	all := matching(c, c.view.site.catalog.types.sorted(), func(d *typeDef) string { return d.Name })
	pageOf(c, all, 100, 200, func(d *typeDef) any { return c.view.issueType(d) })
}

// matching keeps what has the parameter query in its name.
func matching[T any](c *call, all []T, name func(T) string) []T {
	query := strings.ToLower(c.query.Get("query"))
	return slices.DeleteFunc(all, func(one T) bool { return !strings.Contains(strings.ToLower(name(one)), query) })
}

// visibleProjects are those that the caller may browse, by key.
func (c *call) visibleProjects() []*projectDef {
	all := slices.DeleteFunc(c.view.site.catalog.projects.sorted(), func(p *projectDef) bool { return !c.account.seesProject(p) })
	slices.SortFunc(all, func(a, b *projectDef) int { return strings.Compare(a.Key, b.Key) })
	return all
}

func projectSearch(c *call) {
	all := matching(c, c.visibleProjects(), func(p *projectDef) string { return p.Name + "\n" + p.Key })
	keys, ids := commaList(c.query["keys"]), commaList(c.query["id"])
	all = slices.DeleteFunc(all, func(p *projectDef) bool {
		return len(keys) > 0 && !slices.Contains(keys, p.Key) || len(ids) > 0 && !slices.Contains(ids, p.ID)
	})
	switch c.query.Get("orderBy") {
	case "-key":
		slices.Reverse(all)
	case "name", "+name":
		slices.SortFunc(all, func(a, b *projectDef) int { return strings.Compare(a.Name, b.Name) })
	case "-name":
		slices.SortFunc(all, func(a, b *projectDef) int { return strings.Compare(b.Name, a.Name) })
	}
	pageOf(c, all, 50, 100, func(p *projectDef) any { return c.view.project(p) })
}

func projectStatuses(c *call) {
	p := c.view.site.catalog.project(c.arg)
	if p == nil || !c.account.seesProject(p) {
		c.fail(http.StatusNotFound, "No project could be found with key '"+c.arg+"'.")
		return
	}
	flows := c.view.site.catalog.flows[p]
	values := []any{}
	for _, t := range c.view.site.catalog.types.sorted() {
		allowed, ok := flows[t]
		if !ok {
			continue
		}
		var of []any
		for _, s := range c.view.site.catalog.statuses.sorted() {
			if allowed[s] {
				of = append(of, c.view.status(s))
			}
		}
		values = append(values, map[string]any{
			"self": c.view.link("issuetype", t.ID), "id": t.ID, "name": t.Name, "subtask": t.Subtask, "statuses": of,
		})
	}
	c.json(http.StatusOK, values)
}
