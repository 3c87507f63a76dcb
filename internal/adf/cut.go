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
	for try := range tries {
		c := cutter{o: o, room: room}
		text := write(&Node{Type: "doc", Content: c.nodes(doc.Content)})
		length := utf8.RuneCountInString(text)
		switch {
		case length > o.MaxRunes:
			if tooMuch = room; !c.full {
				tooMuch = c.used
			}
		case !c.full:
			return text
		default:
			best, fits = text, room
		}
		if fits > 0 && length > o.MaxRunes*9/10 && length <= o.MaxRunes || tooMuch-fits <= 1 {
			break
		}
		if room = (fits + tooMuch) / 2; try == 0 { // a good guess, where markup is even
			room = min(tooMuch-1, max(1, tooMuch*o.MaxRunes/length))
		}
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
		default:
			kept = c.end(kept, n, own)
		}
		if c.full {
			return kept
		}
	}
	return kept
}

// end adds the last piece of text, cut behind a word. A first word that is too
// long is cut itself.
func (c *cutter) end(kept []*Node, n *Node, text string) []*Node {
	c.full = true
	room, end := c.room-c.used-1, 0
	for end = range text {
		if room <= 0 {
			break
		}
		room--
	}
	text = text[:end]
	if i := strings.LastIndexAny(text, " \t\n"); i >= 0 {
		text = strings.TrimRight(text[:i], " \t\n")
	} else if c.used > 0 {
		text = ""
	}
	if text != "" && n.place() <= inline {
		return append(kept, &Node{Type: "text", Text: text + ellipsis, Marks: n.Marks})
	}
	if i := len(kept) - 1; i >= 0 && kept[i].Type == "text" {
		before := *kept[i]
		before.Text = strings.TrimRight(before.Text, " \t\n")
		kept[i] = &before
	}
	return append(kept, &Node{Type: "text", Text: text + ellipsis})
}
