package file

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"strings"

	"weir"
	"weir/internal/report"
	"weir/internal/table"
)

//go:embed templates/report.html
var htmlFiles embed.FS

//go:embed templates/report.css
var htmlStyles string

// htmlParts are the elements of the page's head that are Weir's: the policy, which
// lets nothing in but our own style, and that style.
func htmlParts() (policy, style string) {
	hash := sha256.Sum256([]byte(htmlStyles))
	policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-` +
		base64.StdEncoding.EncodeToString(hash[:]) + `'; base-uri 'none'; form-action 'none'" data-weir="policy">`
	return policy, `<style data-weir="style">` + htmlStyles + `</style>`
}

// htmlPart is what the template shows of a view.
type htmlPart struct {
	ID, Mark, Run, Wrote, Key, LineSum, Ours string
	Title, Caption                           string
	Line                                     template.HTML
	Columns                                  []htmlHead
	Width                                    int
	Groups                                   []htmlGroup
	Totals                                   []htmlCell
	LeftTitle, KeptTitle                     string
	Left                                     []template.HTML
	Kept                                     []htmlPassage
}

type htmlHead struct{ Text, Class string }

type htmlGroup struct {
	Label string
	Rows  [][]htmlCell
}

type htmlCell struct {
	Head        bool
	Class, Hint string
	Inner       template.HTML
}

type htmlPassage struct {
	Issue template.HTML
	Where string
	Text  template.HTML
}

// htmlPage prints a page that holds nothing but the view.
func htmlPage(v report.View) ([]byte, error) {
	part, err := htmlPrint(v, titleOf(v))
	if err != nil {
		return nil, err
	}
	policy, style := htmlParts()
	title := table.Line(v.Title)
	if title == "" {
		title = "Report"
	}
	return htmlRun("page", map[string]any{
		"Policy": htmlSafe(policy), "Style": htmlSafe(style), "Title": title, "Part": htmlSafe(string(part)),
	})
}

func htmlRun(name string, data any) ([]byte, error) {
	t, err := template.ParseFS(htmlFiles, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("read the templates of the page: %w", err)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, name, data); err != nil {
		return nil, fmt.Errorf("write the page: %w", err)
	}
	return b.Bytes(), nil
}

// htmlSafe is markup of our own making.
func htmlSafe(markup string) template.HTML {
	return template.HTML(markup) //nolint:gosec // every text in it was escaped where it was put in
}

// htmlPrint prints the part of the page that shows the view, under a heading.
func htmlPrint(v report.View, title string) ([]byte, error) {
	p := htmlPart{
		ID: v.Mark, Mark: v.Mark, Key: sum(keyTitle(v)), Title: title, Caption: title, Width: max(len(v.Columns), 1),
		LeftTitle: leftTitle, KeptTitle: keptTitle,
	}
	if v.Mode == report.Replace {
		p.Wrote = v.Run
	} else {
		p.Run = v.Run
		p.ID += "-" + v.Run
	}
	if p.Caption == "" {
		p.Caption = "Report"
	}
	line, text, err := htmlLine(v)
	if err != nil {
		return nil, err
	}
	p.Line, p.LineSum = line, sum(text)
	p.table(v)
	ours := []string{sum(p.Title), sum(p.Caption), p.LineSum, sum(keptTitle)}
	left := make([]string, 0, len(v.Left))
	for _, g := range v.Left {
		p.Left = append(p.Left, htmlLink(plain(g.Key), g.URL))
		left = append(left, plain(g.Key))
	}
	p.Ours = strings.Join(append(ours, sum(typed(leftTitle+": "+strings.Join(left, ", ")))), ",")
	for _, k := range v.Kept {
		issue, where := sourceOf(k)
		link := k.URL
		if issue == nowhere {
			link = ""
		}
		p.Kept = append(p.Kept, htmlPassage{htmlLink(issue, link), where, htmlWritten(k.Text, k.Markup)})
	}
	return htmlRun("part", p)
}

