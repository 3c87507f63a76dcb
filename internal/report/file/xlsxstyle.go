package file

import (
	"fmt"

	"github.com/xuri/excelize/v2"

	"weir"
	"weir/internal/report"
)

// The number formats of the cells. A literal at the end is a change mark: it is
// seen, and not part of what the cell holds.
const (
	dayFormat      = "yyyy-mm-dd"
	momentFormat   = "yyyy-mm-dd hh:mm"
	durationFormat = "[h]:mm"
	anyFormat      = "General"
	textFormat     = "@"
)

// xlsxLook is how a cell looks.
type xlsxLook struct {
	format             string
	category           weir.Category
	changed, fresh     bool // change marks
	head, bold, linked bool
	written            bool // for people
	over               bool // a line above it, for totals
	quiet              bool // of what stands around the table
	right              bool // of a column of numbers
}

// xlsxStyles makes each look once.
type xlsxStyles struct {
	file *excelize.File
	font string // of the workbook
	made map[xlsxLook]int
}

// maxLooks is how many there may be: people's cells bring number formats of their
// own, of which a spreadsheet program takes a few hundred, and the work of making one
// grows with the number of those that there are.
const maxLooks = 1000

func (s *xlsxStyles) of(l xlsxLook) (int, error) {
	if id, ok := s.made[l]; ok {
		return id, nil
	}
	if len(s.made) >= maxLooks {
		return 0, &weir.Error{
			Kind: weir.BadInput, Text: fmt.Sprintf("what people wrote in the report's table has more than %d number formats", maxLooks),
			Next: "give cells of the table a format that others have, or move the file away, and a new one is made",
		}
	}
	style := l.style()
	style.Font.Family, style.Font.Size = s.font, 11
	id, err := s.file.NewStyle(style)
	if err != nil {
		return 0, fmt.Errorf("make a style: %w", err)
	}
	s.made[l] = id
	return id, nil
}

func (l xlsxLook) style() *excelize.Style {
	style := &excelize.Style{
		Alignment: &excelize.Alignment{Vertical: "top", WrapText: !l.quiet},
		Font:      &excelize.Font{Bold: l.bold || l.head || l.changed || l.fresh},
	}
	// Headings and cells stand alike: numbers to the right, all else to the left.
	switch {
	case l.right:
		style.Alignment.Horizontal, style.Alignment.Indent = "right", 1 // or it touches what stands to the left in the next column
	case l.format == dayFormat || l.format == momentFormat:
		style.Alignment.Horizontal = "left"
	}
	if l.quiet && !l.bold {
		style.Font.Color = "55606C"
	}
	if l.linked {
		style.Font.Color, style.Font.Underline = "0B5CAD", "single"
	}
	if fill := l.fill(); fill != "" {
		style.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{fill}}
	}
	switch {
	case l.head:
		style.Border = []excelize.Border{{Type: "bottom", Color: "55606C", Style: 1}}
		style.Alignment.Vertical = "bottom"
	case l.over:
		style.Border = []excelize.Border{{Type: "top", Color: "55606C", Style: 1}}
	}
	if format := l.number(); format != anyFormat {
		style.CustomNumFmt = &format
	}
	return style
}

// number is the format with the change marks.
func (l xlsxLook) number() string {
	format := l.format
	if l.fresh {
		format += `"  ` + newWord + `"`
	}
	if l.changed {
		format += `" ●"`
	}
	return format
}

func (l xlsxLook) fill() string {
	switch {
	case l.category == weir.Done:
		return "D9EFE1"
	case l.category == weir.InProgress:
		return "DBE9FB"
	case l.category == weir.ToDo:
		return "E6EAEF"
	case l.changed || l.fresh:
		return "FDECC8"
	case l.written || l.head:
		return "F5F7F9"
	default:
		return ""
	}
}

// xlsxWidth is how wide a column of a kind is, in characters.
func xlsxWidth(c report.Column) float64 {
	switch {
	case c.ID == report.KeyColumn:
		return 14
	case c.Kind == report.Written:
		return 40
	case c.ID == "summary":
		return 50
	case c.Kind == report.Moment:
		return 17
	case c.Kind == report.Number || c.Kind == report.Duration || c.Kind == report.Day:
		return 13
	default:
		return 22
	}
}
