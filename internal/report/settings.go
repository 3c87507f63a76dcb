package report

import (
	"slices"
	"time"
)

// Settings are what a report is to be.
type Settings struct {
	Name  string
	Mark  string // see View.Mark
	Title string
	JQL   string
	Query string // the address of the query in Jira, for people
	Site  string // the address of the site: where links to issues that have left lead
	Mode  Mode   // empty: Replace

	Columns []Spec
	Group   *Spec    // the field by which rows are grouped; nil: none
	Totals  []string // ids of the columns that are added up
	Marks   bool     // what has changed since the last refresh is marked
	MaxRows int      // 0: DefaultRows
	Zone    *time.Location
}

// The bounds of a table, in rows.
const (
	DefaultRows = 500
	MostRows    = 5000
)

// Fields returns the ids of the Jira fields that the report reads, each once.
func (s Settings) Fields() []string {
	var ids []string
	specs := s.Columns
	if s.Group != nil {
		specs = append(slices.Clone(specs), *s.Group)
	}
	for _, spec := range specs {
		for _, id := range spec.Fields {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// lead lets passages lead to their issues, also to those that have left.
func (s Settings) lead(kept []Passage) {
	for i := range kept {
		if kept[i].URL == "" {
			kept[i].URL = issueAddress(s.Site, kept[i].Key)
		}
	}
}

func (s Settings) maxRows() int {
	if s.MaxRows <= 0 {
		return DefaultRows
	}
	return min(s.MaxRows, MostRows)
}

func (s Settings) columns() []Column {
	columns := make([]Column, len(s.Columns))
	for i, spec := range s.Columns {
		columns[i] = spec.Column
	}
	return columns
}
