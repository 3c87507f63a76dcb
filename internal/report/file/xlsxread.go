package file

import (
	"bytes"
	"slices"
	"strings"

	"weir/internal/report"
)

// What the names of the workbook name: the headings, the heading of the key's
// column, the line above, the first row below the table, the list of what is kept,
// and the row that is left blank below it all. They begin with xlsxBase of the mark.
const (
	keyName  = ".key"
	lineName = ".line"
	endName  = ".end"
	keptName = ".kept"
	gapName  = ".gap"
	runName  = ".run."
)

// xlsxBase is a mark as a name of a workbook may be.
func xlsxBase(mark string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, mark)
}

func (*workbook) has(data []byte, mark, run string) (bool, error) {
	b, err := xlsxOpen(data)
	if err != nil {
		return false, err
	}
	return b.name(xlsxBase(mark)+runName+run) != nil, nil
}

func (w *workbook) read(data []byte, mark string) (report.Found, error) {
	b, err := xlsxOpen(data)
	if err != nil {
		return report.Found{}, err
	}
	r, err := b.table(mark)
	if r == nil || err != nil {
		return report.Found{}, err
	}
	w.last, w.version, w.mark = r, versionOf(data), mark
	return r.found, nil
}

// xlsxReader reads the sheet of a report.
type xlsxReader struct {
	*xlsxGrid
	xlsxLand
	book  *xlsxBook
	base  string // of the names
	sheet *xlsxSheet
	memo  xlsxMemo
	key   int    // the key's column; -1: there is none
	end   int    // the first row below the table
	kept  int    // the row that heads the list
	cells int    // of the table, each row as wide as its last one
	ends  [3]int // the last rows: of issues, of all before the totals, and of all
	total int    // the row of totals; -1: there is none
	// remarks are the parts with those, and remarked how many are on people's cells;
	// listed says that there are others, which go into the list.
	remarks  xlsxRemarks
	remarked int
	listed   bool
	found    report.Found
}

// find finds the sheet of a report; nil if there is none.
func (b *xlsxBook) find(mark string) *xlsxReader {
	r := &xlsxReader{book: b, base: xlsxBase(mark), key: -1, total: -1}
	head := b.name(r.base)
	if head == nil {
		return nil
	}
	r.sheet, r.head = b.sheet(head.sheet), head.first
	if head.last.row == head.first.row {
		r.tail = head.last.column
	}
	r.gap = r.below(gapName)
	return r
}

// table reads the sheet of a report; nil if there is none.
func (b *xlsxBook) table(mark string) (*xlsxReader, error) {
	r := b.find(mark)
	if r == nil {
		return nil, nil
	}
	var err error
	if r.xlsxGrid, err = b.grid(r.sheet, newTheirs(r.may)); err != nil {
		return nil, err
	}
	if r.memo, err = b.memo(mark); err != nil {
		return nil, err
	}
	r.survey()
	r.found.Exists, r.found.Run = true, r.memo.run
	for _, n := range b.names {
		if n.local && strings.EqualFold(n.name, r.base) && b.sheet(n.sheet) != nil && !strings.EqualFold(n.sheet, r.sheet.name) {
			r.found.Copies++
		}
	}
	r.headings()
	for i := r.head.row + 1; i < r.end; i++ {
		r.row(i)
	}
	if r.cells > report.MaxCells {
		return nil, tooWide()
	}
	r.around()
	if err := r.attached(); err != nil {
		return nil, notAWorkbook(err)
	}
	return r, nil
}

// named is where a name of the report leads on its sheet; its row is -1 if it leads
// nowhere, or to another sheet.
func (r *xlsxReader) named(end string) xlsxAt {
	if n := r.book.name(r.base + end); n != nil && strings.EqualFold(n.sheet, r.sheet.name) {
		return n.first
	}
	return xlsxAt{-1, 0}
}

// below is the row below the headings where a name leads; -1 if it leads nowhere.
func (r *xlsxReader) below(end string) int {
	if at := r.named(end); at.row > r.head.row {
		return at.row
	}
	return -1
}

// namedKey is the column that is named as the key's; -1 if none is.
func (r *xlsxReader) namedKey() int {
	if at := r.named(keyName); at.row == r.head.row {
		return at.column
	}
	return -1
}

func (r *xlsxReader) headings() {
	last := -1
	for _, k := range r.filled[r.head.row] {
		if k < r.width && r.at(r.head.row, k).text != "" {
			last = k
		}
	}
	for k := range last + 1 {
		r.found.Columns = append(r.found.Columns, r.at(r.head.row, k).text)
	}
	// The name moves with the column, but not with its cells: then the heading tells.
	named := r.namedKey()
	if named >= 0 && (r.isKey(r.at(r.head.row, named).text) || !slices.ContainsFunc(r.found.Columns, r.isKey)) {
		r.key = named
		return
	}
	first := r.head.row + 1
	width := func(i int) int { return min(r.widthOf(first+i), r.width) }
	names := func(i, k int) bool { return r.keyAt(first+i, k) != "" }
	r.key = keyAt(r.memo.key, r.found.Columns, r.end-first, width, names)
}

