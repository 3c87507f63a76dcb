package file_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"weir/internal/report/file"
	"weir/internal/report/pagetest"
)

// base is the mark as a name of the workbook.
const base = "weir_weekly_3f9a1c2e"

// tableWidth is how many columns the tables of the checks have at most, with those
// that people add. What is beyond is none of the table's.
const tableWidth = 14

// A sheet is the sheet of the report as another program sees it.
type sheet struct {
	t    testing.TB
	file *excelize.File
	name string
	head int // the row of the headings
	end  int // the first row below the table
}

func openSheet(t testing.TB, p *place, mark string) *sheet {
	t.Helper()
	f, err := excelize.OpenReader(strings.NewReader(p.read(t)))
	if err != nil {
		t.Fatal(err)
	}
	s := &sheet{t: t, file: f}
	base := strings.ReplaceAll(mark, "-", "_")
	for _, n := range f.GetDefinedName() {
		sheet, cell, _ := strings.Cut(n.RefersTo, "!")
		cell, _, _ = strings.Cut(strings.ReplaceAll(cell, "$", ""), ":")
		row, _ := strconv.Atoi(strings.TrimLeft(cell, "ABCDEFGHIJ"))
		switch {
		case n.Scope != "Workbook":
		case n.Name == base:
			s.name, s.head = strings.Trim(sheet, "'"), row
		case (n.Name == base+".end" || n.Name == base+".kept" || n.Name == base+".gap") && (s.end == 0 || row < s.end):
			s.end = row
		}
	}
	return s
}

func (s *sheet) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *sheet) save(p *place) {
	s.t.Helper()
	var b bytes.Buffer
	s.must(s.file.Write(&b))
	p.put(s.t, b.String())
}

// xlsxOwn is all that a person moves with a cell.
type xlsxOwn struct {
	raw    string
	number bool
	style  int
	link   string
}

func at(row, column int) string {
	name, err := excelize.CoordinatesToCellName(column, row)
	if err != nil {
		panic(err)
	}
	return name
}

func (s *sheet) grid() (rows [][]pagetest.Cell) {
	all, err := s.file.GetRows(s.name, excelize.Options{RawCellValue: true})
	s.must(err)
	end := s.end
	if end == 0 {
		end = len(all) + 1
	}
	for row := s.head; row < end && row <= len(all); row++ {
		var cells []pagetest.Cell
		for k, raw := range all[row-1][:min(len(all[row-1]), tableWidth)] {
			cell := at(row, k+1)
			kind, err := s.file.GetCellType(s.name, cell)
			s.must(err)
			style, err := s.file.GetCellStyle(s.name, cell)
			s.must(err)
			_, link, err := s.file.GetCellHyperLink(s.name, cell)
			s.must(err)
			cells = append(cells, pagetest.Cell{Text: raw, Own: xlsxOwn{raw, kind == excelize.CellTypeUnset || kind == excelize.CellTypeNumber, style, link}})
		}
		for row > s.head && len(cells) < len(rows[0]) {
			cells = append(cells, pagetest.Cell{Own: xlsxOwn{}})
		}
		if len(cells) > 0 {
			rows = append(rows, cells)
		}
	}
	return rows
}

func (s *sheet) setGrid(had int, rows [][]pagetest.Cell) {
	if more := len(rows) - had; more > 0 && s.end > 0 {
		s.must(s.file.InsertRows(s.name, s.end, more))
	}
	for i := range max(had, len(rows)) {
		for k := range tableWidth {
			cell := at(s.head+i, k+1)
			s.must(s.file.SetCellHyperLink(s.name, cell, "", "None"))
			switch {
			case i >= len(rows) || k >= len(rows[i]):
				s.must(s.file.SetCellValue(s.name, cell, nil))
			default:
				s.set(cell, rows[i][k])
			}
		}
	}
}

