package tasks_test

import (
	"cmp"
	"context"
	"encoding/json"
	"iter"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"weir"
	"weir/internal/tasks"
)

// userQuery selects the issues that are mine; with unresolved, those of them
// that are not done.
const (
	mine       = "assignee = currentUser() ORDER BY priority DESC"
	unresolved = "assignee = currentUser() AND resolution = Unresolved"
)

// An issue is one issue of a simple Jira, at one moment.
type issue struct {
	weir.Issue
	mine, hidden, deleted bool
}

// A site is a Jira in memory. It remembers every state of every issue, because
// its index lags.
type site struct {
	now      time.Time
	zone     *time.Location // of the profile
	me       string         // who is signed in
	alias    string         // how answers name me, where that is not as ever
	nameless bool           // answers do not say for whom they are
	lag      time.Duration  // of the index
	ahead    time.Duration  // of the clock that it tells; that of its issues is right
	versions map[string][]issue
	at       map[string][]time.Time
	order    []string
	next     int

	// What can go wrong.
	anonymous    bool  // the sign-in is lost, and nobody says so
	noNumbers    bool  // refuses epoch milliseconds
	cut          int   // a census and a search return at most so many issues; 0: all
	broken       error // nothing is answered
	twice        bool  // each issue comes on two pages
	calls        int
	searches     []string
	brokenIssues bool
	refusesGone  bool // refuses ids of issues that cannot be seen, as Data Center does
	longest      int  // more ids than so many make a request too long; 0: no number does, -1: any does
}

// tooLong is the reason of an error for a request that is too long.
type tooLong struct{}

func (tooLong) Error() string { return "too long" }
func (tooLong) TooLong() bool { return true }

var _ tasks.Source = (*site)(nil)

func newSite() *site {
	return &site{
		now: time.Date(2024, 3, 4, 9, 0, 0, 0, time.UTC), zone: time.UTC, me: "ada",
		versions: make(map[string][]issue), at: make(map[string][]time.Time),
	}
}

var (
	toDo       = weir.Status{ID: "1", Name: "To Do", Category: weir.ToDo}
	inProgress = weir.Status{ID: "2", Name: "In Progress", Category: weir.InProgress}
	doneStatus = weir.Status{ID: "3", Name: "Done", Category: weir.Done}
	withdrawn  = weir.Status{ID: "4", Name: "Withdrawn", Category: weir.Done}
)

// add makes an issue of mine, and returns its id.
func (s *site) add(key, summary string, edits ...func(*issue)) string {
	s.next++
	id := strconv.Itoa(10000 + s.next)
	s.order = append(s.order, id)
	i := issue{mine: true}
	i.ID, i.Key, i.Summary, i.Status = id, key, summary, toDo
	i.Description = weir.Document{Format: weir.Wiki, Source: "About " + summary}
	s.put(i, edits...)
	return id
}

// edit changes an issue; Jira notes when.
func (s *site) edit(id string, edits ...func(*issue)) { s.put(s.latest(id), edits...) }

// quietly changes what Jira does not count as an update, such as who may see it.
func (s *site) quietly(id string, edits ...func(*issue)) {
	updated := s.latest(id).Updated
	s.edit(id, edits...)
	s.versions[id][len(s.versions[id])-1].Updated = updated
}

func (s *site) latest(id string) issue { return s.versions[id][len(s.versions[id])-1] }

func (s *site) put(i issue, edits ...func(*issue)) {
	for _, e := range edits {
		e(&i)
	}
	i.URL, i.Updated = "https://jira.example/browse/"+i.Key, s.now
	s.versions[i.ID] = append(s.versions[i.ID], i)
	s.at[i.ID] = append(s.at[i.ID], s.now)
}

// indexed returns the issue as the index knows it.
func (s *site) indexed(id string) (issue, bool) {
	for n := len(s.at[id]) - 1; n >= 0; n-- {
		if !s.at[id][n].After(s.now.Add(-s.lag)) {
			return s.versions[id][n], true
		}
	}
	return issue{}, false
}

func (s *site) Clock(context.Context) (time.Time, error) {
	s.calls++
	return s.now.Add(s.ahead), s.broken
}

func (s *site) Account(context.Context) (tasks.Account, error) {
	s.calls++
	if s.anonymous {
		return tasks.Account{}, &weir.Error{Kind: weir.Unauthorised, Text: "nobody is signed in"}
	}
	return tasks.Account{ID: s.me, Zone: s.zone}, s.broken
}

