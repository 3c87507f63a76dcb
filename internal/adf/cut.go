package adf

import (
	"strings"
	"unicode/utf8"
)

// ellipsis says that there was more.
const ellipsis = "…"

// tries is how often a document is cut anew to come closer to what fits.
const tries = 10

// limited writes a document within the limit. How much of its text fits depends
// on its markup, so it is tried: the most that fitted, and the least that did
// not, come together.
func (o *Options) limited(doc *Node, write func(*Node) string) string {
	doc = shallow(doc)
	if o.MaxRunes <= 0 {
		return write(doc)
	}
	best, fits, tooMuch := "", 0, 4*o.MaxRunes
	room := tooMuch
	for range tries {
		c := cutter{o: o, room: room}
		text := write(&Node{Type: "doc", Content: c.nodes(doc.Content)})
		length := utf8.RuneCountInString(text)
		switch {
		case length > o.MaxRunes:
			tooMuch = min(room, c.used)
		case !c.full:
			return text
		default:
			best, fits = text, room
		}
		if fits > 0 && length > o.MaxRunes*9/10 && length <= o.MaxRunes || tooMuch-fits <= 1 {
			break
		}
		room = min(max(fits+1, room*o.MaxRunes/max(1, length)), tooMuch-1)
	}
	if best == "" {
		return ellipsis
	}
	return best
}

// A cutter copies a document as far as there is room.
type cutter struct {
	o    *Options
	room int // in characters, the ellipsis among them
	used int
	full bool // something has been left out
}

func (c *cutter) nodes(nodes []*Node) []*Node {
	var kept []*Node
	for _, n := range nodes {
		if n == nil {
			continue
		}
		own := c.o.ownText(n)
		length := utf8.RuneCountInString(own)
		switch {
		case c.used+length <= c.room && len(n.Content) == 0:
			c.used += length
			kept = append(kept, n)
		case c.used+length <= c.room:
			c.used += length
			copied := *n
			if copied.Content = c.nodes(n.Content); len(copied.Content) > 0 {
				kept = append(kept, &copied)
			}
		case places[n.Type] == inline && n.Type != "text":
			kept = append(kept, c.end(""))
		default:
			kept = append(kept, c.end(own))
			if n.Type == "text" {
				kept[len(kept)-1].Marks = n.Marks
			}
		}
		if c.full {
			return kept
		}
	}
	return kept
}

// end returns the last piece of text, cut behind a word. A first word that is
// too long is cut itself.
func (c *cutter) end(text string) *Node {
	c.full = true
	room, at := c.room-c.used-1, 0
	for at = range text {
		if room <= 0 {
			break
		}
		room--
	}
	kept := text[:at]
	if i := strings.LastIndexAny(kept, " \t\n"); i >= 0 {
		kept = kept[:i]
	} else if c.used > 0 {
		kept = ""
	}
	c.used = c.room
	return &Node{Type: "text", Text: strings.TrimRight(kept, " \t\n") + ellipsis}
}
