package report

import (
	"fmt"
	"slices"
	"strings"

	"weir"
	"weir/internal/table"
)

// Columns finds the columns that a report names, in its order:
//
//   - Weir's own, which table.Find lists, and [NoteColumn];
//   - any field of the site, by its id or its name in any language.
//
// The case of letters does not matter. What follows the last = is a heading of
// one's own: "Story Points=Points". A field whose name holds a = is found all the
// same. A field that is called like one of Weir's columns is found by its id.
//
// The fields may be nil where [NeedsFields] says so. Errors are of kind
// weir.Usage, with the next step.
func Columns(names []string, fields []Field, style Style) ([]Spec, error) {
	set := columnSet{fields: fields, writer: newWriter(style)}
	for _, name := range names {
		if err := set.add(name); err != nil {
			return nil, err
		}
	}
	if len(set.specs) == 0 {
		return nil, &weir.Error{Kind: weir.Usage, Text: "no column is named", Next: "for instance: key, status, summary"}
	}
	if !slices.ContainsFunc(set.specs, func(s Spec) bool { return s.ID == KeyColumn }) {
		return nil, &weir.Error{
			Kind: weir.Usage, Text: "the column key is missing: it tells whose row a row is",
			Next: "name it as well, for instance first: " + strings.Join(append([]string{KeyColumn}, set.names...), ", "),
		}
	}
	return set.specs, nil
}

// NeedsFields reports whether one of the names can only be explained by the
// site's own list of fields.
func NeedsFields(names []string) bool {
	return slices.ContainsFunc(names, func(entry string) bool {
		name, _, _ := splitHeading(entry)
		return !isOwn(strings.TrimSpace(entry)) && !isOwn(name) && name != ""
	})
}

// FieldIDs returns the ids of the Jira fields that the columns need, each once.
func FieldIDs(specs []Spec) []string {
	var ids []string
	for _, s := range specs {
		for _, id := range s.Fields {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// A columnSet is what Columns has found so far.
type columnSet struct {
	fields []Field
	writer *writer
	specs  []Spec
	names  []string // as they were named, one for each of specs
}

func (set *columnSet) add(entry string) error {
	entry = strings.TrimSpace(entry)
	name, heading, headed := splitHeading(entry)
	if !isOwn(name) && set.isField(entry) {
		name, headed = entry, false
	}
	if name == "" {
		return &weir.Error{Kind: weir.Usage, Text: "a column has no name", Next: "is there a comma too many? for instance: key, status, summary"}
	}
	spec, err := set.find(name)
	if err != nil {
		return err
	}
	if headed {
		spec.Title = heading
	}
	if err := set.fits(spec, entry); err != nil {
		return err
	}
	set.specs, set.names = append(set.specs, spec), append(set.names, entry)
	return nil
}

// fits refuses what people, and pages, could not tell from a column before it.
func (set *columnSet) fits(spec Spec, entry string) error {
	if spec.Title == "" {
		return &weir.Error{Kind: weir.Usage, Text: fmt.Sprintf("the column %q has an empty heading", entry), Next: "write the heading behind the =, or leave the = out"}
	}
	for i, other := range set.specs {
		switch {
		case other.ID == spec.ID && set.names[i] == entry:
			return &weir.Error{Kind: weir.Usage, Text: fmt.Sprintf("the column %q is named twice", entry), Next: "name each column once"}
		case other.ID == spec.ID:
			return &weir.Error{Kind: weir.Usage, Text: fmt.Sprintf("%q and %q are the same column", set.names[i], entry), Next: "name each column once"}
		case strings.EqualFold(other.Title, spec.Title):
			return &weir.Error{
				Kind: weir.Usage, Text: fmt.Sprintf("two columns have the heading %q", spec.Title),
				Next: fmt.Sprintf("give one of them a heading of its own, for instance: %s=%s 2", spec.ID, spec.Title),
			}
		}
	}
	return nil
}

// find finds the column of a name without a heading.
func (set *columnSet) find(name string) (Spec, error) {
	if strings.EqualFold(name, NoteColumn) {
		return Spec{Column: Column{ID: NoteColumn, Title: "Note", Kind: Written}}, nil
	}
	// The note stands among the fields so that it can be meant by "nte".
	fields := []table.Field{{ID: NoteColumn, Name: NoteColumn}}
	for _, f := range set.fields {
		fields = append(fields, table.Field{ID: f.ID, Name: f.Name})
	}
	column, err := table.Find(name, fields)
	if err != nil {
		return Spec{}, err
	}
	if column.Own != "" {
		return set.writer.own(column), nil
	}
	i := slices.IndexFunc(set.fields, func(f Field) bool { return f.ID == column.Field })
	return set.writer.field(set.fields[i]), nil
}

func (set *columnSet) isField(name string) bool {
	return slices.ContainsFunc(set.fields, func(f Field) bool {
		return strings.EqualFold(f.ID, name) || strings.EqualFold(f.Name, name)
	})
}

// isOwn reports whether a name needs no field of the site to be understood.
func isOwn(name string) bool {
	return strings.EqualFold(name, NoteColumn) || !table.NeedsFields([]string{name}) && name != ""
}

// splitHeading takes a heading of one's own off a name.
func splitHeading(entry string) (name, heading string, headed bool) {
	entry = strings.TrimSpace(entry)
	i := strings.LastIndexByte(entry, '=')
	if i < 0 {
		return entry, "", false
	}
	return strings.TrimSpace(entry[:i]), headingOf(entry[i+1:]), true
}
