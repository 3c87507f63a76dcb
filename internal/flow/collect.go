package flow

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"weir"
)

// A Collector makes Items of issues as they are read, so that no issue need be
// kept. Feed it with Add, and take the result from Data.
type Collector struct {
	items    []Item
	statuses []Status
	votes    []map[weir.Category]int // by status: what issues say of its category
	named    []bool                  // by status: its name is the one that it has now
	byKey    map[string]int32        // by id, or by name where there is no id
	shared   map[string]string       // strings that occur again and again
}

// NewCollector returns one that knows the statuses of the site, as far as
// somebody told. Their categories count for more than what issues say.
func NewCollector(known []weir.Status) *Collector {
	c := &Collector{byKey: map[string]int32{}, shared: map[string]string{}}
	for _, s := range known {
		c.statuses[c.current(s)].Category = s.Category
	}
	return c
}

// Add takes what measures flow of an issue. The issue needs an id or a key, a
// status and the moment of its creation.
func (c *Collector) Add(issue weir.Issue) {
	both := issue.ID + issue.Key // one piece of memory for two strings
	item := Item{
		ID: both[:len(issue.ID)], Key: both[len(issue.ID):],
		Type: c.share(issue.Type.Name), Parent: c.share(issue.Parent.Key), Resolution: c.share(issue.Resolution.Name),
		Created: milli(issue.Created), Resolved: milli(issue.Resolved),
	}
	item.Status = c.current(issue.Status)
	c.vote(item.Status, issue.Status.Category)
	if !issue.History.Complete {
		item.Faults |= Truncated
	}
	issue.History.Sort()
	c.follow(&item, issue.History.Changes)
	c.items = append(c.items, item)
}

// milli returns a moment in milliseconds since 1970, 0 for none: that one
// millisecond, which importers write where they know no date, is the next one.
func milli(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return cmp.Or(t.UnixMilli(), 1)
}

func (c *Collector) share(s string) string {
	if kept, ok := c.shared[s]; ok {
		return kept
	}
	s = strings.Clone(s)
	c.shared[s] = s
	return s
}

// current returns the place of a status whose name is the one that it has now.
func (c *Collector) current(s weir.Status) int32 {
	at := c.status(weir.Named{ID: s.ID, Name: s.Name})
	if c.named[at] {
		return at
	}
	c.named[at] = true
	if known := &c.statuses[at]; known.Name != s.Name && s.Name != "" {
		known.OldNames = slices.DeleteFunc(append(known.OldNames, known.Name), func(old string) bool { return old == s.Name })
		known.Name = strings.Clone(s.Name)
	}
	return at
}

// status returns the place of a status, and remembers it if it is new.
func (c *Collector) status(s weir.Named) int32 {
	key := s.ID
	if key == "" {
		key = "\x00" + strings.ToLower(s.Name)
	}
	at, ok := c.byKey[key]
	if !ok {
		at = int32(len(c.statuses)) //nolint:gosec // a site has a few hundred
		c.byKey[strings.Clone(key)] = at
		c.statuses = append(c.statuses, Status{Status: weir.Status{ID: strings.Clone(s.ID), Name: strings.Clone(s.Name)}})
		c.votes = append(c.votes, nil)
		c.named = append(c.named, false)
		return at
	}
	known := &c.statuses[at]
	switch {
	case s.Name == "" || s.Name == known.Name || slices.Contains(known.OldNames, s.Name):
	case known.Name == "":
		known.Name = strings.Clone(s.Name)
	case len(known.OldNames) < maxOldNames:
		known.OldNames = append(known.OldNames, strings.Clone(s.Name))
	}
	return at
}

// maxOldNames is how many names of a status are remembered: nobody renames one so
// often, and a made-up file must not take for ever.
const maxOldNames = 100

func (c *Collector) vote(status int32, category weir.Category) {
	if category == "" {
		return
	}
	if c.votes[status] == nil {
		c.votes[status] = map[weir.Category]int{}
	}
	c.votes[status][category]++
}

