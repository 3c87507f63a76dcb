package page

import (
	"html/template"
	"strconv"
	"strings"

	"weir/internal/chart"
	"weir/internal/flow/picture"
)

// A section is a part of the page with its charts.
type section struct {
	ID, Title string
	Figures   []figure
	Checks    []check
	Backtest  *backtestView
}

// A figure is a chart with what is said of it.
type figure struct {
	ID, Title, Answer, Rule string
	Wide, Narrow            template.HTML
	Notes                   []string
	Cards                   []card
	Table                   table
}

// The sizes of charts: for screens and paper, where they are drawn a fifth larger
// so that the back row can read them, and for telephones.
const (
	wideWidth, wideHeight     = 840, 370
	narrowWidth, narrowHeight = 400, 340
)

func sections(pictures []picture.Picture, cards []card, p Params) ([]section, error) {
	var list []section
	for _, s := range picture.Sections() {
		next := section{ID: string(s), Title: s.Title()}
		for _, one := range pictures {
			if one.Section != s {
				continue
			}
			f, err := figureOf(one, cards, p.Link != nil)
			if err != nil {
				return nil, err
			}
			next.Figures = append(next.Figures, f)
		}
		if len(next.Figures) > 0 {
			list = append(list, next)
		}
	}
	return list, nil
}

func figureOf(p picture.Picture, cards []card, links bool) (figure, error) {
	head := p.Chart.Head()
	f := figure{
		ID: p.ID, Title: chart.Text(head.Title, 200), Answer: chart.Text(head.Desc, 1000), Rule: chart.Text(head.Rule, 1000),
		Notes: cleaned(p.Notes), Table: tableOf(p.Chart, links),
	}
	if p.Chart.Empty() {
		// One line says it: an empty frame of the size of a chart would only be in the
		// way.
		return f.about(p, cards), nil
	}
	var err error
	if f.Wide, err = draw(p, "wide", wideWidth, wideHeight, links); err != nil {
		return f, err
	}
	if f.Narrow, err = draw(p, "narrow", narrowWidth, narrowHeight, links); err != nil {
		return f, err
	}
	return f.about(p, cards), nil
}

// about adds the cards that judge what the figure shows.
func (f figure) about(p picture.Picture, cards []card) figure {
	for _, c := range cards {
		for _, id := range p.Cards {
			if c.ID == id {
				f.Cards = append(f.Cards, c)
			}
		}
	}
	return f
}

// draw returns the chart as an element. The chart has escaped all its texts.
func draw(p picture.Picture, size string, width, height int, links bool) (template.HTML, error) {
	var b strings.Builder
	err := p.Chart.SVG(&b, chart.Options{Width: width, Height: height, IDPrefix: p.ID + "-" + size, Links: links})
	return template.HTML(b.String()), err //nolint:gosec // chart escapes every text, which its tests and ours prove
}

func cleaned(texts []string) []string {
	list := make([]string, len(texts))
	for i, s := range texts {
		list[i] = chart.Text(s, 1000)
	}
	return list
}

// mostRows is how many rows of a table the page shows.
const mostRows = 200

// A table is what is behind a chart.
type table struct {
	Caption string
	Columns []chart.Column
	Rows    [][]cell
	More    string // what is not shown
	Notes   []string
}

// A cell is a text, and where it leads.
type cell struct {
	Text   string
	Link   string
	Number bool
	Head   bool // it heads its row
}

func tableOf(c chart.Chart, links bool) table {
	t := c.Table()
	out := table{Caption: t.Caption, Columns: t.Columns, Notes: t.Notes}
	from, to := 0, len(t.Rows)
	if to > mostRows {
		if latest(c.Kind()) {
			from = to - mostRows
			out.More = "The latest " + strconv.Itoa(mostRows) + " rows; "
		} else {
			to = mostRows
			out.More = "The first " + strconv.Itoa(mostRows) + " rows; "
		}
		out.More += chart.Number(float64(len(t.Rows)-mostRows)) + " more are in the CSV and JSON exports."
	}
	for i := from; i < to; i++ {
		row := make([]cell, len(t.Rows[i]))
		for k, text := range t.Rows[i] {
			row[k] = cell{Text: text, Number: t.Columns[k].Number, Head: k == 0}
		}
		if links && i < len(t.Links) {
			row[0].Link = t.Links[i]
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// latest reports whether a kind's rows are in the order of days: then the last
// ones matter.
func latest(kind string) bool {
	switch kind {
	case "scatter", "run", "lines", "cumulative-flow", "net-flow", "behaviour":
		return true
	default:
		return false
	}
}
