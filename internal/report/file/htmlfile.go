package file

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"weir"
	"weir/internal/report"
)

// An HTML file is a page that Weir has made, with one article for each table:
//
//	<article data-weir="weir-weekly-3f9a1c2e" data-wrote="…" data-key="…" data-line="…" data-ours="…">…</article>
//
// The articles, the style and the policy are Weir's; all else stays byte for byte.
type hypertext struct{}

// htmlSpan is an element of ours in a file: where its bytes are, and its attributes.
type htmlSpan struct {
	from, inner, to int // of the element, and where its start tag ends
	attributes      map[string]string
}

func (s htmlSpan) run() string { return s.attributes["data-run"] }

// htmlDocument is a file, with the places of what is Weir's.
type htmlDocument struct {
	data          string
	policy, style *htmlSpan
	articles      []htmlSpan // of all reports, in order
	mainEnd       int        // where the last </main> begins; -1: there is none
}

func htmlOpen(data []byte) (*htmlDocument, error) {
	if !utf8.Valid(data) {
		return nil, &weir.Error{Kind: weir.BadInput, Text: "it is not UTF-8", Next: "save it as UTF-8, or name another file"}
	}
	d := &htmlDocument{data: string(data), mainEnd: -1}
	if strings.TrimSpace(strings.TrimPrefix(d.data, "\ufeff")) == "" {
		return d, nil
	}
	if err := d.scan(); err != nil {
		return nil, err
	}
	if d.style == nil || d.mainEnd < 0 {
		return nil, &weir.Error{
			Kind: weir.BadInput, Text: "it is no page that Weir has made, so it is left alone",
			Next: "name another file, or move this one away",
		}
	}
	return d, nil
}

// scan finds what is Weir's.
func (d *htmlDocument) scan() error {
	z := html.NewTokenizer(strings.NewReader(d.data))
	var open *htmlSpan
	at, depth, name := 0, 0, ""
	for {
		kind := z.Next()
		from := at
		at += len(z.Raw())
		switch kind {
		case html.ErrorToken:
			if open != nil {
				return htmlEndless(name)
			}
			return nil
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			switch {
			case open != nil && t.Data == name:
				depth++
			case open == nil:
				span := htmlSpan{from: from, inner: at, to: at, attributes: htmlAttributes(t)}
				ours := span.attributes["data-weir"]
				switch {
				case t.Data == "meta" && ours == "policy":
					d.policy = &span
				case (t.Data == "article" || t.Data == "style") && ours != "":
					open, name, depth = &span, t.Data, 1
				}
			}
		case html.EndTagToken:
			t := z.Token()
			if t.Data == "main" && open == nil {
				d.mainEnd = from
			}
			if open == nil || t.Data != name {
				continue
			}
			if depth--; depth == 0 {
				open.to = at
				d.keep(*open, name)
				open = nil
			}
		case html.TextToken, html.CommentToken, html.DoctypeToken:
		}
	}
}

func (d *htmlDocument) keep(s htmlSpan, name string) {
	switch {
	case name == "article":
		d.articles = append(d.articles, s)
	case d.style == nil:
		d.style = &s
	}
}

func htmlEndless(name string) error {
	return &weir.Error{
		Kind: weir.BadInput, Text: "an element of Weir's has no end: " + name,
		Next: "put </" + name + "> back where it ends, or move the file away, and a new one is made",
	}
}

func htmlAttributes(t html.Token) map[string]string {
	list := map[string]string{}
	for _, a := range t.Attr {
		list[a.Key] = a.Val
	}
	return list
}

// table is the article that is refreshed, and how many copies it has.
func (d *htmlDocument) table(mark string) (span *htmlSpan, copies int) {
	for i, s := range d.articles {
		switch {
		case s.attributes["data-weir"] != mark || s.run() != "":
		case span == nil:
			span = &d.articles[i]
		default:
			copies++
		}
	}
	return span, copies
}

func (hypertext) has(data []byte, mark, run string) (bool, error) {
	d, err := htmlOpen(data)
	if err != nil {
		return false, err
	}
	for _, s := range d.articles {
		if s.attributes["data-weir"] == mark && s.run() == run {
			return true, nil
		}
	}
	return false, nil
}

