package wiki

import (
	"strings"

	"weir/internal/adf"
)

// A bracket is what stands between [ and ]: a text, where it leads, and a tip.
type bracket struct {
	lo, hi int // of the text that is shown; empty if there is none but the target
	target string
	tip    string
	end    int
}

// readLink reads brackets that hold a link, a file or a person. Others are text.
func (p *parser) readLink(at, hi int) (bracket, bool) {
	end := at + 1
	for end < hi && p.src[end] != ']' {
		if c := p.src[end]; c == '[' || c == '\n' {
			return bracket{}, false
		} else if m, ok := p.macros[end]; c == '{' && ok && !m.inline() {
			return bracket{}, false
		}
		end++
	}
	if end >= hi || end == at+1 || p.inLink {
		return bracket{}, false
	}
	l := p.split(at+1, end)
	l.end = end + 1
	return l, linkTarget(l.target)
}

// split takes text|target|tip apart. A bar in an image belongs to the image.
func (p *parser) split(lo, hi int) bracket {
	var bars []int
	inImage, last := false, lo+strings.LastIndexByte(p.src[lo:hi], '!')
	for at := lo; at < hi && len(bars) < 2; at++ {
		switch p.src[at] {
		case '!':
			inImage = !inImage && at < last
		case '|':
			if !inImage || len(bars) > 0 {
				bars = append(bars, at)
			}
		}
	}
	switch len(bars) {
	case 0:
		return bracket{target: strings.TrimSpace(p.src[lo:hi])}
	case 1:
		bars = append(bars, hi)
	}
	l := bracket{lo: lo, hi: bars[0], target: strings.TrimSpace(p.src[bars[0]+1 : bars[1]])}
	if bars[1] < hi {
		l.tip = strings.TrimSpace(p.src[bars[1]+1 : hi])
	}
	if from, to := p.trim(l.lo, l.hi); from == to {
		l.lo, l.hi = 0, 0
	} else if l.target == "" && len(p.src[l.hi:hi]) == 1 {
		// [http://x|]
		return bracket{target: p.src[from:to]}
	}
	return l
}

// schemes are the addresses that Jira and its successor link to.
var schemes = []string{
	"http://", "https://", "ftp://", "ftps://", "sftp://", "file://", "smb://", "mailto:", "tel:", "callto:", "sip:", "skype:",
	"irc:", "news:", "nntp:", "xmpp:", "ssh:", "git:", "svn:", "notes:", "slack:", "vnc:", "rdp:", "urn:",
}

// linkTarget reports whether a text in brackets leads somewhere: to an address,
// an anchor, a place on the same site, a file of the issue or a person.
func linkTarget(s string) bool {
	if s == "" {
		return false
	}
	switch s[0] {
	case '#', '/':
		return true
	case '^', '~':
		return len(s) > 1 && !strings.EqualFold(s, "~accountid:")
	}
	for _, scheme := range schemes {
		if len(s) > len(scheme) && strings.EqualFold(s[:len(scheme)], scheme) {
			return true
		}
	}
	return false
}

// link reads brackets.
func (p *parser) link(f *flow, at, hi int) int {
	l, ok := p.readLink(at, hi)
	if !ok {
		return at
	}
	shown := strings.TrimSpace(unescape(p.src[l.lo:l.hi]))
	switch l.target[0] {
	case '~':
		f.inline(mention(l.target[1:], shown))
		f.text(tip(l.tip))
		return l.end
	case '^':
		f.inline(file("file", l.target[1:], shown))
		f.text(tip(l.tip))
		return l.end
	}
	attrs := map[string]any{"href": l.target}
	switch l.tip {
	case "smart-link", "smart-card", "smart-embed", "block-link":
		if shown == l.target || shown == "" {
			f.inline(&adf.Node{Type: "inlineCard", Attrs: map[string]any{"url": l.target}})
			return l.end
		}
	case "":
	default:
		attrs["title"] = l.tip
	}
	p.inLink = true
	p.marked(adf.Mark{Type: "link", Attrs: attrs}, func() {
		p.apart(func() { p.linkText(f, l) })
	})
	p.inLink = false
	return l.end
}

func (p *parser) linkText(f *flow, l bracket) {
	if l.lo < l.hi {
		before := f.added
		p.inline(f, l.lo, l.hi)
		if f.added > before {
			return
		}
	}
	f.text(strings.TrimPrefix(l.target, "mailto:"))
}

// tip is what a bracket says of a file or a person, which take no title.
func tip(text string) string {
	if text == "" {
		return ""
	}
	return " (" + text + ")"
}

// mention names a person by a user name or an account id. The text, which may be
// empty, is what is shown instead of the name.
func mention(id, text string) *adf.Node {
	const account = "accountid:"
	if len(id) > len(account) && strings.EqualFold(id[:len(account)], account) {
		id = id[len(account):]
	}
	if text == "" {
		text = id
	}
	return &adf.Node{Type: "mention", Attrs: map[string]any{"id": id, "text": "@" + strings.TrimPrefix(text, "@")}}
}

// bareURL reads an address in the text. It ends before what ends a sentence.
func (p *parser) bareURL(f *flow, at, lo, hi int) int {
	if p.inLink || p.wordBefore(at, lo) {
		return at
	}
	start := 0
	for _, scheme := range []string{"http://", "https://", "ftp://", "ftps://", "irc://", "mailto:"} {
		if p.has(at, hi, scheme) {
			start = at + len(scheme)
		}
	}
	if start == 0 {
		return at
	}
	end := start
	for end < hi && inURL(p.src[end]) {
		end++
	}
	for end > start && strings.IndexByte(`.,>)];}"'!?`, p.src[end-1]) >= 0 {
		end--
	}
	if end == start {
		return at
	}
	url := unescape(p.src[at:end])
	p.marked(adf.Mark{Type: "link", Attrs: map[string]any{"href": url}}, func() {
		f.text(strings.TrimPrefix(url, "mailto:"))
	})
	return end
}

// inURL reports whether a character can be part of an address in the text.
func inURL(c byte) bool {
	return isLetter(c) || c >= '0' && c <= '9' || strings.IndexByte(`_?!~^/\#$%&'()*+,-.:;<=@`, c) >= 0
}
