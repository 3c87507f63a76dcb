package wiki

import "weir/internal/adf"

// A cell is a range of the text, and whether two bars precede it.
type cell struct {
	lo, hi int
	header bool
}

// table reads rows up to a blank line or, behind a row that is closed, one that
// is no row. It returns where the last line ends, and false if the first one has
// no cell.
func (p *parser) table(f *flow, start, hi int) (int, bool) {
	t := &adf.Node{Type: "table"}
	end := start
	for at := start; at < hi && p.src[at] == '|'; {
		var cells []cell
		cells, end = p.row(at, hi)
		if row := p.cells(cells); len(row) > 0 {
			t.Content = append(t.Content, &adf.Node{Type: "tableRow", Content: row})
		}
		if len(t.Content) == 0 {
			return 0, false
		}
		at = p.skipBlank(min(end+1, hi), hi)
	}
	f.block(t)
	return end, true
}

func (p *parser) cells(cells []cell) []*adf.Node {
	var row []*adf.Node
	for _, c := range cells {
		n := &adf.Node{Type: "tableCell", Content: fit(inCell, p.body(c.lo, c.hi, place{inCell: true}))}
		if c.header {
			n.Type = "tableHeader"
		}
		if len(n.Content) == 0 {
			n.Content = []*adf.Node{{Type: "paragraph"}}
		}
		row = append(row, n)
	}
	return row
}

// row finds the cells of a row and where its last line ends. A cell goes on in
// the next line unless a bar closed it, or that line is blank or a row.
func (p *parser) row(at, hi int) (cells []cell, end int) {
	var c cell
	open := func() {
		bars := at
		for at < hi && p.src[at] == '|' {
			at++
		}
		c = cell{lo: at, header: at-bars > 1}
	}
	open()
	for at < hi {
		switch p.src[at] {
		case '|':
			if c.hi = at; c.hi > c.lo {
				cells = append(cells, c)
			}
			open()
			continue
		case '\n':
			next := p.skipBlank(at+1, hi)
			if p.skipBlank(c.lo, at) == at || next == hi || p.src[next] == '\n' || p.src[next] == '|' {
				return p.lastCell(cells, c, at), at
			}
		}
		at = p.unit(at, hi)
	}
	return p.lastCell(cells, c, hi), hi
}

// lastCell adds what stands behind a row's last bar, unless it is blank.
func (p *parser) lastCell(cells []cell, c cell, hi int) []cell {
	if lo, end := p.trim(c.lo, hi); lo < end {
		cells = append(cells, cell{lo: c.lo, hi: hi, header: c.header})
	}
	return cells
}
