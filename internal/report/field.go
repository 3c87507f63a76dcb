package report

import (
	"net/url"
	"strings"

	"weir"
	"weir/internal/table"
)

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
		return cell
	}
	return spec
}

// field is a column of the site's.
func (w *writer) field(f Field) Spec {
	spec := Spec{Column: Column{ID: f.ID, Title: headingOf(f.Name), Kind: Text}, Fields: []string{f.ID}}
	spec.Cell = func(i weir.Issue) Cell { return w.value(table.Shape(i.Fields[f.ID])) }
	return spec
}

// webAddress returns an address to which a link may lead, or nothing.
func webAddress(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return ""
	}
	return u.String()
}

// browse is the address of another issue.
func (w *writer) browse(key string) string {
	if w.site == "" || key == "" {
		return ""
	}
	return webAddress(w.site + "/browse/" + url.PathEscape(key))
}
