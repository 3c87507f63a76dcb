package onenote

import (
	"slices"

	"weir/internal/msgraph"
	"weir/internal/report"
)

// A plan is what one request will change. What is inserted comes first: once an
// element is replaced, OneNote may know it by another id.
type plan struct {
	inserts  []msgraph.Change
	replaces []msgraph.Change
	told     []string
}

func (p *plan) changes() []msgraph.Change { return append(p.inserts, p.replaces...) }

func (p *plan) replace(s *slot, content string) {
	p.replaces = append(p.replaces, msgraph.Change{Target: s.id, Action: "replace", Content: content})
}

// before puts elements in front of one, in their order.
func (p *plan) before(s *slot, contents ...string) {
	for _, c := range contents {
		p.inserts = append(p.inserts, msgraph.Change{Target: s.id, Action: "insert", Position: "before", Content: c})
	}
}

// after puts elements behind one, in their order: each goes before the one that
// was put there last.
func (p *plan) after(id string, contents ...string) {
	for i := len(contents) - 1; i >= 0; i-- {
		p.inserts = append(p.inserts, msgraph.Change{Target: id, Action: "insert", Position: "after", Content: contents[i]})
	}
}

// last puts elements at the end of the page's first outline: by its id, so that of
// two who do so at once only one succeeds, or else, on an empty page, by OneNote's
// own name for it.
func (p *plan) last(outline string, contents ...string) {
	if outline == "" {
		outline = "body"
	}
	for _, c := range contents {
		p.inserts = append(p.inserts, msgraph.Change{Target: outline, Action: "append", Content: c})
	}
}

// refreshing plans how what is on the page becomes what was rendered. careful
// avoids what OneNote has refused on this page: to replace a table, and to name
// the end of the outline.
func (r renderer) refreshing(out rendered, l layout, careful bool) *plan {
	p := &plan{}
	l = l.nameable()
	if l.none() {
		outline := l.outline
		if careful {
			outline = ""
		}
		p.last(outline, out.all()...)
		if l.over != nil { // its list was deleted with all the rest
			p.replace(l.over, nothing)
		}
		return p
	}
	if !r.v.Same {
		r.table(p, out, l, careful)
	}
	r.freshLine(p, out, l)
	return p
}

// nameable leaves out paragraphs that OneNote could not name, since somebody has
// moved them into a cell: others take their place.
func (l layout) nameable() layout {
	if l.line != nil && l.line.id == "" {
		l.line = nil
	}
	if l.kept != nil && l.kept.id == "" {
		l.kept = nil
	}
	if l.over != nil && l.over.id == "" {
		l.over = nil
	}
	l.parts = slices.DeleteFunc(slices.Clone(l.parts), func(s *slot) bool { return s.id == "" })
	return l
}

func nonEmpty(contents []string) []string {
	var kept []string
	for _, c := range contents {
		if c != "" {
			kept = append(kept, c)
		}
	}
	return kept
}

// freshLine goes last, since other elements are put beside the former one, and
// first among the inserts, since it stands above them. A former line into which
// somebody has typed is in the list below the table; where that is not written anew,
// the line is theirs and stays, below the new one. So does one with a picture.
func (r renderer) freshLine(p *plan, out rendered, l layout) {
	switch {
	case l.line != nil && (fixedIn(l.line.node) > 0 || r.v.Same && len(typedInto(l.line)) > 0):
		p.first(l.line, out.line)
	case l.line != nil:
		p.replace(l.line, out.line)
	case len(l.parts) > 0:
		p.first(l.parts[0], out.line)
	default:
		p.first(l.list(), out.line)
	}
}

// first puts an element in front of one, and of all that goes there as well.
func (p *plan) first(s *slot, content string) {
	p.inserts = append([]msgraph.Change{{Target: s.id, Action: "insert", Position: "before", Content: content}}, p.inserts...)
}

