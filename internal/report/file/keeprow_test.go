package file_test

import (
	"strings"
	"testing"
)

// A row that somebody has hidden below the table hides no issue when the table has
// grown, and still hides what it did.
func TestARowThatIsHiddenHidesNoIssue(t *testing.T) {
	t.Parallel()
	p, v := newPlace(t, "weekly.xlsx"), plainView()
	p.write(t, v)
	const blank, mine = 13, 60
	p.edit(t, func(s *sheet) {
		s.put("A60", "mine")
		for _, row := range []int{blank, mine} {
			s.must(s.file.SetRowVisible(s.name, row, false))
		}
	})
	p.write(t, longer(v, 30))
	s := openSheet(t, p, mark)
	for row := 1; row <= mine; row++ {
		visible, err := s.file.GetRowVisible(s.name, row)
		s.must(err)
		if visible != (row != mine) {
			t.Errorf("row %d is seen: %v", row, visible)
		}
	}
}

// What a later version of the format says of a cell stays, in a part that Weir does
// not know: a formula whose results become more goes on to do so.
func TestAFormulaWithManyResultsStaysOne(t *testing.T) {
	t.Parallel()
	p, v := newPlace(t, "weekly.xlsx"), plainView()
	p.write(t, v)
	const (
		part     = "xl/metadata.xml"
		metadata = `<metadata xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellMetadata count="1"><bk/></cellMetadata></metadata>`
	)
	parts, names := unpack(t, []byte(p.read(t)))
	parts[firstSheet] = []byte(replaced(t, string(parts[firstSheet]), `</row><row r="4"`,
		`<c r="L3" cm="1"><f t="array" ref="L3:L5">_xlfn.UNIQUE(A3:A6)</f><v>1</v></c><c r="M3" t="e" vm="1"><v>#VALUE!</v></c></row><row r="4"`))
	parts[part], names = []byte(metadata), append(names, part)
	p.put(t, string(pack(t, parts, names)))
	p.write(t, longer(v, 3))
	parts, _ = unpack(t, []byte(p.read(t)))
	for _, want := range []string{`<c r="L3" cm="1"><f t="array" ref="L3:L5">_xlfn.UNIQUE(`, `<c r="M3" t="e" vm="1"><v>#VALUE!</v>`} {
		if !strings.Contains(string(parts[firstSheet]), want) {
			t.Errorf("the sheet lacks %s", want)
		}
	}
	if string(parts[part]) != metadata {
		t.Errorf("%s is %q", part, parts[part])
	}
}
