package markdown

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"

	"weir/internal/tasks"
)

// An item is a check box. Its line reads, from the left:
//
//	indent  bullet  [box]  name  <!-- weir:mark -->  tail
//
// What is before the mark comes from Jira; the tail belongs to the user, but for
// the tag and the signs of Obsidian's Tasks that Weir puts there.
type item struct {
	line   *line
	indent string
	bullet string // with the blanks after it
	box    string // one character
	gap    string // between the box and the name
	name   string // as it is written, with its link and the blanks around it
	mark   string // empty where the line has none
	tail   string
	note   *note

	within  *item // what it lies in; nil for the top level of the section
	top     bool  // it lies in no point of a list
	copied  bool  // an earlier line has the same mark, so this one is the user's
	version string
	changed bool   // since the file was read
	id      string // where it is no mark
}

const markBegin = "<!-- weir:"

var (
	itemLine = regexp.MustCompile(`^([ \t>]*)((?:[-*+]|[0-9]{1,9}[.)])[ \t]+)\[(.)\]([ \t]+|$)(.*)$`)
	markText = regexp.MustCompile(`<!-- weir:([0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}) -->`)

	// The signs of Obsidian's Tasks, each with what follows it.
	dueSign       = regexp.MustCompile(`[ \t]*(?:📅|📆|🗓)\x{FE0F}?[ \t]*([0-9]{4}-[0-9]{2}-[0-9]{2})`)
	doneSign      = regexp.MustCompile(`[ \t]*✅\x{FE0F}?[ \t]*([0-9]{4}-[0-9]{2}-[0-9]{2})`)
	cancelledSign = regexp.MustCompile(`[ \t]*❌\x{FE0F}?[ \t]*([0-9]{4}-[0-9]{2}-[0-9]{2})`)
	idSign        = regexp.MustCompile(`[ \t]*🆔\x{FE0F}?[ \t]*([A-Za-z0-9_-]+)`)
	// anySign is where the tail of a line begins that has no mark.
	anySign = regexp.MustCompile(`(?:^|[ \t]+)(?:#[^ \t#]|[📅📆🗓✅❌🆔➕⏳⌛🛫🔁🏁⛔🔺⏫🔼🔽⏬]|\^[A-Za-z0-9-]+[ \t]*$)`)
	// lineEnd is what must stay at the end of a line: blanks, and a block's name.
	lineEnd = regexp.MustCompile(`(?:[ \t]+\^[A-Za-z0-9-]+)?[ \t]*$`)
)

// parseItem reads a line as a check box, or returns nil.
func parseItem(l *line) *item {
	m := itemLine.FindStringSubmatch(l.text)
	if m == nil {
		return nil
	}
	it := &item{line: l, indent: m[1], bullet: m[2], box: m[3], gap: m[4]}
	body := m[5]
	if at := markText.FindStringSubmatchIndex(body); at != nil {
		it.name, it.mark, it.tail = body[:at[0]], body[at[2]:at[3]], body[at[1]:]
	} else if at := anySign.FindStringIndex(body); at != nil {
		it.name, it.tail = body[:at[0]], body[at[0]:]
	} else {
		it.name = body
	}
	l.item = it
	return it
}

// write brings a change of the item to its line.
func (it *item) write() {
	body := it.name
	if it.mark != "" {
		body += markBegin + it.mark + " -->"
	}
	body += it.tail
	if it.gap == "" && body != "" {
		it.gap = " "
	}
	text := it.indent + it.bullet + "[" + it.box + "]" + it.gap + body
	if text != it.line.text {
		it.line.text = text
		it.changed = true
	}
}

func (it *item) isOurs() bool { return it != nil && it.mark != "" && !it.copied }

// short is the name by which a task is known to Obsidian: ⛔ can point to it.
func short(mark string) string { return mark[:min(8, len(mark))] }

// mayHaveNote reports whether a note below a check box can be its own: the check
// box stands for an issue, or did.
func (it *item) mayHaveNote() bool {
	if it.mark != "" || it.shortID() != "" {
		return true
	}
	name, url := readName(it.name)
	return url != "" || keyed.MatchString(name)
}