func (s *sheet) set(cell string, c pagetest.Cell) {
	own, ok := c.Own.(xlsxOwn)
	if !ok {
		s.must(s.file.SetCellStyle(s.name, cell, cell, 0))
		s.must(s.file.SetCellStr(s.name, cell, xlsxTyped(c.Text)))
		return
	}
	s.must(s.file.SetCellStyle(s.name, cell, cell, own.style))
	if own.link != "" {
		s.must(s.file.SetCellHyperLink(s.name, cell, own.link, "External"))
	}
	if n, err := strconv.ParseFloat(own.raw, 64); err == nil && own.number {
		s.must(s.file.SetCellValue(s.name, cell, n))
		return
	}
	s.must(s.file.SetCellStr(s.name, cell, xlsxTyped(own.raw)))
}

// xlsxTyped escapes what the library forgets to.
func xlsxTyped(text string) string {
	return strings.ReplaceAll(strings.TrimSpace(text), "_x", "_x005F_x")
}

// A bystander writes around the table while others edit it, and sees that nothing of
// it gets lost.
type bystander struct {
	p     *place
	r     *rand.Rand
	n     int
	typed map[string]bool
	rows  int // that were put in above
}

// edit makes a few changes, after what was done before has been looked at.
func (w *bystander) edit(t *testing.T) {
	t.Helper()
	s := openSheet(t, w.p, mark)
	if s.head == 0 {
		return // it is another report's
	}
	w.look(t)
	for range 1 + w.r.IntN(3) {
		s := openSheet(t, w.p, mark)
		row, column := 1+w.r.IntN(40), tableWidth+2+w.r.IntN(5)
		switch kind := w.r.IntN(8); {
		case kind == 0 && w.rows < 6:
			w.rows++
			s.must(s.file.InsertRows(s.name, 1, 1))
			w.put(s, "A1")
		case kind == 1 && w.rows > 0:
			w.put(s, at(1+w.r.IntN(w.rows), 1+w.r.IntN(20)))
		case kind == 2:
			w.put(s, at(s.head-1, 2+w.r.IntN(20)))
		case kind == 3:
			w.put(s, at(1000+row, 1+w.r.IntN(20)))
		case kind == 4:
			s.must(s.file.SetColWidth(s.name, "A", "C", float64(5+w.r.IntN(50))))
		case kind == 5:
			s.must(s.file.SetCellFormula(s.name, at(row, column+6), "SUM(D3:D9)"))
		default:
			w.put(s, at(row, column))
		}
		s.save(w.p)
	}
}

// put types something new into a cell.
func (w *bystander) put(s *sheet, cell string) {
	s.t.Helper()
	had, err := s.file.GetCellValue(s.name, cell, excelize.Options{RawCellValue: true})
	s.must(err)
	delete(w.typed, had)
	w.n++
	text := fmt.Sprint("around ", w.n)
	w.typed[text] = true
	s.put(cell, text)
}

// look sees that all that was typed stands on the sheet.
func (w *bystander) look(t *testing.T) {
	t.Helper()
	s, err := file.Around([]byte(w.p.read(t)), mark)
	if err != nil {
		t.Fatal(err)
	}
	for text := range w.typed {
		if !slices.Contains(s.Texts, text) {
			t.Fatalf("%q is lost; around the table is %q", text, s.Places)
		}
	}
}

