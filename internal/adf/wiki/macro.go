package wiki

import "strings"

// A macro is a pair of tags that is known and closed, or an anchor, which is a
// single tag.
type macro struct {
	name   string
	params string // as written between the colon and the brace
	lo, hi int    // its body
	end    int    // behind its closing tag
}

// inline says that what follows a macro continues the line's sentence.
func (m macro) inline() bool { return m.name == "color" || m.name == "anchor" }

// A tag is {name} or {name:params}.
type tag struct {
	name   string
	params string
	plain  bool // without a colon: only such a tag closes a macro
	at     int
	end    int
}

// macroNames are the macros that are read; true says that the body is raw.
var macroNames = map[string]bool{"code": true, "noformat": true, "quote": false, "panel": false, "color": false, "anchor": false}

// pair finds the macros of a text. A macro closes at the next plain tag of its
// name, so none holds another of its name: one with parameters that opens where
// its like is still open says that the other was never closed. Whatever is not
// closed is no macro.
func pair(src string) map[int]macro {
	found := map[int]macro{}
	closers := map[string]int{} // where the next plain tag of a raw macro is
	var open []tag
	for at := nextTag(src, 0); at >= 0; {
		t, ok := readTag(src, at)
		switch {
		case !ok:
			at = nextTag(src, at+1)
			continue
		case t.name == "anchor":
			found[t.at] = macro{name: t.name, lo: t.end, hi: t.end, end: t.end}
		case macroNames[t.name]:
			if lo := closer(src, t, closers); lo >= 0 {
				end := lo + len(t.name) + 2
				found[t.at] = macro{name: t.name, params: t.params, lo: t.end, hi: lo, end: end}
				t.end = end
			}
		default:
			open = meet(open, t, found)
		}
		at = nextTag(src, t.end)
	}
	return found
}

// meet closes what a tag closes, or opens it.
func meet(open []tag, t tag, found map[int]macro) []tag {
	for i, o := range open {
		if o.name != t.name {
			continue
		}
		if t.plain {
			found[o.at] = macro{name: o.name, params: o.params, lo: o.end, hi: t.at, end: t.end}
			return open[:i]
		}
		open = append(open[:i], open[i+1:]...)
		break
	}
	return append(open, t)
}

// closer finds the end of a raw macro, -1 if there is none. It remembers, so
// that a text of nothing but openings is searched once.
func closer(src string, t tag, closers map[string]int) int {
	at, known := closers[t.name]
	if !known {
		at = 0
	}
	if at >= 0 && at < t.end {
		at = indexFold(src, t.end, "{"+t.name+"}")
		closers[t.name] = at
	}
	return at
}

// nextTag returns where the next brace opens that no backslash precedes, or -1.
func nextTag(src string, from int) int {
	for at := from; at < len(src); at++ {
		i := strings.IndexAny(src[at:], `{\`)
		if i < 0 {
			return -1
		}
		at += i
		if src[at] == '{' {
			return at
		}
		at++
	}
	return -1
}

// readTag reads the tag at a brace. What follows {{ is monospaced text.
func readTag(src string, at int) (tag, bool) {
	if at > 0 && src[at-1] == '{' {
		return tag{}, false
	}
	end := at + 1
	for end < len(src) && end-at <= len("noformat") && isLetter(src[end]) {
		end++
	}
	name := strings.ToLower(src[at+1 : end])
	if _, known := macroNames[name]; !known || end == len(src) {
		return tag{}, false
	}
	if src[end] == '}' {
		return tag{name: name, plain: true, at: at, end: end + 1}, true
	}
	if src[end] != ':' {
		return tag{}, false
	}
	stop := strings.IndexAny(src[end:], "{\n}")
	if stop < 0 || src[end+stop] != '}' {
		return tag{}, false
	}
	return tag{name: name, params: src[end+1 : end+stop], at: at, end: end + stop + 1}, true
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// indexFold is strings.Index from a place on, for an ASCII text in any case that
// begins with a brace.
func indexFold(src string, from int, text string) int {
	for at := from; at+len(text) <= len(src); at++ {
		i := strings.IndexByte(src[at:], text[0])
		if i < 0 {
			break
		}
		at += i
		if at+len(text) <= len(src) && strings.EqualFold(src[at:at+len(text)], text) {
			return at
		}
	}
	return -1
}

// param returns the value of a parameter among those of a macro, which are
// divided by |. Names are compared in any case.
func param(params, name string) string {
	for _, one := range strings.Split(params, "|") {
		key, value, _ := strings.Cut(one, "=")
		if strings.EqualFold(strings.TrimSpace(key), name) {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
