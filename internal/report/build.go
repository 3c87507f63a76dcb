package report

import (
	"context"
	"iter"
	"slices"

	"weir"
)

// A sheet is what a report shows of Jira alone: nothing that people wrote, and
// nothing about the time before.
type sheet struct {
	columns []Column
	groups  []Group
	totals  []Cell
	summed  []string // ids of the columns that are added up, be their totals blank
	rows    int
	more    bool // the query selects more
	proved  bool // Jira knew who asked
}

// read makes a sheet of the issues, of which it takes as many as fit.
func (s Settings) read(ctx context.Context, source Source) (sheet, error) {
	limit := s.maxRows()
	issues := source.Issues(ctx, Query{JQL: s.JQL, Fields: s.Fields(), Limit: limit + 1})
	return s.sheet(issues, limit)
}

func (s Settings) sheet(issues iter.Seq2[weir.Issue, error], limit int) (sheet, error) {
	sh := sheet{columns: s.columns()}
	place := map[string]int{} // of a group, by its heading
	seen := map[string]bool{}
	for issue, err := range issues {
		if err != nil {
			return sheet{}, err
		}
		if seen[issue.ID] {
			continue // an issue that moved within the result while it was read
		}
		if sh.rows == limit {
			sh.more = true
			break
		}
		seen[issue.ID] = true
		heading := s.heading(issue)
		at, ok := place[heading]
		if !ok {
			at = len(sh.groups)
			place[heading] = at
			sh.groups = append(sh.groups, Group{Heading: heading})
		}
		sh.groups[at].Rows = append(sh.groups[at].Rows, s.row(issue))
		sh.rows++
	}
	sh.totals, sh.summed = s.totals(sh), s.Totals
	return sh, nil
}

// Nothing is the heading of the group of those that have no value.
const Nothing = "None"

func (s Settings) heading(issue weir.Issue) string {
	if s.Group == nil {
		return ""
	}
	if text := plain(s.Group.Cell(issue).Text); text != "" {
		return text
	}
	return Nothing
}

func (s Settings) row(issue weir.Issue) Row {
	row := Row{Issue: issue.ID, Key: issue.Key, URL: issue.URL, Cells: make([]Cell, len(s.Columns))}
	for i, spec := range s.Columns {
		if spec.Cell == nil {
			row.Cells[i].Kind = Written
			continue
		}
		row.Cells[i] = spec.Cell(issue)
	}
	return row
}

// totals adds up the columns that are to be added up; nil where there is none.
func (s Settings) totals(sh sheet) []Cell {
	if len(s.Totals) == 0 || sh.rows == 0 {
		return nil
	}
	totals := make([]Cell, len(s.Columns))
	free := -1
	for i, column := range sh.columns {
		if !slices.Contains(s.Totals, column.ID) {
			if free < 0 && column.IsOurs() {
				free = i
			}
			continue
		}
		totals[i] = total(sh.groups, i)
	}
	if free >= 0 {
		totals[free] = Cell{Kind: Text, Text: Total}
	}
	return totals
}
