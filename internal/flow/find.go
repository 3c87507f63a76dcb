package flow

import "strings"

// Find returns the places of the statuses that a person means by a name or an
// id. For many at once, see Finder.
func (d Data) Find(nameOrID string) []int32 { return d.Finder()(nameOrID) }

// Finder returns what finds statuses, fast however many there are. An id counts
// before a name: that is how boards and categories name statuses, and a status
// that is called "3" must not be taken for the one with that id. A name that a
// status has now counts before one that it had.
func (d Data) Finder() func(nameOrID string) []int32 {
	ids, now, once := map[string][]int32{}, map[string][]int32{}, map[string][]int32{}
	add := func(places map[string][]int32, name string, at int32) {
		if list := places[name]; name != "" && (len(list) == 0 || list[len(list)-1] != at) {
			places[name] = append(list, at)
		}
	}
	for i := range d.Statuses {
		s, at := &d.Statuses[i], int32(i)
		add(ids, s.ID, at)
		add(now, folded(s.Name), at)
		for _, old := range s.OldNames {
			add(once, folded(old), at)
		}
	}
	return func(nameOrID string) []int32 {
		if found := ids[nameOrID]; len(found) > 0 {
			return found
		}
		name := folded(nameOrID)
		if found := now[name]; len(found) > 0 {
			return found
		}
		return once[name]
	}
}

// folded is a name for comparing it without regard to case.
func folded(name string) string { return strings.ToLower(strings.ToUpper(name)) }
