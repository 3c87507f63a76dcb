package file

import (
	"encoding/xml"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"weir/internal/report"
)

// xlsxCell is a cell of a sheet.
type xlsxCell struct {
	text    string // as it is read: of a number, in one form for each kind
	number  string // as it is stored; empty of what is no number
	format  string // of a number
	formula string
	link    string
}

// xlsxGrid is what stands on a sheet.
type xlsxGrid struct {
	cells map[xlsxAt]xlsxCell
	rows  int // up to the last one in which something stands
	// filled are the columns in which something stands, in their order, by row: a
	// sheet has room for 17 thousand million cells, and anybody can put something
	// into the last one.
	filled map[int][]int
	shared xlsxShared
	links  []xlsxLink
	size   int         // of the texts, in bytes
	theirs *xlsxTheirs // nil: nobody asks for it
}

// index finds out which cells are filled.
func (g *xlsxGrid) index() {
	g.filled = map[int][]int{}
	for at := range g.cells {
		g.filled[at.row] = append(g.filled[at.row], at.column)
	}
	for _, columns := range g.filled {
		slices.Sort(columns)
	}
}

// widthOf is how far a row reaches.
func (g *xlsxGrid) widthOf(row int) int {
	if columns := g.filled[row]; len(columns) > 0 {
		return columns[len(columns)-1] + 1
	}
	return 0
}

func (g *xlsxGrid) at(row, column int) xlsxCell { return g.cells[xlsxAt{row, column}] }

// grid reads a sheet, and with it what may be people's.
func (b *xlsxBook) grid(s *xlsxSheet, theirs *xlsxTheirs) (*xlsxGrid, error) {
	data, err := b.part(s.path)
	if err != nil {
		return nil, notAWorkbook(err)
	}
	g := &xlsxGrid{cells: map[xlsxAt]xlsxCell{}, theirs: theirs}
	if err := b.scan(g, data); err != nil {
		return nil, notAWorkbook(fmt.Errorf("read %s: %w", s.path, err))
	}
	rels, err := b.rels(s.path)
	if err != nil {
		return nil, notAWorkbook(err)
	}
	targets := map[string]string{}
	for _, r := range rels.Rel {
		targets[r.ID] = r.Target
	}
	for i, l := range g.links {
		g.links[i].address = targets[l.address]
		c := g.cells[l.at]
		c.link = g.links[i].address
		g.cells[l.at] = c
	}
	g.index()
	return g, nil
}

// scan reads the cells, and the links on them with the ids of their addresses.
func (b *xlsxBook) scan(g *xlsxGrid, data []byte) error {
	at := xlsxAt{-1, -1}
	return eachElement(data, func(d *xml.Decoder, start xml.StartElement) error {
		switch start.Name.Local {
		case "row":
			at = at.next(start)
			g.theirs.row(at.row, start)
		case "c":
			at = at.next(start)
			return b.cell(g, d, start, at)
		case "hyperlink":
			area, ok := areaOf(attributeOf(start, "ref"))
			switch {
			case len(g.links) == report.MaxCells:
				return tooManyCells()
			case ok:
				g.links = append(g.links, xlsxLink{area.first, attributeOf(start, "id"), attributeOf(start, "location"), attributeOf(start, "tooltip"), attributeOf(start, "display")})
			}
		default:
			return g.theirs.element(d, start)
		}
		return nil
	})
}

// next is where a row begins, or a cell is, after what stands at a place: they need
// not say it.
func (at xlsxAt) next(start xml.StartElement) xlsxAt {
	place := attributeOf(start, "r")
	if start.Name.Local == "row" {
		at = xlsxAt{at.row + 1, -1}
		if n, err := strconv.Atoi(place); err == nil && n >= 1 && n <= maxRow {
			at.row = n - 1
		}
		return at
	}
	at.column++
	if stated, ok := placeOf(place); ok {
		at = stated
	}
	return at
}

// xlsxStored is a cell as it is stored.
type xlsxStored struct {
	T string `xml:"t,attr"`
	S int    `xml:"s,attr"`
	// What a later version of the format says of the formula (that its results may
	// become more), and of the value, by a number in a part of its own.
	CM int `xml:"cm,attr"`
	VM int `xml:"vm,attr"`

	V string      `xml:"v"`
	F xlsxFormula `xml:"f"`
	I *xlsxInline `xml:"is"`
}

// xlsxInline is a text that stands in its cell.
type xlsxInline struct {
	xlsxString
	Form string `xml:",innerxml"`
}

