package onenote

import (
	"bytes"
	"crypto/sha256"
	"maps"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"weir"
)

// A slot is an element of ours as it stands on the page.
type slot struct {
	node *html.Node
	id   string // that OneNote made, good for one change
	tag  tag
	byID bool // found by its data-id
	head *html.Node
	mark string
	was  bool // a former table
	at   int  // in the order of the document
}

func (s *slot) isTable() bool { return s != nil && is(s.node, "table") }

func (s *slot) fixed() int {
	if !s.isTable() {
		return 0
	}
	return fixedIn(s.node)
}

// A layout is what of a report stands on a page.
type layout struct {
	line  *slot
	parts []*slot // of the table, in their order; a part that is not needed is a paragraph
	over  *slot   // the heading of the list below it
	kept  *slot
	// copies counts tables that look like ours and are left alone.
	copies int
	// runs are the snapshots that were added, each with its last element.
	runs    map[string]*slot
	lastRun *slot
	// outline is the id of the page's first outline, at whose end a first table
	// goes; empty where there is none.
	outline string
	query   string            // where the last refresh has led to, in Jira
	sum     [sha256.Size]byte // of all of it
}

// none reports whether there is nothing that could be refreshed.
func (l layout) none() bool { return l.line == nil && len(l.parts) == 0 && l.kept == nil }

// read finds what carries a mark on a page.
func read(content []byte, mark string) (layout, error) {
	doc, err := html.Parse(bytes.NewReader(content))
	if err != nil {
		return layout{}, &weir.Error{
			Kind: weir.BadInput, Text: "the page cannot be read", Err: err,
			Next: "look at the page in OneNote; if it looks as it should, choose another page for the report",
		}
	}
	s := scan{mark: mark, layout: layout{runs: map[string]*slot{}, sum: sha256.Sum256(content)}}
	s.collect(doc, false)
	s.layout.outline = outline(doc)
	s.choose()
	return s.layout, nil
}

// A scan collects all that could be ours, and then chooses.
type scan struct {
	mark   string
	layout layout
	lines  []*slot
	named  map[string][]*slot // tables and paragraphs, by the names of their tags
	order  []string
	seen   int
}

// collect goes through the document. Below a table that carries a tag, only
// tables are looked at.
func (s *scan) collect(n *html.Node, inTable bool) {
	for c := range n.ChildNodes() {
		ours := false
		switch {
		case is(c, "table"):
			ours = s.take(s.table(c))
		case !inTable && is(c, "p", "li", "h1", "h2", "h3", "h4", "h5", "h6") && !holdsBlock(c):
			s.take(s.paragraph(c))
		}
		s.collect(c, inTable || ours)
	}
}

// take sorts a slot, and reports whether it is one.
func (s *scan) take(found *slot) bool {
	if found == nil {
		return false
	}
	s.seen++
	found.at, found.mark, found.id = s.seen, s.mark, attribute(found.node, "id")
	switch {
	case found.tag.run != "":
		s.layout.runs[found.tag.run], s.layout.lastRun = found, found
	case found.was:
	case found.tag.name == lineName:
		s.lines = append(s.lines, found)
	default:
		if s.named == nil {
			s.named = map[string][]*slot{}
		}
		if s.named[found.tag.name] == nil {
			s.order = append(s.order, found.tag.name)
		}
		s.named[found.tag.name] = append(s.named[found.tag.name], found)
	}
	return true
}

// table returns the slot of a table that carries a tag in its head, or nil.
func (s *scan) table(n *html.Node) *slot {
	found := &slot{node: n}
	own, _, ok := tagOf(n, s.mark)
	found.tag, found.byID = own, ok
	for _, row := range rowsOf(n) {
		for d := range within(row) {
			if d.Type != html.ElementNode || is(d, "table") {
				continue
			}
			t, _, tagged := tagOf(d, s.mark)
			if t.more == inHead {
				t.more = ""
			}
			switch {
			case !tagged || t.isLine() || t.inList():
			case t.name == wasName:
				found.was, found.tag, ok = true, t, true
			case !ok, found.head == nil && t == found.tag:
				found.tag, found.head, ok = t, row, true
			}
		}
	}
	if !ok || found.tag.isLine() || found.tag.inList() {
		return nil
	}
	return found
}

