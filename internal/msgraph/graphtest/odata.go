package graphtest

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// A shape is what a request wants of an entity: which properties, and which
// things below it.
type shape struct {
	fields []string // nil: all
	below  map[string]shape
}

// A badQuery is an OData query that Graph refuses, by its code.
type badQuery string

// Error is the code.
func (e badQuery) Error() string { return string(e) }

// shapeOf reads $select and $expand. Levels is how deep $expand may go.
func shapeOf(selected, expanded string, levels int) (shape, error) {
	var s shape
	if selected != "" {
		for name := range strings.SplitSeq(selected, ",") {
			s.fields = append(s.fields, strings.TrimSpace(name))
		}
	}
	if expanded == "" {
		return s, nil
	}
	if levels == 0 {
		return s, badQuery("20108")
	}
	s.below = make(map[string]shape)
	for _, term := range splitOutside(expanded, ',') {
		name, options, nested := strings.Cut(strings.TrimSpace(term), "(")
		if nested && !strings.HasSuffix(options, ")") || name == "" {
			return s, badQuery("20145")
		}
		var err error
		if s.below[name], err = shapeBelow(strings.TrimSuffix(options, ")"), levels-1); err != nil {
			return s, err
		}
	}
	return s, nil
}

// shapeBelow reads the options of one term of $expand, which are set apart by
// semicolons.
func shapeBelow(options string, levels int) (shape, error) {
	var selected, expanded string
	if options != "" {
		for _, option := range splitOutside(options, ';') {
			name, value, _ := strings.Cut(option, "=")
			switch strings.TrimSpace(name) {
			case "$select":
				selected = value
			case "$expand":
				expanded = value
			default: // $levels is among them
				return shape{}, badQuery("20108")
			}
		}
	}
	return shapeOf(selected, expanded, levels)
}

// splitOutside splits at a character outside of parentheses.
func splitOutside(s string, at rune) []string {
	var parts []string
	depth, start := 0, 0
	for n, r := range s {
		switch {
		case r == '(':
			depth++
		case r == ')':
			depth--
		case r == at && depth == 0:
			parts = append(parts, s[start:n])
			start = n + 1
		}
	}
	return append(parts, s[start:])
}

// An entity is a thing as JSON, before the request's shape is put on it.
type entity struct {
	properties map[string]any
	below      map[string]func(shape) (any, error)
	always     []string // what is below it and shown unless the request selects
}

// show puts a shape on an entity.
func (e entity) show(s shape) (map[string]any, error) {
	out := make(map[string]any)
	for _, name := range s.fields {
		value, known := e.properties[name]
		if !known {
			return nil, badQuery("20145")
		}
		out[name] = value
	}
	if s.fields == nil {
		for name, value := range e.properties {
			out[name] = value
		}
		for _, name := range e.always {
			value, err := e.below[name](shape{})
			if err != nil {
				return nil, err
			}
			out[name] = value
		}
	}
	for name, inner := range s.below {
		make, known := e.below[name]
		if !known {
			return nil, badQuery("20145")
		}
		value, err := make(inner)
		if err != nil {
			return nil, err
		}
		out[name] = value
	}
	return out, nil
}

// showAll puts a shape on each of several entities.
func showAll[T any](things []T, s shape, entityOf func(T) entity) ([]map[string]any, error) {
	list := make([]map[string]any, 0, len(things))
	for _, thing := range things {
		shown, err := entityOf(thing).show(s)
		if err != nil {
			return nil, err
		}
		list = append(list, shown)
	}
	return list, nil
}

// ordered sorts things by $orderby; by holds the properties that can be asked
// for.
func ordered[T any](things []T, order string, by map[string]func(T) string) ([]T, error) {
	things = slices.Clone(things)
	for _, term := range slices.Backward(strings.Split(order, ",")) {
		words := strings.Fields(term)
		if len(words) == 0 || len(words) > 2 || len(words) == 2 && words[1] != "asc" && words[1] != "desc" {
			return nil, badQuery("20108")
		}
		value, known := by[words[0]]
		if !known {
			return nil, badQuery("20145")
		}
		down := len(words) == 2 && words[1] == "desc"
		slices.SortStableFunc(things, func(a, b T) int {
			if down {
				a, b = b, a
			}
			return cmp.Compare(value(a), value(b))
		})
	}
	return things, nil
}

// span reads $top and $skip.
func span(top, skip string, otherwise int) (from, size int, err error) {
	size = otherwise
	if top != "" {
		if size, err = strconv.Atoi(top); err != nil || size < 1 {
			return 0, 0, badQuery("20108")
		}
		if size > 100 {
			return 0, 0, badQuery("20129")
		}
	}
	if skip != "" {
		if from, err = strconv.Atoi(skip); err != nil || from < 0 {
			return 0, 0, badQuery("20108")
		}
	}
	return from, size, nil
}
