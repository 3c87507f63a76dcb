package graphtest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// A change is one element of the array that a PATCH sends.
type change struct {
	Target   *string `json:"target"`
	Action   *string `json:"action"`
	Position *string `json:"position"`
	Content  *string `json:"content"`
}

// patchPage applies changes in order, all of them or none.
func (c *call) patchPage() *answer {
	p, refused := c.findWritable(c.args[0])
	if refused != nil {
		return refused
	}
	switch t := c.contentType(); {
	case t == "" || len(c.body) == 0:
		return c.refuse(http.StatusBadRequest, "20132")
	case t != "application/json":
		return c.refuse(http.StatusBadRequest, "20131")
	}
	changes, code := readChanges(c.body)
	if code != "" {
		return c.refuse(http.StatusBadRequest, code)
	}
	if code := p.apply(changes); code != "" {
		return c.refuse(http.StatusBadRequest, code)
	}
	return newAnswer(http.StatusNoContent, "", nil)
}

// readChanges reads the body of a PATCH, or returns the code against it.
func readChanges(body []byte) ([]change, string) {
	var changes []change
	if !utf8.Valid(body) {
		return nil, "20109"
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&changes); err != nil || d.More() || changes == nil {
		return nil, "20109"
	}
	if len(changes) == 0 {
		return nil, "20125"
	}
	return changes, ""
}

// A patch is a page under change.
type patch struct {
	page  *Page
	body  *html.Node
	title string
	ids   map[string]*html.Node // by generated id, as before the first change
}

// apply makes changes to a copy of the page, and keeps it if all could be made.
// It returns the code against the first that could not.
func (p *Page) apply(changes []change) string {
	work := &patch{page: p, body: clone(p.body), title: p.title, ids: make(map[string]*html.Node)}
	p.ids(work.body, func(n *html.Node, id string) { work.ids[id] = n })
	for _, one := range changes {
		if code := work.make(one); code != "" {
			return code
		}
	}
	p.body, p.title = work.body, work.title
	p.changed()
	return ""
}

// The verbs of a PATCH.
const (
	doAppend  = "append"
	doPrepend = "prepend"
	doInsert  = "insert"
	doReplace = "replace"
)

// make makes one change.
func (w *patch) make(one change) string {
	if one.Target == nil || one.Action == nil || one.Content == nil {
		return "20109"
	}
	action := strings.ToLower(*one.Action)
	before := action == doPrepend
	if one.Position != nil {
		switch strings.ToLower(*one.Position) {
		case "after":
		case "before":
			before = true
		default:
			return "20121"
		}
	}
	switch action {
	case doAppend, doPrepend, doInsert, doReplace:
	default:
		return "20122"
	}
	if *one.Target == "title" {
		if action != doReplace {
			return "20141"
		}
		// It is plain text: markup in it is shown as it is.
		w.title = strings.Join(strings.Fields(*one.Content), " ")
		return ""
	}
	target, byID, code := w.find(*one.Target)
	if code != "" {
		return code
	}
	if code := w.allowed(target, *one.Target, byID, action); code != "" {
		return code
	}
	return w.put(target, action, before, *one.Content)
}

// generatedID matches an id as the service makes them.
var generatedID = regexp.MustCompile(`^([a-z0-9]+):\{[0-9a-fA-F-]+\}\{[0-9]+\}$`)

// find resolves a target. ByID tells that it was named by its generated id.
func (w *patch) find(target string) (n *html.Node, byID bool, code string) {
	if target == "body" {
		return w.firstDiv(), false, ""
	}
	if dataID, ok := strings.CutPrefix(target, "#"); ok {
		if dataID == "title" || dataID == "body" {
			return nil, false, "20149"
		}
		for d := range w.body.Descendants() {
			if d.Type == html.ElementNode && attr(d, "data-id") == dataID && dataID != "" {
				return d, false, ""
			}
		}
		return nil, false, "20120"
	}
	m := generatedID.FindStringSubmatch(target)
	if m == nil {
		return nil, false, "20134" // most of the time the # is missing
	}
	if m[1] == "tr" || m[1] == "td" || m[1] == "span" || m[1] == "a" {
		return nil, true, "20133"
	}
	n = w.ids[target]
	if n == nil || !w.holds(n) {
		return nil, true, "20120"
	}
	return n, true, ""
}

