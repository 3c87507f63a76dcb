package chart_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"weir/internal/chart"
)

// picture is an SVG as a reader sees it, with absolute coordinates.
type picture struct {
	source        string
	width, height float64
	role          string
	ids           []string
	title, desc   string
	texts         []writing
	paths         []path
	links         []string
	elements      []string // the name of each
	attributes    []string // the name of each
}

type writing struct {
	class, text string
	x, y, size  float64
	anchor      string
}

type path struct {
	class  string // without the form
	form   string // area, line or dots
	width  float64
	shapes [][][2]float64
	title  string
}

type fataler interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

// draw writes a chart and reads it again.
func draw(t fataler, c chart.Chart, o chart.Options) picture {
	t.Helper()
	var b bytes.Buffer
	if err := c.SVG(&b, o); err != nil {
		t.Fatal(err)
	}
	return read(t, b.String())
}

// read reads an SVG with the XML parser.
func read(t fataler, source string) picture {
	t.Helper()
	p := picture{source: source}
	dec := xml.NewDecoder(strings.NewReader(source))
	var open []string
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return p
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, source)
		}
		switch token := token.(type) {
		case xml.StartElement:
			open = append(open, token.Name.Local)
			p.start(t, token)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 {
				p.chars(open, string(token))
			}
		case xml.Comment, xml.ProcInst, xml.Directive:
			t.Fatalf("%T in\n%s", token, source)
		}
	}
}

func (p *picture) start(t fataler, e xml.StartElement) {
	t.Helper()
	a := map[string]string{}
	for _, attribute := range e.Attr {
		a[attribute.Name.Local] = attribute.Value
		p.attributes = append(p.attributes, attribute.Name.Local)
	}
	p.elements = append(p.elements, e.Name.Local)
	if id, ok := a["id"]; ok {
		p.ids = append(p.ids, id)
	}
	form, class, _ := strings.Cut(a["class"], " ")
	switch e.Name.Local {
	case "svg":
		box := strings.Fields(a["viewBox"])
		p.width, p.height, p.role = decimal(t, box[2]), decimal(t, box[3]), a["role"]
	case "text":
		p.texts = append(p.texts, writing{class: class, x: decimal(t, a["x"]), y: decimal(t, a["y"]), size: decimal(t, a["font-size"]), anchor: a["text-anchor"]})
	case "g":
		p.paths = append(p.paths, path{class: class, form: form, width: decimal(t, a["stroke-width"])})
	case "path":
		if a["class"] == "" { // within the g of linked dots
			last := &p.paths[len(p.paths)-1]
			last.shapes = append(last.shapes, shapes(t, a["d"])...)
			return
		}
		width := 0.0
		if a["stroke-width"] != "" {
			width = decimal(t, a["stroke-width"])
		}
		p.paths = append(p.paths, path{class: class, form: form, width: width, shapes: shapes(t, a["d"])})
	case "a":
		p.links = append(p.links, a["href"])
	}
}

func (p *picture) chars(open []string, text string) {
	switch open[len(open)-1] {
	case "text":
		p.texts[len(p.texts)-1].text += text
	case "title":
		if len(open) == 2 {
			p.title += text
			return
		}
		p.paths[len(p.paths)-1].title += text + "\n"
	case "desc":
		p.desc += text
	}
}

func decimal(t fataler, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

var command = regexp.MustCompile(`([MmLlHhVvz])|(-?(?:\d+(?:\.\d+)?|\.\d+))`)

// shapes reads the data of a path.
func shapes(t fataler, d string) [][][2]float64 {
	t.Helper()
	var out [][][2]float64
	var at, first [2]float64
	tokens := command.FindAllString(d, -1)
	for i := 0; i < len(tokens); {
		letter := tokens[i]
		number := func(n int) float64 { return decimal(t, tokens[i+n]) }
		switch letter {
		case "M", "m":
			if letter == "M" {
				at = [2]float64{}
			}
			at = [2]float64{at[0] + number(1), at[1] + number(2)}
			first = at
			out = append(out, [][2]float64{at})
			i += 3
			continue
		case "l":
			at = [2]float64{at[0] + number(1), at[1] + number(2)}
			i += 3
		case "h":
			at[0] += number(1)
			i += 2
		case "v":
			at[1] += number(1)
			i += 2
		case "z":
			at = first
			i++
			continue
		default:
			t.Fatalf("%q in the path %q", letter, d)
		}
		out[len(out)-1] = append(out[len(out)-1], at)
	}
	return out
}

// of returns the paths of a form and class.
func (p picture) of(form, class string) []path {
	var out []path
	for _, found := range p.paths {
		if found.form == form && found.class == class {
			out = append(out, found)
		}
	}
	return out
}

// says reports whether a text of the picture contains a text.
func (p picture) says(text string) bool {
	return slices.ContainsFunc(p.texts, func(w writing) bool { return strings.Contains(w.text, text) })
}

// box is the room of a text in the Go font.
type box struct{ x0, y0, x1, y1 float64 }

func (w writing) box(t fataler) box {
	t.Helper()
	width := measured(t, w.text) * w.size
	b := box{w.x, w.y - w.size*0.72, w.x + width, w.y + w.size*0.2}
	switch w.anchor {
	case "middle":
		b.x0, b.x1 = b.x0-width/2, b.x1-width/2
	case "end":
		b.x0, b.x1 = b.x0-width, b.x1-width
	}
	return b
}

func (b box) overlaps(o box) bool { return b.x0 < o.x1 && o.x0 < b.x1 && b.y0 < o.y1 && o.y0 < b.y1 }

// letter is the Go font's widths, read once: the tests measure many texts.
var letter = sync.OnceValue(func() func(rune) float64 {
	face, err := sfnt.Parse(goregular.TTF)
	if err != nil {
		return nil
	}
	var lock sync.Mutex
	var buffer sfnt.Buffer
	known := map[rune]float64{}
	return func(r rune) float64 {
		lock.Lock()
		defer lock.Unlock()
		w, ok := known[r]
		if ok {
			return w
		}
		glyph, err := face.GlyphIndex(&buffer, r)
		if err != nil {
			return 1
		}
		a, err := face.GlyphAdvance(&buffer, glyph, fixed.I(100), font.HintingNone)
		if err != nil {
			return 1
		}
		known[r] = float64(a) / 6400
		return known[r]
	}
})

// measured returns the width of a text in ems.
func measured(t fataler, s string) float64 {
	t.Helper()
	width := letter()
	if width == nil {
		t.Fatal("the Go font cannot be read")
	}
	w := 0.0
	for _, r := range s {
		if !unicode.Is(unicode.Mn, r) { // stands upon another
			w += width(r)
		}
	}
	return w
}