func xlsxHarness(p *place) pagetest.Harness {
	h := p.harness()
	w := &bystander{p: p, r: rand.New(rand.NewPCG(3, 5)), typed: map[string]bool{}} //nolint:gosec // the same walk each time
	h.Edit = func(t *testing.T, mark string, change func([][]pagetest.Cell) [][]pagetest.Cell) {
		s := openSheet(t, p, mark)
		rows := s.grid()
		had := len(rows)
		s.setGrid(had, change(rows))
		s.save(p)
		w.edit(t)
	}
	h.Others = func(t *testing.T) func() string {
		p.put(t, theirBook(t))
		return func() string { return seenOf(t, p, "Mine", "Sums") }
	}
	h.Copy = func(t *testing.T, mark string) {
		s := openSheet(t, p, mark)
		to, err := s.file.NewSheet("A copy")
		s.must(err)
		from, err := s.file.GetSheetIndex(s.name)
		s.must(err)
		s.must(s.file.CopySheet(from, to))
		s.must(s.file.SetDefinedName(&excelize.DefinedName{Name: base, RefersTo: "'A copy'!$A$2", Scope: "A copy"}))
		s.save(p)
	}
	h.Remove = func(t *testing.T, mark string) {
		clear(w.typed)
		s := openSheet(t, p, mark)
		copied, err := s.file.GetSheetIndex("A copy")
		s.must(err)
		if copied < 0 { // a workbook has to have one
			_, err := s.file.NewSheet("Empty")
			s.must(err)
		}
		s.must(s.file.DeleteSheet(s.name))
		if copied >= 0 { // the copy takes its place, as when the mark is moved to it
			s.must(s.file.DeleteDefinedName(&excelize.DefinedName{Name: base}))
			s.must(s.file.SetDefinedName(&excelize.DefinedName{Name: base, RefersTo: "'A copy'!$A$2"}))
		}
		s.save(p)
	}
	return h
}

// theirBook is a workbook of a person's, with formulas, formats and a chart.
func theirBook(t testing.TB) string {
	t.Helper()
	s := &sheet{t: t, file: excelize.NewFile()}
	s.must(s.file.SetSheetName("Sheet1", "Mine"))
	_, err := s.file.NewSheet("Sums")
	s.must(err)
	for i := range 5 {
		s.must(s.file.SetCellValue("Mine", at(i+1, 1), i))
		s.must(s.file.SetCellStr("Mine", at(i+1, 2), "OPS-1 <b> _x000D_ é"))
		s.must(s.file.SetCellFormula("Sums", at(i+1, 1), "SUM(Mine!$A$1:A"+strconv.Itoa(i+1)+")*2"))
	}
	style, err := s.file.NewStyle(&excelize.Style{NumFmt: 14, Font: &excelize.Font{Bold: true}})
	s.must(err)
	s.must(s.file.SetCellStyle("Mine", "A2", "A2", style))
	s.must(s.file.AddChart("Mine", "D2", &excelize.Chart{Type: excelize.Line, Series: []excelize.ChartSeries{{Values: "Mine!$A$1:$A$5"}}}))
	s.must(s.file.SetDefinedName(&excelize.DefinedName{Name: "theirs", RefersTo: "Mine!$A$1"}))
	var b bytes.Buffer
	s.must(s.file.Write(&b))
	return b.String()
}

// seenOf is what another program sees of sheets.
func seenOf(t testing.TB, p *place, names ...string) string {
	t.Helper()
	s := openSheet(t, p, mark)
	var b strings.Builder
	for _, name := range names {
		for row := 1; row <= 6; row++ {
			for k := 1; k <= 3; k++ {
				cell := at(row, k)
				value, err := s.file.GetCellValue(name, cell)
				s.must(err)
				formula, err := s.file.GetCellFormula(name, cell)
				s.must(err)
				b.WriteString(cell + value + "=" + formula + "\n")
			}
		}
	}
	for _, n := range s.file.GetDefinedName() {
		if n.Name == "theirs" {
			b.WriteString(n.RefersTo)
		}
	}
	drawings := 0
	s.file.Pkg.Range(func(part, _ any) bool {
		if strings.HasPrefix(part.(string), "xl/charts/chart") {
			drawings++
		}
		return true
	})
	b.WriteString(strconv.Itoa(drawings))
	return b.String()
}

func TestAWorkbookIsAPage(t *testing.T) {
	t.Parallel()
	pagetest.Run(t, func(t *testing.T) pagetest.Harness { return xlsxHarness(newPlace(t, "weekly.xlsx")) })
}
