package file

import (
	"maps"
	"slices"
	"strings"
)

// xlsxMemo is what the hidden sheet keeps.
type xlsxMemo struct {
	run   string            // that wrote the table
	key   string            // a sum of the heading of the key's column
	ours  map[string]bool   // sums of what is Weir's around the table
	texts map[string]string // by the heading and the display of a typed cell
}

// memoKey finds a text in the memo.
func memoKey(heading, display string) string { return heading + "\x00" + display }

// The first column of the hidden sheet.
const (
	memoRun  = "run"
	memoKeys = "key"
	memoOurs = "ours"
	memoText = "text"
)

// hiddenName is the name of the hidden sheet of a report.
func hiddenName(mark string) string {
	if name := xlsxBase(mark); len(name) <= maxSheetName {
		return name
	}
	return "weir_" + sum(mark)
}

// memo reads the hidden sheet of a report; it is empty where there is none.
func (b *xlsxBook) memo(mark string) (xlsxMemo, error) {
	m := xlsxMemo{ours: map[string]bool{}, texts: map[string]string{}}
	s := b.sheet(hiddenName(mark))
	if s == nil {
		return m, nil
	}
	g, err := b.grid(s, nil)
	if err != nil {
		return m, err
	}
	for i := range g.rows {
		switch g.at(i, 0).text {
		case memoRun:
			m.run = g.at(i, 1).text
		case memoKeys:
			m.key = g.at(i, 1).text
		case memoOurs:
			m.ours[g.at(i, 1).text] = true
		case memoText:
			m.texts[memoKey(g.at(i, 1).text, g.at(i, 2).text)] = g.at(i, 3).text
		}
	}
	return m, nil
}

// remember writes the hidden sheet.
func (p *xlsxPrint) remember(m xlsxMemo) error {
	name := hiddenName(p.view.Mark)
	if s := p.book.sheet(name); s != nil {
		name = s.name
		p.empty(s.path)
	} else if _, err := p.newSheet(name); err != nil {
		return err
	}
	p.hide(name)
	w, err := p.file.NewStreamWriter(name)
	if err != nil {
		return err
	}
	rows := [][]any{{memoKeys, m.key}, {memoRun, m.run}}
	for _, s := range slices.Sorted(maps.Keys(m.ours)) {
		rows = append(rows, []any{memoOurs, s})
	}
	for _, key := range slices.Sorted(maps.Keys(m.texts)) {
		heading, display, _ := strings.Cut(key, "\x00")
		if text := m.texts[key]; text != display {
			rows = append(rows, []any{memoText, xlsxText(heading), display, xlsxText(text)})
		}
	}
	for i, row := range rows {
		if err := w.SetRow(xlsxAt{i, 0}.name(), row); err != nil {
			return err
		}
	}
	return w.Flush()
}

// hide takes a sheet out of sight. The library's own way to do so would read all
// other sheets, and write them anew.
func (p *xlsxPrint) hide(name string) {
	for i, s := range p.file.WorkBook.Sheets.Sheet {
		if s.Name == name {
			p.file.WorkBook.Sheets.Sheet[i].State = "veryHidden"
		}
	}
}
