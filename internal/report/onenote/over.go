package onenote

import (
	"weir/internal/report"
)

// nothing takes the place of what was ours and is not found again.
const nothing = "<p>&#160;</p>"

// overWords are the heading of the list below the table.
func (r renderer) overWords() string {
	switch {
	case len(r.v.Kept) == 0:
		return report.LeftTitle
	case len(r.v.Left) == 0:
		return report.KeptTitle
	}
	return report.LeftTitle + ", and what people wrote that has no place in the table any more"
}

// over writes that heading. Its words are the link that carries the tag: a link
// without words would be read to nobody. The sum in the tag tells when somebody has
// typed into it: then it is theirs, and stays where it is.
func (r renderer) over() string {
	var w writer
	words := r.overWords()
	t := tag{run: r.run, name: overName, more: sum(words)}
	r.tagged(&w, "p", t)
	w.attribute("style", "color:"+dim)
	w.WriteString("><b>")
	link := address(r.v.Line.Query, r.v.Mark, t)
	if link != "" {
		w.WriteString("<a")
		w.attribute("href", link)
		w.WriteString(">")
	}
	w.text(words)
	if link != "" {
		w.WriteString("</a>")
	}
	w.WriteString("</b></p>")
	return w.String()
}

// headList plans the heading of the list: anew says that the list has got another
// place, with a heading of its own.
func (r renderer) headList(p *plan, out rendered, l layout, anew bool) {
	switch {
	case anew && l.over != nil:
		p.replace(l.over, nothing)
	case anew, l.over == nil && out.over == "":
	case l.over == nil: // the page was written without one, or somebody has deleted it
		p.before(l.kept, out.over)
	case out.over == "":
		if textOf(l.over.node) != "" {
			p.replace(l.over, r.placeholder(tag{run: r.run, name: overName}))
		}
	case sum(textOf(l.over.node)) != sum(r.overWords()):
		p.replace(l.over, out.over)
	}
}

// list is what begins the list below the table: its heading, where that stands
// above it.
func (l layout) list() *slot {
	if l.over != nil && l.kept != nil && l.over.at < l.kept.at {
		return l.over
	}
	return l.kept
}
