package file

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"unicode"

	"weir"
	"weir/internal/report"
)

// maxPart is how large a part of a workbook may be when it is unpacked, and
// maxUnpacked all that is unpacked in a run: a workbook can name one part a
// thousand times.
const (
	maxPart     = 256 << 20
	maxUnpacked = 2 * maxPart
)

// maxTexts is how many texts a workbook may have: its cells share them.
const maxTexts = 4 * report.MaxCells

// A workbook is a file of a person's with a sheet of Weir's in it. Names of the
// workbook, which move with what they name, say where on the sheet things are; a
// hidden sheet keeps the run that wrote the table, sums of what is Weir's around it,
// and texts that a typed cell does not show by itself.
//
// A refresh goes through these files:
//
//   - It reads. xlsxopen.go opens the workbook, strictly and without the library;
//     xlsxcells.go reads a sheet into a grid, and hands what may be people's, as it
//     is stored, to xlsxtheirs.go. xlsxland.go finds out what on the sheet is whose.
//     Then xlsxread.go reads the table and the list below it, xlsxremarks.go what
//     people have remarked on cells, and xlsxmemo.go the hidden sheet.
//   - It prints. xlsxwrite.go opens the workbook with the library, empties the sheet
//     or adds one, and says where things are. xlsxsheet.go prints the line, the table
//     and the lists: values are of xlsxvalue.go, what people wrote in the table of
//     xlsxmarkup.go, looks of xlsxstyle.go, and the heights of rows of xlsxheight.go.
//   - It keeps. xlsxmove.go says where each cell and each area is now. By that,
//     xlsxkeep.go, xlsxcolumns.go and xlsxremarks.go write what is people's for its new
//     place, and xlsxmemo.go writes the hidden sheet.
//   - It packs. xlsxzip.go gets all parts from the library. In the report's sheet
//     xlsxcompose.go puts together what was printed and what is kept, and in all
//     others xlsxfollow.go lets formulas, charts and pivot tables look at the same
//     cells as before.
//
// Names of cells and areas are read and spelled in xlsxplace.go, formulas taken apart
// in xlsxformula.go, and XML read and written in xlsxxml.go. Rows and columns count
// from 0 but where they are spelled.
type workbook struct {
	// last is what was read last: whoever reads a file mostly writes it next.
	last    *xlsxReader
	version version
	mark    string
}

// xlsxBook is a workbook, opened to be read. It is read strictly: what cannot be
// read is an error, since half a sheet must not be taken for the whole.
type xlsxBook struct {
	parts   map[string]*zip.File
	sheets  []xlsxSheet
	called  map[string]*xlsxSheet // the sheets, by their names without regard to case
	names   []xlsxName
	era1904 bool
	shared  []string
	formats []string // the number format of each style of a cell

	unpacked int // bytes so far
}

type xlsxSheet struct{ name, path string }

// xlsxName is a name that leads to cells.
type xlsxName struct {
	name  string
	local bool // of one sheet only: that is how sheets are copied
	sheet string
	xlsxArea
}

func notAWorkbook(err error) error {
	return &weir.Error{Kind: weir.BadInput, Text: "it cannot be read as a workbook", Next: "name another file, or move this one away, and a new one is made", Err: err}
}

func xlsxOpen(data []byte) (*xlsxBook, error) {
	b := &xlsxBook{parts: map[string]*zip.File{}}
	if len(data) == 0 {
		return b, nil
	}
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, notAWorkbook(err)
	}
	for _, f := range r.File {
		b.parts[strings.TrimPrefix(f.Name, "/")] = f
	}
	for _, load := range []func() error{b.loadSheets, b.loadShared, b.loadFormats} {
		if err := load(); err != nil {
			return nil, notAWorkbook(err)
		}
	}
	return b, nil
}

var errNoPart = errors.New("a part is missing")

