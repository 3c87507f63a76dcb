package flow

import (
	"cmp"
	"slices"
	"strings"

	"weir"
)

// A namedStatus is all statuses of one name: a site can have several, and
// nobody can tell them apart on the screen.
type namedStatus struct {
	name       string
	references []string
	places     []int32
	rank       int // of the category
	entered    int // how often an item came here, created items included
	onward     int // how often one went on to another status of the category
	score      int // onward, less how often one came from another status of the category
}

// passing reports whether items pass through a status of the category done: most
// of those that come go on to another one. If not, it is an end of its own, and
// stands behind, however few items were moved out of it once.
func (n namedStatus) passing() bool { return n.rank == rank(weir.Done) && 2*n.onward > n.entered }

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
	slices.SortStableFunc(list, compareStatuses)
	return list
}

func compareStatuses(a, b namedStatus) int {
	if byCategory := cmp.Compare(a.rank, b.rank); byCategory != 0 {
		return byCategory
	}
	if a.passing() != b.passing() {
		if a.passing() {
			return -1
		}
		return 1
	}
	onward := cmp.Compare(b.score, a.score)
	if a.rank == rank(weir.Done) && !a.passing() {
		onward = 0
	}
	return cmp.Or(onward, cmp.Compare(b.entered, a.entered), strings.Compare(a.name, b.name))
}

func score(list []namedStatus, group []int, item *Item) {
	at := group[item.Initial]
	list[at].entered++
	for _, move := range item.Moves {
		to := group[move.Status]
		if to != at {
			list[to].entered++
		}
		if to != at && list[to].rank == list[at].rank {
			list[at].onward++
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
