package table

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/rivo/uniseg"
)

// Align writes rows of short texts in columns, the first row being their titles
// or, where all are alike, a row as any other. A column of numbers stands to the
// right. A row of one cell is a heading over all columns, and widens none. Where a
// line would be wider than width columns of the terminal, the column called WHERE
// is made narrower, then the widest ones, the first one last: it says what the row is
// about. Places are cut at their beginning: how they end tells them apart. 0 means no
// limit.
func Align(w io.Writer, rows [][]string, width int) error {
	lines, widths := measured(rows)
	places := -1
	if len(rows) > 0 {
		places = slices.Index(rows[0], "WHERE")
	}
	shrink(widths, tooWide(widths, width), func(column int) bool { return column == places })
	fit(widths, width, func(column int) bool { return column == 0 })
	for n, line := range lines {
		if len(line) > 1 {
			for i, cell := range line {
				if i == places && n > 0 {
					line[i] = shortenStart(cell, widths[i])
				} else {
					line[i] = shorten(cell, widths[i])
				}
			}
		}
	}
	padAll(lines, widths)
	for _, line := range lines {
		if _, err := fmt.Fprintln(w, shorten(whole(line), width)); err != nil {
			return err
		}
	}
	return nil
}

// measured makes the cells lines, and returns how wide each column is.
func measured(rows [][]string) ([][]string, []int) {
	var widths []int
	lines := make([][]string, len(rows))
	for n, row := range rows {
		for i, cell := range row {
			// What a row begins with tells what it belongs to.
			indent := len(cell) - len(strings.TrimLeft(cell, " "))
			cell = cell[:indent] + Line(cell[indent:])
			lines[n] = append(lines[n], cell)
			if i == len(widths) {
				widths = append(widths, 0)
			}
			if len(row) > 1 || len(rows[0]) == 1 {
				widths[i] = max(widths[i], uniseg.StringWidth(cell))
			}
		}
	}
	return lines, widths
}

// padAll makes the cells of each column equally wide.
func padAll(lines [][]string, widths []int) {
	for _, line := range lines {
		for i, cell := range line {
			if right := pad("", widths[i]-uniseg.StringWidth(cell)); ofNumbers(lines, i) {
				line[i] = right + cell
			} else {
				line[i] = cell + right
			}
		}
	}
}

// fit makes the widest columns narrower until a line has room in width columns of
// the terminal; those that say what a row is about last. 0 means no limit.
func fit(widths []int, width int, about func(column int) bool) {
	excess := shrink(widths, tooWide(widths, width), func(i int) bool { return !about(i) })
	shrink(widths, excess, about)
}

// tooWide is by how much a line has no room in width columns of the terminal; 0
// means no limit.
func tooWide(widths []int, width int) int {
	if width <= 0 {
		return 0
	}
	excess := gap*(len(widths)-1) - width
	for _, w := range widths {
		excess += w
	}
	return excess
}

// shrink takes one after the other off the widest of some columns, and returns what
// is still too much.
func shrink(widths []int, excess int, may func(column int) bool) int {
	for ; excess > 0; excess-- {
		widest := -1
		for i, w := range widths {
			if may(i) && w > narrow && (widest < 0 || w > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			break
		}
		widths[widest]--
	}
	return excess
}

// whole puts the cells of a line together.
func whole(cells []string) string {
	return strings.TrimRight(strings.Join(cells, strings.Repeat(" ", gap)), " ")
}

// ofNumbers reports whether all cells of a column, below the first, are numbers;
// those of headings do not count.
func ofNumbers(lines [][]string, column int) bool {
	numbers := false
	for _, line := range lines[1:] {
		if len(line) == 1 && len(lines[0]) > 1 {
			continue // a heading
		}
		if numbers = true; column >= len(line) || strings.Trim(line[column], "0123456789 ") != "" || strings.TrimSpace(line[column]) == "" {
			return false
		}
	}
	return numbers
}
