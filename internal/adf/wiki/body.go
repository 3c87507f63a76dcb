package wiki

import (
	"maps"
	"strings"

	"weir/internal/adf"
)

// macro reads a macro's body and adds what it makes.
func (p *parser) macro(f *flow, m macro, midLine bool) {
	switch m.name {
	case "anchor":
	case "color":
		p.color(f, m, midLine)
	case "code", "noformat":
		f.block(p.code(m)...)
	case "quote":
		f.block(fit(inQuote, p.body(m.lo, m.hi, place{}))...)
	case "panel":
		f.block(p.panel(m)...)
	}
}

// color reads coloured text, which may be part of a sentence or several blocks.
func (p *parser) color(f *flow, m macro, midLine bool) {
	read := func() {
		p.apart(func() { p.region(f, m.lo, m.hi, place{midLine: midLine}) })
	}
	if hex := colorOf(m.params); hex != "" {
		p.marked(adf.Mark{Type: "textColor", Attrs: map[string]any{"color": hex}}, read)
		return
	}
	read()
}

// code makes a code block, after its title. Blank lines at its ends go.
func (p *parser) code(m macro) []*adf.Node {
	n := &adf.Node{Type: "codeBlock"}
	if m.name == "code" {
		if lang := language(m.params); lang != "" {
			n.Attrs = map[string]any{"language": lang}
		}
	}
	text := strings.TrimRight(p.src[m.lo:m.hi], " \t\n")
	if i := strings.LastIndexByte(text[:len(text)-len(strings.TrimLeft(text, " \t\n"))], '\n'); i >= 0 {
		text = text[i+1:]
	}
	if text != "" {
		n.Content = []*adf.Node{{Type: "text", Text: text}}
	}
	return append(title(param(m.params, "title")), n)
}

// language is the parameter of {code} that has no value, in lower case.
func language(params string) string {
	for _, one := range strings.Split(params, "|") {
		if one = strings.TrimSpace(one); one != "" && !strings.Contains(one, "=") {
			return strings.ToLower(one)
		}
	}
	return ""
}

// panel makes a panel with its title as its first paragraph. Its kind is the one
// whose background is nearest to its own. What may not stand in a panel stands
// behind it, and another panel goes on after that.
func (p *parser) panel(m macro) []*adf.Node {
	attrs := map[string]any{"panelType": panelType(param(m.params, "bgColor"))}
	blocks := append(title(param(m.params, "title")), fit(inPanel, p.body(m.lo, m.hi, place{}))...)
	panels := around(inPanel, attrs, blocks)
	for _, n := range panels {
		n.Attrs = maps.Clone(n.Attrs)
	}
	return panels
}
