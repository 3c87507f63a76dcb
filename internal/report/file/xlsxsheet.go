package file

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"weir/internal/report"
	"weir/internal/table"
)

// fill prints the view: the line and the headings, in the first two rows or where
// people have moved them, the rows, and below them who has left and what is kept.
func (p *xlsxPrint) fill() error {
	// On paper, all columns stand beside one another.
	err := errors.Join(
		p.file.SetSheetProps(p.sheet, &excelize.SheetPropsOptions{FitToPage: new(true)}),
		p.file.SetPageLayout(p.sheet, &excelize.PageLayoutOptions{Orientation: new("landscape"), FitToWidth: new(1), FitToHeight: new(0)}),
	)
	if err != nil {
		return err
	}
	if p.stream, err = p.file.NewStreamWriter(p.sheet); err != nil {
		return err
	}
	if err := p.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: p.head + 1, TopLeftCell: xlsxAt{p.head + 1, 0}.name(), ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	p.names, p.ours = map[string]xlsxArea{}, map[string]bool{}
	p.measure()
	for _, step := range []func() error{p.above, p.headings, p.rows, p.totals, p.left, p.kept} {
		if err := step(); err != nil {
			return err
		}
	}
	p.call(gapName, 0)
	return p.stream.Flush()
}

// stay finds out what of the former sheet is on the new one, and where.
func (p *xlsxPrint) stay() (err error) {
	if p.old == nil {
		p.keeps = &xlsxKept{columns: xlsxColumns(p.view.Columns, nil, nil, 0)}
		return nil
	}
	if p.old.listed {
		p.told["What somebody has remarked on a cell of the table is in the list below it now."] = true
	}
	to, from := p.old.matched(p.columns, p.view.Columns)
	var ends [3][2]int
	for i := range ends {
		// Where there is none, an area is left of one row, which grows again.
		ends[i] = [2]int{max(p.old.ends[i], p.old.head.row+1), max(p.ends[i], p.head+1)}
	}
	m := p.old.move(to, p.head-p.old.head.row, ends, p.total, len(p.columns), p.next)
	if p.keeps, err = p.old.keep(m); err != nil {
		return err
	}
	for part, data := range p.keeps.remarked {
		p.file.Pkg.Store(part, data)
	}
	p.keeps.columns = xlsxColumns(p.view.Columns, from, p.old, m.aside)
	p.links = append(p.links, p.keeps.links...)
	if list := p.file.WorkBook.DefinedNames; list != nil {
		for i, n := range list.DefinedName {
			if n.Name != "_xlnm._FilterDatabase" {
				list.DefinedName[i].Data = m.formula(n.Data, false)
			}
		}
	}
	return nil
}

// tell says what of people's does not look at what it did.
func (p *xlsxPrint) tell() {
	if p.keeps.move != nil && p.keeps.move.lost {
		p.told["A formula looks at a column that is not in the table any more."] = true
	}
	if p.keeps.move != nil && p.keeps.move.summed {
		p.told["A formula looks at totals that are not in the table any more."] = true
	}
	if p.keeps.unread {
		p.told["Another sheet or a chart cannot be read, so what it looks at on the sheet of the report is what stood there before."] = true
	}
}

// write writes a row of cells.
func (p *xlsxPrint) write(values ...xlsxValue) error {
	cells := make([]any, len(values))
	for i, v := range values {
		style, err := p.styles.of(v.xlsxLook)
		if err != nil {
			return err
		}
		cell := excelize.Cell{StyleID: style, Formula: v.formula}
		switch {
		case v.formula != "": // without a result, since programs show one that is there and do not ask if it is right
		case v.number != nil:
			cell.Value = *v.number
		case v.text != "":
			cell.Value = v.text
		}
		cells[i] = cell
	}
	p.next++
	return p.stream.SetRow(xlsxAt{p.next - 1, 0}.name(), cells, p.tall(values)...)
}

// call gives a cell of the row that is written next a name of the workbook.
func (p *xlsxPrint) call(name string, column int) {
	at := xlsxAt{p.next, column}
	p.names[name] = xlsxArea{at, at}
}

func (p *xlsxPrint) link(column int, address string) bool {
	if address = web(address); address == "" || len(address) > 2000 || len(p.links) >= excelize.TotalSheetHyperlinks {
		return false
	}
	p.links = append(p.links, xlsxLink{at: xlsxAt{p.next, column}, address: address})
	return true
}

// say writes a text of Weir's into the first cell of a row around the table.
func (p *xlsxPrint) say(text, link string, bold bool) error {
	p.ours[sum(typed(xlsxFit(text)))] = true
	v := textValue(text)
	v.quiet, v.bold, v.linked = true, bold, p.link(0, link)
	return p.write(v)
}

func (p *xlsxPrint) above() error {
	p.next = p.top
	p.call(lineName, 0)
	return p.say(xlsxLine(p.view), p.view.Line.Query, p.view.Line.Trouble != "")
}

func xlsxLine(v report.View) string {
	text := lineOf(v.Line)
	if marks := marksOf(v); marks != "" {
		text += between + marks + " (bold, ●)"
	}
	return text
}