// part unpacks a part.
func (b *xlsxBook) part(name string) ([]byte, error) {
	f := b.parts[name]
	if f == nil {
		return nil, fmt.Errorf("%s: %w", name, errNoPart)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	data, err := io.ReadAll(io.LimitReader(r, maxPart+1))
	if err = errors.Join(err, r.Close()); err != nil {
		return nil, fmt.Errorf("unpack %s: %w", name, err)
	}
	if b.unpacked += len(data); len(data) > maxPart || b.unpacked > maxUnpacked {
		return nil, fmt.Errorf("%s: %w", name, errors.New("it is too large"))
	}
	return data, nil
}

// load reads a part into v.
func (b *xlsxBook) load(name string, v any) error {
	data, err := b.part(name)
	if err != nil {
		return err
	}
	if err := xml.Unmarshal(data, v); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	return nil
}

// xlsxRels are what a part refers to.
type xlsxRels struct {
	Rel []struct {
		ID     string `xml:"Id,attr"`
		Type   string `xml:"Type,attr"`
		Target string `xml:"Target,attr"`
	} `xml:"Relationship"`
}

// rels reads what a part refers to; most refer to nothing.
func (b *xlsxBook) rels(of string) (xlsxRels, error) {
	var r xlsxRels
	err := b.load(relsOf(of), &r)
	if errors.Is(err, errNoPart) {
		err = nil
	}
	return r, err
}

// relsOf is the part in which another part's references are.
func relsOf(part string) string { return path.Join(path.Dir(part), "_rels", path.Base(part)+".rels") }

// resolve makes a reference of a part the name of a part.
func resolve(from, target string) string {
	if strings.HasPrefix(target, "/") {
		return strings.TrimPrefix(target, "/")
	}
	return path.Join(path.Dir(from), target)
}

const bookPart = "xl/workbook.xml"

// maxSheets is how many sheets a workbook may have.
const maxSheets = 10_000

func (b *xlsxBook) loadSheets() error {
	var book struct {
		Properties struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name string     `xml:"name,attr"`
			Attr []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
		Names []struct {
			Name  string  `xml:"name,attr"`
			Local *string `xml:"localSheetId,attr"`
			To    string  `xml:",chardata"`
		} `xml:"definedNames>definedName"`
	}
	rels, err := b.rels(bookPart)
	if err = errors.Join(err, b.load(bookPart, &book)); err != nil {
		return err
	}
	b.era1904 = book.Properties.Date1904 == "1" || book.Properties.Date1904 == "true"
	targets, taken := map[string]string{}, map[string]bool{}
	for _, r := range rels.Rel {
		if strings.HasSuffix(kindOfRel(r.Type), "sheet") {
			targets[r.ID] = resolve(bookPart, r.Target)
		} else {
			taken[r.ID] = true
		}
	}
	for _, s := range book.Sheets {
		for _, a := range s.Attr {
			path, ok := targets[a.Value]
			switch {
			case a.Name.Local != "id":
			case taken[a.Value] || taken[path]:
				return errors.New("a sheet is in the place of something else") // which would go when it is written
			case ok:
				b.sheets, taken[path] = append(b.sheets, xlsxSheet{s.Name, path}), true
			}
		}
	}
	if len(b.sheets) > maxSheets {
		return fmt.Errorf("it has more than %d sheets", maxSheets)
	}
	b.called = make(map[string]*xlsxSheet, len(b.sheets))
	for i, s := range slices.Backward(b.sheets) { // the first of a name counts
		b.called[folded(s.name)] = &b.sheets[i]
	}
	for _, n := range book.Names {
		if sheet, area, ok := leadsTo(n.To); ok {
			b.names = append(b.names, xlsxName{n.Name, n.Local != nil, sheet, area})
		}
	}
	return nil
}

// sheet finds a sheet by its name, nil if there is none.
func (b *xlsxBook) sheet(name string) *xlsxSheet { return b.called[folded(name)] }

// folded is the same for two names that strings.EqualFold takes for one.
func folded(name string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
			least = min(least, other)
		}
		return least
	}, name)
}

// name finds where a name of the workbook leads, on a sheet that is there.
func (b *xlsxBook) name(name string) *xlsxName {
	for i, n := range b.names {
		if !n.local && strings.EqualFold(n.name, name) && b.sheet(n.sheet) != nil {
			return &b.names[i]
		}
	}
	return nil
}

// xlsxString is a text, perhaps in pieces of different form.
type xlsxString struct {
	T string   `xml:"t"`
	R []string `xml:"r>t"`
}

func (s xlsxString) text() string { return xlsxUnescape(s.escaped()) }

func (s xlsxString) escaped() string { return s.T + strings.Join(s.R, "") }

func (b *xlsxBook) loadShared() error {
	rels, err := b.rels(bookPart)
	if err != nil {
		return err
	}
	for _, r := range rels.Rel {
		if !strings.HasSuffix(r.Type, "/sharedStrings") {
			continue
		}
		data, err := b.part(resolve(bookPart, r.Target))
		if errors.Is(err, errNoPart) {
			return nil // a workbook without a text has none
		}
		if err == nil {
			err = eachElement(data, b.text)
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", r.Target, err)
		}
	}
	return nil
}

// text reads a text. All at once, small ones would take many times their room.
func (b *xlsxBook) text(d *xml.Decoder, start xml.StartElement) error {
	if start.Name.Local != "si" {
		return nil
	}
	var s xlsxString
	if err := d.DecodeElement(&s, &start); err != nil {
		return err //nolint:wrapcheck // the caller says what was read
	}
	if b.shared = append(b.shared, s.text()); len(b.shared) > maxTexts {
		return fmt.Errorf("it has more than %d texts", maxTexts)
	}
	return nil
}

// maxFormat is how long a number format may be, in bytes: spreadsheet programs take
// 255 characters. A longer one, which many cells can share, is none.
const maxFormat = 1 << 10

func (b *xlsxBook) loadFormats() error {
	var styles struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			ID int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := b.load("xl/styles.xml", &styles); err != nil && !errors.Is(err, errNoPart) {
		return err
	}
	codes := map[int]string{}
	for _, f := range styles.Formats {
		if len(f.Code) <= maxFormat {
			codes[f.ID] = f.Code
		}
	}
	for _, c := range styles.Cells {
		code, ok := codes[c.ID]
		if !ok {
			code = builtIn(c.ID)
		}
		b.formats = append(b.formats, code)
	}
	return nil
}

// builtIn is the code of a number format that needs none, as far as it matters:
// what is a date, a time, or a length of time. Source: ECMA-376, part 1, 18.8.30.
func builtIn(id int) string {
	switch {
	case id >= 14 && id <= 17:
		return "yyyy-mm-dd"
	case id == 22:
		return "yyyy-mm-dd hh:mm"
	case id >= 18 && id <= 21, id == 45, id == 47:
		return "hh:mm"
	case id == 46:
		return "[h]:mm:ss"
	case id == 49:
		return "@"
	default:
		return ""
	}
}
