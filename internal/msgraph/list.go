package msgraph

import (
	"context"
	"errors"
	"iter"
	"net/url"
	"strings"

	"weir"
)

// maxLists is how often a list may go on: 20,000 pages of OneNote are far more than a
// section takes. One that never ends would hold a run, and its lock, for ever.
const maxLists = 200

// list reads a list page by page. Of the link to the next page the query alone
// is taken, and only where it leads to the same list at the same host: what
// comes from outside names no place to send a token to.
func list[T any](ctx context.Context, c *Client, path string, query url.Values, hasty bool) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		seen := map[string]bool{}
		for {
			var page struct {
				Value []T    `json:"value"`
				Next  string `json:"@odata.nextLink"`
			}
			if err := c.getJSON(ctx, path, query, hasty, &page); err != nil {
				yield(none, err)
				return
			}
			if page.Value == nil {
				yield(none, notGraph(errors.New("the answer holds no list")))
				return
			}
			for _, entry := range page.Value {
				if !yield(entry, nil) {
					return
				}
			}
			if page.Next == "" {
				return
			}
			next, err := c.next(path, page.Next)
			switch {
			case err != nil:
			case seen[next.Encode()]:
				err = strayLink("leads in a circle")
			case len(seen) == maxLists-1:
				err = strayLink("never ends")
			}
			if err != nil {
				yield(none, err)
				return
			}
			query = next
			seen[query.Encode()] = true
		}
	}
}

// next returns the query of the next page.
func (c *Client) next(path, link string) (url.Values, error) {
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "https" || !strings.EqualFold(u.Host, c.host) || u.User != nil {
		return nil, strayLink("leads to another host")
	}
	if last := path[strings.LastIndex(path, "/"):]; !strings.HasSuffix(u.Path, last) || !strings.HasPrefix(u.Path, c.root) {
		return nil, strayLink("leads to another list")
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil || len(query) == 0 {
		return nil, strayLink("cannot be read")
	}
	return query, nil
}

func strayLink(what string) error {
	return &weir.Error{
		Kind: weir.Truncated, Text: "Microsoft Graph's list goes on at an address that " + what,
		Next: "try again; if it happens every time, something between this computer and Microsoft changes the answers",
	}
}

// collect reads a list whole.
func collect[T any](ctx context.Context, c *Client, path string, query url.Values, hasty bool) ([]T, error) {
	var all []T
	for entry, err := range list[T](ctx, c, path, query, hasty) {
		if err != nil {
			return nil, err
		}
		all = append(all, entry)
	}
	return all, nil
}
