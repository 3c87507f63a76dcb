package tasks

import (
	"context"
	"time"
)

// Links is what Weir remembers of a job from run to run: ids and keyed hashes,
// no text of an issue. It is for one job, which is one query of one site kept
// in one target, and is used by one run at a time.
type Links interface {
	// Load returns everything.
	Load(ctx context.Context) (Memory, error)
	// Save keeps links, each in the place of the one for the same issue, all or
	// none of them. When it returns, they outlast the death of the process.
	Save(ctx context.Context, links ...Link) error
	// Finish notes that a run ended: it removes the links for the issues in
	// forget, keeps the state from which the next run goes on, and writes the
	// run into the history, all or nothing.
	Finish(ctx context.Context, next Progress, forget []string, run Run) error
}

// A Memory is what Links holds.
type Memory struct {
	// Key is random, made with the database, and goes into each hash, so that
	// nobody can find out a short text by trying.
	Key      []byte
	Progress Progress
	Links    []Link // by issue
}

// Progress is how far the job has come. The zero Progress has never run.
type Progress struct {
	// Watermark is what Jira's clock showed when the last finished run began:
	// what changed before that was read. It is never later than this computer's
	// clock then showed.
	Watermark time.Time
	Query     string // hash of what decides what is read; another one means reading everything
	// Account is the hash of whose list it is and, after a blank, that of how
	// Jira names it with its answers, if it does; empty while nobody was asked.
	Account string
}

// A Link says which task stands for which issue, and what both were like when
// Weir last compared them. Two links are alike if they are equal.
type Link struct {
	Issue string // Jira's id
	Key   string
	Task  string // the target's id; empty for an issue that needs no task, or has none yet
	Above string // Jira's id of the issue above, or empty
	// Holder says that the task is a project that holds others, and that its own
	// issue is not in the result.
	Holder bool

	Digest string // hash of all that Jira said; while it is the same, Jira changed nothing
	Base   Base
	Asked  State // what Jira's status asked for
	Seen   State // what the task was
	// Intent is what Base and Seen are to be once the deed is done that was begun
	// last; zero if it is. A run that was killed leaves it behind.
	Intent Intent

	Left   bool      // the issue has left the result, and its task is settled
	Misses int       // runs that could not see the issue
	Missed time.Time // when that began, in UTC, to the millisecond; zero: not missing
	Retry  bool      // something is put off: read the issue in the next run, whether it changed or not
}

// Base holds the hashes of each field as it last was.
type Base struct{ Name, Note, URL, Due, Status, Parent, Extras Pair }

// A Pair is the hash of what Jira wanted and that of what the task then had.
// They differ where the user's value was kept, and where a target cannot hold a
// text as it is.
type Pair struct{ Want, Have string }

// An Intent is what is known of a task beforehand.
type Intent struct {
	Base Base
	Seen State
}

// A Run is one entry of the history.
type Run struct {
	Started, Ended time.Time // by this computer's clock
	Full           bool
	Counts         Counts
}

// Counts are the statistics of a run, in tasks; Kept counts fields.
type Counts struct {
	Created   int `json:"created"`
	Updated   int `json:"updated"`
	Unchanged int `json:"unchanged"`
	Completed int `json:"completed"`
	Reopened  int `json:"reopened"`
	Dropped   int `json:"dropped"`
	Moved     int `json:"moved"`
	Skipped   int `json:"skipped"`   // issues that were closed before they had a task
	Kept      int `json:"kept"`      // fields that both sides had changed
	DoneHere  int `json:"done_here"` // closed by the user, still open in Jira
	Held      int `json:"held"`      // not closed, because too many would have been at once
	Unseen    int `json:"unseen"`    // open, and Jira does not show their issues
	Failed    int `json:"failed"`
}
