package adf

// A spanKind says what a span is.
type spanKind byte

const (
	words   spanKind = iota
	code             // text that is code
	newline          // the end of a line
	picture          // an image at src, with text for those who do not see it
)

// marks are the ways in which a span's text is shown.
type marks uint16

const (
	strong marks = 1 << iota
	em
	strike
	underline
	sub
	sup
	small
)

// markOf knows the marks that are a matter of yes or no.
var markOf = map[string]marks{"strong": strong, "em": em, "strike": strike, "underline": underline, "fontSize": small}

// A span is a piece of a line in which all is shown alike. Everything that
// stands in a line becomes spans before it is written.
type span struct {
	kind spanKind
	text string // clean; never empty for words and code
	src  string // of a picture: a safe address

	// raised is sub or sup where Markdown writes it. There it is none of the marks.
	raised marks
	look
}

// A look is all that says how a span is shown.
type look struct {
	marks marks
	code  bool   // words are code
	link  string // a safe address, or ""
	color string // of the text, as #rrggbb, or ""
	back  string // behind the text, likewise
}

// with returns the look of what has these marks, too.
func (l look) with(list []Mark, o *Options) look {
	for _, m := range list {
		switch m.Type {
		case "code":
			l.code = true
		case "link":
			if target := o.target(m.Attr("href")); target != "" {
				l.link = target
			}
		case "subsup":
			switch m.Attr("type") {
			case "sub":
				l.marks = l.marks&^sup | sub
			case "sup":
				l.marks = l.marks&^sub | sup
			}
		case "textColor":
			l.color = colour(m.Attr("color"), l.color)
		case "backgroundColor":
			l.back = colour(m.Attr("color"), l.back)
		default:
			l.marks |= markOf[m.Type]
		}
	}
	return l
}

// colour returns a colour in the form #rrggbb, and otherwise what has another.
func colour(s, otherwise string) string {
	if len(s) != 7 || s[0] != '#' {
		return otherwise
	}
	for _, c := range []byte(s[1:]) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F') {
			return otherwise
		}
	}
	return s
}
