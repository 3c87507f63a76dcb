package jira

import (
	"context"
	"errors"
	"io"
	"iter"
	"net/url"
	"strconv"
	"strings"

	"weir"
	"weir/internal/jql"
)

// Page sizes: what Cloud gives with fields, and without.
const (
	fieldsPage = 100
	idsPage    = 5000
	// wholePage is for Data Center, where histories come whole and weigh a lot.
	wholePage = 25
)

// A Query says which issues to read, and what of them.
type Query struct {
	JQL      string
	Fields   []string // field ids; none: nothing but id and key
	History  bool     // the inline change history
	Limit    int      // stop after so many; 0: all
	PageSize int      // issues asked for at a time; 0: as many as is sensible
	Parallel int      // for ByIDs and Whole: requests at a time; 0: as many as is sensible
	// OnPage, where set, hears of progress after each page. OnGone, where set,
	// hears of the ids of issues that ByIDs and Whole found to be gone. Both are
	// called on the goroutine that ranges over the issues.
	OnPage func(Progress)
	OnGone func(ids []string)
	// Unproved spares Issues and Census the questions who is signed in, before
	// the search and after an empty one, each of which costs a request. To a user
	// who is not signed in Jira shows less, and an empty result looks like any
	// other: who sets this asks Myself before they believe that anything is missing.
	Unproved bool

	// reconcile are ids whose latest state Cloud's search must show, however
	// late its index is: at most maxReconciled.
	reconcile []string
}

// Progress is how far a reading has come.
type Progress struct {
	Counting  bool // Whole still finds out which issues there are
	Pages     int  // of searches
	Issues    int
	Total     int // 0 where Jira does not tell, as in a search on Cloud
	Histories int // those that a search cut short, and that were then read whole
	Gone      int // issues that exist no more
}

// Issues reads the issues that a query selects, page by page, each issue once.
// The sequence ends with an error when the answer cannot be trusted to be
// complete. Ranging over it again runs the query again.
func (c *Client) Issues(ctx context.Context, q Query) iter.Seq2[weir.Issue, error] {
	return func(yield func(weir.Issue, error) bool) {
		s := &search{client: c, query: q, yield: yield, seen: make(map[string]struct{})}
		if err := s.run(ctx); err != nil && !errors.Is(err, errStop) {
			yield(weir.Issue{}, err)
		}
	}
}

// errStop ends a search that needs no more pages: the caller has enough.
var errStop = errors.New("no more issues wanted")

// A search is one run of a query.
type search struct {
	client  *Client
	query   Query
	yield   func(weir.Issue, error) bool
	flavour Flavour

	seen     map[string]struct{}
	progress Progress
}

func (s *search) run(ctx context.Context) error {
	if query, err := jql.Parse(s.query.JQL); err == nil && !query.Bounded() {
		return &weir.Error{ // Cloud refuses such a query itself; Data Center would send everything
			Kind: weir.BadQuery, Text: "the query has no condition, so it would select every issue of the site",
			Next: "add a condition, for instance: project = KEY, or: updated >= -30d",
		}
	}
	server, err := s.client.ServerInfo(ctx)
	if err != nil {
		return err
	}
	if !s.query.Unproved {
		if err := s.client.signedIn(ctx); err != nil {
			return err
		}
	}
	s.flavour = server.Flavour
	pages := s.offsetPages
	if s.flavour == Cloud {
		pages = s.tokenPages
	}
	if err := pages(ctx); err != nil {
		return s.client.explained(ctx, err)
	}
	if len(s.seen) > 0 || s.query.Unproved {
		return nil
	}
	// An empty result is what an anonymous user sees, too: ask once more who we are.
	_, err = s.client.Myself(ctx)
	return err
}

// explained returns why an answer was not complete, if it is because the account
// is no longer signed in, and else the error as it is.
func (c *Client) explained(ctx context.Context, err error) error {
	if !errors.Is(err, weir.Truncated) {
		return err
	}
	if _, why := c.Myself(ctx); errors.Is(why, weir.Unauthorised) {
		return why
	}
	return err
}