// firstDiv is what the word body stands for.
func (w *patch) firstDiv() *html.Node {
	if divs := children(w.body, "div"); len(divs) > 0 {
		return divs[0]
	}
	d := outline(defaultDiv, nil)
	w.body.AppendChild(d)
	return d
}

// holds reports whether a node is still on the page.
func (w *patch) holds(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == w.body {
			return true
		}
	}
	return false
}

// allowed looks an action up in the table of what each element supports. It
// returns the code against it, or "".
func (w *patch) allowed(n *html.Node, target string, byID bool, action string) string {
	outermost := n.Parent == w.body
	switch {
	case action == doAppend || action == doPrepend:
		if !is(n, "div", "ul", "ol") {
			return "20138"
		}
		return ""
	case target == "body" || outermost:
		return "20141"
	case action == doInsert:
		return ""
	case is(n, "div"):
		// The documentation allows it by the generated id; it was seen to fail.
		if byID {
			return "20141"
		}
		return "20134"
	case !byID && (!is(n, "img", "object") || insideCell(n)):
		return "20141"
	case is(n, "table") && w.page.world.opts.Quirks.TableReplaceRefused:
		return "20141"
	default:
		return ""
	}
}

func insideCell(n *html.Node) bool {
	for n = n.Parent; n != nil; n = n.Parent {
		if is(n, "td", "li") {
			return true
		}
	}
	return false
}

// put normalises content and puts it where the action says.
func (w *patch) put(target *html.Node, action string, before bool, content string) string {
	nodes, err := parseFragment(content)
	if err != nil || strings.TrimSpace(content) == "" {
		return "20121"
	}
	for _, n := range nodes {
		if code := badTag(n); code != "" {
			return code
		}
	}
	inside := target.Parent
	if action == doAppend || action == doPrepend {
		inside = target
	}
	nodes = contentFor(inside, nodes)
	anchor := target.NextSibling // what comes after the new content
	switch {
	case inside == target && before:
		anchor = target.FirstChild
	case inside == target:
		anchor = nil
	case before && action == doInsert:
		anchor = target
	}
	for _, n := range nodes {
		inside.InsertBefore(n, anchor)
	}
	if action == doReplace {
		inside.RemoveChild(target)
		if is(inside, "ul", "ol") && inside.FirstChild == nil && inside.Parent != nil {
			inside.Parent.RemoveChild(inside)
		}
	}
	return ""
}

// contentFor normalises content for the element that it will stand in.
func contentFor(inside *html.Node, nodes []*html.Node) []*html.Node {
	switch {
	case is(inside, "ul", "ol"):
		return items(nodes)
	case is(inside, "td"):
		return normalise(nodes, inCell, format{})
	case is(inside, "li"):
		return normalise(nodes, inItem, format{})
	default:
		return normalise(nodes, inBlock, format{})
	}
}

// items makes items of a list of whatever was given. Such items keep tags of
// their own.
func items(nodes []*html.Node) []*html.Node {
	var list []*html.Node
	for _, n := range nodes {
		switch {
		case is(n, "ul", "ol"):
			for c := range n.ChildNodes() {
				list = appendItem(list, c, tagsOf(n))
			}
		default:
			list = appendItem(list, n, tagsOf(n))
		}
	}
	return list
}

func appendItem(list []*html.Node, n *html.Node, tag string) []*html.Node {
	if i := item(n, format{}, "", tag); i != nil {
		list = append(list, i)
	}
	return list
}
