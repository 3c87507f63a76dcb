package weir

import (
	"encoding/json"
	"time"
)

// An Issue is one Jira issue, with the fields that a query asked for. A field
// that was not asked for, is hidden from the account, or is empty has its zero
// value. Times carry the zone in which Jira sent them.
type Issue struct {
	ID  string // Jira's numeric id: the identity, which survives a move
	Key string // as people say it, for instance OPS-42; changes when the issue moves
	URL string // where a person opens it

	Summary     string
	Description Document
	Type        Type
	Status      Status
	Priority    Named
	Resolution  Named // zero while unresolved
	Project     Project
	Parent      Parent
	Assignee    Person
	Reporter    Person
	Creator     Person
	Labels      []string
	Components  []string
	FixVersions []string

	Created  time.Time
	Updated  time.Time
	Resolved time.Time
	Due      Date

	// Fields holds every other field that was asked for, as Jira sent it, by
	// field id (for instance customfield_10016).
	Fields map[string]json.RawMessage

	History History
}

// A Named thing is known to Jira by an id and to people by a name that can change.
type Named struct {
	ID   string
	Name string
}

// A Type is an issue type.
type Type struct {
	ID      string
	Name    string
	Subtask bool
}

// A Status is a step of a workflow.
type Status struct {
	ID       string
	Name     string
	Category Category
}

// A Category is one of the three groups into which Jira sorts statuses.
type Category string

// The categories, by the keys that Jira gives them. Jira has a fourth,
// "undefined", for statuses outside every workflow.
const (
	ToDo       Category = "new"
	InProgress Category = "indeterminate"
	Done       Category = "done"
	NoCategory Category = "undefined"
)

// A Project is where an issue lives.
type Project struct {
	ID   string
	Key  string
	Name string
}

// A Parent is the issue above another one: an epic, or a sub-task's task.
type Parent struct {
	ID      string
	Key     string
	Summary string
}

// A Person is an account. Cloud knows people by ID only; Data Center by Name
// and key. Display is what other people read.
type Person struct {
	ID      string // accountId on Cloud, key on Data Center
	Name    string // user name on Data Center, empty on Cloud
	Display string
}

// IsZero reports whether there is no person, as for an unassigned issue.
func (p Person) IsZero() bool { return p == Person{} }

// A DocumentFormat says how a Document is written.
type DocumentFormat string

// The formats in which Jira keeps rich text.
const (
	ADF  DocumentFormat = "adf"  // Atlassian Document Format, JSON (Cloud)
	Wiki DocumentFormat = "wiki" // wiki markup (Data Center)
)

// A Document is rich text as Jira sent it. The zero Document is empty.
type Document struct {
	Format DocumentFormat
	Source string // a JSON object for ADF, the markup itself for Wiki
}
