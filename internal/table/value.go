package table

import (
	"time"

	"weir"
)

func text(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func person(p weir.Person) any {
	if p.Display != "" {
		return p.Display
	}
	return text(p.Name)
}

// list never returns nil: a script that walks a list wants an empty one.
func list(items []string) any {
	if items == nil {
		return []string{}
	}
	return items
}

func moment(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}

func day(d weir.Date) any {
	if d.IsZero() {
		return nil
	}
	return d
}

func categoryName(c weir.Category) string {
	switch c {
	case weir.ToDo:
		return "To Do"
	case weir.InProgress:
		return "In Progress"
	case weir.Done:
		return "Done"
	case weir.NoCategory:
		return ""
	default:
		return string(c)
	}
}
