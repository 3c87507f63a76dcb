package tasks

import (
	"context"
	"errors"
	"iter"
)

// A Target is one list of a task manager: a Markdown file, a CalDAV collection,
// the tasks of OmniFocus that carry a tag. It knows from its making where that
// is and which tag is ours. It is used by one goroutine at a time.
//
// What every target promises, and targettest checks:
//
//   - It touches only tasks that an op names, and of these only what the op's
//     Change sets. Everything else survives as it is: properties that it does
//     not know, other tags, alarms, text that is no task.
//   - An op may be handed over again after any failure, a kill included, and
//     then finds what it did the first time: there is never a second task with
//     the same Mark.
//   - It writes nothing when it is handed no ops.
//   - Whatever Name and Note it is given, what comes out is one task with these
//     texts, and nothing in them can end the task or begin another one.
type Target interface {
	// Capabilities says what the target can hold. It never changes and costs
	// nothing.
	Capabilities() Capabilities

	// Tasks reads the tasks that are ours, projects included, each once and in
	// a steady order: those that carry our tag or a Mark, and those whose ids
	// are in linked, closed ones as well. Ids that there are no tasks for are
	// left out. It may return other tasks of the list, too, with Tagged false.
	// It changes nothing. A task that cannot be read is left out only if it is
	// certainly not ours; otherwise the error is a *weir.Error, since a task
	// that is overlooked would be made again.
	Tasks(ctx context.Context, linked []string) ([]Task, error)

	// Apply carries out ops in their order, and yields the result of each one as
	// soon as it is certain: all at once from a target that replaces a file in
	// one step, one after another from one that sends requests. No op yields
	// two results. An op that fails does not keep the others from being tried.
	//
	// The error is a *weir.Error that concerns the whole target, such as a
	// wrong password or a full disk; it comes last, with a zero Result. What has
	// no result by then is not known to be done or not done, and is planned anew
	// in the next run.
	//
	// When ctx ends, Apply finishes the op in hand, or the batch that cannot be
	// divided, with a time limit of its own; yields its result; and begins no
	// other: the sequence then ends with ctx's error. When the caller stops
	// ranging, nothing more is begun either.
	Apply(ctx context.Context, ops []Op) iter.Seq2[Result, error]
}

// Capabilities are what a target can hold, apart from name, note, due date and
// state, which all of them can.
type Capabilities struct {
	Nested   bool // tasks within tasks
	Projects bool // projects that hold tasks, and are listed with Task.Project
	Drop     bool // Dropped is kept apart from Completed
	Tags     bool // our tag can be taken off: Change.Tagged may be false
	// Cascades says that whoever closes a task, or a project, closes what is in
	// it, the user's own tasks included. Task.Holds then counts them.
	Cascades bool
	// Extras names the additional fields that have a place of their own in the
	// target, and so need no line in the note. See Task.Extras.
	Extras []string
}

// An OpKind is what an Op does.
type OpKind string

// The kinds of op.
const (
	Create OpKind = "create" // make a task; Change holds all that it is to have
	Update OpKind = "update" // change what Change sets, and nothing else
	Remove OpKind = "remove" // delete the task; done, too, if it is gone already
)

// An Op is one deed on one task.
type Op struct {
	Kind OpKind
	// Mark is the identity of the issue, a UUID made from the site and the
	// issue's id: see Identity.Mark. A target that can keeps it with the task
	// when it makes one (as UID and address on CalDAV, say) and when it updates
	// one that has none but could; it returns it as Task.Mark.
	Mark string
	// Task is the task as Tasks or a Result returned it; zero for Create.
	// An Update or a Remove is refused with ErrConflict if the task has another
	// Version by now.
	Task   Task
	Change Change
}

// A Change is what is to be set; nil leaves a field as it is.
type Change struct {
	Name *string
	Note *string
	URL  *string
	// Due sets the day, or with the zero date removes it. A time of the day that
	// the task has stays with it.
	Due    *Date
	State  *State
	Parent *Ref
	// Project makes a project instead of a task. For Create only, and only where
	// the target has projects.
	Project bool
	// Tagged puts our tag on, or takes it off where Capabilities.Tags allows it.
	// Create always says true.
	Tagged *bool
	Extras map[string]string // by name, as in Capabilities.Extras; empty text removes
}

// A Ref says which task, or project, is meant: by its ID, or, if it is to be
// made by an earlier Create of the same call of Apply, by that op's Mark. The
// zero Ref means none: the top level, the inbox.
//
// If that Create was refused with ErrConflict, because there is such a task
// already, the Mark means that task; if it failed otherwise, or if there was
// none, the op that refers to it fails with ErrNoParent.
type Ref struct {
	ID   string
	Mark string
}

// A Result is how one op went.
type Result struct {
	Op int // its index among the ops
	// Task is the task as the target now holds it, with its new Version: after
	// success as the op made it, with what the target could not hold as given
	// (see Task.Name); with ErrConflict as somebody else left it.
	Task Task
	Err  error // nil: done
}

// The errors that a Result can hold beside those that tell of a failure. After
// another error it is not known whether the op was carried out.
var (
	// ErrConflict: nothing was done, because the task is no longer at the
	// Version that the op was made for, or because a Create found a task with
	// its Mark. The Result's Task is what is there now, and never zero.
	ErrConflict = errors.New("the task was changed meanwhile")
	// ErrGone: nothing was done, because there is no such task any more.
	ErrGone = errors.New("the task is no longer there")
	// ErrNoParent: nothing was done, because the task that was to be the parent
	// could not be made.
	ErrNoParent = errors.New("the task above could not be made")
)
