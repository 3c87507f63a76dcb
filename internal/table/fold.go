package table

import (
	"fmt"
	"io"
	"strings"

	"github.com/rivo/uniseg"
)

// Fold breaks a line at its spaces, so that no part is wider than width columns of
// the terminal unless a word is. What follows the first part is indented. A width
// of 0 means no limit.
func Fold(line string, width, indent int) string {
	if width <= indent || uniseg.StringWidth(line) <= width {
		return line
	}
	var b strings.Builder
	at := 0 // the column
	for begun := false; line != ""; begun = true {
		word := strings.TrimLeft(line, " ")
		spaces := line[:len(line)-len(word)]
		if end := strings.IndexByte(word, ' '); end >= 0 {
			word = word[:end]
		}
		line = line[len(spaces)+len(word):]
		if wide := len(spaces) + uniseg.StringWidth(word); !begun || at+wide <= width {
			at += wide
		} else {
			spaces = "\n" + strings.Repeat(" ", indent)
			at = indent + uniseg.StringWidth(word)
		}
		b.WriteString(spaces + word)
	}
	return b.String()
}

// leastFolded is how narrow the last column may become before it stands on lines
// of its own.
const leastFolded = 30

// AlignFolded writes rows as Align does, but folds the last column where Align
// would cut it: within its column where that is wide enough, else below the
// others, as far in as the second column.
func AlignFolded(w io.Writer, rows [][]string, width int) error {
	lines, widths := measured(rows)
	padAll(lines, widths)
	last := len(widths) - 1
	lead := 0
	for i := range max(0, last) {
		lead += widths[i] + gap
	}
	for _, cells := range lines {
		line := whole(cells)
		switch {
		case width == 0 || last < 1 || lead+widths[last] <= width:
		case width-lead >= leastFolded || len(cells) <= last:
			line = Fold(line, width, min(lead, width/2))
		default:
			in := widths[0] + gap
			line = Fold(whole(cells[:last]), width, in) + "\n" + Fold(strings.Repeat(" ", in)+strings.TrimSpace(cells[last]), width, in)
		}
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	return nil
}
