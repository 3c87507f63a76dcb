package jiratest

import "time"

// A Board shows the issues of a saved filter in columns.
type Board struct {
	ID       int64
	Name     string
	Kind     string // scrum or kanban
	Project  string // key of the project that it belongs to
	FilterID string // id of one of the site's filters
	Columns  []Column
	// Estimation is the id of the field in which a scrum board's team estimates.
	Estimation string
	// Limits says what Min and Max of the columns count: issueCount, or none.
	Limits string
}

// A Column of a board shows the issues in certain statuses. The last column
// that has any is what Jira calls done.
type Column struct {
	Name     string
	Statuses []string // ids
	Min, Max *int     // nil: no limit
}

// A Sprint is a span of time for which a scrum team plans.
type Sprint struct {
	ID        int64
	Board     int64
	Name      string
	Goal      string
	State     string // future, active or closed
	Start     time.Time
	End       time.Time
	Completed time.Time // zero unless closed
}
