package jiratest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"
)

// An Edit is a change of a Live on its way. Its methods are what people do in
// Jira; what they did takes effect all at once.
type Edit struct {
	live *Live
	site *Site // as it was
	at   time.Time

	open    map[string]*Issue // by id; nil for an issue that is deleted
	moved   map[string]string // ids by former keys
	catalog *catalog          // nil until the edit changes it
	filters []Filter
	boards  []Board
	sprints []Sprint
}

// Edit changes the site at a moment. When do fails, nothing happens. Moments
// must not go back.
func (l *Live) Edit(at time.Time, do func(*Edit) error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	site := l.now.Load()
	e := &Edit{
		live: l, site: site, at: at.UTC().Truncate(time.Millisecond),
		open: make(map[string]*Issue), moved: make(map[string]string),
		filters: slices.Clone(site.filters), boards: slices.Clone(site.boards), sprints: slices.Clone(site.sprints),
	}
	if err := do(e); err != nil {
		return fmt.Errorf("change the site: %w", err)
	}
	l.now.Store(e.result())
	return nil
}

// Issue returns an issue as the edit has left it so far. It must not be changed.
func (e *Edit) Issue(idOrKey string) (Issue, error) {
	i, err := e.find(idOrKey)
	if err != nil {
		return Issue{}, err
	}
	return *i, nil
}

func (e *Edit) find(idOrKey string) (*Issue, error) {
	for _, i := range e.open {
		if i != nil && (i.ID == idOrKey || i.Key == idOrKey) {
			return i, nil
		}
	}
	found := e.site.find(idOrKey)
	if found == nil {
		return nil, fmt.Errorf("there is no issue %s", idOrKey)
	}
	if changed, ok := e.open[found.ID]; ok && changed == nil {
		return nil, fmt.Errorf("%s was deleted", idOrKey)
	} else if ok {
		return changed, nil
	}
	return &found.Issue, nil
}

// change returns an issue that may be changed.
func (e *Edit) change(idOrKey string) (*Issue, error) {
	i, err := e.find(idOrKey)
	if err != nil {
		return nil, err
	}
	if e.open[i.ID] == nil {
		i = &Issue{ID: i.ID, Key: i.Key, Fields: maps.Clone(i.Fields), Histories: slices.Clip(i.Histories)}
		e.open[i.ID] = i
	}
	return i, nil
}

// touch notes that somebody changed the issue: an entry of its history, if there
// are items, and the time.
func (e *Edit) touch(i *Issue, by *Person, items ...Item) {
	if len(items) > 0 {
		i.Histories = append(i.Histories, History{ID: e.live.ids.nextHistory(), Author: by, At: e.at, Items: items})
	}
	i.Fields["updated"] = e.moment()
}

func (e *Edit) moment() json.RawMessage { return appendString(nil, e.at.Format(TimeLayout)) }

// result is the site after the edit.
func (e *Edit) result() *Site {
	next := *e.site
	next.filters, next.boards, next.sprints = e.filters, e.boards, e.sprints
	if len(e.open) == 0 && e.catalog == nil {
		return &next
	}
	if len(e.moved) > 0 {
		next.moved = maps.Clone(next.moved)
		if next.moved == nil {
			next.moved = make(map[string]string)
		}
		maps.Copy(next.moved, e.moved)
	}
	next.byID, next.byKey = maps.Clone(next.byID), maps.Clone(next.byKey)
	catalog := e.catalog
	if catalog == nil {
		catalog = next.catalog.fork()
	}
	e.dropForgotten(&next)
	var fresh []*issue
	for _, id := range slices.SortedFunc(maps.Keys(e.open), compareIDs) {
		if i := e.version(&next, catalog, id); i != nil {
			fresh = append(fresh, i)
		}
	}
	if e.catalog != nil || catalog.size() != next.catalog.size() {
		next.catalog = catalog
	}
	next.issues = merged(next.issues, next.byID, fresh)
	next.learnFields(fresh)
	for _, i := range fresh {
		next.linkParent(i)
	}
	return &next
}

// version puts the new version of an issue into its places, and returns it
// unless it is a deletion.
func (e *Edit) version(next *Site, catalog *catalog, id string) *issue {
	old := next.byID[id]
	if old != nil {
		delete(next.byKey, old.Key)
	}
	changed := e.open[id]
	if changed == nil {
		tombstone := &issue{Issue: old.Issue, num: old.num, facts: old.facts, since: e.at, deleted: true}
		e.remember(tombstone, old)
		next.gone = append(slices.Clip(next.gone), tombstone)
		delete(next.byID, id)
		return nil
	}
	i := &issue{Issue: *changed, num: numberOf(id), since: e.at}
	if old != nil {
		e.remember(i, old)
	}
	i.facts = catalog.read(*changed, next.people)
	next.byID[id], next.byKey[i.Key] = i, i
	return i
}

// remember links a version to the one before. What no index can show any more
// is cut off, so that a long life does not fill the memory.
func (e *Edit) remember(i, old *issue) {
	i.before.Store(old)
	for v := old; v != nil; v = v.before.Load() {
		if v.since.IsZero() || !v.since.Add(e.live.lag).After(e.at) {
			v.before.Store(nil) // this one every index knows by now
		}
	}
}

// dropForgotten lets go of deleted issues that no index can show any more.
func (e *Edit) dropForgotten(next *Site) {
	next.gone = slices.DeleteFunc(slices.Clone(next.gone), func(i *issue) bool { return !i.since.Add(e.live.lag).After(e.at) })
}

// merged returns the issues with the fresh ones in their places, by id.
func merged(issues []*issue, byID map[string]*issue, fresh []*issue) []*issue {
	next := make([]*issue, 0, len(issues)+len(fresh))
	had := make(map[string]bool, len(fresh))
	for _, i := range issues {
		if now := byID[i.ID]; now != nil {
			next = append(next, now)
			had[i.ID] = true
		}
	}
	count := len(next)
	for _, i := range fresh {
		if !had[i.ID] {
			next = append(next, i)
		}
	}
	if len(next) > count {
		slices.SortFunc(next, byNumber)
	}
	return next
}

func byNumber(x, y *issue) int { return cmp.Or(cmp.Compare(x.num, y.num), cmp.Compare(x.ID, y.ID)) }

// learnFields makes the site know fields that only the fresh issues have.
func (s *Site) learnFields(fresh []*issue) {
	for _, i := range fresh {
		for id, raw := range i.Fields {
			if s.fields.byID[id] == nil && !isNull(raw) {
				s.fields = s.fields.extended(fresh)
				return
			}
		}
	}
}
