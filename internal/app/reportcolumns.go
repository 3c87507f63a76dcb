package app

import (
	"fmt"
	"slices"
	"strings"

	"weir"
	"weir/internal/report"
)

// A columnFinder finds columns by the names that people give them.
type columnFinder struct {
	fields []report.Field
	style  report.Style
}

// fill completes the settings of a report.
func (c columnFinder) fill(s *report.Settings, names []string, job Report) (err error) {
	if s.Columns, err = report.Columns(names, c.fields, c.style); err != nil {
		return err
	}
	if job.Group != "" {
		group, err := c.meant(job.Group, s.Columns, false)
		if err != nil {
			return fmt.Errorf("group the rows: %w", err)
		}
		if group.Cell == nil {
			return &weir.Error{Kind: weir.Usage, Text: "rows cannot be grouped by what people write", Next: "group them by a field of Jira's, for instance group = \"status\""}
		}
		s.Group = &group
	}
	for _, name := range job.Totals {
		total, err := c.meant(name, s.Columns, true)
		if err != nil {
			return fmt.Errorf("add up a column: %w", err)
		}
		if !has(s.Columns, total.ID) {
			return &weir.Error{Kind: weir.Usage, Text: fmt.Sprintf("the total %q is of no column of the report", name), Next: "add it to the columns, or take it out of totals"}
		}
		if !total.AddsUp() {
			return addsUpNot(total, s.Columns)
		}
		s.Totals = append(s.Totals, total.ID)
	}
	return nil
}

// meant finds what a total or a group names: a field by its id or its name, or a
// column of the report by the heading that the report gives it. An id is never in
// doubt. shown says that only a column of the report can be meant.
func (c columnFinder) meant(name string, columns []report.Spec, shown bool) (report.Spec, error) {
	name = strings.TrimSpace(name)
	one, err := c.one(name)
	if err == nil && strings.EqualFold(one.ID, name) {
		return one, nil
	}
	var can []report.Spec
	for _, spec := range columns {
		if strings.EqualFold(spec.Title, name) || c.isCalled(spec.ID, name) {
			can = append(can, spec)
		}
	}
	if err == nil && !has(can, one.ID) && (!shown || has(columns, one.ID)) {
		can = append(can, one)
	}
	switch len(can) {
	case 0:
		return one, err
	case 1:
		return can[0], nil
	}
	return report.Spec{}, ambiguous(name, can)
}

// isCalled reports whether the site's field with an id has a name.
func (c columnFinder) isCalled(id, name string) bool {
	return slices.ContainsFunc(c.fields, func(f report.Field) bool { return f.ID == id && strings.EqualFold(f.Name, name) })
}

func has(specs []report.Spec, id string) bool {
	return slices.ContainsFunc(specs, func(spec report.Spec) bool { return spec.ID == id })
}

// ambiguous is the error for a name that one column has as its heading, and another
// one as the name of its field.
func ambiguous(name string, can []report.Spec) error {
	var ids []string
	for _, spec := range can {
		ids = append(ids, fmt.Sprintf("%s (%q)", spec.ID, spec.Title))
	}
	return &weir.Error{
		Kind: weir.Usage, Text: fmt.Sprintf("%q can mean more than one column: %s", name, strings.Join(ids, ", ")),
		Next: "name it by its id, for instance " + can[0].ID,
	}
}

// addsUpNot is the error for a total of what is no number.
func addsUpNot(total report.Spec, columns []report.Spec) error {
	var can []string
	for _, spec := range columns {
		if spec.AddsUp() {
			can = append(can, spec.Title)
		}
	}
	next := "only numbers and lengths of time can, and the report has no such column"
	if len(can) > 0 {
		next = "of its columns these can: " + strings.Join(can, ", ")
	}
	return &weir.Error{Kind: weir.Usage, Text: fmt.Sprintf("the column %q cannot be added up", total.Title), Next: next}
}

// one finds a single column by its id, or by the name of its field.
func (c columnFinder) one(name string) (report.Spec, error) {
	names := []string{report.KeyColumn, name}
	if strings.EqualFold(name, report.KeyColumn) {
		names = names[:1]
	}
	specs, err := report.Columns(names, c.fields, c.style)
	if err != nil {
		return report.Spec{}, err
	}
	return specs[len(specs)-1], nil
}
