package weir

import "time"

// A Board shows issues of one or more projects in columns.
type Board struct {
	ID      string // Jira's numeric id
	Name    string
	Kind    BoardKind
	Project Project // where the board lives; zero for a person's own board
}

// A BoardKind says how a board's team plans.
type BoardKind string

// The kinds of board, by Jira's names for them.
const (
	Scrum  BoardKind = "scrum"  // in sprints
	Kanban BoardKind = "kanban" // without sprints
	Simple BoardKind = "simple" // of a team-managed project on Cloud: with sprints or without
)

// A BoardConfiguration says what a board shows and how.
type BoardConfiguration struct {
	Board
	FilterID string   // the saved filter that selects the board's issues
	SubQuery string   // JQL by which a kanban board hides what was released; may be empty
	Columns  []Column // from left to right
	// Estimation is the id of the field in which the team estimates, or empty
	// where it counts issues or does not estimate.
	Estimation string
	// Limits says what Min and Max of the columns count: none, issueCount, or
	// issueCountExclSubs (without sub-tasks).
	Limits string
}

// A Column is a stage of work: the issues in certain statuses.
type Column struct {
	Name     string
	Statuses []string // ids; none in a column that shows nothing
	Min, Max int      // how many issues there should be; 0 where there is no limit
}

// Column returns the place of the column that shows the issues in a status,
// from 0 on, or -1: issues in a status that is in no column are not on the board.
func (c BoardConfiguration) Column(statusID string) int {
	for i, column := range c.Columns {
		for _, id := range column.Statuses {
			if id == statusID {
				return i
			}
		}
	}
	return -1
}

// Done returns the place of the column whose issues Jira counts as done, or -1
// where no column has a status. It is the last that has one, whatever its name.
// Source: Atlassian's reference for Jira Software Cloud, "Get configuration".
func (c BoardConfiguration) Done() int {
	for i := len(c.Columns) - 1; i >= 0; i-- {
		if len(c.Columns[i].Statuses) > 0 {
			return i
		}
	}
	return -1
}

// A Sprint is a span of time for which a team plans.
type Sprint struct {
	ID        string
	BoardID   string // where it was made; other boards can show it, too
	Name      string
	State     SprintState
	Start     time.Time // zero until planned
	End       time.Time // as planned; zero until planned
	Completed time.Time // zero unless closed
}

// A SprintState is how far a sprint has come.
type SprintState string

// The states of a sprint.
const (
	Future SprintState = "future"
	Active SprintState = "active"
	Closed SprintState = "closed"
)
