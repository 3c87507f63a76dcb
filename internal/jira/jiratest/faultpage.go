package jiratest

import (
	"crypto/rand"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// entryLists are the members under which Jira's pages hold their entries.
var entryLists = []string{"issues", "values", "comments", "worklogs", "histories"}

// editPage returns the body of a page with a fault in it; what is no page stays
// as it is.
func (c *call) editPage(f *Fault, page *recording) []byte {
	body := page.body.Bytes()
	var object map[string]json.RawMessage
	if page.status != http.StatusOK || json.Unmarshal(body, &object) != nil {
		return body
	}
	at := slices.IndexFunc(entryLists, func(name string) bool { return object[name] != nil })
	if at < 0 {
		return body
	}
	list := entryLists[at]
	var entries []json.RawMessage
	if json.Unmarshal(object[list], &entries) != nil {
		return body
	}
	switch f.Do {
	case DoubleEntries:
		object[list] = encode(slices.Concat(entries, entries[:min(max(1, f.Count), len(entries))]))
	case EmptyPage:
		object[list] = []byte("[]")
		if list == "issues" && object["isLast"] != nil {
			object["nextPageToken"], object["isLast"] = encode(c.emptyToken()), []byte("false")
		}
	case LoopToken:
		if asked := c.query.Get("nextPageToken"); asked != "" {
			object["nextPageToken"], object["isLast"] = encode(asked), []byte("false")
		}
	case DropToken:
		object["isLast"] = []byte("false")
		delete(object, "nextPageToken")
	case WrongTotal:
		add(object, "total", f.Add)
	case WrongStart:
		add(object, "startAt", f.Add)
	default: // it is no edit of a page
	}
	return encode(object)
}

// add changes a number of the page, if it has it.
func add(object map[string]json.RawMessage, name string, n int) {
	var number int
	if json.Unmarshal(object[name], &number) == nil {
		object[name] = encode(number + n)
	}
}

// emptyStart is how the tokens of empty pages begin. None of Jira's does.
const emptyStart = "empty-"

// emptyToken leads from an empty page to the page that was asked for. It is new
// each time, as a real one is.
func (c *call) emptyToken() string {
	return emptyStart + rand.Text() + "-" + c.query.Get("nextPageToken")
}

// passEmpty puts the token in place to which that of an empty page leads.
func (c *call) passEmpty() {
	rest, after := strings.CutPrefix(c.query.Get("nextPageToken"), emptyStart)
	if !after {
		return
	}
	_, token, _ := strings.Cut(rest, "-")
	c.query = maps.Clone(c.query) // the journal keeps what was asked
	c.query.Set("nextPageToken", token)
	if token == "" {
		c.query.Del("nextPageToken")
	}
}
