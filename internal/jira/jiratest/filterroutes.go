package jiratest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// defaultFilters are saved queries that make sense on any site.
func defaultFilters(s *Site) []Filter {
	filters := []Filter{
		{
			ID: "10000", Name: "My open work", Description: "What is assigned to me and not done", Favourite: true,
			JQL: "assignee = currentUser() AND statusCategory != Done ORDER BY priority DESC, updated DESC",
		},
		{
			ID: "10001", Name: "Recently done", Description: "Finished in the last four weeks", Favourite: true,
			JQL: "statusCategory = Done AND resolved >= -4w ORDER BY resolved DESC",
		},
		{
			ID: "10002", Name: "Due soon", Description: "",
			JQL: "due <= 14d AND resolution = EMPTY ORDER BY due",
		},
	}
	for _, p := range s.catalog.projects.sorted() {
		filters = append(filters, Filter{
			ID: decimal(int64(10000 + len(filters))), Name: "All of " + p.Name,
			JQL: `project = "` + p.Key + `" ORDER BY created DESC`,
		})
	}
	return filters
}

func (v *view) filter(f *Filter, me *Person, paged bool) map[string]any {
	owner := f.Owner
	if owner == nil {
		owner = me
	}
	m := map[string]any{
		"self": v.link("filter", f.ID), "id": f.ID, "name": f.Name, "description": f.Description,
		"owner": v.userOf(owner), "jql": f.JQL, "viewUrl": v.web + "/issues/?filter=" + f.ID,
		"searchUrl": v.link("search") + "?jql=" + url.QueryEscape(f.JQL), "favourite": f.Favourite,
		"sharePermissions": []any{},
	}
	if v.flavour == Cloud {
		m["searchUrl"] = v.link("search", "jql") + "?jql=" + url.QueryEscape(f.JQL)
		m["favouritedCount"], m["editPermissions"] = 0, []any{}
		if f.Favourite {
			m["favouritedCount"] = 1
		}
	}
	if paged {
		m["expand"] = "description,owner,jql,viewUrl,searchUrl,favourite,favouritedCount,sharePermissions"
	}
	return m
}

// filters returns the saved queries that the caller sees and keep accepts.
func (c *call) filters(keep func(*Filter) bool) []*Filter {
	var found []*Filter
	for n := range c.view.site.filters {
		if f := &c.view.site.filters[n]; c.known && keep(f) {
			found = append(found, f)
		}
	}
	return found
}

func (c *call) listFilters(found []*Filter) {
	list(c, found, func(f *Filter) map[string]any { return c.view.filter(f, c.me, false) })
}

func myFilters(c *call) {
	favourites := c.flag("includeFavourites")
	c.listFilters(c.filters(func(f *Filter) bool {
		return f.Owner == nil || f.Owner == c.me || favourites && f.Favourite
	}))
}

func favouriteFilters(c *call) {
	c.listFilters(c.filters(func(f *Filter) bool { return f.Favourite }))
}

// filterSearch answers Cloud's paged list. It shows little of each filter
// unless told otherwise, and the query only if it is asked for by name.
func filterSearch(c *call) {
	ids, name := commaList(c.query["id"]), strings.ToLower(c.query.Get("filterName"))
	account := c.query.Get("accountId")
	found := c.filters(func(f *Filter) bool {
		mine := f.Owner == nil || f.Owner == c.me
		return (len(ids) == 0 || slices.Contains(ids, f.ID)) && strings.Contains(strings.ToLower(f.Name), name) &&
			(account == "" || mine && account == c.me.AccountID || f.Owner != nil && f.Owner.AccountID == account)
	})
	slices.SortFunc(found, func(a, b *Filter) int { return strings.Compare(a.Name, b.Name) })
	expand := commaList(c.query["expand"])
	pageOf(c, found, 50, 100, func(f *Filter) any {
		m := c.view.filter(f, c.me, true)
		for key := range m {
			if !slices.Contains([]string{"self", "id", "name", "expand"}, key) && !slices.Contains(expand, key) {
				delete(m, key)
			}
		}
		return m
	})
}

func oneFilter(c *call) {
	found := c.filters(func(f *Filter) bool { return f.ID == c.arg })
	if len(found) == 0 {
		status := http.StatusBadRequest
		if c.opts.Flavour == DataCenter {
			status = http.StatusNotFound
		}
		c.fail(status, "The selected filter is not available to you, perhaps it has been deleted or had its permissions changed.")
		return
	}
	c.json(http.StatusOK, c.view.filter(found[0], c.me, false))
}
