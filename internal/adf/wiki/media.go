package wiki

import (
	"slices"
	"strconv"
	"strings"

	"weir/internal/adf"
)

// A picture is an image: its file or address, and what is said of it.
type imageMarkup struct {
	source string
	params string // divided by commas
	end    int
}

// readImage reads !source! or !source|params!.
func (p *parser) readImage(at, lo, hi int) (imageMarkup, bool) {
	from, to, end := p.between(picture, at, 1, lo, hi)
	if end == 0 {
		return imageMarkup{}, false
	}
	source, params, _ := strings.Cut(p.src[from:to], "|")
	source = strings.TrimSpace(source)
	return imageMarkup{source: source, params: params, end: end}, source != ""
}

// image reads an image. One alone in its line is a block, one amid words is not,
// unless it comes from an address, which only a block can show.
func (p *parser) image(f *flow, at, lo, hi int) int {
	i, ok := p.readImage(at, lo, hi)
	if !ok {
		return at
	}
	said := i.read()
	external := linkTarget(i.source) && i.source[0] != '#' && i.source[0] != '^' && i.source[0] != '~'
	switch {
	case external:
		f.block(said.single(&adf.Node{Type: "media", Attrs: said.attrs(map[string]any{
			"type": "external", "url": i.source,
		}, said.alt), Marks: p.linkMarks(said.href)}))
	case p.alone(at, i.end):
		n := file("file", i.source, said.alt)
		n.Type, n.Attrs, n.Marks = "media", said.attrs(n.Attrs, ""), p.linkMarks(said.href)
		f.block(said.single(n))
	default:
		n := file("image", i.source, said.alt)
		n.Attrs, n.Marks = said.attrs(n.Attrs, ""), p.linkMarks(said.href)
		f.inline(n)
	}
	return i.end
}

// alone reports whether nothing stands in the line but an image and, around it,
// the brackets of a link.
func (p *parser) alone(at, end int) bool {
	for at > 0 && blank(p.src[at-1]) {
		at--
	}
	if p.inLink {
		if at == 0 || p.src[at-1] != '[' {
			return false
		}
		for at--; at > 0 && blank(p.src[at-1]); at-- {
		}
		for end < len(p.src) && p.src[end] != ']' && p.src[end] != '\n' {
			end++
		}
		end++
	}
	for end < len(p.src) && blank(p.src[end]) {
		end++
	}
	edge := "\n|}"
	return (at == 0 || strings.IndexByte(edge, p.src[at-1]) >= 0) &&
		(end >= len(p.src) || strings.IndexByte("\n|{", p.src[end]) >= 0)
}

// file is a mediaInline of a file that is attached to the issue. Without a text,
// its name is shown.
func file(kind, name, text string) *adf.Node {
	if text == "" {
		text = name
	}
	return &adf.Node{Type: "mediaInline", Attrs: map[string]any{"type": kind, "id": name, "collection": "", "alt": text}}
}

// An imageParams is what is said of an image.
type imageParams struct {
	alt           string // what a reader should see, and what is not understood
	width, height float64
	percent       float64 // of the line's width
	href          string
}

func (i imageMarkup) read() imageParams {
	var said imageParams
	var words []string
	for _, one := range strings.Split(i.params, ",") {
		key, value, _ := strings.Cut(strings.TrimSpace(one), "=")
		value = strings.Trim(strings.TrimSpace(value), `"`)
		switch strings.ToLower(strings.TrimSpace(key)) {
		case "width":
			if share, ok := strings.CutSuffix(value, "%"); ok {
				said.percent = number(share, 100)
			} else {
				said.width = number(value, 100_000)
			}
		case "height":
			said.height = number(value, 100_000)
		case "href":
			said.href = value
		case "alt", "title":
			words = append(words, value)
		case "", "thumbnail", "align", "vspace", "hspace", "border", "bordercolor", "style", "class", "id", "target":
		default:
			words = append(words, strings.TrimSpace(one))
		}
	}
	words = slices.DeleteFunc(slices.Compact(words), func(w string) bool { return w == "" })
	said.alt = strings.TrimSpace(strings.Join(words, " "))
	return said
}

// attrs adds what is said of an image to its attributes.
func (s imageParams) attrs(attrs map[string]any, alt string) map[string]any {
	if alt != "" {
		attrs["alt"] = alt
	}
	if s.width > 0 {
		attrs["width"] = s.width
	}
	if s.height > 0 {
		attrs["height"] = s.height
	}
	return attrs
}

func (s imageParams) single(media *adf.Node) *adf.Node {
	attrs := map[string]any{"layout": "center"}
	if s.percent > 0 {
		attrs["width"] = s.percent
	}
	return &adf.Node{Type: "mediaSingle", Attrs: attrs, Content: []*adf.Node{media}}
}

// linkMarks are the marks of a medium, which may be a link and no more.
func (p *parser) linkMarks(href string) []adf.Mark {
	for _, m := range p.marks {
		if m.Type == "link" {
			return []adf.Mark{m}
		}
	}
	if href == "" {
		return nil
	}
	return []adf.Mark{{Type: "link", Attrs: map[string]any{"href": href}}}
}

// number reads the digits that a text begins with, up to a limit; 0 for none.
func number(s string, limit float64) float64 {
	n := 0
	for n < len(s) && n < 9 && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	v, err := strconv.Atoi(s[:n])
	if err != nil {
		return 0
	}
	return min(float64(v), limit)
}
