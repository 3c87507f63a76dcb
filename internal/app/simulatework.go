package app

import (
	"encoding/json"
	"fmt"
	"time"

	"weir/internal/jira/jiratest"
)

// WorkOn lets the simulated team do so many things, more or less, all of them in
// the last minutes. The first is done to the issue with a key, unless that is
// empty. What happened is told to onEvent.
func (s *Simulation) WorkOn(now time.Time, n int, seed uint64, key string, onEvent func(SimulatedEvent)) error {
	const every = 5 * time.Second
	start := now.Add(-time.Duration(n) * every)
	if key != "" {
		by := s.live.Site().People()[0]
		err := s.live.Edit(start, func(e *jiratest.Edit) error {
			status, err := moveOn(e, &by, key)
			if err == nil {
				onEvent(SimulatedEvent{At: start, Who: by.Display, Key: key, What: "moved it to " + status})
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	jiratest.NewTeam(s.live, jiratest.TeamParams{Seed: seed, Every: every, Start: start, OnEvent: onEvent})
	s.live.Advance(now)
	s.live.Follow(nobody{})
	return nil
}

// moveOn has somebody move an issue to where it is worked on, and returns the
// status: never the one that it is in already, and never one in which its work
// would be done.
func moveOn(e *jiratest.Edit, by *jiratest.Person, key string) (string, error) {
	issue, err := e.Issue(key)
	if err != nil {
		return "", err
	}
	var status struct{ Name string }
	if err := json.Unmarshal(issue.Fields["status"], &status); err != nil {
		return "", fmt.Errorf("read the status of %s: %w", key, err)
	}
	next := "In Progress"
	if status.Name == next {
		next = "In Review"
	}
	return next, e.Transition(key, by, next)
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
