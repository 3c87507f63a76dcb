package file

import (
	"regexp"
	"slices"
	"strings"

	"weir/internal/report"
)

func (markdown) read(data []byte, mark string) (report.Found, error) {
	f, err := mdOpen(data)
	if err != nil {
		return report.Found{}, err
	}
	part, copies, err := f.table(mark)
	if err != nil || part == nil {
		return report.Found{}, err
	}
	r := mdReader{ours: sums(part.attributes["ours"]), key: part.attributes["key"]}
	for i := part.first + 1; i < part.last; i++ {
		r.line(f.lines[i].text, f.lines[i+1].text)
	}
	r.flush()
	found := report.Found{Exists: true, Run: part.attributes["wrote"], Copies: copies, Kept: r.kept}
	r.table(&found)
	return found, nil
}

func (markdown) has(data []byte, mark, run string) (bool, error) {
	f, err := mdOpen(data)
	if err != nil {
		return false, err
	}
	parts, err := f.parts(mark)
	return slices.ContainsFunc(parts, func(p mdPart) bool { return p.run == run }), err
}

// mdReader reads the lines of a part, one after another.
type mdReader struct {
	ours map[string]bool // sums of the lines that Weir wrote
	key  string          // sum of the heading of the key's column

	rows [][]string // sources of cells, the headings first
	kept []report.Passage
	// loose are lines of people's that belong together; item says that they are a
	// point of a list.
	loose []string
	item  bool
	// within says that the line before was one of the table.
	within bool
}

var (
	mdRule  = regexp.MustCompile(`^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$`)
	mdPoint = regexp.MustCompile(`^\s{0,3}[-*+]\s+`)
)

func (r *mdReader) line(text, next string) {
	blank := strings.TrimSpace(text) == ""
	switch {
	case blank:
		r.flush()
		r.within = false
	case r.ours[sum(text)]:
		r.flush()
		r.within = false
	case len(r.rows) == 1 && r.within && mdRule.MatchString(text):
	case strings.HasPrefix(strings.TrimSpace(text), "|") || r.within && !mdPoint.MatchString(text) ||
		len(r.rows) == 0 && strings.Contains(text, "|") && mdRule.MatchString(next):
		r.flush()
		r.rows = append(r.rows, mdSplit(text))
		r.within = true
	case mdPoint.MatchString(text):
		r.flush()
		r.loose, r.item, r.within = []string{mdPoint.ReplaceAllString(text, "")}, true, false
	default:
		r.loose = append(r.loose, strings.TrimSpace(text))
	}
}

// flush keeps the lines that are no part of the table.
func (r *mdReader) flush() {
	if len(r.loose) == 0 {
		return
	}
	source := strings.Join(r.loose, "<br>")
	p := report.Passage{}
	if r.item {
		source = mdOrigin(source, &p)
	}
	p.Text, p.Markup = mdRead(source)
	if p.Text != "" || p.Markup != "" {
		r.kept = append(r.kept, p)
	}
	r.loose, r.item = nil, false
}

// mdOrigin takes off the beginning of a point of the list and reads where the
// passage stood: **[OPS-1](https://…) · Note:** the text.
func mdOrigin(source string, p *report.Passage) string {
	inner, ok := strings.CutPrefix(source, bold)
	if !ok {
		return source
	}
	label, text, ok := strings.Cut(inner, ":"+bold)
	if !ok || strings.Contains(label, bold) {
		return source
	}
	issue, where, _ := strings.Cut(label, between)
	name, link := mdTarget(issue)
	p.Key, p.URL, p.Where = issueOf(mdUnescape(name)), link, mdUnescape(where)
	return text
}

// table hands over the rows.
func (r *mdReader) table(f *report.Found) {
	if len(r.rows) == 0 {
		return
	}
	for _, source := range r.rows[0] {
		title, _ := mdRead(source)
		f.Columns = append(f.Columns, title)
	}
	rows := r.rows[1:]
	width := func(i int) int { return len(rows[i]) }
	names := func(i, k int) bool { return mdKey(rows[i], k) != "" }
	at := keyAt(r.key, f.Columns, len(rows), width, names)
	for _, row := range rows {
		found := report.FoundRow{Key: mdKey(row, at)}
		for k, source := range row {
			if k == at {
				source = strings.TrimSuffix(source, newMark)
			}
			text, markup := mdRead(source)
			found.Cells = append(found.Cells, report.FoundCell{Text: text, Markup: markup})
		}
		f.Rows = append(f.Rows, found)
	}
}

// mdKey is the issue that a cell leads to or names.
func mdKey(row []string, k int) string {
	if k < 0 || k >= len(row) {
		return ""
	}
	inner, link := mdTarget(mdThin(strings.TrimSuffix(row[k], newMark)))
	return keyOf(mdUnescape(inner), link)
}
