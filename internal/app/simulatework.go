package app

import (
	"time"

	"weir/internal/jira/jiratest"
)

// WorkOn lets the simulated team do so many things, more or less, all of them in
// the last minutes. What happened is told to onEvent.
func (s *Simulation) WorkOn(now time.Time, n int, seed uint64, onEvent func(SimulatedEvent)) {
	const every = 5 * time.Second
	jiratest.NewTeam(s.live, jiratest.TeamParams{
		Seed: seed, Every: every, Start: now.Add(-time.Duration(n) * every), OnEvent: onEvent,
	})
	s.live.Advance(now)
	s.live.Follow(nobody{})
}

// nobody does nothing more.
type nobody struct{}

// Until does nothing.
func (nobody) Until(time.Time) {}

// Board returns the number of a project's board, or 0.
func (s *Simulation) Board(project string) int {
	for _, b := range s.live.Site().Boards() {
		if b.Project == project {
			return int(b.ID)
		}
	}
	return 0
}
