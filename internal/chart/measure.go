package chart

import (
	"fmt"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// slack is by how much a browser's font may be wider than Go's, which the
// layout is measured with.
const slack = 1.08

// typeface knows the shapes and widths of the Go fonts. It serves one picture,
// one goroutine.
type typeface struct {
	fonts  [2]*sfnt.Font // regular, bold
	buffer sfnt.Buffer
	widths [2]map[rune]float64 // in ems
}

// newTypeface reads the fonts that the program carries.
func newTypeface() (*typeface, error) {
	t := &typeface{}
	for i, data := range [][]byte{goregular.TTF, gobold.TTF} {
		f, err := sfnt.Parse(data)
		if err != nil {
			return nil, fmt.Errorf("read the Go font: %w", err)
		}
		t.fonts[i], t.widths[i] = f, map[rune]float64{}
	}
	return t, nil
}

// weight is the index of a font.
func weight(bold bool) int {
	if bold {
		return 1
	}
	return 0
}

// width returns how wide the Go font writes a text.
func (t *typeface) width(s string, size float64, bold bool) float64 {
	w := 0.0
	for _, r := range s {
		w += t.advance(r, bold)
	}
	return w * size
}

// advance returns the width of one character in ems. What the Go font does not
// have counts as a full em: other scripts are wide.
func (t *typeface) advance(r rune, bold bool) float64 {
	i := weight(bold)
	if w, known := t.widths[i][r]; known {
		return w
	}
	w := 1.0
	switch glyph, err := t.fonts[i].GlyphIndex(&t.buffer, r); {
	case unicode.Is(unicode.Mn, r):
		w = 0
	case err == nil && glyph != 0:
		const em = 1000
		if a, err := t.fonts[i].GlyphAdvance(&t.buffer, glyph, fixed.I(em), font.HintingNone); err == nil {
			w = float64(a) / 64 / em
		}
	}
	t.widths[i][r] = w
	return w
}

// room returns how wide a text may become in whatever font a reader has.
func (t *typeface) room(s string, size float64, bold bool) float64 {
	return t.width(s, size, bold) * slack
}

// fit cleans a text and shortens it, with an ellipsis, to a width.
func (t *typeface) fit(s string, size float64, bold bool, width float64) string {
	s = shorten(s, maxRunes)
	if t.room(s, size, bold) <= width {
		return s
	}
	used := t.room("…", size, bold)
	for i, r := range s {
		used += t.advance(r, bold) * size * slack
		if used > width {
			if i == 0 {
				return "" // not even one character
			}
			return trimEnd(s[:i]) + "…"
		}
	}
	return s
}

// Boxed reports whether a PNG shows a box for a character of a text, because the
// Go fonts do not have it. A browser writes an SVG in a font that has.
func Boxed(text string) bool {
	t, err := newTypeface()
	if err != nil {
		return false // drawing will say so
	}
	for _, r := range clean(text) {
		if glyph, err := t.fonts[0].GlyphIndex(&t.buffer, r); err != nil || glyph == 0 {
			return true
		}
	}
	return false
}
