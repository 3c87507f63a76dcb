package file

import (
	"strings"
	"unicode/utf8"

	"weir"
)

// A markdown file is lines of people's, and parts of Weir's between two comments:
//
//	<!-- weir-weekly-3f9a1c2e key=… wrote=… line=… ours=… -->
//	## Weekly report
//
//	Refreshed 29 Nov 2026, 14:03 CET · 12 issues · [Query in Jira](https://…)
//
//	| Key | Summary | Note |
//	| --- | --- | --- |
//	| [OPS-1](https://…) **new** | Mend the pump | ask Ann |
//
//	<!-- /weir-weekly-3f9a1c2e -->
//
// The first comment says which run wrote the table and which column is the key's,
// and keeps sums of the lines that are Weir's; whatever else stands between the two,
// people have written.
type markdown struct{}

// mdLine is a line of a file: its text, and where its bytes begin and end, with
// the line break.
type mdLine struct {
	text     string
	from, to int
}

// mdPart is a part of Weir's in a file.
type mdPart struct {
	run         string
	attributes  map[string]string
	first, last int // its lines, with the comments
}

// mdFile is a file, cut into lines.
type mdFile struct {
	data  string
	lines []mdLine
	end   string // what ends a line there
}

func mdOpen(data []byte) (mdFile, error) {
	if !utf8.Valid(data) {
		return mdFile{}, &weir.Error{Kind: weir.BadInput, Text: "it is not UTF-8", Next: "save it as UTF-8, or name another file"}
	}
	f := mdFile{data: string(data), end: "\n"}
	for at := 0; at < len(f.data); {
		n := strings.IndexByte(f.data[at:], '\n') + 1
		if n == 0 {
			n = len(f.data) - at
		}
		f.lines = append(f.lines, mdLine{strings.TrimRight(f.data[at:at+n], "\r\n"), at, at + n})
		at += n
	}
	if len(f.lines) > 0 && strings.HasSuffix(f.data[:f.lines[0].to], "\r\n") {
		f.end = "\r\n"
	}
	return f, nil
}

// parts finds the parts with a mark. A part whose end is missing is an error:
// nobody could say what of the file is Weir's.
func (f mdFile) parts(mark string) ([]mdPart, error) {
	var parts []mdPart
	fenced := f.fenced()
	for i := 0; i < len(f.lines); i++ {
		run, attributes, ok := mdBegin(f.lines[i].text, mark)
		if !ok || fenced[i] {
			continue
		}
		last := -1
		for k := i + 1; k < len(f.lines) && last < 0; k++ {
			if strings.TrimSpace(f.lines[k].text) == mdEnd(mark) {
				last = k
			} else if _, _, again := mdBegin(f.lines[k].text, mark); again {
				break
			}
		}
		if last < 0 {
			return nil, &weir.Error{
				Kind: weir.BadInput, Text: "the end of the report's table is missing",
				Next: "put this line where it ends: " + mdEnd(mark) + "\nor delete the line that begins with <!-- " + mark + ", and a new table is made",
			}
		}
		parts = append(parts, mdPart{run, attributes, i, last})
		i = last
	}
	return parts, nil
}

// table is the place of the table that is refreshed, and how many copies it has.
func (f mdFile) table(mark string) (part *mdPart, copies int, err error) {
	parts, err := f.parts(mark)
	for i := range parts {
		switch {
		case parts[i].run != "":
		case part == nil:
			part = &parts[i]
		default:
			copies++
		}
	}
	return part, copies, err
}

// mdBegin reads the comment that begins a part.
func mdBegin(line, mark string) (run string, attributes map[string]string, ok bool) {
	inner, ok := strings.CutPrefix(strings.TrimSpace(strings.TrimPrefix(line, "\ufeff")), "<!-- ")
	inner, closed := strings.CutSuffix(inner, "-->")
	words := strings.Fields(inner)
	if !ok || !closed || len(words) == 0 || words[0] != mark {
		return "", nil, false
	}
	attributes = map[string]string{}
	for _, w := range words[1:] {
		name, value, _ := strings.Cut(w, "=")
		attributes[name] = value
	}
	return attributes["run"], attributes, true
}

func mdEnd(mark string) string { return "<!-- /" + mark + " -->" }

// fenced tells which lines are within a block of code that has an end: there, a
// comment is an example.
func (f mdFile) fenced() []bool {
	in := make([]bool, len(f.lines))
	open, fence := -1, ""
	for i, l := range f.lines {
		text := strings.TrimLeft(l.text, " ")
		if len(l.text)-len(text) > 3 {
			continue
		}
		run := len(text) - len(strings.TrimLeft(text, text[:min(1, len(text))]))
		if run < 3 || text[0] != '`' && text[0] != '~' {
			continue
		}
		switch {
		case open < 0 && (text[0] == '~' || !strings.Contains(text[run:], "`")):
			open, fence = i, text[:run]
		case open >= 0 && strings.HasPrefix(text, fence) && strings.TrimSpace(text[run:]) == "":
			for k := open; k <= i; k++ {
				in[k] = true
			}
			open = -1
		}
	}
	return in
}