// cell reads a cell.
func (b *xlsxBook) cell(g *xlsxGrid, d *xml.Decoder, start xml.StartElement, at xlsxAt) error {
	var c xlsxStored
	if err := d.DecodeElement(&c, &start); err != nil {
		return err //nolint:wrapcheck // the caller says what was read
	}
	var err error
	if c.F.Text, err = g.shared.formula(c.F, at); err != nil {
		return err
	}
	g.theirs.put(at, c)
	out := xlsxCell{formula: c.F.Text}
	if c.S >= 0 && c.S < len(b.formats) {
		out.format = b.formats[c.S]
	}
	switch c.T {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(c.V))
		if err != nil || n < 0 || n >= len(b.shared) {
			return errors.New("a text of a cell is missing")
		}
		out.text = b.shared[n]
	case "inlineStr":
		if c.I != nil {
			out.text = c.I.text()
		}
	case "b":
		out.text = map[bool]string{true: "TRUE", false: "FALSE"}[c.V == "1"]
	case "", "n":
		if out.number = c.V; c.V != "" {
			out.text = b.display(c.V, out.format)
		}
	default: // the text of a formula, an error, a date as text
		out.text = xlsxUnescape(c.V)
	}
	if out.text = typed(out.text); out.text != "" || out.formula != "" {
		if g.cells[at] = out; len(g.cells) > report.MaxCells {
			return tooManyCells()
		}
		if g.size += len(out.text); g.size > maxSheetText {
			return fmt.Errorf("a sheet has more than %d MB of text", maxSheetText>>20)
		}
		g.rows = max(g.rows, at.row+1)
	}
	return nil
}

// maxSheetText is how many bytes of text a sheet may have: cells can share one text,
// however long it is. One that Weir writes, where they share none, has no more.
const maxSheetText = maxPart

func tooManyCells() error { return fmt.Errorf("a sheet has more than %d cells", report.MaxCells) }

// What a number with a format is.
type xlsxKind int

const (
	plainNumber xlsxKind = iota
	aDay
	aMoment
	aDuration
)

var xlsxLiteral = regexp.MustCompile(`"[^"]*"|\\.|\[[^\]hms]*\]|_.|\*.`)

// kindOf tells by a number format what a number is.
func kindOf(format string) xlsxKind {
	code := strings.ToLower(xlsxLiteral.ReplaceAllString(format, ""))
	first, _, _ := strings.Cut(code, ";")
	switch date, clock := strings.ContainsAny(first, "yd"), strings.Contains(first, "h"); {
	case strings.Contains(first, "general"):
		return plainNumber
	case strings.Contains(first, "["):
		return aDuration
	case date && clock:
		return aMoment
	case date:
		return aDay
	case clock:
		return aDuration
	default:
		return plainNumber
	}
}

// display is the text of a number in the one form of its kind.
func (b *xlsxBook) display(stored, format string) string {
	n, err := strconv.ParseFloat(strings.TrimSpace(stored), 64)
	if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
		return stored
	}
	seconds := math.Round(n * 86400)
	if kind := kindOf(format); kind != plainNumber && math.Abs(seconds) < 1e12 {
		if kind == aDuration {
			return durationText(int64(seconds))
		}
		if b.era1904 {
			seconds += 1462 * 86400
		}
		at := time.Unix(epoch().Unix()+int64(seconds), 0).UTC()
		if kind == aDay {
			return at.Format(time.DateOnly)
		}
		return at.Format(momentLayout)
	}
	return numberText(n)
}

const momentLayout = "2006-01-02 15:04"

// epoch is the day that spreadsheets call 0.
func epoch() time.Time { return time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC) }

func numberText(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// durationText is a length of time as [h]:mm shows it.
func durationText(seconds int64) string {
	sign := ""
	if seconds < 0 {
		sign, seconds = "-", -seconds
	}
	return fmt.Sprintf("%s%d:%02d", sign, seconds/3600, seconds/60%60)
}

var xlsxEscaped = regexp.MustCompile(`_x([0-9A-Fa-f]{4})_`)

// xlsxUnescape reads what XML cannot hold: _x000D_ is a return.
func xlsxUnescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return xlsxEscaped.ReplaceAllStringFunc(s, func(code string) string {
		n, err := strconv.ParseUint(code[2:6], 16, 16)
		if err != nil || utf16.IsSurrogate(rune(n)) {
			return code
		}
		return string(rune(n))
	})
}
