package jiratest

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

const agile = "/rest/agile/1.0/"

// agileRoutes are the resources of Jira Software, which both flavours have.
func agileRoutes() []route {
	return []route{
		at(agile+"board", "type name projectKeyOrId accountIdLocation projectLocation includePrivate negateLocationFiltering orderBy expand filterId"+pageParams, whereOpen, agileBoards),
		at(agile+"board/{board}", noParams, whereOpen, agileBoard),
		at(agile+"board/{board}/configuration", noParams, whereOpen, agileConfiguration),
		at(agile+"board/{board}/issue", "jql validateQuery fields expand"+pageParams, whereOpen, agileIssues),
		at(agile+"board/{board}/sprint", "state"+pageParams, whereOpen, agileSprints),
		at(agile+"board/{board}/epic", "done"+pageParams, whereOpen, agileEpics),
	}
}

// agileTime is how Jira Software writes a moment: unlike the rest of Jira, with
// a colon in the offset.
const agileTime = "2006-01-02T15:04:05.000Z07:00"

// agileBoards returns the site's boards. A site whose data hold none has one
// kanban board for each project, with a column for each status.
func (s *Site) agileBoards() []Board {
	if len(s.boards) > 0 {
		return s.boards
	}
	var boards []Board
	for n, p := range s.catalog.projects.sorted() {
		b := Board{ID: int64(n + 1), Name: p.Name + " board", Kind: "kanban", Project: p.Key, Limits: "none", Columns: s.flowOf(p)}
		for _, f := range s.filters {
			if strings.HasPrefix(f.JQL, `project = "`+p.Key+`" `) {
				b.FilterID = f.ID
			}
		}
		boards = append(boards, b)
	}
	return boards
}

// flowOf returns a column for each status of a project, from to do to done.
func (s *Site) flowOf(p *projectDef) []Column {
	used := make(map[*statusDef]bool)
	for _, statuses := range s.catalog.flows[p] {
		maps.Copy(used, statuses)
	}
	var columns []Column
	for _, category := range []string{"undefined", "new", "indeterminate", "done"} {
		for _, status := range s.catalog.statuses.sorted() {
			if used[status] && status.Category.Key == category {
				columns = append(columns, Column{Name: status.Name, Statuses: []string{status.ID}})
			}
		}
	}
	return columns
}

// visibleBoards are those of the projects that the caller may browse.
func (c *call) visibleBoards() []Board {
	return slices.DeleteFunc(slices.Clone(c.view.site.agileBoards()), func(b Board) bool {
		p := c.view.site.catalog.project(b.Project)
		return p == nil || !c.account.seesProject(p)
	})
}

// board finds the board of the path, or answers 404.
func (c *call) board() *Board {
	for _, b := range c.visibleBoards() {
		if decimal(b.ID) == c.arg {
			return &b
		}
	}
	c.fail(http.StatusNotFound, "Board "+c.arg+" does not exist or you do not have permission to view it.")
	return nil
}

func (v *view) agileLink(parts ...string) string { return v.base + agile + strings.Join(parts, "/") }

func (c *call) showBoard(b Board) any {
	m := map[string]any{"id": b.ID, "self": c.view.agileLink("board", decimal(b.ID)), "name": b.Name, "type": b.Kind}
	if p := c.view.site.catalog.project(b.Project); p != nil && c.view.flavour == Cloud {
		location := map[string]any{
			"projectKey": p.Key, "projectName": p.Name, "projectTypeKey": firstOf(p.TypeKey, "software"),
			"displayName": p.Name + " (" + p.Key + ")", "name": p.Name + " (" + p.Key + ")",
		}
		if id, err := strconv.ParseInt(p.ID, 10, 64); err == nil {
			location["projectId"] = id
		}
		m["location"] = location
	}
	return m
}

func agileBoards(c *call) {
	var found []Board
	kinds, name := commaList(c.query["type"]), strings.ToLower(c.query.Get("name"))
	project, filter := c.query.Get("projectKeyOrId"), c.query.Get("filterId")
	if project != "" {
		p := c.view.site.catalog.project(project)
		if p == nil || !c.account.seesProject(p) {
			c.fail(http.StatusBadRequest, "No project could be found with key or id '"+project+"'.")
			return
		}
		project = p.Key
	}
	for _, b := range c.visibleBoards() {
		if (len(kinds) == 0 || slices.Contains(kinds, b.Kind)) && strings.Contains(strings.ToLower(b.Name), name) &&
			(project == "" || b.Project == project) && (filter == "" || b.FilterID == filter) {
			found = append(found, b)
		}
	}
	agilePage(c, found, c.showBoard)
}

