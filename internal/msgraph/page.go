package msgraph

import (
	"bytes"
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"time"
)

// A Page is one page of a section. Its id changes when the page is moved to
// another section. Modified has whole seconds, and may be a second off. Title
// can be empty for some seconds after the page was made.
type Page struct {
	ID, Title, WebURL string
	Created, Modified time.Time
}

// A Change is one step of a Patch.
//
// Target is title, body (the first of the outermost divs), #id for an element
// with that data-id, or an id that OneNote made, as Content returns it. Action is
// append, prepend, insert or replace; Position, for insert and append, before or
// after. By data-id, replace works for images and the title alone.
// Source: Microsoft's page "Update OneNote page content".
type Change struct {
	Target   string `json:"target"`
	Action   string `json:"action"`
	Position string `json:"position,omitempty"`
	Content  string `json:"content,omitempty"`
}

// pagesAtOnce is the most that Graph returns at a time.
const pagesAtOnce = "100"

type wirePage struct {
	ID       string    `json:"id"`
	Title    string    `json:"title"`
	Created  time.Time `json:"createdDateTime"`
	Modified time.Time `json:"lastModifiedDateTime"`
	Links    wireLinks `json:"links"`
}

func (w wirePage) page() Page {
	return Page{ID: w.ID, Title: w.Title, WebURL: webURL(w.Links.Web.Href), Created: w.Created, Modified: w.Modified}
}

// Pages returns the pages of a section, the latest made first. After an error
// nothing follows.
func (c *Client) Pages(ctx context.Context, sectionID string) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		path, err := at(pathPages, sectionID)
		if err != nil {
			yield(Page{}, err)
			return
		}
		query := url.Values{
			"$select":  {"id,title,createdDateTime,lastModifiedDateTime,links"},
			"$orderby": {"createdDateTime desc"}, // the default order is slow
			"$top":     {pagesAtOnce},
		}
		for entry, err := range list[wirePage](ctx, c, path, query, false) {
			if err != nil {
				err = during("list pages", err)
			}
			if !yield(entry.page(), err) {
				return
			}
		}
	}
}

// CreatePage makes a page of an HTML document, whose title is the page's. The
// error is ErrUncertain where the page may be there or not: look for its marker
// in the section before you make it again.
func (c *Client) CreatePage(ctx context.Context, sectionID string, html []byte) (Page, error) {
	path, err := at(pathPages, sectionID)
	if err != nil {
		return Page{}, err
	}
	var made wirePage
	if err := c.postJSON(ctx, path, mediaHTML, html, &made); err != nil {
		return Page{}, during("create page", err)
	}
	return made.page(), named(made.ID)
}

// Content returns a page's HTML, with the ids by which its elements can be
// changed. They are good for one Patch: OneNote makes new ones at each change.
func (c *Client) Content(ctx context.Context, pageID string) ([]byte, error) {
	path, err := at(pathContent, pageID)
	if err != nil {
		return nil, err
	}
	a, err := c.do(ctx, call{method: http.MethodGet, path: path, query: "includeIDs=true", wants: mediaHTML})
	if err != nil {
		return nil, during("read page", err)
	}
	return a.body, nil
}

// Patch makes the changes in their order, all of them or, where one has no
// target (ErrBadTarget), none. Without changes it sends nothing. The error is
// ErrUncertain where they may have been made or not: read the page before you
// make them again.
func (c *Client) Patch(ctx context.Context, pageID string, changes []Change) error {
	if len(changes) == 0 {
		return nil // Graph refuses an empty list
	}
	path, err := at(pathContent, pageID)
	if err != nil {
		return err
	}
	// As it stands: \u003c for each < would make half as much again of a table.
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(changes); err != nil {
		return err
	}
	if _, err := c.do(ctx, call{method: http.MethodPatch, path: path, kind: mediaJSON, body: bytes.TrimSpace(body.Bytes())}); err != nil {
		return during("write page", err)
	}
	return nil
}
