package file

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"weir"
	"weir/internal/report"
	"weir/internal/table"
)

// maxSheetName is how long the name of a sheet may be.
const maxSheetName = 31

func (w *workbook) write(data []byte, v report.View) (out []byte, told []string, err error) {
	defer func() {
		// The library falls over workbooks without the parts that it takes for
		// granted, such as one for styles, which not every program writes.
		if len(data) > 0 && recover() != nil {
			out, told, err = nil, nil, notAWorkbook(errors.New("a part is missing, or is not as it should be"))
		}
	}()
	known := w.last
	if w.last = nil; w.mark != v.Mark || w.version != versionOf(data) {
		known = nil
	}
	p, err := xlsxPrinted(data, v, known, false)
	if errors.Is(err, errNoRoom) {
		p, err = xlsxPrinted(data, v, known, true)
	}
	if err != nil {
		return nil, nil, err
	}
	return p.out, slices.Sorted(maps.Keys(p.told)), nil
}

// xlsxPrinted prints a view into a workbook, the table of which may be known.
func xlsxPrinted(data []byte, v report.View, known *xlsxReader, elsewhere bool) (*xlsxPrint, error) {
	book, err := xlsxOpen(data)
	if err != nil {
		return nil, err
	}
	f, err := xlsxFile(data)
	if err != nil {
		return nil, notAWorkbook(err)
	}
	p := &xlsxPrint{file: f, book: book, view: v, base: xlsxBase(v.Mark), fresh: len(data) == 0, known: known, elsewhere: elsewhere, total: -1}
	p.xlsxWriter = xlsxWriter{columns: headings(v), era1904: book.era1904, texts: map[string]string{}, told: map[string]bool{}}
	font, err := f.GetDefaultFont()
	if err != nil {
		return nil, notAWorkbook(errors.Join(err, f.Close()))
	}
	p.styles = xlsxStyles{f, font, map[xlsxLook]int{}}
	p.out, err = p.print()
	if err = cmp.Or(err, f.Close()); err != nil {
		return nil, forPeople(err)
	}
	return p, nil
}

// forPeople makes an error of the library one for people.
func forPeople(err error) error {
	if weir.KindOf(err) != weir.Unexpected {
		return err
	}
	return &weir.Error{Kind: weir.Unexpected, Text: "the workbook cannot be written", Next: "move the file away, and a new one is made", Err: err}
}

// xlsxFile opens a workbook to be changed, or makes one. All of it is in memory:
// nothing of it is to lie about in temporary files, which stay where a process is
// killed. The library would put large parts there, both of what it reads and of what
// it writes, and goes on without where it can make none: no directory is called so.
func xlsxFile(data []byte) (*excelize.File, error) {
	o := excelize.Options{UnzipSizeLimit: maxPart, UnzipXMLSizeLimit: maxPart, TmpDir: "\x00"}
	if len(data) == 0 {
		return excelize.NewFile(o), nil
	}
	return excelize.OpenReader(bytes.NewReader(data), o)
}

// xlsxPrint prints a view on a sheet of a workbook.
type xlsxPrint struct {
	xlsxWriter
	file   *excelize.File
	book   *xlsxBook
	view   report.View
	base   string // of the names
	fresh  bool   // the workbook is new, and its only sheet empty
	styles xlsxStyles

	known *xlsxReader // the table as it was read; nil: it is not known
	// elsewhere says that the former sheet has no room for the table.
	elsewhere bool

	sheet  string // that is written, and its part
	part   string
	stream *excelize.StreamWriter
	old    *xlsxReader // the sheet that is written anew; nil: a new one
	keeps  *xlsxKept   // what of it stays
	top    int         // the row of the line, from 0
	head   int         // that of the headings
	ends   [3]int      // the last rows: of issues, of all before the totals, and of all
	total  int         // the row of totals; -1: there is none
	next   int         // the row that is written next
	widths []int       // of the columns, in characters
	links  []xlsxLink
	ours   map[string]bool     // sums of what is Weir's around the table
	names  map[string]xlsxArea // cells, by the ends of the names
	out    []byte
}

func (p *xlsxPrint) print() ([]byte, error) {
	if p.refreshed() && p.view.Same {
		old := p.book.find(p.view.Mark)
		switch {
		case old != nil:
			return p.line(old)
		case len(p.view.Columns) == 0:
			return nil, noTable()
		}
	}
	for _, step := range []func() error{p.begin, p.fill, p.stay, p.name} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	if p.refreshed() {
		if err := p.remember(xlsxMemo{p.view.Run, sum(typed(keyTitle(p.view))), p.ours, p.texts}); err != nil {
			return nil, err
		}
	}
	out, err := p.pack()
	p.tell()
	return out, err
}

// refreshed reports whether the report's own sheet is written; a snapshot's is not.
func (p *xlsxPrint) refreshed() bool { return p.view.Mode == report.Replace }

// begin makes the sheet ready that is to be written: the former one, or a new one.
func (p *xlsxPrint) begin() error {
	p.top, p.head = 0, 1
	if p.refreshed() {
		old, err := p.known, error(nil)
		if old == nil {
			old, err = p.book.table(p.view.Mark)
		}
		if err != nil {
			return err
		}
		if old != nil && old.found.Fixed == 0 && !p.elsewhere {
			p.old, p.sheet = old, old.sheet.name
			p.top, p.head = old.line.row, old.head.row
			if p.top < 0 { // there is no room for the line above
				p.top, p.head = p.head, p.head+1
			}
			p.part = old.sheet.path
			p.empty(p.part)
			return nil
		}
		if old != nil {
			p.told["The former table has pictures, charts or other things on its sheet that cannot be moved, so it was left there, and the new one is on another sheet."] = true
		}
	}
	return p.add()
}

