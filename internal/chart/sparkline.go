package chart

import "strings"

// The characters of a sparkline, from the lowest value to the highest.
const (
	blocks = "▁▂▃▄▅▆▇█"
	ascii  = "_.-:=+*#"
)

// Sparkline draws values, from 0 on, as one line of text: a block for each. A
// value that is no number is a space.
func Sparkline(values []float64) string { return sparkline(values, []rune(blocks)) }

// SparklineASCII is Sparkline for terminals without Unicode.
func SparklineASCII(values []float64) string { return sparkline(values, []rune(ascii)) }

func sparkline(values []float64, levels []rune) string {
	s := span{0, 0}
	for _, v := range values {
		if drawable(v) {
			s = s.with(v)
		}
	}
	var b strings.Builder
	for _, v := range values {
		switch {
		case !drawable(v):
			b.WriteByte(' ')
		case s.size() == 0:
			b.WriteRune(levels[0])
		default:
			share := (v - s.from) / s.size()
			b.WriteRune(levels[min(len(levels)-1, int(share*float64(len(levels))))])
		}
	}
	return b.String()
}