// agilePage answers with one page of a list as Jira Software does. Data Center
// does not tell how long the list is.
func agilePage[T any](c *call, all []T, show func(T) any) {
	start, size, ok := c.paging(50, 50)
	if !ok {
		return
	}
	values := []any{}
	for _, one := range cut(all, start, size) {
		values = append(values, show(one))
	}
	page := map[string]any{"maxResults": size, "startAt": start, "isLast": start+len(values) >= len(all), "values": values}
	if c.view.flavour == Cloud {
		page["total"] = len(all)
	}
	c.json(http.StatusOK, page)
}

func agileBoard(c *call) {
	if b := c.board(); b != nil {
		c.json(http.StatusOK, c.showBoard(*b))
	}
}

func agileConfiguration(c *call) {
	b := c.board()
	if b == nil {
		return
	}
	var columns []any
	for _, column := range b.Columns {
		statuses := []any{}
		for _, id := range column.Statuses {
			statuses = append(statuses, map[string]any{"id": id, "self": c.view.link("status", id)})
		}
		m := map[string]any{"name": column.Name, "statuses": statuses}
		if column.Min != nil {
			m["min"] = *column.Min
		}
		if column.Max != nil {
			m["max"] = *column.Max
		}
		columns = append(columns, m)
	}
	m := map[string]any{
		"id": b.ID, "name": b.Name, "type": b.Kind, "self": c.view.agileLink("board", decimal(b.ID), "configuration"),
		"filter":       map[string]any{"id": b.FilterID, "self": c.view.link("filter", b.FilterID)},
		"columnConfig": map[string]any{"columns": columns, "constraintType": firstOf(b.Limits, "none")},
		"ranking":      map[string]any{"rankCustomFieldId": 10019},
	}
	if p := c.view.site.catalog.project(b.Project); p != nil {
		m["location"] = map[string]any{"type": "project", "key": p.Key, "id": p.ID, "self": c.view.link("project", p.ID), "name": p.Name}
	}
	if b.Kind == "kanban" {
		m["subQuery"] = map[string]any{"query": "fixVersion in unreleasedVersions() OR fixVersion is EMPTY"}
	}
	if f := c.view.site.fields.byID[b.Estimation]; f != nil {
		m["estimation"] = map[string]any{"type": "field", "field": map[string]any{"fieldId": f.ID, "displayName": f.Name}}
	}
	c.json(http.StatusOK, m)
}

// agileSprints answers a board's sprints: closed, active and future ones, in
// this order.
func agileSprints(c *call) {
	b := c.board()
	if b == nil {
		return
	}
	if b.Kind != "scrum" {
		c.fail(http.StatusBadRequest, "The board does not support sprints.")
		return
	}
	order, states := []string{"closed", "active", "future"}, commaList(c.query["state"])
	for _, state := range states {
		if !slices.Contains(order, state) {
			c.fail(http.StatusBadRequest, "The value '"+state+"' is not the state of a sprint.")
			return
		}
	}
	var found []Sprint
	for _, state := range order {
		for _, s := range c.view.site.sprints {
			if s.Board == b.ID && s.State == state && (len(states) == 0 || slices.Contains(states, state)) {
				found = append(found, s)
			}
		}
	}
	agilePage(c, found, c.showSprint)
}

func (c *call) showSprint(s Sprint) any {
	m := map[string]any{
		"id": s.ID, "self": c.view.agileLink("sprint", decimal(s.ID)), "state": s.State, "name": s.Name, "originBoardId": s.Board,
	}
	if s.Goal != "" {
		m["goal"] = s.Goal
	}
	for name, at := range map[string]time.Time{"startDate": s.Start, "endDate": s.End, "completeDate": s.Completed} {
		if !at.IsZero() {
			m[name] = at.In(c.view.zone).Format(agileTime)
		}
	}
	return m
}