// empty takes everything off a sheet, which keeps its name and its place.
func (p *xlsxPrint) empty(part string) {
	const blank = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" +
		`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheetData/></worksheet>`
	p.file.Sheet.Delete(part)
	p.file.Pkg.Store(part, []byte(blank))
	p.file.Pkg.Delete(relsOf(part))
	p.file.Relationships.Delete(relsOf(part))
}

// add makes a sheet, and calls it after the report.
func (p *xlsxPrint) add() error {
	title := p.view.Title
	if !p.refreshed() {
		title = weir.DateOf(p.view.Begun).String() + " " + title
	}
	p.sheet = sheetName(title, p.file.GetSheetList(), p.fresh)
	if p.fresh {
		p.part = sheetPart(1)
		return p.file.SetSheetName(p.file.GetSheetName(0), p.sheet)
	}
	var err error
	p.part, err = p.newSheet(p.sheet)
	return err
}

// newSheet makes a sheet. The library calls its part after a number of its own, and
// would put it in the place of one that some other program has called so.
func (p *xlsxPrint) newSheet(name string) (part string, err error) {
	last := 0
	for id := range p.file.GetSheetMap() {
		last = max(last, id)
	}
	if part = sheetPart(last + 1); p.book.parts[part] != nil {
		return "", &weir.Error{
			Kind: weir.BadInput, Text: "the parts of the workbook are numbered in a way that no sheet can be added to",
			Next: "open it in a spreadsheet program, save it once, and try again; or name another file",
		}
	}
	_, err = p.file.NewSheet(name)
	return part, err
}

// sheetPart is how the library calls the part of a sheet that it makes.
func sheetPart(id int) string { return fmt.Sprintf("xl/worksheets/sheet%d.xml", id) }

// sheetName makes a title a name that a sheet may have, and that none has yet.
func sheetName(title string, taken []string, fresh bool) string {
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) {
			return ' '
		}
		return r
	}, table.Line(title))
	name = short(strings.Join(strings.Fields(name), " "), maxSheetName)
	if name == "" || strings.EqualFold(name, "History") { // which Excel keeps for itself
		name = "Report"
	}
	for n, base := 2, name; !fresh && slices.ContainsFunc(taken, func(t string) bool { return strings.EqualFold(t, name) }); n++ {
		end := fmt.Sprintf(" (%d)", n)
		name = short(base, maxSheetName-len(end)) + end
	}
	return name
}

// short cuts a name.
func short(name string, units int) string {
	first, _ := xlsxCut(name, units)
	return strings.TrimSpace(first)
}

// name says in the workbook where things are, in the place of what it said of that
// before.
func (p *xlsxPrint) name() error {
	ours := map[string]xlsxArea{}
	for end, to := range p.names {
		switch {
		case p.refreshed():
			ours[end] = to
		case end == "":
			ours[runName+p.view.Run] = to
		}
	}
	list := p.file.WorkBook.DefinedNames
	if list == nil {
		return p.setNames(ours)
	}
	// The library goes through all that there are for each name that it sets or
	// deletes, and anybody can give a workbook as many as they like.
	others := list.DefinedName[:0]
	for _, had := range list.DefinedName {
		mine := p.refreshed() && had.LocalSheetID == nil && slices.ContainsFunc(ourNames(), func(end string) bool { return strings.EqualFold(had.Name, p.base+end) })
		if !mine {
			others = append(others, had)
		}
	}
	list.DefinedName = nil
	err := p.setNames(ours)
	list.DefinedName = append(others, list.DefinedName...)
	return err
}

// ourNames are the ends of the names of a table that is refreshed.
func ourNames() []string { return []string{"", keyName, lineName, endName, keptName, gapName} }

func (p *xlsxPrint) setNames(ours map[string]xlsxArea) error {
	quoted := "'" + strings.ReplaceAll(p.sheet, "'", "''") + "'!"
	for _, end := range slices.Sorted(maps.Keys(ours)) {
		if err := p.file.SetDefinedName(&excelize.DefinedName{Name: p.base + end, RefersTo: quoted + ours[end].fixed()}); err != nil {
			return err
		}
	}
	if p.old != nil {
		return nil // how it is printed is people's
	}
	head := strconv.Itoa(p.head + 1)
	return p.file.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: quoted + "$" + head + ":$" + head, Scope: p.sheet})
}

// pack makes a file of the workbook.
func (p *xlsxPrint) pack() ([]byte, error) {
	// What other sheets reckon with ours is reckoned anew when it is opened.
	if err := p.file.SetCalcProps(&excelize.CalcPropsOptions{FullCalcOnLoad: new(true)}); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	p.file.SetZipWriter(func(w io.Writer) excelize.ZipWriter {
		return &xlsxZip{out: w, part: p.part, links: p.links, kept: p.keeps, parts: map[string]*bytes.Buffer{}}
	})
	err := p.file.Write(&b)
	return b.Bytes(), err
}
