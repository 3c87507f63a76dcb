package app

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"weir"
	"weir/internal/nearest"
)

// jobsNamed returns the jobs with the given names, or all of them, by name. What
// says what they are called, and path where they are configured.
func jobsNamed[J any](what string, all map[string]J, names []string, path string) ([]J, error) {
	known := slices.Sorted(maps.Keys(all))
	if len(names) == 0 {
		names = known
	}
	var jobs []J
	for _, name := range names {
		job, ok := all[name]
		if !ok {
			return nil, errNoJob(what, name, known, path)
		}
		jobs = append(jobs, job)
	}
	return jobs, nil
}

// errNoJob is the error for a name that none of the known jobs has.
func errNoJob(what, name string, known []string, path string) error {
	next := "the " + what + "s are " + strings.Join(known, ", ")
	if near := nearest.Word(name, known); near != "" {
		next = "did you mean " + near + "?"
	}
	return &weir.Error{Kind: weir.Usage, Text: fmt.Sprintf("there is no %s %q in %s", what, name, path), Next: next}
}
