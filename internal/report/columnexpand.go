package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"weir"
	"weir/internal/nearest"
)

// setMark begins the name of a set among the names of columns.
const setMark = "@"

// Expand puts the columns of saved sets in the place of their names, which begin
// with @: "@base". Sets hold names of columns, and no sets. Errors are of kind
// weir.Usage, with the next step.
func Expand(names []string, sets map[string][]string) ([]string, error) {
	var all []string
	for _, name := range names {
		name = strings.TrimSpace(name)
		set, isSet := strings.CutPrefix(name, setMark)
		if !isSet {
			all = append(all, name)
			continue
		}
		columns, known := sets[set]
		if !known {
			return nil, unknownSet(set, sets)
		}
		for _, column := range columns {
			if strings.HasPrefix(strings.TrimSpace(column), setMark) {
				return nil, &weir.Error{
					Kind: weir.Usage, Text: fmt.Sprintf("the set of columns %q holds another set, %q", set, strings.TrimSpace(column)),
					Next: "write the columns themselves into the set",
				}
			}
			all = append(all, column)
		}
	}
	return all, nil
}

func unknownSet(name string, sets map[string][]string) error {
	err := &weir.Error{Kind: weir.Usage, Text: fmt.Sprintf("there is no set of columns %q", name)}
	have := slices.Sorted(maps.Keys(sets))
	switch near := nearest.Words(name, have, 3); {
	case len(have) == 0:
		err.Next = "no set is saved; name the columns themselves"
	case len(near) == 1:
		err.Next = fmt.Sprintf("did you mean %s%s?", setMark, near[0])
	default:
		if len(near) == 0 {
			near = have
		}
		err.Next = "did you mean one of these? " + setMark + strings.Join(near, ", "+setMark)
	}
	return err
}
