package table

import (
	"fmt"
	"io"
	"strings"

	"github.com/rivo/uniseg"
)

// Align writes rows of short texts in columns, the first row being their titles
// or, where all are alike, a row as any other. A column of numbers stands to the
// right. A row of one cell is a heading over all columns, and widens none. Lines
// are cut to width columns of the terminal; 0 means no limit.
func Align(w io.Writer, rows [][]string, width int) error {
	lines, _ := aligned(rows)
	for _, line := range lines {
		if _, err := fmt.Fprintln(w, shorten(whole(line), width)); err != nil {
			return err
		}
	}
	return nil
}

// aligned makes the cells of each column equally wide, and returns how wide.
func aligned(rows [][]string) ([][]string, []int) {
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
	for _, line := range lines {
		for i, cell := range line {
			if right := pad("", widths[i]-uniseg.StringWidth(cell)); ofNumbers(lines, i) {
				line[i] = right + cell
			} else {
				line[i] = cell + right
			}
		}
	}
	return lines, widths
}

// whole puts the cells of a line together.
func whole(cells []string) string {
	return strings.TrimRight(strings.Join(cells, strings.Repeat(" ", gap)), " ")
}

// ofNumbers reports whether all cells of a column, below the first, are numbers.
func ofNumbers(lines [][]string, column int) bool {
	for _, line := range lines[1:] {
		if column >= len(line) || strings.Trim(line[column], "0123456789 ") != "" || strings.TrimSpace(line[column]) == "" {
			return false
		}
	}
	return len(lines) > 1
}
