package app

import (
	"encoding/json"
	"fmt"
	"time"

	"weir"
	"weir/internal/jira/jiratest"
	"weir/internal/msgraph/graphtest"
)

// This file is what the demo of reports needs of the simulations: the hands of
// people at Jira and at OneNote.

// Text returns what a person reads on a page: lines, and rows whose cells are set
// apart by tabs.
func (s *GraphSimulation) Text(title string) (string, error) {
	page, err := s.page(title)
	if err != nil {
		return "", err
	}
	return page.Text(), nil
}

// Write has a person write a line below everything on a page.
func (s *GraphSimulation) Write(title, line string) error {
	page, err := s.page(title)
	if err != nil {
		return err
	}
	return page.TypeBelow(line)
}

func (s *GraphSimulation) page(title string) (*graphtest.Page, error) {
	if page := s.server.Page(title); page != nil {
		return page, nil
	}
	return nil, &weir.Error{Kind: weir.NotFound, Text: fmt.Sprintf("there is no page %q in the simulated OneNote", title)}
}

// ChangeFor lets the team change what a report shows: an issue moves on, another
// one is finished, and a new one is due on a day. Keys may be empty.
func (s *Simulation) ChangeFor(now time.Time, moved, finished string, due weir.Date) ([]SimulatedEvent, error) {
	people := s.live.Site().People()
	var events []SimulatedEvent
	add := func(key, what string) *jiratest.Person {
		by := people[len(events)%len(people)]
		events = append(events, SimulatedEvent{At: now, Who: by.Display, Key: key, What: what})
		return &by
	}
	err := s.live.Edit(now, func(e *jiratest.Edit) error {
		if moved != "" {
			by := add(moved, "")
			status, err := moveOn(e, by, moved)
			if err != nil {
				return err
			}
			events[0].What = "moved it to " + status
		}
		if finished != "" {
			if err := e.Transition(finished, add(finished, "moved it to Done"), "Done"); err != nil {
				return err
			}
		}
		const summary = "Payments by card fail since noon"
		day, err := json.Marshal(due.String())
		if err != nil {
			return err
		}
		by := add("", "wrote it: "+summary)
		key, err := e.Create(jiratest.NewIssue{Project: "SHOP", Type: "Bug", Summary: summary, By: by, Fields: map[string]json.RawMessage{"duedate": day}})
		events[len(events)-1].Key = key
		return err
	})
	return events, err
}
