package jiratest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"weir/internal/jql"
)

// boardQuery joins the query of the board's filter with one of the caller's.
func (c *call) boardQuery(b *Board) (string, error) {
	text := `project = "` + b.Project + `"`
	for _, f := range c.view.site.filters {
		if f.ID == b.FilterID {
			text = f.JQL
		}
	}
	filter, err := jql.Parse(text)
	if err != nil || c.query.Get("jql") == "" {
		return text, err
	}
	own, err := jql.Parse(c.query.Get("jql"))
	if err != nil {
		return c.query.Get("jql"), nil // to be refused in Jira's words
	}
	var conditions []string
	for _, where := range []string{filter.WhereText(), own.WhereText()} {
		if where != "" {
			conditions = append(conditions, "("+where+")")
		}
	}
	joined, order := strings.Join(conditions, " AND "), own.OrderByText()
	if order == "" {
		order = filter.OrderByText()
	}
	if order != "" {
		joined += " ORDER BY " + order
	}
	return joined, nil
}

// agileIssues answers the issues of a board: those of its filter that are in a
// column, in the shape of Data Center's search, on both flavours.
func agileIssues(c *call) {
	b := c.board()
	if b == nil {
		return
	}
	start, size, ok := c.paging(50, c.opts.pageLimit(false))
	if !ok {
		return
	}
	text, err := c.boardQuery(b)
	if err != nil {
		c.fail(http.StatusBadRequest, "The filter of the board cannot be used.")
		return
	}
	found, err := c.run(text, c.opts.Now())
	if err != nil {
		c.refuseQuery(err)
		return
	}
	found = slices.DeleteFunc(found, func(r *row) bool { return !b.shows(r) })
	fields := c.query["fields"]
	if len(commaList(fields)) == 0 {
		fields = []string{"*navigable"}
	}
	chosen, expand := c.view.newSelection(fields), c.expansion()
	shown := cut(found, start, size)
	body := append(newBody(len(shown), chosen, expand), `{"expand":"schema,names","startAt":`...)
	body = strconv.AppendInt(body, int64(start), 10)
	body = append(body, `,"maxResults":`...)
	body = strconv.AppendInt(body, int64(size), 10)
	body = append(body, `,"total":`...)
	body = strconv.AppendInt(body, int64(len(found)), 10)
	body = append(body, `,"issues":[`...)
	body = c.appendIssues(body, shown, chosen, expand)
	body = chosen.appendNames(append(body, ']'), expand)
	c.send(http.StatusOK, append(body, '}'))
}

// shows reports whether the issue is in one of the board's columns. Epics are
// not on scrum boards.
func (b *Board) shows(r *row) bool {
	if r.facts.status == nil || b.Kind == "scrum" && r.isEpic() {
		return false
	}
	return slices.ContainsFunc(b.Columns, func(column Column) bool { return slices.Contains(column.Statuses, r.facts.status.ID) })
}

func (r *row) isEpic() bool { return r.facts.issueType != nil && r.facts.issueType.level() > 0 }

// agileEpics answers the epics of a board's project.
func agileEpics(c *call) {
	b := c.board()
	if b == nil {
		return
	}
	done, err := strconv.ParseBool(c.query.Get("done"))
	either := err != nil
	var epics []*row
	for _, r := range c.view.rows {
		if r.isEpic() && r.facts.project != nil && r.facts.project.Key == b.Project && (either || r.isDone() == done) {
			epics = append(epics, r)
		}
	}
	agilePage(c, epics, func(r *row) any {
		var summary string
		if raw := r.Fields["summary"]; !isNull(raw) && json.Unmarshal(raw, &summary) != nil {
			summary = ""
		}
		return map[string]any{
			"id": r.num, "key": r.Key, "self": c.view.agileLink("epic", r.ID), "name": summary, "summary": summary,
			"color": map[string]any{"key": "color_1"}, "done": r.isDone(),
		}
	})
}

func (r *row) isDone() bool { return r.facts.status != nil && r.facts.status.Category.Key == "done" }