func (r *xlsxReader) isKey(heading string) bool { return sum(heading) == r.memo.key }

func (r *xlsxReader) keyAt(row, column int) string {
	if column < 0 {
		return ""
	}
	c := r.at(row, column)
	return keyOf(c.text, c.link)
}

// heading is that of a column, if it has one.
func (r *xlsxReader) heading(column int) string {
	if column < len(r.found.Columns) {
		return r.found.Columns[column]
	}
	return ""
}

// row reads a row of the table. One in which nothing stands is none.
func (r *xlsxReader) row(i int) {
	width := min(r.widthOf(i), r.width)
	if r.cells += width; width == 0 || r.cells > report.MaxCells {
		return
	}
	row := report.FoundRow{Key: r.keyAt(i, r.key), Cells: make([]report.FoundCell, width)}
	seen := 0
	for _, k := range r.filled[i] {
		if k >= width {
			break
		}
		if row.Cells[k] = r.cell(i, k); row.Cells[k].Text != "" {
			seen = k + 1
		}
	}
	if row.Cells = row.Cells[:seen]; seen > 0 {
		if r.ends[2] = i; row.Key != "" {
			r.ends[0] = i
		}
		if row.Key != "" || row.Cells[0].Text != report.Total {
			r.ends[1] = i
		} else {
			r.total = i
		}
		r.found.Rows = append(r.found.Rows, row)
	}
}

func (r *xlsxReader) cell(i, k int) report.FoundCell {
	c := r.at(i, k)
	if text, ok := r.memo.texts[memoKey(r.heading(k), c.text)]; ok && c.number != "" && c.formula == "" {
		return report.FoundCell{Text: text}
	}
	f := report.FoundCell{Text: c.text}
	if c.formula != "" {
		f.Text = "=" + c.formula
	}
	f.Markup = xlsxMarkup(f.Text, c, i, r.found.Columns)
	return f
}

// around keeps what people have written over Weir's line and among those who have
// left, and reads the list.
func (r *xlsxReader) around() {
	for i := range r.stop {
		switch {
		case i >= r.head.row && i < r.end:
			continue
		case i > r.kept:
			r.passage(i)
			continue
		}
		for _, k := range r.filled[i] {
			text := r.cell(i, k).Text
			if text != "" && !r.isTheirs(xlsxAt{i, k}) && !r.memo.ours[sum(r.at(i, k).text)] {
				r.found.Kept = append(r.found.Kept, report.Passage{Text: text})
			}
		}
	}
}

// passage reads a row of the list: the issue, the column, the text. Whatever else
// is in it makes passages of its own.
func (r *xlsxReader) passage(i int) {
	p := report.Passage{Key: issueOf(r.at(i, 0).text), URL: r.at(i, 0).link, Where: r.at(i, 1).text}
	found := false
	for _, k := range r.filled[i] {
		if text := r.cell(i, k).Text; k >= 2 && k < r.right && text != "" {
			p.Text, found = text, true
			r.found.Kept = append(r.found.Kept, p)
		}
	}
	for k := range 2 { // a person's own words, where ours are not complete
		if text := r.at(i, k).text; !found && text != "" {
			r.found.Kept = append(r.found.Kept, report.Passage{Text: text})
		}
	}
}

// attached counts what is on the sheet and cannot be carried over, and reads what
// people have remarked on cells.
func (r *xlsxReader) attached() error {
	rels, err := r.book.rels(r.sheet.path)
	if err != nil {
		return err
	}
	r.found.Fixed += r.theirs.odd
	r.findRemarks(rels)
	for _, rel := range rels.Rel {
		part := resolve(r.sheet.path, rel.Target)
		switch kindOfRel(rel.Type) {
		case "hyperlink", "vmlDrawing", "threadedComment", "printerSettings":
		case "table": // of the spreadsheet's
			var list struct {
				Ref string `xml:"ref,attr"`
			}
			if err := r.book.load(part, &list); err != nil {
				return err
			}
			if area, _ := areaOf(list.Ref); r.isTheirs(area.first) {
				r.found.Fixed++
			}
		case "comments":
			if err := r.comments(part); err != nil {
				return err
			}
		case "drawing": // LibreOffice makes one on which nothing is
			drawn, err := r.book.part(part)
			if err != nil {
				return err
			}
			if bytes.Contains(drawn, []byte("Anchor>")) {
				r.found.Fixed++
			}
		default:
			r.found.Fixed++
		}
	}
	return nil
}

// kindOfRel is the last word of what a reference is.
func kindOfRel(kind string) string { return kind[strings.LastIndex(kind, "/")+1:] }
