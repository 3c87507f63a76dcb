package tasks

import (
	"fmt"

	"weir"
)

// A Report says what a run found, did, and left undone.
type Report struct {
	Counts     Counts
	Kept       []Kept
	Duplicates []Duplicate
	Failures   []Failure
	// Held names the issues whose tasks were not closed, since too many would
	// have been; Waiting those whose tasks still hold open ones.
	Held, Waiting []string
	// Unseen names the issues that cannot be seen, and whose tasks stay open.
	Unseen []string
	// Foreign names the issues for which no task was made, because another account
	// is signed in than in the runs before.
	Foreign []string
	// Strays are found by whoever makes the target, after the run.
	Strays []Stray
	// Stranger says that something was held for that reason, and Empty that tasks
	// were held because the query selects nothing at all any more.
	Stranger, Empty bool
}

// Kept is a value that gave way because both sides had changed a field.
type Kept struct {
	Key   string
	Field Field
	Lost  string // the value that is not in the task now; for a note it stands below the block
	Local bool   // the user's value won
}

// A Stray is a note of Weir's that belongs to no task: the user has deleted the
// line of its task, and it says something else than Weir would write, or the task
// does not come back.
type Stray struct {
	Line int    // of the file, from 1, where it begins
	URL  string // of the issue that it is about, as far as it says so
}

// A Duplicate is a second task for one issue. It is left alone.
type Duplicate struct{ Key, Task, Name string }

// A Failure is an issue for which something could not be done.
type Failure struct {
	Key string // or the id, where the issue has no key
	Err error
}

func (r *Report) fail(key string, err error) {
	r.Failures = append(r.Failures, Failure{Key: key, Err: err})
	r.Counts.Failed++
}

// count adds a step that was done to the statistics.
func (r *Report) count(s *Step) {
	c := &r.Counts
	switch s.Deed {
	case Creates:
		c.Created++
	case Updates:
		c.Updated++
	case Completes:
		c.Completed++
	case Reopens:
		c.Reopened++
	case Drops:
		c.Dropped++
	case Moves:
		c.Moved++
	}
	r.keep(s.Kept)
}

func (r *Report) keep(kept []Kept) {
	r.Kept = append(r.Kept, kept...)
	r.Counts.Kept += len(kept)
}

// err says what was left undone.
func (r *Report) err() error {
	switch {
	case len(r.Failures) > 0:
		f := r.Failures[0]
		return &weir.Error{
			Kind: weir.Partial, Err: f.Err, Next: weir.NextStep(f.Err),
			Text: fmt.Sprintf("%d of the issues could not be brought into step; %s", len(r.Failures), f.Key),
		}
	case r.Stranger:
		return &weir.Error{
			Kind: weir.Partial,
			Text: fmt.Sprintf("the list was kept for another account; for this one no tasks are made (%d), and none closed because it does not find issues that are not finished (%d)",
				len(r.Foreign), len(r.Held)),
			Next: "if the account was changed on purpose, run it again with --yes; if not, sign in with the one from before",
		}
	case len(r.Held) > 0 && r.Empty:
		return &weir.Error{
			Kind: weir.Partial,
			Text: fmt.Sprintf("the query selects nothing at all any more; the tasks of issues that are not finished (%d) stay as they are", len(r.Held)),
			Next: "look whether the query is still the right one; to close these tasks, run it again with --yes",
		}
	case len(r.Held) > 0:
		return &weir.Error{
			Kind: weir.Partial,
			Text: fmt.Sprintf("%d tasks would be closed whose issues are not finished, but not selected any more or nowhere to be seen, which is suspiciously many; they stay as they are", len(r.Held)),
			Next: "look whether the query is still the right one, and into Jira whether the account may still see these issues; to close their tasks, run it again with --yes",
		}
	default:
		return nil
	}
}
