package flow

import (
	"cmp"
	"slices"
	"strings"
)

// A namedStatus is all statuses of one name: a site can have several, and
// nobody can tell them apart on the screen.
type namedStatus struct {
	name       string
	references []string
	places     []int32
	rank       int // of the category
	score      int // moves on to others of the category, less moves back from them
	created    int // items that were created here
}

// orderStatuses sorts the statuses that occur in the items as work passes them:
// by category, and within a category by how much oftener an item left a status
// for another of the category than it came from one.
func orderStatuses(d Data) []namedStatus {
	var list []namedStatus
	group := make([]int, len(d.Statuses))
	byName := map[string]int{}
	for _, i := range occurring(d) {
		s := &d.Statuses[i]
		key := strings.ToLower(s.Name)
		at, ok := byName[key]
		if !ok {
			at = len(list)
			byName[key] = at
			list = append(list, namedStatus{name: s.Name, rank: rank(s.Category)})
		}
		group[i] = at
		list[at].references = append(list[at].references, s.reference())
		list[at].places = append(list[at].places, i)
	}
	for i := range d.Items {
		score(list, group, &d.Items[i])
	}
	slices.SortStableFunc(list, func(a, b namedStatus) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(b.score, a.score), cmp.Compare(b.created, a.created), strings.Compare(a.name, b.name))
	})
	return list
}

func score(list []namedStatus, group []int, item *Item) {
	at := group[item.Initial]
	list[at].created++
	for _, move := range item.Moves {
		to := group[move.Status]
		if to != at && list[to].rank == list[at].rank {
			list[at].score++
			list[to].score--
		}
		at = to
	}
}

// occurring lists the statuses in which an item is or was.
func occurring(d Data) []int32 {
	seen := make([]bool, len(d.Statuses))
	for i := range d.Items {
		item := &d.Items[i]
		seen[item.Initial], seen[item.Status] = true, true
		for _, move := range item.Moves {
			seen[move.Status] = true
		}
	}
	var list []int32
	for i, is := range seen {
		if is {
			list = append(list, int32(i))
		}
	}
	return list
}
