package jiratest

import (
	"time"
)

// sprintLength is from the start of one sprint to that of the next.
const sprintLength = 14 * 24 * time.Hour

// A sprintDef is a sprint of a workplace.
type sprintDef struct {
	Sprint
	place int // in the workplace's list
	next  *sprintDef
}

// schedule gives a project its sprints and versions, as far as its way of
// working has any: from before the first issue until after the present.
func (w *world) schedule(n int, now, begin time.Time) {
	p := w.places[n]
	if p.ownFlow() {
		return
	}
	monday := time.Date(begin.Year(), begin.Month(), begin.Day()-int(begin.Weekday()+6)%7, 9, 0, 0, 0, time.UTC)
	for start := monday; n%2 == 0 && !start.After(now.Add(sprintLength)); start = start.Add(sprintLength) {
		p.addSprint(n, start, now)
	}
	for start := monday; ; start = start.AddDate(0, 0, 28) {
		day := start.AddDate(0, 0, 24)
		place := len(p.versions)
		id, minor := decimal(int64(10000+1000*n+place)), decimal(int64(place))
		p.versions = append(p.versions, &release{
			namedDef: namedDef{id, "1." + minor, "What was done until " + day.Format("2 January")}, start: start, day: day,
			released: !day.After(now), archived: day.AddDate(0, 0, 180).Before(now),
		})
		if day.After(now) {
			break
		}
	}
	p.versions = append(p.versions, &release{namedDef: namedDef{decimal(int64(10999 + 1000*n)), "Some day", ""}, start: now})
}

func (p *workplace) addSprint(board int, start, now time.Time) {
	k := len(p.sprints)
	goals := []string{"Fewer clicks to pay", "", "Search, filters, and \"did you mean\"", "Catch up [after the holidays]", "Sign-in without surprises"}
	s := &sprintDef{place: k, Sprint: Sprint{
		ID: int64(1 + k + 1000*board), Board: int64(1 + board), Name: p.Key + " Sprint " + decimal(int64(k+1)), Goal: goals[k%len(goals)],
		State: "future", Start: start, End: start.Add(sprintLength - 3*24*time.Hour + 8*time.Hour),
	}}
	// Sprints are completed when somebody thinks of it, at the latest just
	// before the next one starts.
	completed := start.Add(sprintLength - []time.Duration{64, 63, 2}[k%3]*time.Hour)
	if !start.After(now) {
		s.State = "active"
	}
	if !completed.After(now) {
		s.State, s.Completed = "closed", completed
	}
	if k > 0 {
		p.sprints[k-1].next = s
	}
	p.sprints = append(p.sprints, s)
}

// sprintAt returns the sprint that runs at a moment, or nil.
func (p *workplace) sprintAt(at time.Time) *sprintDef {
	if len(p.sprints) == 0 {
		return nil
	}
	n := int(at.Sub(p.sprints[0].Start) / sprintLength)
	if n < 0 || n >= len(p.sprints) || at.Before(p.sprints[n].Start) {
		return nil
	}
	return p.sprints[n]
}

// versionAt is the next version to be released at a moment, or nil.
func (p *workplace) versionAt(at time.Time) *release {
	for _, v := range p.versions {
		if v.day.After(at) {
			return v
		}
	}
	return nil
}

func (w *world) allSprints() []Sprint {
	var all []Sprint
	for _, p := range w.places {
		for _, s := range p.sprints {
			all = append(all, s.Sprint)
		}
	}
	return all
}

// boards returns a board for each project. Blocked is in no column.
func (w *world) boards() []Board {
	var all []Board
	for n, p := range w.places {
		b := Board{ID: int64(1 + n), Name: p.Key + " board", Kind: "kanban", Project: p.Key, FilterID: boardFilterID(n), Limits: "issueCount"}
		if len(p.sprints) > 0 {
			b.Kind, b.Estimation, b.Limits = "scrum", pointsField, "none"
		}
		for _, at := range []int{toDo, inProgress, inReview, done} {
			if p.flow[at] == nil {
				continue
			}
			column := Column{Name: p.flow[at].Name, Statuses: []string{p.flow[at].ID}}
			if least, most := 1, 3+at; b.Kind == "kanban" && (at == inProgress || at == inReview) {
				column.Max = &most
				if at == inProgress {
					column.Min = &least
				}
			}
			b.Columns = append(b.Columns, column)
		}
		all = append(all, b)
	}
	return all
}

func boardFilterID(n int) string { return decimal(int64(11000 + n)) }

// saveFilters adds the team's saved queries, and those behind its boards.
func (g *generator) saveFilters(s *Site) {
	s.filters = append(s.filters, Filter{
		ID: decimal(int64(10000 + len(s.filters))), Name: "Open bugs", Description: "Everything that is broken",
		JQL: "issuetype = Bug AND resolution = EMPTY ORDER BY priority DESC, created", Owner: g.team[1], Favourite: true,
	})
	for n, p := range g.places {
		s.filters = append(s.filters, Filter{
			ID: boardFilterID(n), Name: "Filter for " + p.Key + " board", Description: "", Owner: g.team[n%len(g.team)],
			JQL: "project = " + p.Key + " ORDER BY Rank ASC",
		})
	}
}