// table plans the parts of the table, and the list below it.
func (r renderer) table(p *plan, out rendered, l layout, careful bool) {
	kept := out.kept // what has no place yet
	switch {
	case l.kept == nil && l.over != nil && kept != "":
		p.after(l.over.id, kept)
		kept = ""
	case l.kept == nil:
	case l.kept.isTable() && (careful || l.kept.fixed() > 0):
		r.retire(p, l.kept, careful)
		if kept == "" && changeable(l.kept) == nil {
			kept = r.list()
		}
	case kept != "":
		p.replace(l.kept, kept)
		kept = ""
	case l.kept.isTable():
		p.replace(l.kept, r.placeholder(tag{run: r.run, name: keptName}))
	}
	var anew []string // the list, where it gets another place
	if kept != "" {
		anew = []string{out.over, kept}
	}
	r.tableParts(p, out.parts, anew, l, careful)
	r.headList(p, out, l, kept != "") // last, so that it stands nearest to the list
}

// tableParts plans the parts of the table, and what comes below them.
func (r renderer) tableParts(p *plan, made, below []string, l layout, careful bool) {
	leave := careful
	for _, s := range l.parts {
		leave = leave || s.fixed() > 0
	}
	if leave && len(l.parts) > 0 {
		p.before(l.parts[0], nonEmpty(append(r.covering(made, l.parts), below...))...)
		for _, s := range l.parts {
			r.leave(p, s, careful)
		}
		return
	}
	n := min(len(made), len(l.parts))
	for i, s := range l.parts[:n] {
		p.replace(s, made[i])
	}
	for _, s := range l.parts[n:] {
		if s.isTable() {
			p.replace(s, r.placeholder(s.tag))
		}
	}
	r.further(p, nonEmpty(append(made[n:], below...)), l)
}

// further puts what has no place yet behind the last part that there is.
func (r renderer) further(p *plan, contents []string, l layout) {
	switch {
	case len(l.parts) > 0:
		p.after(l.parts[len(l.parts)-1].id, contents...)
	case l.line != nil:
		p.after(l.line.id, contents...)
	case l.kept != nil:
		p.before(l.list(), contents...)
	}
}

// leave makes a former part of the table one that is left alone, or takes it
// away where it can be.
func (r renderer) leave(p *plan, s *slot, careful bool) {
	switch {
	case !s.isTable(), !careful && s.fixed() == 0:
		p.replace(s, nothing)
	default:
		r.retire(p, s, careful)
	}
}

// covering adds parts without a row where a former part would be taken for one
// of the new table, since nothing in it can be changed to say that it is not.
func (r renderer) covering(parts []string, former []*slot) []string {
	most := len(parts)
	for _, s := range former {
		if s.isTable() && changeable(s) == nil {
			most = max(most, s.tag.part())
		}
	}
	for len(parts) < most {
		parts = append(parts, r.part(partTag(r.run, len(parts)+1), nil))
	}
	return parts
}

// retire lets a table stand and takes its tag: one paragraph in it says that it
// is a former one. That is no work on the table itself, which may be refused.
// Where it has no such paragraph, it counts as a copy of the one that stands above
// it.
func (r renderer) retire(p *plan, s *slot, careful bool) {
	why := "it holds pictures or files, which cannot be moved"
	if careful {
		why = "OneNote refused to replace it"
	}
	if len(p.told) == 0 {
		p.told = append(p.told, "The former table still stands on the page, below the new one: "+why+". Delete it when you like.")
	}
	at := changeable(s)
	if at == nil {
		return
	}
	t := tag{run: r.run, name: wasName}
	var w writer
	w.WriteString("<p")
	w.attribute("data-id", t.text(r.v.Mark))
	w.WriteString("><b>")
	if text := textOf(at); text != "" {
		w.text(text + " ")
	}
	w.text("(as it stood until " + report.Stamp(r.v.Line.At) + "; " + why + ". Delete it when you like.)")
	w.WriteString("</b>")
	if link := address(r.v.Line.Query, r.v.Mark, t); link != "" {
		w.WriteString("<a")
		w.attribute("href", link)
		w.WriteString(">&#160;</a>")
	}
	w.WriteString("</p>")
	p.replaces = append(p.replaces, msgraph.Change{Target: attribute(at, "id"), Action: "replace", Content: w.String()})
}
