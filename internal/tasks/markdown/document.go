package markdown

import (
	"regexp"
	"slices"
	"strings"
)

// A document is a file's lines. Each keeps its bytes, so that what Weir does
// not change is written as it came; the tasks among them point to their lines.
type document struct {
	bom     string
	newline string // of lines that are added
	first   *line
	last    *line
	section *line              // the heading below which new tasks go, if there is one
	level   int                // of that heading
	items   []*item            // check boxes, ours and others, in the order of the file
	strays  map[string][]*note // by their texts, notes whose task's line the user has deleted
	loose   []*line            // where all of these begin, those without an end as well
	end     *line              // the section's last line, once it was looked for
}

// A line is one line of the file.
type line struct {
	text       string // without its end
	newline    string // its end; at the end of a file perhaps none, or half of one
	prev, next *line
	item       *item // the check box on it
	note       *note // the note that begins with it
}

// The marks by which Weir knows what is its own.
const (
	sectionMark = "<!-- weir:section -->"
	noteBegin   = "<!-- weir:note -->"
	noteEnd     = "<!-- /weir:note -->"
	bom         = "\uFEFF"
)

var (
	heading = regexp.MustCompile(`^(#{1,6})(?:[ \t]|$)`)
	bullet  = regexp.MustCompile(`^[ \t>]*(?:[-*+]|[0-9]{1,9}[.)])(?:[ \t]|$)`)
)

// parse reads a file. It takes anything that is UTF-8, and String gives it back
// byte for byte.
func parse(data string) *document {
	d := &document{newline: "\n"}
	if strings.HasPrefix(data, bom) {
		d.bom, data = bom, data[len(bom):]
	}
	for text := range strings.Lines(data) {
		l := &line{text: text}
		whole, ended := strings.CutSuffix(text, "\n")
		// At the end of a file a \r may stand alone; it is no text there either.
		l.text = strings.TrimSuffix(whole, "\r")
		l.newline = text[len(l.text):]
		if d.first == nil && ended {
			d.newline = l.newline
		}
		d.insert(d.last, l)
	}
	d.understand()
	return d
}

func (d *document) String() string {
	var b strings.Builder
	b.WriteString(d.bom)
	for l := d.first; l != nil; l = l.next {
		b.WriteString(l.text)
		b.WriteString(l.newline)
	}
	return b.String()
}

// insert puts a line after another one, or first.
func (d *document) insert(after, l *line) {
	l.prev, l.next = after, d.first
	if after != nil {
		l.next = after.next
		after.next = l
	} else {
		d.first = l
	}
	if l.next != nil {
		l.next.prev = l
	} else {
		d.last = l
	}
	if d.end != nil && d.end == after {
		d.end = l
	}
}

// add puts a new line after another one, and returns it. A last line without
// an end gets one, since it is no longer the last.
func (d *document) add(after *line, text string) *line {
	d.finish(after)
	l := &line{text: text, newline: d.newline}
	d.insert(after, l)
	return l
}

// finish gives a line an end that has no whole one, since it is no longer the last.
func (d *document) finish(l *line) {
	switch {
	case l == nil || strings.HasSuffix(l.newline, "\n"):
	case l.newline == "":
		l.newline = d.newline
	default:
		l.newline += "\n"
	}
}

func (d *document) remove(l *line) {
	if l.prev != nil {
		l.prev.next = l.next
	} else {
		d.first = l.next
	}
	if l.next != nil {
		l.next.prev = l.prev
	} else {
		d.last = l.prev
	}
	if d.end == l {
		d.end = nil
	}
}

// A level of the list that the lines lie in.
type level struct {
	width int
	item  *item // nil for a point of a list that is no check box
}

