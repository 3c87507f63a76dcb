package file_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"weir/internal/report"
	"weir/internal/report/pagetest"
)

// Columns come, go and change places: what looks at them follows, and what stands
// right of them goes aside where it has to.
func TestWhatLooksAtAColumnFollowsIt(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.xlsx")
	v := plainView()
	p.write(t, v)
	p.edit(t, func(s *sheet) {
		s.put("K3", "=SUM(D3:D6)+$D$4+K9")
		s.put("K4", "=SUM(B:D)")
		s.put("K5", "=G3&C3")
		s.must(s.file.SetColWidth(s.name, "K", "K", 55))
		s.must(s.file.SetConditionalFormat(s.name, "C3:D6", []excelize.ConditionalFormatOptions{{Type: "formula", Criteria: "=$D3>1", Format: new(0)}}))
	})
	// Summary and status change places, and two new ones stand before the points.
	v.Columns = slices.Clone(v.Columns)
	v.Columns[1], v.Columns[2] = v.Columns[2], v.Columns[1]
	v.Columns = slices.Insert(v.Columns, 3, report.Column{ID: "x", Title: "X"}, report.Column{ID: "y", Title: "Y"})
	for i := range v.Groups[0].Rows {
		r := &v.Groups[0].Rows[i]
		r.Cells = slices.Clone(r.Cells)
		r.Cells[1], r.Cells[2] = r.Cells[2], r.Cells[1]
		r.Cells = slices.Insert(r.Cells, 3, report.Cell{}, report.Cell{})
	}
	v.Totals = nil
	p.write(t, v)
	want := map[string]string{"M3": "=SUM(F3:F6)+$F$4+M9", "M4": "=SUM(C:F)", "M5": "=I3&B3"}
	if d := cmp.Diff(want, p.around(t)); d != "" {
		t.Error(d)
	}
	s := openSheet(t, p, mark)
	if width, err := s.file.GetColWidth(s.name, "M"); err != nil || width != 55 {
		t.Errorf("what went aside is %v wide, %v", width, err)
	}
	formats, err := s.file.GetConditionalFormats(s.name)
	s.must(err)
	if list := formats["B3:B6 F3:F6"]; len(list) != 1 || strings.TrimPrefix(list[0].Criteria, "=") != "$F3>1" {
		t.Errorf("the conditional formats are %+v", formats)
	}
	if f := p.found(t); len(f.Columns) != 11 || len(f.Rows) != 4 {
		t.Errorf("found %+v", f)
	}
}

// An area may reach to the last issue, to the last row that people have added, or to
// the totals.
func TestAreasReachAsFarAsTheyDid(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.xlsx")
	v := plainView()
	v.Extra = pagetest.Sample().Extra
	p.write(t, v)
	p.edit(t, func(s *sheet) {
		s.put("L1", "=SUM(D3:D6)")
		s.put("L2", "=SUM(D3:D7)")
		s.put("L3", "=SUM(D3:D8)")
		s.put("L4", "=SUM(D3:D5)")
		s.put("L5", "=SUM(D2:D100)")
	})
	for _, more := range []int{3, -4, 1} {
		next := longer(v, max(more, 0))
		next.Groups[0].Rows = next.Groups[0].Rows[:4+more]
		p.write(t, next)
		want := map[string]string{"L1": "=SUM(D3:D9)", "L2": "=SUM(D3:D10)", "L3": "=SUM(D3:D11)", "L4": "=SUM(D3:D5)", "L5": "=SUM(D2:D100)"}
		if more < 0 { // there is no issue
			want["L1"], want["L2"], want["L3"] = "=SUM(D3:D3)", "=SUM(D3:D3)", "=SUM(D3:D4)"
		}
		if more == 1 {
			want["L1"], want["L2"], want["L3"] = "=SUM(D3:D7)", "=SUM(D3:D7)", "=SUM(D3:D9)"
		}
		if d := cmp.Diff(want, p.around(t)); d != "" {
			t.Error(d)
		}
	}
}

// An area goes with the columns and rows that it covers, wherever it begins and ends:
// at the line, below the table, or right of it. One over all columns stays so.
func TestAreasCoverWhatTheyCovered(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "weekly.xlsx")
	v := plainView()
	v.Extra = append(pagetest.Sample().Extra, pagetest.Sample().Extra...)
	p.write(t, v)
	p.edit(t, func(s *sheet) {
		for i, area := range []string{"A3:I6", "$A:I", "D1:D6", "D3:D12", "D3:$D1048576", "D9:D1048576", "A3:K6", "D3:D7", "C3:D6", "B1:D1"} {
			s.put(fmt.Sprint("M", i+1), "=SUM("+area+")")
		}
	})
	// The keys go between the points and what was before them, and there are more issues
	// than one of the areas has rows.
	next := longer(v, 20)
	order := []int{3, 1, 0, 2, 4, 5, 6, 8, 7}
	next.Columns = nil
	for _, k := range order {
		next.Columns = append(next.Columns, v.Columns[k])
	}
	next.Columns = append(next.Columns, report.Column{ID: "x", Title: "X"})
	p.write(t, next)
	want := map[string]string{
		"M1": "=SUM(A3:J26)", "M2": "=SUM($A:J)", "M3": "=SUM(A1:A26)", "M4": "=SUM(A3:A26)", "M5": "=SUM(A3:$A1048576)",
		"M6": "=SUM(A29:A1048576)", "M7": "=SUM(A3:K26)", "M8": "=SUM(A3:A26)", "M9": "=SUM(A3:D26)", "M10": "=SUM(B1:D1)",
	}
	if d := cmp.Diff(want, p.around(t)); d != "" {
		t.Error(d)
	}
}

// What is about all issues is so again after a time without any, although the totals
// have stood in its place; and what is about the totals is so still.
func TestAreasOverIssuesOutliveATimeWithoutAny(t *testing.T) {
	t.Parallel()
	for _, heading := range []string{"", "A group"} {
		p := newPlace(t, "weekly.xlsx")
		v := plainView()
		v.Groups[0].Heading = heading
		p.write(t, v)
		first := 3 + min(len(heading), 1)
		area := fmt.Sprintf("D%d:D%d", first, first+3)
		p.edit(t, func(s *sheet) {
			s.put("M1", "=SUM("+area+")")
			s.put("M2", fmt.Sprintf("=D%d", first+4))
			list := excelize.NewDataValidation(true)
			list.SetSqref(area)
			s.must(list.SetDropList([]string{"yes", "no"}))
			s.must(s.file.AddDataValidation(s.name, list))
		})
		none := v
		none.Groups = nil
		for _, next := range []report.View{none, none, v} {
			if told := p.write(t, next).Told; len(told) != 0 {
				t.Errorf("told is %q", told)
			}
		}
		area = fmt.Sprintf("D3:D%d", first+3)
		if d := cmp.Diff(map[string]string{"M1": "=SUM(" + area + ")", "M2": fmt.Sprintf("=D%d", first+4)}, p.around(t)); d != "" {
			t.Error(d)
		}
		s := openSheet(t, p, mark)
		if rules, err := s.file.GetDataValidations(s.name); err != nil || len(rules) != 1 || rules[0].Sqref != area {
			t.Errorf("the rules are %+v, %v", rules, err)
		}
	}
}
