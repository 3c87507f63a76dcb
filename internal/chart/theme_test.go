package chart_test

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"weir/internal/chart"
)

// rgb is a colour in linear light.
type rgb [3]float64

// themes reads the colours of the classes from the style sheet: light, dark and
// print.
func themes(t *testing.T) map[string]map[string]rgb {
	t.Helper()
	sheet := chart.Stylesheet()
	dark := strings.Index(sheet, "@media (prefers-color-scheme:dark)")
	paper := strings.Index(sheet, "@media print")
	if dark < 0 || paper < dark {
		t.Fatal("the style sheet has no dark or no print part, or not in this order")
	}
	return map[string]map[string]rgb{
		"light": classColours(t, sheet[:dark]), "dark": classColours(t, sheet[dark:paper]), "print": classColours(t, sheet[paper:]),
	}
}

func classColours(t *testing.T, part string) map[string]rgb {
	t.Helper()
	out := map[string]rgb{}
	for _, m := range regexp.MustCompile(`\.weir-chart \.([a-z0-9-]+)\{color:#([0-9a-f]{6})\}`).FindAllStringSubmatch(part, -1) {
		n, err := strconv.ParseUint(m[2], 16, 32)
		if err != nil {
			t.Fatal(err)
		}
		out[m[1]] = rgb{linear(n >> 16), linear(n >> 8 & 255), linear(n & 255)}
	}
	if len(out) < 20 {
		t.Fatalf("only %d classes have a colour", len(out))
	}
	return out
}

// linear undoes the gamma of sRGB.
func linear(byte uint64) float64 {
	c := float64(byte) / 255
	if c <= 0.04045 {
		return c / 12.92
	}
	return math.Pow((c+0.055)/1.055, 2.4)
}

func luminance(c rgb) float64 { return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2] }

// contrast is that of WCAG 2.
func contrast(a, b rgb) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestContrastSufficesInEveryTheme(t *testing.T) {
	t.Parallel()
	all := themes(t)
	if w := all["print"]["surface"]; w != (rgb{1, 1, 1}) {
		t.Errorf("paper is not white: %v", w)
	}
	for theme, colours := range all {
		want := func(class string, ground string, least float64) {
			if c := contrast(colours[class], colours[ground]); c < least {
				t.Errorf("%s: %s on %s has a contrast of %.2f, wanted at least %.1f", theme, class, ground, c, least)
			}
		}
		for class := range colours {
			switch {
			case class == "surface" || strings.HasPrefix(class, "band-") && class != "band-edge":
			case class == "grid":
				// It must be seen and must not be looked at.
				if c := contrast(colours[class], colours["surface"]); c < 1.1 || c > 2 {
					t.Errorf("%s: the grid has a contrast of %.2f", theme, c)
				}
			case class == "ink" || class == "muted":
				want(class, "surface", 4.5)
			default:
				want(class, "surface", 3)
			}
		}
		for i := 1; i <= 5; i++ {
			ground := fmt.Sprint("band-", i)
			want("ink", ground, 4.5)
			want("series-1", ground, 3)
			want("percentile", ground, 3)
			want("band-edge", ground, 3)
		}
	}
}

// deficiencies are matrices that show what people with a kind of colour
// blindness see, for linear light (Machado, Oliveira and Fernandes, 2009, at full
// severity).
var deficiencies = map[string][3]rgb{
	"no deficiency": {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protanopia":    {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deuteranopia":  {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"tritanopia":    {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
}

func seen(c rgb, by [3]rgb) rgb {
	var out rgb
	for i, row := range by {
		out[i] = min(1, max(0, row[0]*c[0]+row[1]*c[1]+row[2]*c[2]))
	}
	return out
}

// difference is the distance of two colours in CIE L*a*b*.
func difference(a, b rgb) float64 {
	x, y := lab(a), lab(b)
	return math.Sqrt((x[0]-y[0])*(x[0]-y[0]) + (x[1]-y[1])*(x[1]-y[1]) + (x[2]-y[2])*(x[2]-y[2]))
}

func lab(c rgb) [3]float64 {
	f := func(v float64) float64 {
		if v > 216.0/24389 {
			return math.Cbrt(v)
		}
		return (24389.0/27*v + 16) / 116
	}
	x := f((0.4124*c[0] + 0.3576*c[1] + 0.1805*c[2]) / 0.9505)
	y := f(0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2])
	z := f((0.0193*c[0] + 0.1192*c[1] + 0.9505*c[2]) / 1.089)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

func TestNeighboursCanBeToldApartWithAnyColourBlindness(t *testing.T) {
	t.Parallel()
	for theme, colours := range themes(t) {
		for kind, matrix := range deficiencies {
			apart := func(a, b string, least float64) {
				if d := difference(seen(colours[a], matrix), seen(colours[b], matrix)); d < least {
					t.Errorf("%s, %s: %s and %s are %.1f apart, wanted at least %.0f", theme, kind, a, b, d, least)
				}
			}
			for i := 1; i <= 8; i++ {
				apart(fmt.Sprint("series-", i), fmt.Sprint("series-", i%8+1), 14)
				if i < 8 {
					// The last stage is grey, whichever comes before it.
					apart(fmt.Sprint("series-", i), "series-8", 12)
				}
			}
			apart("series-7", "series-1", 12) // stages begin anew after seven
			apart("series-1", "signal", 20)
			apart("series-1", "net", 14)
			apart("series-2", "net", 14)
		}
	}
}
