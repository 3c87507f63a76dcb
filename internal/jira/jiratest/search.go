package jiratest

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// inlineHistories is how many histories Cloud embeds in a search result.
const inlineHistories = 40

// Cloud's limits on lists in parameters.
const (
	maxReconciled = 50
	maxProperties = 5
)

// An expansion is what a search shows besides fields.
type expansion struct{ changelog, names, schema bool }

// expansion reads the parameter expand. What is not simulated is ignored, as
// Jira ignores unknown words, but counts as a violation: nothing of Weir's
// needs it.
func (c *call) expansion() expansion {
	var e expansion
	for token := range strings.SplitSeq(strings.Join(c.query["expand"], ","), ",") {
		switch strings.TrimSpace(token) {
		case "":
		case "changelog":
			e.changelog = true
		case "names":
			e.names = true
		case "schema":
			e.schema = true
		default:
			c.journal.violation("GET %s: the expansion %q is not listed", c.r.URL.Path, token)
		}
	}
	return e
}

// searchCloud answers /rest/api/3/search/jql.
func searchCloud(c *call) {
	size, ok := c.number("maxResults", 50)
	if !ok || !c.checkLists() {
		return
	}
	if size < 1 {
		c.fail(http.StatusBadRequest, "The parameter 'maxResults' must be at least 1.")
		return
	}
	jql, chosen, expand := c.query.Get("jql"), c.view.newSelection(c.query["fields"]), c.expansion()
	search := strings.Join([]string{jql, strings.Join(c.query["fields"], ","), strings.Join(c.query["reconcileIssues"], ",")}, "\x00")
	found, key, offset, ok := c.resultFor(jql, search)
	if !ok {
		return
	}
	size = min(size, c.opts.pageLimit(chosen.empty() && !expand.changelog))
	shown := cut(found, offset, size)
	b := append(newBody(len(shown), chosen, expand), `{"issues":[`...)
	b = c.appendIssues(b, shown, chosen, expand)
	b = append(b, ']')
	if next := offset + len(shown); next < len(found) {
		c.cursors.keep(key, found)
		b = append(b, `,"nextPageToken":`...)
		b = appendString(b, c.cursors.token(key, next))
		b = append(b, `,"isLast":false`...)
	} else {
		b = append(b, `,"isLast":true`...)
	}
	b = chosen.appendNames(b, expand)
	c.send(http.StatusOK, append(b, '}'))
}

// newBody makes room for an answer of about the usual size.
func newBody(issues int, chosen selection, expand expansion) []byte {
	each := 64
	if !chosen.empty() {
		each += 2 << 10
	}
	if expand.changelog {
		each += 8 << 10
	}
	return make([]byte, 0, 4096+issues*each)
}

// resultFor returns the whole result, and where in it the page begins.
func (c *call) resultFor(jql, search string) (found []*row, key cursorKey, offset int, ok bool) {
	token := c.query.Get("nextPageToken")
	key = c.cursors.begin(search)
	if token != "" {
		var err error
		if key, offset, err = c.cursors.open(token, search); err != nil {
			c.fail(http.StatusBadRequest, "The value of the parameter 'nextPageToken' does not fit this search: "+err.Error()+".")
			return nil, key, 0, false
		}
	}
	key.user = c.account.User // a token leads nobody to what another one may see
	if token != "" {
		if found, ok = c.cursors.result(key); ok {
			return found, key, offset, true
		}
	}
	found, err := c.run(jql, time.UnixMilli(key.began))
	if err != nil {
		c.refuseQuery(err)
		return nil, key, 0, false
	}
	return found, key, offset, true
}

func (c *call) refuseQuery(err error) {
	var refused *queryError
	if errors.As(err, &refused) {
		c.fail(http.StatusBadRequest, refused.messages...)
		return
	}
	c.fail(http.StatusInternalServerError, err.Error())
}

// checkLists applies Cloud's limits to the parameters that are lists.
func (c *call) checkLists() bool {
	reconciled := commaList(c.query["reconcileIssues"])
	for _, id := range reconciled {
		if _, err := strconv.ParseInt(id, 10, 64); err != nil {
			c.fail(http.StatusBadRequest, fmt.Sprintf("The value '%s' of the parameter 'reconcileIssues' is not an issue id.", id))
			return false
		}
	}
	if len(reconciled) > maxReconciled {
		c.fail(http.StatusBadRequest, fmt.Sprintf("The parameter 'reconcileIssues' takes at most %d ids.", maxReconciled))
		return false
	}
	if len(commaList(c.query["properties"])) > maxProperties {
		c.fail(http.StatusBadRequest, fmt.Sprintf("The parameter 'properties' takes at most %d names.", maxProperties))
		return false
	}
	return true
}

func commaList(params []string) []string {
	var list []string
	for token := range strings.SplitSeq(strings.Join(params, ","), ",") {
		if token = strings.TrimSpace(token); token != "" {
			list = append(list, token)
		}
	}
	return list
}

// searchGone answers the search that Cloud took away.
func searchGone(c *call) {
	c.fail(http.StatusGone, "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API.")
}

// searchDC answers /rest/api/2/search.
func searchDC(c *call) {
	start, size, ok := c.paging(50, c.opts.pageLimit(false))
	if !ok {
		return
	}
	chosen, expand := c.view.newSelection(c.query["fields"]), c.expansion()
	found, err := c.run(c.query.Get("jql"), c.opts.Now())
	var warnings []string
	var refused *queryError
	if errors.As(err, &refused) && refused.semantic && !c.strict() {
		warnings, err = refused.messages, nil
	}
	if err != nil {
		c.refuseQuery(err)
		return
	}
	shown := cut(found, start, size)
	b := append(newBody(len(shown), chosen, expand), `{"expand":"schema,names","startAt":`...)
	b = strconv.AppendInt(b, int64(start), 10)
	b = append(b, `,"maxResults":`...)
	b = strconv.AppendInt(b, int64(size), 10)
	b = append(b, `,"total":`...)
	b = strconv.AppendInt(b, int64(len(found)), 10)
	b = append(b, `,"issues":[`...)
	b = c.appendIssues(b, shown, chosen, expand)
	b = append(b, ']')
	if len(warnings) > 0 {
		b = append(b, `,"warningMessages":`...)
		b = append(b, encode(warnings)...)
	}
	b = chosen.appendNames(b, expand)
	c.send(http.StatusOK, append(b, '}'))
}

// strict reports whether a query that means nothing here is an error.
func (c *call) strict() bool {
	switch c.query.Get("validateQuery") {
	case "false", "none", "warn":
		return false
	default:
		return true
	}
}
