package tasks

import (
	"slices"
	"strings"
	"time"

	"weir"
	"weir/internal/jql"
)

// Settings are what the user wants of one job.
type Settings struct {
	Job    string // what the user calls it
	Site   string // see Identity.Site
	Target string // what the target is and where; the job's links are for this one
	JQL    string // bounded; with or without ORDER BY

	Organise Organise
	// Completed and Dropped name the statuses that close a task, in any case.
	// Where Completed is nil, Jira's category decides: done completes. An empty
	// list, other than nil, is a list of none.
	Completed, Dropped []string
	OnLeft             OnLeft
	// KeepLocal names the fields, FieldName or FieldDue, for which the user's
	// value wins where Jira has changed it, too.
	KeepLocal []Field
	// Extras are further fields of Jira's to show; nothing else is read than
	// the six fields that a task is made of, and these.
	Extras []Extra

	Overlap   time.Duration              // how far each reading goes back behind the last; 0: two hours
	GraceRuns int                        // for how many runs, and …
	GraceSpan time.Duration              // … how long an issue must be invisible before its task is dropped; 0: 3 runs, 24 h
	Describe  func(weir.Document) string // makes Markdown of a description
	Plain     func(string) string        // writes other text of Jira's into a note
}

// Organise says how tasks lie within each other.
type Organise string

// The ways to organise.
const (
	None    Organise = "none"    // side by side
	Project Organise = "project" // in a project for each parent
	Nested  Organise = "nested"  // in the task of the parent, where that is in the result
)

// OnLeft says what becomes of the task of an issue that is still open in Jira
// but no longer in the result.
type OnLeft string

// What can become of such a task.
const (
	LeftComplete OnLeft = "complete"
	LeftDrop     OnLeft = "drop"
	LeftUntag    OnLeft = "untag" // it is the user's from then on
	LeftKeep     OnLeft = "keep"  // it stays, and is closed when the issue is
)

// A Field is a part of a task that Weir writes.
type Field string

// The fields.
const (
	FieldName   Field = "name"
	FieldNote   Field = "note"
	FieldURL    Field = "url"
	FieldDue    Field = "due"
	FieldStatus Field = "status"
	FieldParent Field = "parent"
	FieldExtras Field = "extras"
)

// An Extra is a field of Jira's that the user asked for.
type Extra struct {
	ID    string // for instance priority or customfield_10016
	Label string // how it is called in the note; empty: as the ID
}

// The defaults of Settings.
const (
	defaultOverlap   = 2 * time.Hour
	defaultGraceRuns = 3
	defaultGraceSpan = 24 * time.Hour
)

// complete fills in the defaults.
func (s Settings) complete() Settings {
	if s.Organise == "" {
		s.Organise = None
	}
	if s.OnLeft == "" {
		s.OnLeft = LeftComplete
	}
	if s.Overlap == 0 {
		s.Overlap = defaultOverlap
	}
	if s.GraceRuns == 0 {
		s.GraceRuns = defaultGraceRuns
	}
	if s.GraceSpan == 0 {
		s.GraceSpan = defaultGraceSpan
	}
	if s.Plain == nil {
		s.Plain = func(text string) string { return text }
	}
	if s.Describe == nil {
		s.Describe = func(d weir.Document) string { return d.Source }
	}
	return s
}

// Check reports what cannot be, given what the target can hold. Errors are of
// kind BadConfig, or BadQuery for the JQL.
func (s Settings) Check(c Capabilities) error {
	s = s.complete()
	bad := func(text, next string) error { return &weir.Error{Kind: weir.BadConfig, Text: text, Next: next} }
	switch {
	case !slices.Contains([]Organise{None, Project, Nested}, s.Organise):
		return bad("organise cannot be "+string(s.Organise), "write none, project or nested")
	case !slices.Contains([]OnLeft{LeftComplete, LeftDrop, LeftUntag, LeftKeep}, s.OnLeft):
		return bad("on_left cannot be "+string(s.OnLeft), "write complete, drop, untag or keep")
	case s.Organise == Project && !c.Projects:
		return bad("this target has no projects", `write organise = "nested" or "none"`)
	case s.Organise == Nested && !c.Nested:
		return bad("this target has no tasks within tasks", `write organise = "none"`)
	case s.OnLeft == LeftUntag && !c.Tags:
		return bad("this target cannot take the tag off a task", `write on_left = "complete", "drop" or "keep"`)
	}
	for _, f := range s.KeepLocal {
		if f != FieldName && f != FieldDue {
			return bad("keep_local cannot hold "+string(f), "it may hold name and due; everything else that you write stays anyhow")
		}
	}
	for _, x := range s.Extras {
		if !jql.ValidFieldID(x.ID) {
			return bad("a field cannot be called "+x.ID, "write its id, for instance priority or customfield_10016")
		}
	}
	q, err := jql.Parse(s.JQL)
	if err == nil && q.Bounded() {
		return nil
	}
	return &weir.Error{Kind: weir.BadQuery, Text: "this job's JQL cannot be used", Err: err, Next: "it needs a condition, such as: assignee = currentUser()"}
}

// fields lists what is asked of Jira.
func (s Settings) fields() []string {
	fields := []string{"summary", "description", "status", "duedate", "updated", "parent"}
	for _, x := range s.Extras {
		if !slices.Contains(fields, x.ID) {
			fields = append(fields, x.ID)
		}
	}
	return fields
}

// text writes down all that decides what is read and what is made of it. When
// it changes, everything is read anew.
func (s Settings) text() string {
	var b strings.Builder
	put := func(parts ...string) {
		for _, p := range parts {
			b.WriteString(p)
			b.WriteByte(0)
		}
		b.WriteByte(1)
	}
	put("1", s.Site, s.Target, s.JQL, string(s.Organise)) // 1: the form of the note
	if s.Completed == nil {
		put("by category")
	}
	put(s.Completed...)
	put(s.Dropped...)
	for _, x := range s.Extras {
		put(x.ID, x.Label)
	}
	return b.String()
}
