package chart

import (
	"fmt"
	"io"
	"strings"
)

// svgWriter writes a scene as an svg element.
type svgWriter struct {
	buf   []byte
	alone bool
	theme Theme
}

// writeSVG writes the scene at once.
func writeSVG(w io.Writer, s *scene, o Options) error {
	out := &svgWriter{alone: o.Standalone, theme: o.Theme, buf: make([]byte, 0, 16<<10)}
	out.open(s, o.IDPrefix)
	for _, m := range s.marks {
		out.mark(m)
	}
	out.raw("</svg>\n")
	if _, err := w.Write(out.buf); err != nil {
		return fmt.Errorf("write the picture: %w", err)
	}
	return nil
}

func (w *svgWriter) raw(s string) { w.buf = append(w.buf, s...) }

func (w *svgWriter) rawf(format string, args ...any) { w.buf = fmt.Appendf(w.buf, format, args...) }

// open writes the start tag, title and description. The panels say where the
// plots are and from which value to which they reach, for a script that finds
// what is below a pointer.
func (w *svgWriter) open(s *scene, id string) {
	w.rawf(`<svg class="weir-chart %s"`, s.kind)
	if w.alone {
		w.rawf(` xmlns="http://www.w3.org/2000/svg" width="%g" height="%g" font-family="Go, system-ui, -apple-system, 'Segoe UI', sans-serif"`, s.width, s.height)
	}
	role := "img"
	if s.linked() {
		// An image hides the links within it from those who do not see it.
		role = "group"
	}
	w.rawf(` viewBox="0 0 %g %g" role="%s" aria-labelledby="%s-title %s-desc"`, s.width, s.height, role, id, id)
	for i, p := range s.panels {
		n := ""
		if i > 0 {
			n = fmt.Sprint("-", i+1)
		}
		w.rawf(` data-plot%s="%.1f %.1f %.1f %.1f" data-x%s="%s %g %g" data-y%s="%g %g"`,
			n, p.box.x0, p.box.y0, p.box.x1, p.box.y1, n, p.labels, p.x.from, p.x.to, n, p.y.from, p.y.to)
	}
	w.raw(">\n")
	w.rawf(`<title id="%s-title">%s</title>`, id, escape(s.head.Title))
	w.rawf(`<desc id="%s-desc">%s</desc>`+"\n", id, escape(or(s.head.Desc, s.head.Title)))
	if w.alone {
		w.rawf(`<rect class="surface" width="100%%" height="100%%" fill="%s"/>`+"\n", hex(surfaceRole.colour(w.theme)))
	}
}

// linked reports whether any mark is a link.
func (s *scene) linked() bool {
	for _, m := range s.marks {
		for _, l := range m.links {
			if l.address != "" {
				return true
			}
		}
	}
	return false
}

func (w *svgWriter) mark(m mark) {
	switch m.form {
	case area:
		w.raw(`<path class="area `)
		w.paint(m, "fill")
		if m.cells > 0 {
			w.rawf(` fill-opacity="%g"`, m.cells)
		}
		w.path(m.shapes, true)
	case line:
		w.raw(`<path class="line `)
		w.paint(m, "stroke")
		w.rawf(` fill="none" stroke-width="%g" stroke-linejoin="round"`, m.size)
		if m.dashed {
			w.raw(` stroke-dasharray="5 4"`)
		}
		w.path(m.shapes, false)
	case dots:
		w.dots(m)
	case word:
		w.word(m)
	}
}

// paint ends the class and gives the colour, where no style sheet does.
func (w *svgWriter) paint(m mark, attribute string) {
	w.raw(classNames[m.role] + `"`)
	if w.alone {
		w.rawf(` %s="%s"`, attribute, hex(m.role.colour(w.theme)))
	}
}

// path writes shapes, and ends the element.
func (w *svgWriter) path(shapes [][]point, closed bool) {
	w.raw(` d="`)
	pen := pen{buf: w.buf}
	for _, s := range shapes {
		pen.shape(s, closed)
	}
	w.buf = pen.buf
	w.raw("\"/>\n")
}

// dots writes points as one path of lines that have no length and round ends;
// linked ones as a path each.
func (w *svgWriter) dots(m mark) {
	element := "path"
	if m.links != nil {
		element = "g"
	}
	w.rawf(`<%s class="dots `, element)
	w.paint(m, "stroke")
	w.rawf(` fill="none" stroke-linecap="round" stroke-width="%g"`, m.size)
	if m.links == nil {
		w.raw(` d="`)
		pen := pen{buf: w.buf}
		for _, p := range m.shapes[0] {
			pen.dot(p)
		}
		w.buf = pen.buf
		w.raw("\"/>\n")
		return
	}
	w.raw(">\n")
	for i, p := range m.shapes[0] {
		w.linked(p, m.links[i])
	}
	w.raw("</g>\n")
}

// linked writes one dot with what it stands for. The table has the same links
// for the keyboard, so that nobody has to pass thousands of dots.
func (w *svgWriter) linked(p point, t target) {
	pen := pen{}
	pen.dot(p)
	dot := fmt.Sprintf(`<path d="%s"><title>%s</title></path>`, pen.buf, escape(t.title))
	if t.address != "" {
		dot = fmt.Sprintf(`<a href="%s" tabindex="-1">%s</a>`, escape(t.address), dot)
	}
	w.raw(dot + "\n")
}

func (w *svgWriter) word(m mark) {
	w.raw(`<text class="text `)
	w.paint(m, "fill")
	p := m.shapes[0][0]
	w.rawf(` x="%s" y="%s" font-size="%g"`, coordinate(p.x), coordinate(p.y), m.size)
	switch m.anchor {
	case middle:
		w.raw(` text-anchor="middle"`)
	case end:
		w.raw(` text-anchor="end"`)
	default:
	}
	if m.bold {
		w.raw(` font-weight="bold"`)
	}
	w.raw(">" + escape(m.text) + "</text>\n")
}

// hex writes a colour.
func hex(c uint32) string { return fmt.Sprintf("#%06x", c) }

// escaper takes from a text all that means something in XML. Texts are clean
// before, so that what is left are characters that XML allows.
var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;")

func escape(s string) string { return escaper.Replace(s) }
