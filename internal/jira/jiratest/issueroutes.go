package jiratest

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
)

// issue finds the issue of the path, or answers 404: Jira does not tell what is
// missing from what is hidden.
func (c *call) issue() *row {
	if r := c.view.find(c.arg); r != nil {
		return r
	}
	c.fail(http.StatusNotFound, "Issue does not exist or you do not have permission to see it.")
	return nil
}

// changelog answers Cloud's history resource: oldest first, in pages.
func changelog(c *call) {
	r := c.issue()
	if r == nil {
		return
	}
	start, size, ok := c.paging(100, 100)
	if !ok {
		return
	}
	shown := cut(r.Histories, start, size)
	values := []byte{'['}
	for n := range shown {
		if n > 0 {
			values = append(values, ',')
		}
		values = c.view.appendHistory(values, &shown[n])
	}
	page := c.newPage(start, size, len(shown), len(r.Histories))
	page.Values = json.RawMessage(append(values, ']'))
	c.json(http.StatusOK, page)
}

// embedded returns the entries of a field that Jira also serves in pages.
func (r *row) embedded(field, list string) []json.RawMessage {
	raw := r.Fields[field]
	if isNull(raw) {
		return nil
	}
	var page map[string]json.RawMessage
	var entries []json.RawMessage
	if json.Unmarshal(r.field(field), &page) != nil || json.Unmarshal(page[list], &entries) != nil {
		// Another kind of value under this name holds no entries.
		return nil
	}
	return entries
}

// times are the parts of a comment or worklog that lists are ordered by.
type times struct {
	ID      string `json:"id"`
	Created string `json:"created"`
	Started string `json:"started"`
}

func timesOf(raw json.RawMessage) times {
	var t times
	// What has no times is ordered first.
	_ = json.Unmarshal(raw, &t)
	return t
}

// comments answers an issue's comments, oldest first unless asked otherwise.
func comments(c *call) {
	r := c.issue()
	if r == nil {
		return
	}
	start, size, ok := c.paging(c.opts.entriesPage(), 5000)
	if !ok {
		return
	}
	entries := r.embedded("comment", "comments")
	slices.SortStableFunc(entries, func(a, b json.RawMessage) int {
		x, y := timesOf(a), timesOf(b)
		return cmp.Or(cmp.Compare(x.Created, y.Created), compareIDs(x.ID, y.ID))
	})
	if c.query.Get("orderBy") == "-created" {
		slices.Reverse(entries)
	}
	c.json(http.StatusOK, map[string]any{
		"startAt": start, "maxResults": size, "total": len(entries), "comments": nonNil(cut(entries, start, size)),
	})
}

// entriesPage is how many comments come without asking: Data Center sends all.
func (o Options) entriesPage() int {
	if o.Flavour == DataCenter {
		return 5000
	}
	return 100
}

// worklogs answers an issue's logged work, within bounds in milliseconds.
func worklogs(c *call) {
	r := c.issue()
	if r == nil {
		return
	}
	start, size, ok := c.paging(5000, 5000)
	if !ok {
		return
	}
	entries := r.embedded("worklog", "worklogs")
	entries = slices.DeleteFunc(entries, func(raw json.RawMessage) bool {
		t, err := parseTime(timesOf(raw).Started)
		if err != nil {
			return false
		}
		after, errAfter := strconv.ParseInt(c.query.Get("startedAfter"), 10, 64)
		before, errBefore := strconv.ParseInt(c.query.Get("startedBefore"), 10, 64)
		return errAfter == nil && t.UnixMilli() < after || errBefore == nil && t.UnixMilli() >= before
	})
	c.json(http.StatusOK, map[string]any{
		"startAt": start, "maxResults": size, "total": len(entries), "worklogs": nonNil(cut(entries, start, size)),
	})
}

// nonNil keeps an empty list from becoming null in JSON.
func nonNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
