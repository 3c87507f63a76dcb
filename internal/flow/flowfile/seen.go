package flowfile

import "strconv"

// seen remembers which issues there were, for 10 to 20 bytes each: Jira's ids
// are numbers.
type seen struct {
	numbers map[uint64]struct{}
	others  map[string]struct{}
}

// first reports whether an issue is new: by its id, or by its key where it has
// none.
func (s *seen) first(id, key string) bool {
	if n, err := strconv.ParseUint(id, 10, 64); err == nil && strconv.FormatUint(n, 10) == id {
		return first(&s.numbers, n)
	}
	if id != "" {
		return first(&s.others, "id "+id)
	}
	return first(&s.others, "key "+key)
}

func first[K comparable](set *map[K]struct{}, k K) bool {
	if _, again := (*set)[k]; again {
		return false
	}
	if *set == nil {
		*set = make(map[K]struct{})
	}
	(*set)[k] = struct{}{}
	return true
}
