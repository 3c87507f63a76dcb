package file

import (
	"cmp"
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
		title := ""
		if i < len(r.found.Columns) {
			title = r.found.Columns[i]
		}
		if i != r.key {
			called[title] = append(called[title], i)
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
	var had []xlsxColumn
	if old != nil {
		had = apart(old.theirs.columns)
	}
	var list []xlsxColumn
	for i, c := range columns {
		switch set, ok := setOf(had, from, i); {
		case ok:
			list = append(list, xlsxColumn{i, i, set})
		default:
			list = append(list, xlsxColumn{i, i, ` width="` + strconv.FormatFloat(xlsxWidth(c), 'f', -1, 64) + `" customWidth="1"`})
		}
	}
	for _, c := range had {
		// Those of the blank columns beside the table, and of what is right of it.
		if blank := (xlsxColumn{max(c.first, old.width, len(columns)), min(c.last, old.right-1), c.set}); blank.first <= blank.last {
			list = append(list, blank)
		}
		if beyond := (xlsxColumn{max(c.first, old.right) + aside, min(c.last+aside, maxColumn-1), c.set}); beyond.first <= beyond.last {
			list = append(list, beyond)
		}
	}
	slices.SortFunc(list, func(a, b xlsxColumn) int { return cmp.Compare(a.first, b.first) })
	var b strings.Builder
	for _, c := range list {
		if c.set != "" {
			fmt.Fprintf(&b, `<col min="%d" max="%d"%s/>`, c.first+1, c.last+1, c.set)
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return "<cols>" + b.String() + "</cols>"
}

// apart sorts columns so that each is in one place only.
func apart(columns []xlsxColumn) (list []xlsxColumn) {
	columns = slices.Clone(columns)
	slices.SortStableFunc(columns, func(a, b xlsxColumn) int { return cmp.Compare(a.first, b.first) })
	next := 0
	for _, c := range columns {
		if c.first = max(c.first, next); c.first <= c.last {
			list, next = append(list, c), c.last+1
		}
	}
	return list
}

// setOf is what is set for the column that the new column i was; nothing where people
// have it as wide as all others.
func setOf(had []xlsxColumn, from []int, i int) (set string, ok bool) {
	if i >= len(from) || from[i] < 0 || len(had) == 0 {
		return "", false
	}
	at, found := slices.BinarySearchFunc(had, from[i], func(c xlsxColumn, k int) int {
		switch {
		case c.last < k:
			return -1
		case c.first > k:
			return 1
		}
		return 0
	})
	if !found {
		return "", true
	}
	return had[at].set, true
}