func (it *item) shortID() string {
	if m := idSign.FindStringSubmatch(it.tail); m != nil {
		return m[1]
	}
	return ""
}

func (it *item) state() tasks.State {
	switch it.box {
	case "x", "X":
		return tasks.Completed
	case "-":
		return tasks.Dropped
	}
	return tasks.Open
}

// setState ticks the box, and writes the day on which that was.
func (it *item) setState(state tasks.State, today tasks.Date) {
	if it.state() == state {
		return
	}
	it.tail = doneSign.ReplaceAllLiteralString(cancelledSign.ReplaceAllLiteralString(it.tail, ""), "")
	switch state {
	case tasks.Completed:
		it.box = "x"
		it.addSign("✅ " + today.String())
	case tasks.Dropped:
		it.box = "-"
		it.addSign("❌ " + today.String())
	case tasks.Open:
		it.box = " "
	}
}

// due reads the day; what is no day of the calendar is none.
func (it *item) due() tasks.Date {
	m := dueSign.FindStringSubmatch(it.tail)
	if m == nil {
		return tasks.Date{}
	}
	return parseDate(m[1])
}

func (it *item) setDue(day tasks.Date) {
	at := dueSign.FindStringSubmatchIndex(it.tail)
	switch {
	case it.due() == day && (at == nil || !day.IsZero()):
	case at == nil:
		it.addSign("📅 " + day.String())
	case day.IsZero():
		it.tail = it.tail[:at[0]] + it.tail[at[1]:]
	default:
		it.tail = it.tail[:at[2]] + day.String() + it.tail[at[3]:]
	}
}

// addSign puts a sign at the end of the line, where Obsidian's Tasks looks for it.
func (it *item) addSign(sign string) {
	at := lineEnd.FindStringIndex(it.tail)[0]
	it.tail = it.tail[:at] + " " + sign + it.tail[at:]
}

// tagAt returns where in the tail a tag stands, with the blanks before it.
func (it *item) tagAt(tag string) []int {
	if tag == "" {
		return nil
	}
	for i := 0; ; {
		n := strings.Index(it.tail[i:], tag)
		if n < 0 {
			return nil
		}
		begin, end := i+n, i+n+len(tag)
		before := strings.TrimRight(it.tail[:begin], " \t")
		if (len(before) < begin || begin == 0) && (end == len(it.tail) || strings.ContainsRune(" \t", rune(it.tail[end]))) {
			return []int{len(before), end}
		}
		i = end
	}
}

func (it *item) setTag(tag string, on bool) {
	at := it.tagAt(tag)
	switch {
	case on && at == nil && tag != "":
		it.tail = " " + tag + it.tail
	case !on && at != nil:
		it.tail = it.tail[:at[0]] + it.tail[at[1]:]
	}
}

// setName writes the name and the link, and where the line has none yet, the mark.
func (it *item) setName(name, url, mark string) {
	oldName, oldURL := readName(it.name)
	adopted := it.mark == "" && mark != ""
	if oldName == oneLine(name) && oldURL == address(url) && !adopted {
		return
	}
	if oldName != oneLine(name) || oldURL != address(url) {
		it.name = writeName(name, url)
	}
	if adopted {
		it.mark = mark
		if it.shortID() == "" {
			it.addSign("🆔 " + short(mark))
		}
	}
	if it.name = strings.TrimRight(it.name, " \t"); it.name != "" && (it.mark != "" || it.tail != "") {
		it.name += " "
	}
	if it.mark == "" {
		it.tail = strings.TrimLeft(it.tail, " \t")
	}
}

// hash changes whenever the task does.
func (it *item) hash() string {
	parent := ""
	if it.within != nil {
		parent = it.within.id + it.within.mark
	}
	h := sha256.New()
	for _, part := range []string{it.box, it.name, it.mark, it.tail, it.note.String(), parent} {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}
