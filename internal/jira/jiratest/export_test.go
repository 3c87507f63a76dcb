package jiratest

// Kept counts the versions of issues that a site holds on to, and the deleted
// issues among them.
func (l *Live) Kept() (versions, gone int) {
	s := l.Site()
	for _, list := range [][]*issue{s.issues, s.gone} {
		for _, i := range list {
			for v := i; v != nil; v = v.before.Load() {
				versions++
			}
		}
	}
	return versions, len(s.gone)
}

// PlanSprints gives sprints to a site that no server shows yet.
func (s *Site) PlanSprints(sprints ...Sprint) { s.sprints = sprints }
