package config

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"weir"
)

// A replacement puts text in the place of a span.
type replacement struct {
	span
	text string
}

// apply returns the text of d with replacements, which do not overlap.
func (d *document) apply(replacements []replacement) []byte {
	slices.SortStableFunc(replacements, func(a, b replacement) int { return cmp.Compare(a.from, b.from) })
	out := make([]byte, 0, len(d.source)+256)
	at := 0
	for _, r := range replacements {
		out = append(append(out, d.source[at:r.from]...), r.text...)
		at = r.to
	}
	return append(out, d.source[at:]...)
}

// set returns the text in which the table at path has these settings. Other
// keys of the table, and every comment, stay.
func (d *document) set(path []string, settings []setting) ([]byte, error) {
	var replacements []replacement
	var missing []setting
	for _, s := range settings {
		e, there := d.pair(slices.Concat(path, []string{s.key}))
		switch {
		case there && s.value == "" && e.kind == inlineEntry:
			return nil, byHand(path, "delete "+s.key+" from")
		case there && s.value == "":
			replacements = append(replacements, replacement{d.line(e.whole), ""})
		case there && e.text == s.value && !s.bare: // be it in other quotes
		case there:
			replacements = append(replacements, replacement{e.value, s.written()})
		case s.value != "":
			missing = append(missing, s)
		}
	}
	if len(missing) > 0 {
		added, err := d.add(path, missing)
		if err != nil {
			return nil, err
		}
		replacements = append(replacements, added)
	}
	return d.apply(replacements), nil
}

// add returns the replacement that adds settings to the table at path: behind
// the last key of the table, behind its header, or at the end of the file.
func (d *document) add(path []string, settings []setting) (replacement, error) {
	within := d.find(func(e entry) bool {
		return len(e.path) >= len(path) && slices.Equal(e.path[:len(path)], path) || e.kind != headerEntry && isPrefix(e.path, path)
	})
	if len(within) == 0 {
		return d.addTable(path, settings), nil
	}
	at := len(within) - 1
	for at > 0 && within[at].kind == inlineEntry { // it stands within the value of a pair
		at--
	}
	last := within[at]
	if last.kind == inlineEntry || last.kind == pairEntry && len(last.path) <= len(path) {
		return replacement{}, byHand(path, "add "+settings[0].key+" to")
	}
	prefix, newline := d.prefix(last, path), d.newline()
	var text strings.Builder
	end := d.lineEnd(last.whole.to)
	if end == len(d.source) && !bytes.HasSuffix(d.source, []byte("\n")) {
		text.WriteString(newline)
	}
	for _, s := range settings {
		text.WriteString(prefix + s.key + " = " + s.written() + newline)
	}
	return replacement{span{end, end}, text.String()}, nil
}

func isPrefix(a, b []string) bool { return len(a) <= len(b) && slices.Equal(a, b[:len(a)]) }

// prefix returns what stands before a key of the table at path on a line like
// last's: its indentation, and the part of a dotted key that means the table.
func (d *document) prefix(last entry, path []string) string {
	if last.kind == headerEntry {
		return ""
	}
	start := last.whole.from
	for start > 0 && (d.source[start-1] == ' ' || d.source[start-1] == '\t') {
		start--
	}
	indent := string(d.source[start:last.whole.from])
	own := len(path) - (len(last.path) - len(last.parts)) // keys of path that stand here
	if own <= 0 {
		return indent
	}
	return indent + string(d.source[last.parts[0].from:last.parts[own-1].to]) + "."
}

// addTable puts a new table at the end of the file.
func (d *document) addTable(path []string, settings []setting) replacement {
	newline, end := d.newline(), len(d.source)
	var text strings.Builder
	if end > 0 {
		if !bytes.HasSuffix(d.source, []byte("\n")) {
			text.WriteString(newline)
		}
		text.WriteString(newline)
	}
	text.WriteString("[" + strings.Join(path, ".") + "]" + newline)
	for _, s := range settings {
		text.WriteString(s.key + " = " + s.written() + newline)
	}
	return replacement{span{end, end}, text.String()}
}

// remove returns the text without the tables and keys at paths. Comments stay,
// also those on the lines that go.
func (d *document) remove(paths ...[]string) ([]byte, error) {
	var replacements []replacement
	for _, path := range paths {
		var gone span
		for _, e := range d.entries {
			switch {
			case !isPrefix(path, e.path) || e.whole.from < gone.to:
			case e.kind == inlineEntry:
				return nil, byHand(path, "delete it from")
			default:
				gone = e.whole // with whatever stands within it
				replacements = append(replacements, replacement{d.line(e.whole), ""})
			}
		}
	}
	return d.apply(replacements), nil
}

// line widens a span to the whole of its lines, the newline included, when
// nothing else stands on them.
func (d *document) line(s span) span {
	from, to := s.from, s.to
	for from > 0 && (d.source[from-1] == ' ' || d.source[from-1] == '\t') {
		from--
	}
	for to < len(d.source) && (d.source[to] == ' ' || d.source[to] == '\t') {
		to++
	}
	if to < len(d.source) && d.source[to] == '#' {
		return span{s.from, to}
	}
	return span{from, d.lineEnd(to)}
}

// lineEnd returns the index after the newline that ends the line of i.
func (d *document) lineEnd(i int) int {
	if n := bytes.IndexByte(d.source[i:], '\n'); n >= 0 {
		return i + n + 1
	}
	return len(d.source)
}

// newline returns what ends the file's lines.
func (d *document) newline() string {
	if n := bytes.IndexByte(d.source, '\n'); n > 0 && d.source[n-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// byHand is the answer where a change would mean to write somebody's inline
// table anew.
func byHand(path []string, what string) error {
	return &weir.Error{
		Kind: weir.BadConfig,
		Text: "the configuration is written in a way that Weir cannot edit safely",
		Next: "give each site and each job a table of its own, [jira.NAME] or [tasks.NAME]; or " + what + " [" + dotted(path) + "] by hand",
	}
}

// quote writes s as a basic string of TOML.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
