package app

// How text from Jira is written into a note.
var (
	Describe = describe
	Plain    = plain
)
