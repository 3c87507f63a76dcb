package jiratest

// ParseSprint and PrintSprint are how Data Center's texts of sprints are read
// and written.
var (
	ParseSprint = parseSprint
	PrintSprint = printSprint
)