func (p *xlsxPrint) headings() error {
	p.next = p.head
	values := make([]xlsxValue, len(p.columns))
	for i, title := range p.columns {
		kind := p.view.Columns[i].Kind
		values[i] = textValue(title)
		values[i].head, values[i].right = true, kind == report.Number || kind == report.Duration
		if p.view.Columns[i].ID == report.KeyColumn {
			p.call(keyName, i)
		}
	}
	p.names[""] = xlsxArea{xlsxAt{p.next, 0}, xlsxAt{p.next, max(len(p.columns)-1, 0)}}
	return p.write(values...)
}

func (p *xlsxPrint) rows() error {
	for _, g := range p.view.Groups {
		if g.Heading != "" {
			v := textValue(plain(g.Label()))
			v.bold, v.quiet = true, true
			if err := p.write(v); err != nil {
				return err
			}
		}
		for _, r := range g.Rows {
			if err := p.issue(r, false); err != nil {
				return err
			}
			p.ends[0] = p.next - 1
		}
	}
	for _, r := range p.view.Extra {
		if err := p.issue(r, false); err != nil {
			return err
		}
	}
	if len(p.columns) == 0 {
		return nil
	}
	return p.file.AutoFilter(p.sheet, xlsxAt{p.head, 0}.name()+":"+xlsxAt{p.next - 1, len(p.columns) - 1}.name(), nil)
}

// issue writes the row of an issue, of a person's, or of totals.
func (p *xlsxPrint) issue(r report.Row, total bool) error {
	values := make([]xlsxValue, len(r.Cells))
	for i, c := range r.Cells {
		column := report.Column{}
		if i < len(p.view.Columns) {
			column = p.view.Columns[i]
		}
		written := c.Kind == report.Written
		if written {
			c = p.fit(c, report.Passage{Key: r.Key, URL: r.URL, Where: where(column)})
		}
		v := p.value(c, i, p.next+1)
		if written && column.ID == report.NoteColumn && v.number == nil && v.formula == "" {
			v.format = textFormat // what a person types there stays as it is typed
		}
		v.category, v.changed, v.written, v.bold, v.over = c.Category, c.Changed, written, total, total
		v.fresh = r.New && column.ID == report.KeyColumn
		v.right = v.number != nil && (c.Kind == report.Number || c.Kind == report.Duration)
		v.linked = !written && c.Text != "" && p.link(i, c.Link)
		values[i] = v
	}
	return p.write(values...)
}

// where is the heading under which a passage stood; a note's is not told.
func where(c report.Column) string {
	if c.ID == report.NoteColumn {
		return ""
	}
	return c.Title
}

func (p *xlsxPrint) totals() (err error) {
	p.ends[1] = p.next - 1
	if p.view.Totals != nil {
		p.total = p.next
		err = p.issue(report.Row{Cells: p.view.Totals}, true)
	}
	p.ends[2] = p.next - 1
	return err
}

// gap leaves a row blank.
func (p *xlsxPrint) gap(name string) {
	p.next++
	p.call(name, 0)
}

func (p *xlsxPrint) left() error {
	if len(p.view.Left) == 0 {
		return nil
	}
	p.gap(endName)
	if err := p.say(leftTitle, "", true); err != nil {
		return err
	}
	for _, g := range p.view.Left {
		if err := p.say(plain(g.Key), g.URL, false); err != nil {
			return err
		}
	}
	return nil
}

func (p *xlsxPrint) kept() error {
	list := append(slices.Clone(p.view.Kept), p.cut...)
	if len(list) == 0 {
		return nil
	}
	p.gap(keptName)
	if err := p.say(keptTitle, "", true); err != nil {
		return err
	}
	for _, k := range list {
		for text := typed(k.Text); text != ""; {
			var first string
			first, text = xlsxCut(text, maxCell)
			if err := p.passage(k, first); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *xlsxPrint) passage(k report.Passage, text string) error {
	issue, where := sourceOf(k)
	values := []xlsxValue{textValue(issue), textValue(table.Line(where)), textValue(text)}
	values[0].linked = issue != nowhere && p.link(0, k.URL)
	values[2].quiet, values[2].bold = !strings.Contains(text, "\n"), true
	return p.write(values...)
}

// line writes the line anew, and nothing else. Where a person has made it their own
// it stays.
func (p *xlsxPrint) line(old *xlsxReader) ([]byte, error) {
	if p.book.sheet(hiddenName(p.view.Mark)) == nil {
		return p.pack()
	}
	memo, err := p.book.memo(p.view.Mark)
	if err != nil {
		return nil, err
	}
	if old.xlsxGrid, err = p.book.grid(old.sheet, nil); err != nil {
		return nil, err
	}
	at := old.named(lineName)
	if had := sum(old.at(at.row, at.column).text); at.row >= 0 && memo.ours[had] {
		text := xlsxFit(xlsxLine(p.view))
		delete(memo.ours, had)
		memo.ours[sum(typed(text))] = true
		if err := p.file.SetCellStr(old.sheet.name, at.name(), xlsxEscape(text)); err != nil {
			return nil, err
		}
	}
	memo.run = cmp.Or(p.view.Run, memo.run)
	if err := p.remember(memo); err != nil {
		return nil, err
	}
	return p.pack()
}
