package onenote

import (
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// A tag is how one of our elements is found again on a page: by its data-id, or
// by the fragment of a link in it, since a client may drop the one and keeps the
// other. It reads
//
//	MARK[.rRUN].NAME[.MORE]
//
// with the report's mark; the run, in the modes that add; line, over, kept, left, note,
// was or the number of a part of the table. More is, of the line, of the heading over
// the list, of an issue that has left and of the word for a note, the sum of the words, to tell when somebody
// has typed into them, and of the line the run that wrote the table. A mark holds no dot, so no report's
// tag is another one's.
type tag struct {
	run  string
	name string
	more string
}

// The names of elements that are no part of the table.
const (
	lineName = "line" // how fresh the table is
	overName = "over" // the heading of the list below the table
	keptName = "kept" // that list
	leftName = "left" // in that list, an issue that has left
	noteName = "note" // in that list, what says that a text was a note
	wasName  = "was"  // makes a table a former one, which is not ours any more
)

func partTag(run string, n int) tag { return tag{run: run, name: strconv.Itoa(n)} }

func (t tag) text(mark string) string {
	parts := []string{mark}
	if t.run != "" {
		parts = append(parts, "r"+t.run)
	}
	parts = append(parts, t.name)
	if t.more != "" {
		parts = append(parts, t.more)
	}
	return strings.Join(parts, ".")
}

// mostParts is how many parts a table may have: more than there are rows. Whoever
// may write on the page can give a part any number.
const mostParts = 9999

// part returns the number of a part of the table, or 0.
func (t tag) part() int {
	n, err := strconv.Atoi(t.name)
	if err != nil || n < 1 || n > mostParts || strconv.Itoa(n) != t.name {
		return 0
	}
	return n
}

// isLine reports whether the tag is of a line of words, and of no table.
func (t tag) isLine() bool { return t.name == lineName || t.name == overName }

// inList reports whether the tag is of something in the list below the table, and
// of no element of its own.
func (t tag) inList() bool { return t.name == leftName || t.name == noteName }

// parseTag reads what text wrote, if it is of this mark.
func parseTag(mark, text string) (tag, bool) {
	rest, ok := strings.CutPrefix(text, mark+".")
	if !ok || mark == "" {
		return tag{}, false
	}
	var t tag
	words := strings.Split(rest, ".")
	if run, ok := strings.CutPrefix(words[0], "r"); ok && run != "" && len(words) > 1 {
		t.run, words = run, words[1:]
	}
	t.name = words[0]
	if len(words) == 2 {
		t.more, words = words[1], words[:1]
	}
	known := t.part() > 0 || t.isLine() || t.name == keptName || t.inList() || t.name == wasName
	return t, known && len(words) == 1
}

// inHead is what stands for more in the heading that carries a table's tag.
const inHead = "head"

// lineTag is that of a line with the given words.
func lineTag(run, words, of string) tag {
	t := tag{run: run, name: lineName, more: sum(words)}
	if of != "" {
		t.more += "-" + of
	}
	return t
}

// wrote returns the sum of a line's words and the run that wrote the table.
func (t tag) wrote() (sum, run string) {
	sum, run, _ = strings.Cut(t.more, "-")
	return sum, run
}

// address puts a tag into a link, or returns nothing where there is no link to
// put it into.
func address(link string, mark string, t tag) string {
	link = safeLink(link)
	if link == "" {
		return ""
	}
	link, _, _ = strings.Cut(link, "#")
	return link + "#" + t.text(mark)
}

// markStart begins the mark of every report: see config.Report.Mark.
const markStart = "weir-"

// withoutTag takes off a link what could be read as a tag of any report: whoever may
// write an address in Jira could else say that the table is a former one, say, and no
// refresh would know it any more.
func withoutTag(link string) string {
	before, fragment, ok := strings.Cut(link, "#")
	if !ok {
		return link
	}
	// A client may write it in other words.
	if plain, err := url.PathUnescape(fragment); err != nil || strings.HasPrefix(strings.TrimLeft(strings.ToLower(plain), "#"), markStart) {
		return before
	}
	return link
}

// tagOf reads the tag that an element carries itself: as data-id, or as a link's
// fragment.
func tagOf(n *html.Node, mark string) (t tag, byID, ok bool) {
	if t, ok := parseTag(mark, strings.TrimPrefix(attribute(n, "data-id"), "#")); ok {
		return t, true, true
	}
	if n.Data == "a" {
		if _, fragment, ok := strings.Cut(attribute(n, "href"), "#"); ok {
			t, ok := parseTag(mark, fragment)
			return t, false, ok
		}
	}
	return tag{}, false, false
}
