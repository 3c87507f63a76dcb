package jira

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/url"
	"strconv"

	"weir"
	"weir/internal/jql"
)

// A Field is one that issues of the site can have.
type Field struct {
	ID      string   // for requests, for instance duedate or customfield_10016
	Name    string   // for people
	Custom  bool     // made by this site's administrators
	Clauses []string // names in JQL
	Type    string   // Jira's name for the kind of value: string, array, user, option…
	Items   string   // the kind of the elements when Type is array
	// CustomType is the key of a custom field's type, for instance
	// com.atlassian.jira.plugin.system.customfieldtypes:textarea. Only it tells
	// wiki markup from plain text on Data Center.
	CustomType string
}

// Fields lists the fields of the site.
func (c *Client) Fields(ctx context.Context) ([]Field, error) {
	var wire []struct {
		ID          string   `json:"id"`
		Name        string   `json:"name"`
		Custom      bool     `json:"custom"`
		ClauseNames []string `json:"clauseNames"`
		Schema      struct {
			Type   string `json:"type"`
			Items  string `json:"items"`
			Custom string `json:"custom"`
		} `json:"schema"`
	}
	if err := c.list(ctx, Fields, &wire); err != nil {
		return nil, err
	}
	fields := make([]Field, len(wire))
	for i, w := range wire {
		fields[i] = Field{
			ID: w.ID, Name: w.Name, Custom: w.Custom, Clauses: w.ClauseNames,
			Type: w.Schema.Type, Items: w.Schema.Items, CustomType: w.Schema.Custom,
		}
	}
	return fields, nil
}

// Statuses lists the workflow statuses of the site.
func (c *Client) Statuses(ctx context.Context) ([]weir.Status, error) {
	var wire []wireStatus
	if err := c.list(ctx, Statuses, &wire); err != nil {
		return nil, err
	}
	statuses := make([]weir.Status, len(wire))
	for i, w := range wire {
		statuses[i] = w.status()
	}
	return statuses, nil
}

// Projects lists the projects that the account may see.
func (c *Client) Projects(ctx context.Context) ([]weir.Project, error) {
	server, err := c.ServerInfo(ctx)
	if err != nil {
		return nil, err
	}
	var wire []wireProject
	if server.Flavour == Cloud {
		wire, err = paged(ctx, c, Projects.path(Cloud), nil, 0, func(w *wireProject) string { return w.ID })
	} else {
		err = c.list(ctx, Projects, &wire)
	}
	if err != nil {
		return nil, err
	}
	projects := make([]weir.Project, len(wire))
	for i, w := range wire {
		projects[i] = weir.Project{ID: w.ID, Key: w.Key, Name: w.Name}
	}
	return projects, nil
}

// A Filter is a saved query.
type Filter struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	JQL  string `json:"jql"`
}

// Filters lists the account's own saved filters (Cloud only) and its favourite
// ones, each once.
func (c *Client) Filters(ctx context.Context) ([]Filter, error) {
	server, err := c.ServerInfo(ctx)
	if err != nil {
		return nil, err
	}
	var filters []Filter
	seen := make(map[string]bool)
	for _, e := range []Endpoint{OwnFilters, FavouriteFilters} {
		if e.path(server.Flavour) == "" {
			continue
		}
		var found []Filter
		if err := c.list(ctx, e, &found); err != nil {
			return nil, err
		}
		for _, f := range found {
			if !seen[f.ID] {
				seen[f.ID] = true
				filters = append(filters, f)
			}
		}
	}
	return filters, nil
}

// Filter reads the saved filter with the given id. The error is of kind NotFound
// where there is none, or none that the account may see.
func (c *Client) Filter(ctx context.Context, id string) (Filter, error) {
	if !jql.ValidID(id) {
		return Filter{}, &weir.Error{Kind: weir.Usage, Text: fmt.Sprintf("%.40q is no id of a saved filter", id), Next: "it is the number in the address of the filter's page"}
	}
	server, err := c.ServerInfo(ctx)
	if err != nil {
		return Filter{}, err
	}
	var found Filter
	err = c.get(ctx, SavedFilter.pathOf(server.Flavour, id), nil, decodeInto(&found))
	switch weir.KindOf(err) {
	case "":
	case weir.BadQuery, weir.NotFound: // Jira answers 400 for a filter that is gone, or that is not shared
		if err := c.proved(ctx); err != nil {
			return Filter{}, err
		}
		return Filter{}, &weir.Error{
			Kind: weir.NotFound, Text: "Jira has no filter " + id + ", or does not show it to the account",
			Next: "was it deleted, or is it not shared with this account any more? choose another one, or give the query itself",
		}
	default:
		return Filter{}, err
	}
	if found.ID != id {
		return Filter{}, contradiction("holds another filter than the one asked for", nil)
	}
	return found, nil
}

// proved makes sure that the sign-in is valid at this moment: to a stranger, much
// does not exist.
func (c *Client) proved(ctx context.Context) error {
	_, err := c.Myself(ctx)
	return err
}

// list reads an endpoint that answers with everything at once.
func (c *Client) list(ctx context.Context, e Endpoint, v any) error {
	server, err := c.ServerInfo(ctx)
	if err != nil {
		return err
	}
	if err := c.signedIn(ctx); err != nil {
		return err
	}
	return c.get(ctx, e.path(server.Flavour), nil, decodeInto(v))
}

// listPage is how many entries of a list are asked for at a time: what Jira
// gives of each, or more.
const listPage = 100

// maxListPages bounds a paged list; at 50 or more a page it is far beyond what
// sites have.
const maxListPages = 1000

// paged reads a list that comes page by page, by offset: from its entry numbered
// from (0 is the first) to its end. Each entry counts once, by its id.
func paged[T any](ctx context.Context, c *Client, path string, params url.Values, from int, id func(*T) string) ([]T, error) {
	if err := c.signedIn(ctx); err != nil {
		return nil, err
	}
	var all []T
	seen := make(map[string]struct{})
	pages := 0
	entry := func(text []byte) (string, error) {
		var value T
		if err := json.Unmarshal(text, &value); err != nil {
			return "", err
		}
		key := id(&value)
		if key == "" {
			return "", contradiction("holds an entry without an id", nil)
		}
		if _, again := seen[key]; !again {
			seen[key] = struct{}{}
			all = append(all, value)
		}
		return key, nil
	}
	w := walk{
		from: from, size: listPage,
		came: func() int { return len(all) },
		page: func(at int) (info pageInfo, err error) {
			if pages++; pages > maxListPages {
				return info, incomplete("Jira's list does not end")
			}
			query := url.Values{"startAt": {strconv.Itoa(at)}, "maxResults": {strconv.Itoa(listPage)}}
			maps.Copy(query, params)
			err = c.get(ctx, path, query, func(r io.Reader) (err error) {
				info, err = readPage(r, "values", entry)
				return err
			})
			return info, err
		},
	}
	if err := w.run(); err != nil {
		return nil, err
	}
	return all, nil
}