// follow sorts the changes into moves and flags, and finds the status in which
// the issue was created: the history has no entry for that.
func (c *Collector) follow(item *Item, changes []weir.Change) {
	item.Initial = item.Status
	moves := 0
	for i := range changes {
		if changes[i].Kind == weir.StatusChange {
			moves++
		}
	}
	if moves > 0 {
		item.Moves = make([]Move, 0, moves)
	}
	at := int32(-1)
	for i := range changes {
		change := &changes[i]
		when := milli(change.At)
		if when < item.Created && change.Kind != weir.ResolutionChange {
			item.Faults |= BeforeCreation
		}
		switch change.Kind {
		case weir.FlagChange:
			item.Flags = append(item.Flags, Flag{At: when, On: change.To.Name != ""})
		case weir.ResolutionChange: // how it is resolved now is enough
		case weir.StatusChange:
			from, to := c.status(change.From), c.status(change.To)
			switch {
			case at < 0:
				item.Initial = from
			case from != at:
				item.Faults |= Gap
			}
			item.Moves = append(item.Moves, Move{At: when, Status: to})
			at = to
		}
	}
	if at >= 0 && at != item.Status {
		c.mendEnd(item)
	}
}

// mendEnd follows the issue where its history does not. If it is resolved, that
// is a moment to hold on to.
func (c *Collector) mendEnd(item *Item) {
	when := item.Moves[len(item.Moves)-1].At
	if item.Resolved != 0 && item.Resolved > when {
		when = item.Resolved
	}
	item.Moves = append(item.Moves, Move{At: when, Status: item.Status})
	item.Faults |= WrongEnd
}

// Data returns what was added. The Collector is not to be used afterwards.
func (c *Collector) Data() Data {
	for i := range c.statuses {
		s := &c.statuses[i]
		s.Contradicted = len(c.votes[i]) > 1
		if s.Category == "" {
			s.Category = elected(c.votes[i])
		}
	}
	created, told := c.mostlyCreated(), c.told()
	for i := range c.statuses {
		if s := &c.statuses[i]; s.Category == "" {
			s.Category, s.Guessed = guess(told, s.Name, created[i]), true
		}
	}
	return Data{Items: slices.Clip(c.items), Statuses: c.statuses}
}

// mostlyCreated reports of each status whether most items that came there were
// created there.
func (c *Collector) mostlyCreated() []bool {
	created, entered := make([]int, len(c.statuses)), make([]int, len(c.statuses))
	for i := range c.items {
		created[c.items[i].Initial]++
		entered[c.items[i].Initial]++
		for _, move := range c.items[i].Moves {
			entered[move.Status]++
		}
	}
	mostly := make([]bool, len(c.statuses))
	for i := range mostly {
		mostly[i] = created[i] > 0 && 2*created[i] >= entered[i]
	}
	return mostly
}

// elected returns the category that most issues name. A tie goes to the one that
// is further on.
func elected(votes map[weir.Category]int) weir.Category {
	var best weir.Category
	for _, category := range []weir.Category{weir.Done, weir.InProgress, weir.ToDo, weir.NoCategory} {
		if votes[category] > votes[best] {
			best = category
		}
	}
	return best
}

// told returns the categories that somebody told, by the folded names of their
// statuses; the first of a name counts.
func (c *Collector) told() map[string]weir.Category {
	told := map[string]weir.Category{}
	for i := range c.statuses {
		name := folded(c.statuses[i].Name)
		if _, ok := told[name]; !ok && c.statuses[i].Category != "" {
			told[name] = c.statuses[i].Category
		}
	}
	return told
}

// guess makes up the category of a status of which nobody says it, since no issue
// that was read is in it: that of a status of the same name; to do, where most
// items begin; done, by the names that Jira gives such statuses; or else in
// progress.
func guess(told map[string]weir.Category, name string, created bool) weir.Category {
	if category, ok := told[folded(name)]; ok {
		return category
	}
	switch {
	case created:
		return weir.ToDo
	case containsFold([]string{"Done", "Closed", "Resolved"}, name):
		return weir.Done
	default:
		return weir.InProgress
	}
}

// rank is the place of a category on the way from to do to done.
func rank(c weir.Category) int {
	switch c {
	case weir.Done:
		return 2
	case weir.InProgress:
		return 1
	default:
		return 0
	}
}