// tokenPages follows Cloud's page tokens. The end is where Jira says so or gives
// no token; the size of a page says nothing, since the server shrinks pages.
func (s *search) tokenPages(ctx context.Context) error {
	tokens := make(map[string]struct{})
	token, empty := "", 0
	for {
		params := s.params()
		if token != "" {
			params.Set("nextPageToken", token)
		}
		before := len(s.seen)
		info, err := s.page(ctx, params)
		if err != nil {
			return err
		}
		if info.isLast != nil && *info.isLast || info.isLast == nil && info.token == "" {
			return nil
		}
		if info.token == "" {
			return incomplete("Jira says that more issues follow, but not where")
		}
		if _, again := tokens[info.token]; again {
			return incomplete("Jira sent the same page token twice")
		}
		tokens[info.token] = struct{}{}
		token = info.token
		if empty++; len(s.seen) > before {
			empty = 0
		}
		if empty >= maxEmptyPages {
			return incomplete("Jira keeps sending pages without anything new")
		}
	}
}

// offsetPages counts through Data Center's pages.
func (s *search) offsetPages(ctx context.Context) error {
	w := walk{
		size: s.pageSize(),
		came: func() int { return len(s.seen) },
		page: func(at int) (pageInfo, error) {
			params := s.params()
			params.Set("startAt", strconv.Itoa(at))
			return s.page(ctx, params)
		},
	}
	return w.run()
}

// page asks for one page and yields its new issues.
func (s *search) page(ctx context.Context, params url.Values) (info pageInfo, err error) {
	path := Search.path(s.flavour)
	err = s.client.get(ctx, path, params, func(r io.Reader) error {
		var decodeErr error
		info, decodeErr = readPage(r, "issues", s.entry)
		return decodeErr
	})
	if err != nil {
		return info, err
	}
	if info.total != nil {
		s.progress.Total = *info.total
	}
	s.progress.Pages++
	s.progress.Issues = len(s.seen)
	if s.query.OnPage != nil {
		s.query.OnPage(s.progress)
	}
	return info, nil
}

// entry decodes an issue, and yields it if it is a new one.
func (s *search) entry(text []byte) (string, error) {
	w, err := readIssue(text)
	if err != nil {
		return "", err
	}
	if _, again := s.seen[w.id]; again {
		return w.id, nil
	}
	issue, err := s.client.issue(w, s.flavour, s.query.Fields)
	if err != nil {
		return "", err
	}
	s.seen[w.id] = struct{}{}
	if !s.yield(issue, nil) || s.query.Limit > 0 && len(s.seen) >= s.query.Limit {
		return "", errStop
	}
	return w.id, nil
}

// params returns the query parameters that all pages share.
func (s *search) params() url.Values {
	params := url.Values{
		"jql":        {StableOrder(s.query.JQL)},
		"maxResults": {strconv.Itoa(s.pageSize())},
		"fields":     {"key"},
	}
	if len(s.query.Fields) > 0 {
		params.Set("fields", strings.Join(s.query.Fields, ","))
	}
	if s.query.History {
		params.Set("expand", "changelog")
	}
	if len(s.query.reconcile) > 0 {
		params["reconcileIssues"] = s.query.reconcile
	}
	return params
}

func (s *search) pageSize() int {
	size := s.query.PageSize
	if size == 0 {
		size = fieldsPage
		if len(s.query.Fields) == 0 && !s.query.History {
			size = idsPage
		}
		if s.query.History && s.flavour == DataCenter {
			size = wholePage
		}
	}
	if s.query.Limit > 0 {
		size = min(size, s.query.Limit)
	}
	return size
}

// StableOrder adds the key as the last sort field, so that equal sort values
// cannot make issues jump between pages. A query that Weir cannot parse is
// returned as it is: whether it is wrong, Jira says in its own words.
func StableOrder(text string) string {
	query, err := jql.Parse(text)
	if err != nil || len(query.Sort) >= jql.MaxSortFields {
		return text
	}
	for _, key := range query.Sort {
		switch strings.ToLower(key.Field.Name) {
		case "key", "issuekey", "id", "issue":
			return text
		}
	}
	if len(query.Sort) == 0 {
		return strings.TrimSpace(text + " ORDER BY key ASC")
	}
	return text + ", key ASC"
}

func incomplete(text string) error {
	return &weir.Error{
		Kind: weir.Truncated,
		Text: text + ", so the result is not complete",
		Next: "try again; if it happens every time, report it with the output of `weir doctor`",
	}
}