// paragraph returns the slot of a line, or of what stands in for an element that
// was not needed.
func (s *scan) paragraph(n *html.Node) *slot {
	own, byID, ok := tagOf(n, s.mark)
	for d := range n.Descendants() {
		if !ok && d.Type == html.ElementNode {
			own, _, ok = tagOf(d, s.mark)
		}
	}
	switch {
	case !ok, own.name == wasName, own.inList(), own.more == inHead:
		return nil
	case own.name == overName && own.more == sum(textOf(n)) && fixedIn(n) == 0:
		// As it was written: in other words it is somebody's, and stays.
	case own.name != lineName && (textOf(n) != "" || fixedIn(n) > 0):
		return nil // somebody has written there, or copied a link
	}
	return &slot{node: n, tag: own, byID: byID}
}

// choose decides between several. The one that still has its data-id is ours,
// since a copy has none; else the first one after the line.
func (s *scan) choose() {
	s.layout.line = first(s.lines, 0)
	from := 0
	if s.layout.line != nil {
		from = s.layout.line.at
	}
	chosen := map[*html.Node]bool{}
	parts := map[int]*slot{}
	for _, name := range s.order {
		best := first(outside(s.named[name], chosen), from)
		if best == nil {
			continue
		}
		chosen[best.node] = true
		switch name {
		case keptName:
			s.layout.kept = best
		case overName:
			s.layout.over = best
		default:
			parts[best.tag.part()] = best
		}
	}
	for _, n := range slices.Sorted(maps.Keys(parts)) {
		s.layout.parts = append(s.layout.parts, parts[n])
	}
	for _, slot := range append(slices.Clone(s.layout.parts), s.layout.line, s.layout.kept) {
		if slot != nil && s.layout.query == "" {
			s.layout.query = slot.linkOf()
		}
	}
	for _, name := range s.order {
		for _, other := range outside(s.named[name], chosen) {
			if other.isTable() {
				s.layout.copies++
			}
		}
	}
}

// first returns the best one: by its data-id, a table, after the line, the
// earliest.
func first(slots []*slot, from int) *slot {
	rank := func(s *slot) (n int) {
		if !s.byID {
			n += 4
		}
		if s.tag.name != lineName && !s.isTable() {
			n += 2
		}
		if s.at < from {
			n++
		}
		return n
	}
	var best *slot
	for _, s := range slots {
		if best == nil || rank(s) < rank(best) {
			best = s
		}
	}
	return best
}

// outside leaves out what is in one of the chosen tables.
func outside(slots []*slot, chosen map[*html.Node]bool) []*slot {
	return slices.DeleteFunc(slices.Clone(slots), func(s *slot) bool {
		for n := s.node; n != nil; n = n.Parent {
			if chosen[n] {
				return true
			}
		}
		return false
	})
}

// outline finds the page's first outline.
func outline(doc *html.Node) string {
	for n := range doc.Descendants() {
		if !is(n, "body") {
			continue
		}
		for c := range n.ChildNodes() {
			if is(c, "div") {
				return attribute(c, "id")
			}
		}
	}
	return ""
}

// linkOf returns the address in Jira to which the element leads that carries the
// tag.
func (s *slot) linkOf() string {
	for d := range within(s.node) {
		if !is(d, "a") {
			continue
		}
		if t, _, ok := tagOf(d, s.mark); ok && t.name == s.tag.name {
			link, _, _ := strings.Cut(attribute(d, "href"), "#")
			return link
		}
	}
	return ""
}