// understand finds the tasks, what they lie in, their notes and the section.
func (d *document) understand() {
	var (
		inside  []level
		here    bool // in the section
		foreign = d.hasNoSection()
		marks   = map[string]bool{}
	)
	for l := d.first; l != nil; l = l.next {
		if blank(l.text) {
			continue
		}
		if m := heading.FindStringSubmatch(l.text); m != nil {
			inside = nil
			here = d.enter(l, len(m[1]), here)
			continue
		}
		width := columns(indent(l.text))
		for len(inside) > 0 && inside[len(inside)-1].width >= width {
			inside = inside[:len(inside)-1]
		}
		if isMark(l.text, noteBegin) {
			if it := innermost(inside); it != nil && it.note == nil && it.mayHaveNote() {
				it.note = readNote(l)
				l = it.note.last
				continue
			}
			d.stray(l)
		}
		if !bullet.MatchString(l.text) {
			continue
		}
		it := parseItem(l)
		if it != nil {
			if it.copied = it.mark != "" && marks[it.mark]; !it.copied {
				marks[it.mark] = true
			}
			it.top = len(inside) == 0
			it.within = place(inside, here || foreign)
			d.items = append(d.items, it)
		}
		inside = append(inside, level{width, it})
	}
	for _, it := range d.items {
		it.version = it.hash()
	}
}

// innermost is the check box that what comes lies in, if it is one.
func innermost(inside []level) *item {
	if len(inside) == 0 {
		return nil
	}
	return inside[len(inside)-1].item
}

func (d *document) hasNoSection() bool {
	for l := d.first; l != nil; l = l.next {
		if heading.MatchString(l.text) && strings.Contains(l.text, sectionMark) {
			return false
		}
	}
	return true
}

// enter notes a heading, and reports whether what follows lies in the section.
func (d *document) enter(l *line, level int, here bool) bool {
	if d.section == nil && strings.Contains(l.text, sectionMark) {
		d.section, d.level = l, level
		return true
	}
	return here && level > d.level
}

// outside is the parent of tasks that the user has put elsewhere: below a point
// of a list of his own, or below another heading.
const outside = "outside"

// place says what a task lies in.
func place(inside []level, ours bool) *item {
	switch {
	case len(inside) > 0 && inside[len(inside)-1].item.isOurs():
		return inside[len(inside)-1].item
	case len(inside) == 0 && ours:
		return nil
	}
	return &item{id: outside}
}

func blank(s string) bool { return strings.Trim(s, " \t>\r") == "" }

// indent is what stands before a line's own text: blanks, and the signs of a
// quotation.
func indent(s string) string { return s[:len(s)-len(strings.TrimLeft(s, " \t>"))] }

// columns is how far an indentation reaches; a tab reaches to the next fourth
// column.
func columns(indent string) int {
	n := 0
	for _, c := range indent {
		if c == '\t' {
			n += 4 - n%4
		} else {
			n++
		}
	}
	return n
}

// under returns the last line of what belongs to a task: its note, and all that
// lies deeper.
func under(it *item) *line {
	own, last := columns(it.indent), it.line
	for l := it.line.next; l != nil; l = l.next {
		switch {
		case blank(l.text):
			continue
		case columns(indent(l.text)) <= own:
			return last
		case l.note != nil:
			l = l.note.last
		}
		last = l
	}
	return last
}

// sectionEnd returns the line after which a new task goes. It makes the section
// where there is nothing of ours yet.
func (d *document) sectionEnd(title string) *line {
	if d.end != nil {
		return d.end
	}
	switch {
	case d.section != nil:
		d.end = d.lastOfSection()
	case slices.ContainsFunc(d.items, func(it *item) bool { return it.isOurs() && it.top }):
		for _, it := range d.items {
			if it.isOurs() && it.top {
				d.end = under(it)
			}
		}
		return d.end
	default:
		if d.last != nil && !blank(d.last.text) {
			d.add(d.last, "")
		}
		d.section, d.level = d.add(d.last, "## "+escape(oneLine(title))+" "+sectionMark), 2
		d.end = d.section
	}
	if d.end == d.section { // a list needs an empty line before it
		if d.end.next != nil && blank(d.end.next.text) {
			d.end = d.end.next
		} else {
			d.end = d.add(d.end, "")
		}
	}
	return d.end
}

func (d *document) lastOfSection() *line {
	last := d.section
	for l := d.section.next; l != nil; l = l.next {
		if m := heading.FindStringSubmatch(l.text); m != nil && len(m[1]) <= d.level {
			break
		}
		if !blank(l.text) {
			last = l
		}
		if l.note != nil {
			l = l.note.last
			last = l
		}
	}
	return last
}