// AnsweredFor is, as on Data Center, another name than the account's id.
func (s *site) AnsweredFor() string {
	switch {
	case s.nameless:
		return ""
	case s.anonymous:
		return "anonymous"
	default:
		return cmp.Or(s.alias, "user "+s.me)
	}
}

func (s *site) Census(_ context.Context, text string) ([]string, error) {
	found, err := s.search(text)
	return found, err
}

func (s *site) Issues(_ context.Context, q tasks.Query) iter.Seq2[weir.Issue, error] {
	return func(yield func(weir.Issue, error) bool) {
		ids, gone, err := q.IDs, []string(nil), error(nil)
		if len(ids) == 0 {
			ids, err = s.search(q.JQL)
		} else {
			s.calls++
			err = s.broken
			gone = slices.DeleteFunc(slices.Clone(ids), s.visible)
			ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !s.visible(id) })
		}
		if err != nil {
			yield(weir.Issue{}, err)
			return
		}
		for range 2 {
			for _, id := range ids {
				if !yield(s.shown(id), nil) {
					return
				}
			}
			if !s.twice {
				break
			}
		}
		if len(gone) > 0 {
			q.OnGone(gone)
		}
	}
}

func (s *site) shown(id string) weir.Issue {
	i := s.latest(id)
	if s.brokenIssues && strings.Contains(i.Summary, "broken") {
		i.Key = ""
	}
	return i.Issue
}

func (s *site) visible(id string) bool {
	if s.versions[id] == nil {
		return false
	}
	i, known := s.indexed(id)
	now := s.latest(id)
	return known && !i.hidden && !i.deleted && !now.hidden && !now.deleted
}

var (
	sinceNumber = regexp.MustCompile(`updated >= (\d+)`)
	sinceMinute = regexp.MustCompile(`updated >= "([^"]+)"`)
	idList      = regexp.MustCompile(`id in \(([\d,]+)\)`)
)

func (s *site) search(text string) ([]string, error) {
	s.calls++
	s.searches = append(s.searches, text)
	if s.broken != nil {
		return nil, s.broken
	}
	var since time.Time
	if m := sinceNumber.FindStringSubmatch(text); m != nil {
		if s.noNumbers {
			return nil, &weir.Error{Kind: weir.BadQuery, Text: "a date, please"}
		}
		ms, _ := strconv.ParseInt(m[1], 10, 64)
		since = time.UnixMilli(ms)
	}
	if m := sinceMinute.FindStringSubmatch(text); m != nil {
		since, _ = time.ParseInLocation("2006-01-02 15:04", m[1], s.zone)
	}
	var only []string
	if m := idList.FindStringSubmatch(text); m != nil {
		only = strings.Split(m[1], ",")
	}
	if s.longest > 0 && len(only) > s.longest || s.longest < 0 && only != nil {
		return nil, &weir.Error{Kind: weir.BadQuery, Text: "the request is too long", Err: tooLong{}}
	}
	if s.refusesGone && slices.ContainsFunc(only, func(id string) bool { return !s.visible(id) }) {
		return nil, &weir.Error{Kind: weir.BadQuery, Text: "an issue does not exist"}
	}
	var found []string
	for _, id := range s.order {
		i, _ := s.indexed(id)
		switch {
		case !s.visible(id), !i.mine, s.anonymous,
			strings.Contains(text, "Unresolved") && i.Status.Category == weir.Done,
			i.Updated.Before(since), only != nil && !slices.Contains(only, id):
		default:
			found = append(found, id)
		}
	}
	if s.cut > 0 && only == nil && len(found) > s.cut {
		found = found[:s.cut]
	}
	return found, nil
}

func status(to weir.Status) func(*issue) { return func(i *issue) { i.Status = to } }
func summary(to string) func(*issue)     { return func(i *issue) { i.Summary = to } }
func due(to weir.Date) func(*issue)      { return func(i *issue) { i.Due = to } }
func key(to string) func(*issue)         { return func(i *issue) { i.Key = to } }
func isMine(to bool) func(*issue)        { return func(i *issue) { i.mine = to } }
func hidden(to bool) func(*issue)        { return func(i *issue) { i.hidden = to } }
func below(p weir.Parent) func(*issue)   { return func(i *issue) { i.Parent = p } }
func about(to string) func(*issue)       { return func(i *issue) { i.Description.Source = to } }
func field(id, raw string) func(*issue) {
	return func(i *issue) { i.Fields = map[string]json.RawMessage{id: json.RawMessage(raw)} }
}
