package table

import (
	"cmp"
	"slices"
	"strings"
)

// nearest returns the few column names that are most like name, best first.
func nearest(name string, fields []Field) []string {
	names := []string{
		"key", "id", "url", "summary", "description", "type", "status", "category", "priority", "resolution",
		"project", "parent", "assignee", "reporter", "creator", "labels", "components", "fixVersions",
		"created", "updated", "resolved", "due",
	}
	for _, f := range fields {
		names = append(names, f.Name)
	}
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(distance(name, a), distance(name, b)) })
	names = slices.CompactFunc(names, strings.EqualFold)
	return names[:min(3, len(names))]
}

// distance counts the letters to add, drop or change that lead from a to b,
// whatever their case (Levenshtein).
func distance(a, b string) int {
	from, to := []rune(strings.ToLower(a)), []rune(strings.ToLower(b))
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range from {
		diagonal := row[0]
		row[0] = i + 1
		for j, s := range to {
			change := diagonal
			if r != s {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(to)]
}
