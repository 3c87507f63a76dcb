package wiki

import (
	"strings"

	"weir/internal/adf"
)

// deepest is how many levels of lists Jira reads. What has more bullets is text.
const deepest = 20

// bullets returns how many of * # - begin a line, if a space follows; else 0.
func (p *parser) bullets(start, end int) int {
	n := 0
	for start+n < end && strings.IndexByte("*#-", p.src[start+n]) >= 0 {
		n++
	}
	if n > deepest || start+n >= end || p.src[start+n] != ' ' {
		return 0
	}
	return n
}

// A list is one level of items of one kind.
type list struct {
	kind  string
	items []*item
}

type item struct {
	blocks []*adf.Node // legal and illegal ones
	lists  []*list     // below the item
}

// list reads items and the lines that belong to them, up to a blank line or one
// that begins another block, and returns where the last of its lines ends.
func (p *parser) list(f *flow, start, hi int) int {
	f.endParagraph()
	var roots []*list
	for {
		n := p.bullets(start, hi)
		bullets := p.src[start : start+n]
		end, next := p.itemEnd(start, hi)
		it := &item{blocks: p.body(start+n, end, place{inItem: true})}
		roots = hang(roots, bullets, it)
		if next < 0 {
			for _, l := range roots {
				f.block(l.nodes()...)
			}
			return end
		}
		start = next
	}
}

// itemEnd returns where an item's last line ends, and where the next item's
// bullets are, -1 if none follows.
func (p *parser) itemEnd(start, hi int) (end, next int) {
	end = p.lineEnd(start, hi)
	for end < hi {
		lineLo := end + 1
		lineHi := p.lineEnd(lineLo, hi)
		at := p.skipBlank(lineLo, lineHi)
		switch k := p.kindOf(at, lineHi, place{}); {
		case k == plainLine && p.src[at] == '-' && p.bullets(at, lineHi) > 0, k == itemLine:
			return end, at
		case k != plainLine:
			return end, -1
		}
		end = lineHi
	}
	return end, -1
}

// hang puts an item where its bullets say, and returns the lists of the first
// level. The last bullet tells an item's kind, and how many there are its depth;
// levels that were skipped get an item without text.
func hang(roots []*list, bullets string, it *item) []*list {
	at := &roots
	for i := range bullets {
		lowest := i == len(bullets)-1
		kind := kindOfBullet(bullets[i])
		if len(*at) == 0 || lowest && (*at)[len(*at)-1].kind != kind {
			*at = append(*at, &list{kind: kind})
		}
		l := (*at)[len(*at)-1]
		if lowest {
			l.items = append(l.items, it)
			break
		}
		if len(l.items) == 0 {
			l.items = append(l.items, &item{})
		}
		at = &l.items[len(l.items)-1].lists
	}
	return roots
}

func kindOfBullet(c byte) string {
	if c == '#' {
		return "orderedList"
	}
	return "bulletList"
}

// nodes writes a list. What may not stand in an item stands between two lists,
// the second of which goes on counting.
func (l *list) nodes() []*adf.Node {
	var out, items []*adf.Node
	count := 1
	closeList := func() {
		if len(items) == 0 {
			return
		}
		n := &adf.Node{Type: l.kind, Content: items}
		if l.kind == "orderedList" {
			n.Attrs = map[string]any{"order": float64(count)}
		}
		count += len(items)
		out = append(out, n)
		items = nil
	}
	for _, it := range l.items {
		blocks := fit(inItem, it.blocks)
		for _, below := range it.lists {
			blocks = append(blocks, below.nodes()...)
		}
		var content []*adf.Node
		for _, b := range blocks {
			if legal(inItem, b.Type) {
				content = append(content, b)
				continue
			}
			if len(content) > 0 {
				items = append(items, listItem(content))
			}
			closeList()
			out = append(out, b)
			content = nil
		}
		if len(content) > 0 || len(blocks) == 0 {
			items = append(items, listItem(content))
		}
	}
	closeList()
	return out
}

// listItem makes an item, which must begin with a paragraph or something like it.
func listItem(content []*adf.Node) *adf.Node {
	if len(content) == 0 {
		content = []*adf.Node{{Type: "paragraph"}}
	}
	return &adf.Node{Type: "listItem", Content: content}
}
