package jiratest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"sync/atomic"
	"time"
)

// TimeLayout is how Jira writes a moment: milliseconds, and an offset without
// a colon.
const TimeLayout = "2006-01-02T15:04:05.000-0700"

// A Site is the data that a server shows. It does not change once made, and
// several servers of either flavour may share it; what changes is a Live.
type Site struct {
	issues  []*issue // oldest id first
	byID    map[string]*issue
	byKey   map[string]*issue
	moved   map[string]string // ids by the keys that issues once had
	gone    []*issue          // deleted, but perhaps still in the index
	people  *people
	catalog *catalog
	fields  *fieldSet
	filters []Filter
	boards  []Board
	sprints []Sprint
	groups  map[string][]*Person
	me      *Person // whom the account plays if the data does not say
}

// An Issue is one issue as a server would send it, in either flavour's shape:
// the server converts it to its own.
type Issue struct {
	ID     string
	Key    string
	Fields map[string]json.RawMessage // by field id
	// Histories are the entries of the change history, oldest first.
	Histories []History
}

// A History is one entry of a change history.
type History struct {
	ID     string
	Author *Person // nil for a change by nobody
	At     time.Time
	Items  []Item
}

// An Item is one field's change within an entry. The texts are nil where Jira
// sends null. User fields hold account ids or keys in From and To.
type Item struct {
	Field     string // the name at that moment
	FieldType string // jira or custom
	FieldID   string // Cloud only, and there not for every field

	From, FromString *string
	To, ToString     *string
}

// A Filter is a saved query.
type Filter struct {
	ID          string
	Name        string
	Description string
	JQL         string
	Owner       *Person // nil: the account itself
	Favourite   bool    // of the account
}

// An issue is an Issue with what the server looks up often.
type issue struct {
	Issue
	num    int64  // the id as a number
	facts  facts  // what the catalogue and JQL need of the fields
	epic   string // key of the epic, by whichever field
	parent string // key of the issue above, of any kind

	// A version of an issue knows since when it has been so (zero: from the
	// start), and the one before, for as long as an index may show it.
	since   time.Time
	before  atomic.Pointer[issue]
	deleted bool
}

// NewSite makes a site of issues. Issues without an id or key are left out;
// of two with one id the later wins.
func NewSite(issues []Issue) *Site {
	b := newBuilder()
	for _, i := range issues {
		if i.ID == "" || i.Key == "" {
			continue
		}
		for n, h := range i.Histories {
			if h.Author != nil {
				i.Histories[n].Author = b.people.know(*h.Author)
			}
		}
		b.add(i)
	}
	return b.site()
}

// A builder gathers issues for a site.
type builder struct {
	issues []Issue
	at     map[string]int // place in issues by id
	people *people
	names  map[string]string     // field names that pages told
	schema map[string]schemaJSON // field types that pages told

	interned map[string]json.RawMessage // values that issues repeat
	authors  map[string]*Person         // users that histories repeat

	boards  []Board
	sprints []Sprint
}

func newBuilder() *builder {
	return &builder{
		at: make(map[string]int), people: newPeople(),
		names: make(map[string]string), schema: make(map[string]schemaJSON),
		interned: make(map[string]json.RawMessage), authors: make(map[string]*Person),
	}
}

func (b *builder) add(i Issue) {
	slices.SortStableFunc(i.Histories, func(x, y History) int {
		return cmp.Or(x.At.Compare(y.At), compareIDs(x.ID, y.ID))
	})
	if n, ok := b.at[i.ID]; ok {
		b.issues[n] = i
		return
	}
	b.at[i.ID] = len(b.issues)
	b.issues = append(b.issues, i)
}

// site indexes what was gathered.
func (b *builder) site() *Site {
	s := &Site{
		byID: make(map[string]*issue, len(b.issues)), byKey: make(map[string]*issue, len(b.issues)),
		people: b.people, catalog: newCatalog(), boards: b.boards, sprints: b.sprints,
	}
	for _, i := range b.issues {
		one := &issue{Issue: i, num: numberOf(i.ID)}
		one.facts = s.catalog.read(i, s.people)
		s.issues = append(s.issues, one)
		s.byID[i.ID] = one
		s.byKey[i.Key] = one
	}
	slices.SortFunc(s.issues, byNumber)
	s.fields = newFieldSet(s.issues, b.names, b.schema)
	for _, i := range s.issues {
		s.linkParent(i)
	}
	s.linkFormerKeys()
	s.filters = defaultFilters(s)
	return s
}

