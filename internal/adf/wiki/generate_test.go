package wiki_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// A generator writes wiki markup at random, from a grammar of what people write.
// It plants words, each once, which the tree must show in the same order.
type generator struct {
	*rand.Rand
	planted []string
	tips    []string // planted where only a link's title shows them
}

func newGenerator(t *testing.T) *generator {
	t.Helper()
	seed := seedFrom(t)
	t.Logf("WEIR_SEED=%d", seed)
	return &generator{Rand: rand.New(rand.NewPCG(seed, 1))} //nolint:gosec // test data
}

// A made document and the words that it must show.
type made struct {
	text  string
	words []string
	tips  []string
}

func (g *generator) document() made {
	g.planted, g.tips = nil, nil
	var b strings.Builder
	for range 1 + g.IntN(4) {
		b.WriteString(g.block(2))
		b.WriteString(g.pick("\n\n", "\n\n", "\n\n", "\n\n", "\n\n\n", "\n \n"))
	}
	text := b.String()
	if g.one(3) {
		text = strings.TrimRight(text, "\n ")
	}
	if g.one(2) {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	return made{text, g.planted, g.tips}
}

func (g *generator) one(in int) bool { return g.IntN(in) == 0 }

func (g *generator) pick(from ...string) string { return from[g.IntN(len(from))] }

// word plants one.
func (g *generator) word() string {
	w := fmt.Sprintf("%s%dz", g.pick("apple", "pear", "plum", "Fig", "lime", "birne", "größe", "Ölfass", "server", "login"), len(g.planted)+1)
	g.planted = append(g.planted, w)
	return w
}

// asciiWord plants one that can be part of an address.
func (g *generator) asciiWord() string {
	w := fmt.Sprintf("path%dz", len(g.planted)+1)
	g.planted = append(g.planted, w)
	return w
}

func (g *generator) words(most int) string {
	var all []string
	for range 1 + g.IntN(most) {
		all = append(all, g.word()+g.pick("", "", "", "", ",", ".", "?", ";", "'s", " -", " &", " /", " =", "!"))
	}
	return strings.Join(all, " ")
}

// calmWords hold no exclamation mark: three of them in a link's text hide its
// target from the oracle.
func (g *generator) calmWords(most int) string {
	return strings.ReplaceAll(g.words(most), "!", "")
}

func (g *generator) block(depth int) string {
	switch n := g.IntN(40); {
	case n < 12:
		return g.paragraph()
	case n < 16:
		return fmt.Sprintf("h%d. %s", 1+g.IntN(6), g.line(1))
	case n < 23:
		return g.list()
	case n < 27:
		return g.table()
	case n < 30:
		return g.code()
	case n < 32 && depth > 0:
		return "{quote}" + g.pick("", "\n") + g.plainBlocks(depth-1) + g.pick("", "\n") + "{quote}"
	case n < 34 && depth > 0:
		return g.panel(depth)
	case n < 35:
		return "bq. " + g.line(1)
	case n < 36:
		return g.paragraph() + "\n----\n" + g.paragraph()
	case n < 37:
		return "{color:" + g.color() + "}" + g.words(9) + g.pick("\n", " ") + g.words(4) + " " + g.effect(1) + "{color}"
	case n < 38:
		return g.image()
	case n < 39:
		return g.paragraph() + "\n" + g.list()
	default:
		return g.paragraph() + "\n" + g.table()
	}
}

// plainBlocks are what may stand in a quote or a panel in the eyes of everybody.
func (g *generator) plainBlocks(depth int) string {
	var all []string
	for range 1 + g.IntN(3) {
		switch n := g.IntN(10); {
		case n < 6 || depth == 0:
			all = append(all, g.paragraph())
		case n < 8:
			all = append(all, g.list())
		default:
			all = append(all, g.block(depth-1))
		}
	}
	return strings.Join(all, "\n\n")
}

func (g *generator) paragraph() string {
	lines := []string{g.line(2)}
	for g.one(3) {
		lines = append(lines, g.line(2))
	}
	return strings.Join(lines, g.pick("\n", "\n", "\n", `\\`, "\n  "))
}

// line never begins with what would make it another block.
func (g *generator) line(depth int) string {
	var parts []string
	if g.one(4) {
		parts = append(parts, g.effect(depth))
	} else {
		parts = append(parts, g.words(4))
	}
	for g.one(2) {
		parts = append(parts, g.inline(depth), g.words(3))
	}
	return strings.Join(parts, " ")
}

func (g *generator) inline(depth int) string {
	switch n := g.IntN(80); {
	case n < 14:
		return g.effect(depth)
	case n < 18:
		return "{{" + g.words(2) + g.pick("", "()", "/x", ".go") + "}}"
	case n < 25:
		return g.link()
	case n < 28:
		return "https://example.com/" + g.asciiWord() + "/a_b/c-d?e=f" + g.pick("", "", ".", ",", ")")
	case n < 29 && g.one(2):
		return g.image()
	case n < 29:
		return "[^" + g.word() + ".txt]"
	case n < 34:
		return "[~" + g.word() + "]"
	case n < 37:
		return g.pick(":)", ":(", ":-)", ":D", ";)", "(/)", "(x)", "(!)", "(?)", "(i)", "(y)", "(*)", "(*r)", "(on)", "(flag)")
	case n < 39:
		return g.pick("--", "---")
	case n < 42:
		return "{color:" + g.color() + "}" + g.words(3) + "{color}"
	case n < 45:
		return `\` + g.pick("*", "_", "{", "[", "-", "+", "^", "~") + g.word()
	case n < 49:
		return "(" + g.words(2) + ")"
	case n < 52:
		return g.word() + "{" + g.pick("*", "_", "-") + "}" + g.word()
	case n < 64:
		return g.effect(depth)
	default:
		return g.pick("OPS-12", "a_b_c", "2*3*4", "x-y-z", "C:\\tmp", "a/b", "#5", "50%", "<b>", "$HOME", "~/x", "\"quoted\"", "`tick`", "a|b", "f(1)", "{x}", "[0]", "[a b]")
	}
}

func (g *generator) effect(depth int) string {
	sign := g.pick("*", "*", "*", "_", "_", "-", "+", "^", "~", "??")
	inner := g.words(2)
	if depth > 0 && g.one(3) {
		// An effect in itself means nothing, and a word ends at its sign.
		inner += " " + strings.ReplaceAll(g.effect(depth-1), sign, "")
	} else if g.one(8) {
		inner += " " + g.link()
	}
	// Signs that close an effect do not follow a space, nor what ends otherwise.
	return sign + strings.TrimRight(inner, " -&/=!?;") + sign
}

func (g *generator) color() string {
	return g.pick("red", "#00ff00", "blue", "#205081", "DarkGreen", "orange")
}

func (g *generator) link() string {
	url := g.pick("https://example.com/a", "http://example.com/x_y-z?q=1&r=2", "ftp://example.com/f", "mailto:a@example.com", "#top", "/browse/OPS-1")
	switch n := g.IntN(8); {
	case n < 1:
		return "[https://example.com/" + g.asciiWord() + "]"
	case n < 2:
		tip := fmt.Sprintf("tip%dz", len(g.planted)+len(g.tips))
		text := g.calmWords(2)
		g.tips = append(g.tips, tip)
		return "[" + text + "|" + url + "|" + tip + "]"
	case n < 3:
		return "[*" + g.word() + "*|" + url + "]"
	case n < 4:
		return "[mailto:" + g.asciiWord() + "@example.com]"
	default:
		return "[" + g.calmWords(3) + "|" + url + "]"
	}
}

func (g *generator) image() string {
	switch g.IntN(4) {
	case 0:
		return "!" + g.word() + ".png|thumbnail!"
	case 1:
		return "!" + g.pick("shot.png", "https://example.com/shot.png") + "|width=300,alt=" + g.word() + "!"
	default:
		return "!" + g.word() + ".png!"
	}
}

func (g *generator) list() string {
	var b strings.Builder
	bullets := g.pick("*", "#", "-")
	for range 1 + g.IntN(6) {
		b.WriteString(bullets + " " + g.line(1) + "\n")
		switch g.IntN(12) {
		case 0, 1, 2:
			if len(bullets) < 4 {
				bullets += g.pick("*", "#", "-")
			}
		case 3, 4:
			bullets = bullets[:1+g.IntN(len(bullets))]
		case 5:
			bullets = bullets[:len(bullets)-1] + g.pick("*", "#", "-")
		case 6:
			b.WriteString(g.words(3) + "\n")
		case 7:
			b.WriteString(g.code() + "\n")
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

func (g *generator) table() string {
	columns := 1 + g.IntN(4)
	var rows []string
	if g.one(2) {
		row := "||"
		for range columns {
			row += g.words(2) + "||"
		}
		rows = append(rows, row)
	}
	for range 1 + g.IntN(3) {
		row := g.pick("|", "|", "|", "||")
		for range columns {
			row += g.cell() + "|"
		}
		rows = append(rows, row)
	}
	return strings.Join(rows, "\n")
}

func (g *generator) cell() string {
	switch g.IntN(10) {
	case 0:
		return " "
	case 1:
		return " " + g.line(1) + " "
	case 2:
		return g.words(2) + "\n" + g.words(2)
	case 3:
		return "* " + g.words(2) + "\n* " + g.words(2)
	case 4:
		return g.link()
	case 5:
		return g.code()
	default:
		return g.words(3)
	}
}

func (g *generator) code() string {
	name, params := "code", g.pick("", "", ":java", ":sql", ":python", ":xml")
	if g.one(4) {
		name, params = "noformat", ""
	}
	if g.one(6) {
		params = ":title=" + g.word() + strings.Replace(params, ":", "|", 1)
	}
	line := func() string {
		return g.word() + g.pick("(x);", " = *y* + _z_;", " | grep [0]", " {", "}", " // h1. no", "")
	}
	body := line()
	for g.one(2) {
		body += "\n" + g.pick("", "  ", "\t") + line()
	}
	return "{" + name + params + "}" + g.pick("\n", "\n", "") + body + g.pick("\n", "\n", "") + "{" + name + "}"
}

func (g *generator) panel(depth int) string {
	params := g.pick("", "", ":bgColor=#FFFFCE", ":borderStyle=dashed|borderColor=#ccc", ":bgColor=red")
	if g.one(2) {
		params = ":title=" + g.word() + strings.Replace(params, ":", "|", 1)
	}
	return "{panel" + params + "}" + g.pick("", "\n") + g.plainBlocks(depth-1) + g.pick("", "\n") + "{panel}"
}