// htmlLine prints the line above the table, and returns what is seen of it.
func htmlLine(v report.View) (line template.HTML, text string, err error) {
	link, marks := web(v.Line.Query), marksOf(v)
	out, err := htmlRun("line", map[string]any{
		"Text": lineOf(v.Line), "Link": link, "LinkText": jqlTitle, "Marks": marks, "Trouble": v.Line.Trouble != "",
	})
	text = lineOf(v.Line)
	if link != "" {
		text += between + jqlTitle
	}
	if marks != "" {
		text += between + marks
	}
	return htmlSafe(string(out)), text, err
}

func (p *htmlPart) table(v report.View) {
	titles := headings(v)
	for i, c := range v.Columns {
		head := htmlHead{titles[i], htmlClass(c.Kind)}
		switch c.ID {
		case report.KeyColumn:
			head.Class = ""
		case "summary":
			head.Class = "wide"
		}
		p.Columns = append(p.Columns, head)
	}
	for _, g := range v.Groups {
		group := htmlGroup{}
		if g.Heading != "" {
			group.Label = plain(g.Label())
		}
		for _, r := range g.Rows {
			group.Rows = append(group.Rows, htmlRow(v, r))
		}
		p.Groups = append(p.Groups, group)
	}
	if len(v.Extra) > 0 {
		group := htmlGroup{}
		for _, r := range v.Extra {
			group.Rows = append(group.Rows, htmlRow(v, r))
		}
		p.Groups = append(p.Groups, group)
	}
	if v.Totals != nil {
		p.Totals = htmlRow(v, report.Row{Cells: v.Totals})
	}
}

func htmlClass(k report.Kind) string {
	switch k {
	case report.Number, report.Duration:
		return "n"
	case report.Written:
		return "written"
	case report.Day, report.Moment:
		return "d"
	case report.Text:
		return "text"
	default: // a cell of totals in which nothing stands
		return ""
	}
}

func htmlRow(v report.View, r report.Row) []htmlCell {
	cells := make([]htmlCell, len(r.Cells))
	for i, c := range r.Cells {
		cell := htmlCell{Class: htmlClass(c.Kind), Inner: htmlInner(c)}
		if i < len(v.Columns) && v.Columns[i].ID == report.KeyColumn && r.Key != "" {
			cell.Head, cell.Class = true, ""
			if r.New {
				cell.Inner += `<span class="mark badge">` + newWord + `</span>`
			}
		}
		if c.Changed {
			cell.Class, cell.Hint = strings.TrimSpace(cell.Class+" changed"), "changed since the last refresh"
			cell.Inner += `<span class="mark dot"><span aria-hidden="true">●</span><span class="hidden">changed</span></span>`
		}
		cells[i] = cell
	}
	return cells
}

// htmlInner prints what stands in a cell.
func htmlInner(c report.Cell) template.HTML {
	if c.Kind == report.Written {
		return htmlWritten(c.Text, c.Markup)
	}
	inner := htmlLink(plain(c.Text), c.Link)
	if c.Category == "" || inner == "" {
		return inner
	}
	return `<span class="pill` + htmlPill(c.Category) + `">` + inner + `</span>`
}

func htmlPill(c weir.Category) template.HTML {
	switch c {
	case weir.InProgress:
		return " doing"
	case weir.Done:
		return " done"
	default:
		return ""
	}
}

// htmlText prints a text with its line breaks.
func htmlText(text string) template.HTML {
	return htmlSafe(strings.ReplaceAll(template.HTMLEscapeString(text), "\n", "<br>"))
}

func htmlLink(text, address string) template.HTML {
	if address = web(address); address == "" || text == "" {
		return htmlText(text)
	}
	return `<a href="` + htmlSafe(template.HTMLEscapeString(address)) + `" rel="noopener noreferrer">` + htmlText(text) + `</a>`
}
