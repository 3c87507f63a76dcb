package report

import (
	"encoding/json"

	"weir"
	"weir/internal/table"
)

// A form is how the values of one kind of field are shown.
type form struct {
	kind Kind // of most of its cells
	// cell makes a cell of a value that is not null. It reports false for a value
	// of another shape, which is then shown by its shape.
	cell func(*writer, json.RawMessage) (Cell, bool)
}

// own is a column that issues have a place of their own for.
func (w *writer) own(column table.Column) Spec {
	spec := Spec{Column: Column{ID: column.Own, Title: headingOf(column.Title), Kind: Text}}
	if column.Field != "" {
		spec.Fields = []string{column.Field}
	}
	switch column.Own {
	case "created", "updated", "resolved":
		spec.Kind = Moment
	case "due":
		spec.Kind = Day
	}
	spec.Cell = func(i weir.Issue) Cell {
		cell := w.value(column.Value(i))
		switch column.Own {
		case KeyColumn, "url":
			cell.Link = webAddress(i.URL)
		case "parent":
			cell.Link = w.browse(i.Parent.Key)
		case "status", "category":
			cell.Category = i.Status.Category
		}
		if cell.IsBlank() { // Jira sent it in a shape for which there is no place
			return w.shape(i.Fields[column.Field])
		}
		return cell
	}
	return spec
}

// field is a column of the site's.
func (w *writer) field(f Field) Spec {
	form := formOf(f)
	spec := Spec{Column: Column{ID: f.ID, Title: headingOf(f.Name), Kind: form.kind}, Fields: []string{f.ID}}
	spec.vague = form.cell == nil && isVague(f.Type)
	if spec.Title == "" {
		spec.Title = headingOf(f.ID)
	}
	spec.Cell = func(i weir.Issue) Cell {
		raw := trimmed(i.Fields[f.ID])
		if isNull(raw) {
			return Cell{}
		}
		if form.cell != nil {
			if cell, ok := form.cell(w, raw); ok {
				return cell
			}
		}
		return w.shape(raw)
	}
	return spec
}
