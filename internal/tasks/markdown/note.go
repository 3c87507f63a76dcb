package markdown

import (
	"slices"
	"strings"

	"weir/internal/atomicfile"
	"weir/internal/tasks"
)

// A note is the text below a task, between two marks. The user may write in it,
// too.
type note struct {
	begin *line // the mark before it
	end   *line // the mark after it; nil where the user has removed it
	last  *line // the last line of it, with its mark
}

// readNote finds where a note ends. Where its mark is gone, it reaches as far as
// the lines are indented as it is; and never into another task of ours, which
// the user may have moved there.
func readNote(begin *line) *note {
	n := &note{begin: begin, last: begin}
	begin.note = n
	deep, ended := begin, false // the last line that is indented enough
	for l := begin.next; l != nil && !ours(l); l = l.next {
		if isMark(l.text, noteEnd) {
			n.end, n.last = l, l
			return n
		}
		ended = ended || !blank(l.text) && columns(indent(l.text)) < columns(indent(begin.text))
		if !ended && !blank(l.text) {
			deep = l
		}
	}
	n.last = deep
	return n
}

func ours(l *line) bool {
	if !strings.Contains(l.text, markBegin) {
		return false
	}
	it := parseItem(l)
	l.item = nil
	return it != nil && it.mark != ""
}

// lines are those between the marks.
func (n *note) lines() []*line {
	var lines []*line
	for l := n.begin; l != n.last; {
		l = l.next
		if l != n.end {
			lines = append(lines, l)
		}
	}
	return lines
}

// read returns what a line says without the indentation, of which editors take
// away what is at the end of a line.
func (n *note) read(text string) string {
	prefix := indent(n.begin.text)
	if rest, ok := strings.CutPrefix(text, prefix); ok {
		return readNoteLine(rest)
	}
	for i := range len(prefix) {
		if i >= len(text) || text[i] != prefix[i] {
			text = text[i:]
			break
		}
	}
	if blank(text) {
		return ""
	}
	return readNoteLine(text)
}

func (n *note) String() string {
	if n == nil {
		return ""
	}
	var texts []string
	for _, l := range n.lines() {
		texts = append(texts, n.read(l.text))
	}
	return strings.Join(texts, "\n")
}

// setNote gives a task its note. A line that the note had already keeps its
// bytes: it may be the user's.
func (d *document) setNote(it *item, text string) {
	if text == it.note.String() {
		return
	}
	text = cleanNote(text)
	written := map[string]string{}
	if it.note != nil {
		for _, l := range it.note.lines() {
			written[it.note.read(l.text)] = l.text
		}
		if text == "" {
			d.removeNote(it)
			return
		}
		for _, l := range it.note.lines() {
			d.remove(l)
		}
		it.note.last = it.note.begin
	} else {
		begin := d.add(it.line, it.indent+d.unit(it)+noteBegin)
		it.note = &note{begin: begin, last: begin}
		begin.note = it.note
	}
	n := it.note
	prefix := indent(n.begin.text)
	for s := range strings.SplitSeq(text, "\n") {
		raw, known := written[s]
		if !known {
			raw = strings.TrimRight(prefix, " \t")
			if s != "" {
				raw = prefix + writeNoteLine(s)
			}
		}
		n.last = d.add(n.last, raw)
	}
	if n.end == nil {
		n.end = d.add(n.last, prefix+noteEnd)
	}
	n.last = n.end
}

// removeNote takes a note out of the file, with its marks.
func (d *document) removeNote(it *item) {
	if it.note == nil {
		return
	}
	for _, l := range between(it.note.begin, it.note.last) {
		d.remove(l)
	}
	it.note = nil
}

// stray keeps in mind a note that no task has.
func (d *document) stray(begin *line) {
	d.loose = append(d.loose, begin)
	for l := begin.next; l != nil && !ours(l) && !isMark(l.text, noteBegin); l = l.next {
		if !isMark(l.text, noteEnd) {
			continue
		}
		n := &note{begin: begin, end: l, last: l}
		if d.strays == nil {
			d.strays = map[string][]*note{}
		}
		d.strays[n.String()] = append(d.strays[n.String()], n)
		return
	}
}

// Strays lists the notes in the file that belong to no task.
func (t *Target) Strays() ([]tasks.Stray, error) {
	data, _, err := atomicfile.Read(t.options.File, maxFile)
	if err != nil || len(data) == 0 {
		return nil, err
	}
	d, err := t.parse(data)
	if err != nil || len(d.loose) == 0 {
		return nil, err
	}
	var found []tasks.Stray
	number := 0
	for l := d.first; l != nil && len(found) < len(d.loose); l = l.next {
		if number++; l == d.loose[len(found)] {
			found = append(found, tasks.Stray{Line: number, URL: addressBelow(l)})
		}
	}
	return found, nil
}

// addressBelow returns what a note says is the address of its issue.
func addressBelow(begin *line) string {
	for l := begin.next; l != nil && !isMark(l.text, noteEnd) && !isMark(l.text, noteBegin); l = l.next {
		if url, found := strings.CutPrefix(strings.TrimLeft(l.text, " \t>"), "URL: "); found {
			return strings.TrimSpace(url)
		}
	}
	return ""
}

// removeStray takes a note out of the file that was left when the user deleted the
// line of its task, which now comes back with the same text. One that says anything
// else may hold something of the user's, and stays.
func (d *document) removeStray(text string) {
	text = cleanNote(text)
	if text == "" {
		return
	}
	for _, n := range d.strays[text] {
		whole := between(n.begin, n.last)
		if slices.ContainsFunc(whole, func(l *line) bool { return l.item != nil || l.note != nil }) {
			continue
		}
		for _, l := range whole {
			d.remove(l)
		}
	}
	delete(d.strays, text)
}

// cleanNote leaves out what no note may hold. Lines end in \n alone.
func cleanNote(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, s)
}

// unit is by how much what lies in a task is indented.
func (d *document) unit(it *item) string {
	if strings.Contains(it.indent, "\t") {
		return "\t"
	}
	return "    "
}

// isMark reports whether a line is one of the marks around a note.
func isMark(text, mark string) bool {
	return strings.TrimRight(strings.TrimLeft(text, " \t>"), " \t\r") == mark
}
