package file

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"weir/internal/report"
)

// matched finds the columns of a former table among those of the new one, and the
// other way round: by their headings, and the key's by what it is.
func (r *xlsxReader) matched(titles []string, columns []report.Column) (to, from []int) {
	to, from = make([]int, r.width), make([]int, len(titles))
	for i := range to {
		to[i] = -1
	}
	called := map[string][]int{}
	for i := range r.width {
		if i != r.key {
			called[r.heading(i)] = append(called[r.heading(i)], i)
		}
	}
	for i, title := range titles {
		title, from[i] = typed(title), -1
		switch list := called[title]; {
		case columns[i].ID == report.KeyColumn && r.key >= 0 && r.key < r.width:
			from[i] = r.key
		case len(list) > 0:
			from[i], called[title] = list[0], list[1:]
		}
		if from[i] >= 0 {
			to[from[i]] = i
		}
	}
	return to, from
}

// xlsxColumns writes what is set for the columns of a sheet: for those of the table
// that were there before what people have set for them, for new ones Weir's width,
// and for all others what is set already.
func xlsxColumns(columns []report.Column, from []int, old *xlsxReader, aside int) string {
	now := make([]string, maxColumn)
	var had []string
	if old != nil {
		had = old.theirs.sets()
	}
	if had != nil {
		right := min(old.right, maxColumn)
		for k := max(old.width, len(columns)); k < right; k++ { // the blank ones beside the table
			now[k] = had[k]
		}
		copy(now[min(right+aside, maxColumn):], had[right:])
	}
	for i, c := range columns {
		if had != nil && from[i] >= 0 {
			now[i] = had[from[i]]
		} else {
			now[i] = xmlAttribute("width", numberText(xlsxWidth(c))) + xmlAttribute("customWidth", "1")
		}
	}
	var b strings.Builder
	for first := 0; first < len(now); {
		next := first + 1
		for next < len(now) && now[next] == now[first] {
			next++
		}
		if now[first] != "" {
			fmt.Fprintf(&b, `<col min="%d" max="%d"%s/>`, first+1, next, now[first])
		}
		first = next
	}
	if b.Len() == 0 {
		return ""
	}
	return "<cols>" + b.String() + "</cols>"
}

// xlsxColumn says what is set for columns, from 0 and with the last one.
type xlsxColumn struct {
	first, last int
	set         string
}

func columnOf(start xml.StartElement) (c xlsxColumn, ok bool) {
	first, err := strconv.Atoi(attributeOf(start, "min"))
	last, err2 := strconv.Atoi(attributeOf(start, "max"))
	if err != nil || err2 != nil || first < 1 || last < first || last > maxColumn {
		return c, false
	}
	c = xlsxColumn{first - 1, last - 1, ""}
	for _, name := range []string{"width", "style", "hidden", "bestFit", "customWidth", "outlineLevel", "collapsed"} {
		c.set += xmlAttribute(name, attributeOf(start, name))
	}
	return c, true
}

// sets is what is set for each column; nil where nothing is set for any. Where
// several say what is set for a column, the first one does.
func (t *xlsxTheirs) sets() []string {
	if len(t.columns) == 0 {
		return nil
	}
	columns := slices.Clone(t.columns)
	slices.SortStableFunc(columns, func(a, b xlsxColumn) int { return cmp.Compare(a.first, b.first) })
	list, next := make([]string, maxColumn), 0
	for _, c := range columns {
		for next = max(next, c.first); next <= c.last; next++ {
			list[next] = c.set
		}
	}
	return list
}