func (hypertext) write(data []byte, v report.View) ([]byte, []string, error) {
	d, err := htmlOpen(data)
	if err != nil {
		return nil, nil, err
	}
	span, _ := d.table(v.Mark)
	switch {
	case v.Mode == report.Replace && v.Same && span != nil:
		out, err := d.refreshed(*span, v)
		return out, nil, err
	case v.Mode == report.Replace && v.Same && len(v.Columns) == 0:
		return nil, nil, noTable()
	case d.style == nil:
		out, err := htmlPage(v)
		return out, nil, err
	}
	part, err := htmlPrint(v, titleAmong(v, d.headed))
	if err != nil {
		return nil, nil, err
	}
	if v.Mode == report.Replace && span != nil {
		return d.replace(*span, part)
	}
	at, text := d.mainEnd, string(part)+"\n"
	for _, s := range d.articles {
		if s.attributes["data-weir"] == v.Mark {
			at, text = s.to, "\n"+string(part)
		}
	}
	return d.splice(htmlEdit{at, at, text}), nil, nil
}

// headed reports whether a heading stands on the page, as Weir writes one.
func (d *htmlDocument) headed(title string) bool {
	text := strings.ReplaceAll(html.EscapeString(title), "+", "&#43;")
	return strings.Contains(d.data, "<h1>"+text+"</h1>")
}

// replace puts a new part in the place of the former one, or before it where
// something in it cannot be carried over.
func (d *htmlDocument) replace(s htmlSpan, part []byte) (out []byte, told []string, err error) {
	text := string(part)
	r, err := d.part(s)
	if err != nil {
		return nil, nil, err
	}
	if r.fixed > 0 {
		text += "\n<article>" + d.data[s.inner:s.to]
		told = []string{"The former table has pictures or fields in it, so it was left below the new one."}
	}
	return d.splice(htmlEdit{s.from, s.to, text}), told, nil
}

// htmlEdit puts a text in the place of some bytes.
type htmlEdit struct {
	from, to int
	text     string
}

// splice carries out an edit, and brings the style and the policy of the page up to
// date, which stand before it.
func (d *htmlDocument) splice(last htmlEdit) []byte {
	policy, style := htmlParts()
	edits := []htmlEdit{{d.style.from, d.style.to, style}}
	if d.policy != nil && d.policy.to <= d.style.from {
		edits = append([]htmlEdit{{d.policy.from, d.policy.to, policy}}, edits...)
	}
	if d.style.to <= last.from {
		edits = append(edits, last)
	} else {
		edits = []htmlEdit{last} // somebody has moved the style
	}
	var b bytes.Buffer
	at := 0
	for _, e := range edits {
		b.WriteString(d.data[at:e.from])
		b.WriteString(e.text)
		at = e.to
	}
	b.WriteString(d.data[at:])
	return b.Bytes()
}

// refreshed is the page with another line above the table, and nothing else.
func (d *htmlDocument) refreshed(s htmlSpan, v report.View) ([]byte, error) {
	line, text, err := htmlLine(v)
	if err != nil {
		return nil, err
	}
	tag, inner := d.data[s.from:s.inner], d.data[s.inner:s.to]
	old := s.attributes["data-line"]
	if old != "" {
		tag = strings.ReplaceAll(tag, old, sum(text))
	}
	if v.Run != "" {
		tag = strings.Replace(tag, `data-wrote="`+s.attributes["data-wrote"]+`"`, `data-wrote="`+v.Run+`"`, 1)
	}
	from, to := htmlFind(inner, old)
	if from < 0 { // somebody has made the old one their own
		from, to, line = 0, 0, "\n"+line
	}
	return []byte(d.data[:s.from] + tag + inner[:from] + string(line) + inner[to:] + d.data[s.to:]), nil
}

// htmlFind finds the paragraph that is the line, as Weir wrote it.
func htmlFind(inner, want string) (from, to int) {
	z := html.NewTokenizer(strings.NewReader(inner))
	at, start := 0, -1
	for {
		kind := z.Next()
		before := at
		at += len(z.Raw())
		if kind == html.ErrorToken {
			return -1, -1
		}
		t := z.Token()
		switch {
		case kind == html.StartTagToken && t.Data == "p" && htmlAttributes(t)["data-weir"] == "line":
			start = before
		case kind == html.EndTagToken && t.Data == "p" && start >= 0:
			if nodes, err := htmlNodes(inner[start:at]); err == nil && sum(htmlPlain(nodes).text()) == want {
				return start, at
			}
			start = -1
		}
	}
}
