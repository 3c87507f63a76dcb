package jql

import (
	"strconv"
	"strings"
)

// FieldNamed returns the field that Jira would see under name: a name or an
// alias as it stands in a query, without quotes. cf[10010] is the custom field
// with this number, and so is customfield_10010, its id in the REST API.
func FieldNamed(name string) Field {
	for _, around := range [][2]string{{"cf[", "]"}, {"customfield_", ""}} {
		digits, ok := strings.CutPrefix(lower(name), around[0])
		if !ok || !strings.HasSuffix(digits, around[1]) {
			continue
		}
		digits = strings.TrimSuffix(digits, around[1])
		// No field has the number zero, or one that Jira's own integers cannot
		// hold: such a name stays a name, and Jira will say that it is unknown.
		n, err := strconv.ParseInt(digits, 10, 64)
		if err == nil && n > 0 && isDigits(digits) {
			return Field{Custom: n}
		}
	}
	return Field{Name: name}
}

// String returns the field as JQL.
func (f Field) String() string {
	var b strings.Builder
	switch {
	case f.Custom > 0:
		b.WriteString("cf[" + strconv.FormatInt(f.Custom, 10) + "]")
	case isPlain(f.Name):
		b.WriteString(f.Name)
	default:
		b.WriteString(Quote(f.Name))
	}
	for _, p := range f.Properties {
		b.WriteString("[" + p.Key.String() + "]")
		for i, v := range p.Path {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(v.String())
		}
	}
	return b.String()
}

// String returns the sort key as JQL.
func (k SortKey) String() string {
	if k.Descending {
		return k.Field.String() + " DESC"
	}
	return k.Field.String() + " ASC"
}

// isPlain reports whether name may stand without quotes. It is narrower than
// Jira: whatever is not plainly harmless is quoted.
func isPlain(name string) bool {
	for i := range len(name) {
		c := name[i]
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (i == 0 || !isDigit(c) && c != '_') {
			return false
		}
	}
	return name != "" && !IsReserved(name)
}