// linkParent finds an issue's epic and parent: Cloud keeps both in one field,
// Data Center keeps the epic in a custom field of its own.
func (s *Site) linkParent(i *issue) {
	i.parent = i.facts.parentKey
	if i.facts.parentIsEpic {
		i.epic = i.facts.parentKey
	}
	if link := s.fields.epicLink; i.epic == "" && link != "" {
		var key string
		if raw := i.Fields[link]; !isNull(raw) && json.Unmarshal(raw, &key) == nil {
			i.epic = key
		}
	}
	if i.parent == "" {
		i.parent = i.epic
	}
}

// linkFormerKeys lets moved issues be found by the keys that they once had.
func (s *Site) linkFormerKeys() {
	s.moved = make(map[string]string)
	for _, i := range s.issues {
		for _, h := range i.Histories {
			for _, item := range h.Items {
				if item.Field == "Key" && item.FromString != nil {
					s.moved[upper(*item.FromString)] = i.ID
				}
			}
		}
	}
}

// numberOf is an id as the number that it nearly always is, else -1.
func numberOf(id string) int64 {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// find returns the issue with an id or a key, or nil.
func (s *Site) find(idOrKey string) *issue {
	if i := s.byID[idOrKey]; i != nil {
		return i
	}
	key := upper(idOrKey)
	if i := s.byKey[key]; i != nil {
		return i
	}
	return s.byID[s.moved[key]] // as Jira does, find it under its former key
}

// Len is the number of issues.
func (s *Site) Len() int { return len(s.issues) }

// Issues returns the issues by ascending id, as they were given. Their maps
// and slices are the site's own and must not be changed.
func (s *Site) Issues() []Issue {
	all := make([]Issue, len(s.issues))
	for n, i := range s.issues {
		all[n] = i.Issue
	}
	return all
}

// People returns everybody whom the data is known to mention.
func (s *Site) People() []Person {
	var all []Person
	for _, p := range s.people.list() {
		all = append(all, *p)
	}
	return all
}

// Filters returns the saved queries.
func (s *Site) Filters() []Filter { return slices.Clone(s.filters) }

// Boards returns the agile boards.
func (s *Site) Boards() []Board { return slices.Clone(s.boards) }

// Sprints returns the sprints of all boards.
func (s *Site) Sprints() []Sprint { return slices.Clone(s.sprints) }

// account returns the person whom user signs in as: the one with that name or
// address; else the site's own choice; else whoever has the most issues, since
// a demonstration in which "my issues" is empty shows nothing.
func (s *Site) account(user string) *Person {
	who := s.people.byAny(user)
	if who == nil {
		who = s.me
	}
	if who == nil {
		who = s.busiest()
	}
	if who == nil {
		who = s.people.know(Person{Name: user, Display: user})
	}
	return who
}

func (s *Site) busiest() *Person {
	var best *Person
	count := make(map[*Person]int)
	for _, i := range s.issues {
		who := i.facts.assignee
		if who == nil {
			continue
		}
		count[who]++
		if best == nil || count[who] > count[best] {
			best = who
		}
	}
	return best
}

// compareIDs orders ids as the numbers that they nearly always are.
func compareIDs(a, b string) int {
	x, errX := strconv.ParseInt(a, 10, 64)
	y, errY := strconv.ParseInt(b, 10, 64)
	if errX == nil && errY == nil {
		return cmp.Compare(x, y)
	}
	return cmp.Compare(a, b)
}

// parseTime reads a moment as Jira, or RFC 3339, writes it.
func parseTime(text string) (time.Time, error) {
	t, err := time.Parse(TimeLayout, text)
	if err == nil {
		return t, nil
	}
	if t, err = time.Parse(time.RFC3339Nano, text); err == nil {
		return t, nil
	}
	return time.Time{}, fmt.Errorf("%q is not a time", text)
}

func upper(s string) string {
	b := []byte(s)
	for n, c := range b {
		if 'a' <= c && c <= 'z' {
			b[n] = c - 'a' + 'A'
		}
	}
	return string(b)
}
