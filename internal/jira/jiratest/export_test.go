package jiratest

// PlanSprints gives sprints to a site that no server shows yet.
func (s *Site) PlanSprints(sprints ...Sprint) { s.sprints = sprints }
