package tasks

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"weir"
	"weir/internal/jql"
)

// A reading is how one run finds out what there is to do. It only reads.
type reading struct {
	settings Settings
	source   Source
	query    *jql.Query
	memory   Memory
	full     bool
	in       Input     // what was found
	started  time.Time // by this computer's clock

	seen map[string]bool // ids of the issues that were read
	who  Account         // who is signed in, once that was asked
}

// read fills in the input of a plan. Reading everything costs a clock, an
// account and a search. Reading what changed costs a clock, a census and a search; further
// searches follow only where the three show that something is to be done.
func (r *reading) read(ctx context.Context) error {
	now, err := r.source.Clock(ctx)
	if err != nil {
		return fmt.Errorf("read Jira's clock: %w", err)
	}
	r.in.Now, r.in.Result, r.seen = now, make(map[string]bool), make(map[string]bool)
	// A clock that has gone back was ahead before: what changed since may look older than it is.
	r.full = r.full || now.Before(r.memory.Progress.Watermark)
	if r.full {
		err = r.everything(ctx)
	} else {
		err = r.changes(ctx)
	}
	if err != nil {
		return err
	}
	return r.left(ctx)
}

// account asks who is signed in, and notes whether that is somebody else than
// in the runs before.
func (r *reading) account(ctx context.Context) (err error) {
	if r.who, err = r.source.Account(ctx); err != nil {
		return fmt.Errorf("ask who is signed in: %w", err)
	}
	before, _, _ := strings.Cut(r.memory.Progress.Account, " ")
	r.in.Stranger = before != "" && before != r.in.Hash("account", r.who.ID)
	return nil
}

// accountHash is what is remembered of who is signed in.
func (r *reading) accountHash() string {
	hash := r.in.Hash("account", r.who.ID)
	if name := r.source.AnsweredFor(); name != "" {
		hash += " " + r.in.Hash("answers", name)
	}
	return hash
}

// recognise asks who is signed in where the answers so far were for somebody
// whom nobody knows yet. Where they are for the same as ever, it costs nothing.
func (r *reading) recognise(ctx context.Context) error {
	name := r.source.AnsweredFor()
	_, before, _ := strings.Cut(r.memory.Progress.Account, " ")
	if name == "" || r.who.ID != "" || before == r.in.Hash("answers", name) {
		return nil
	}
	return r.account(ctx)
}

// progress is where the next run goes on, if this one finishes.
func (r *reading) progress() Progress {
	// Where the clocks differ, the one that is behind decides: reading too much
	// costs little, and a watermark in the future would lose what changes before it.
	mark := r.in.Now
	if r.started.Before(mark) {
		mark = r.started
	}
	next := Progress{Watermark: mark, Query: r.in.Hash(r.settings.text()), Account: r.memory.Progress.Account}
	if r.who.ID != "" && (!r.in.Stranger || r.in.Confirmed) {
		next.Account = r.accountHash()
	}
	return next
}

func (r *reading) everything(ctx context.Context) error {
	if err := r.account(ctx); err != nil {
		return err
	}
	if err := r.issues(ctx, Query{JQL: r.query.Wrap(jql.Condition{})}, &r.in.Issues); err != nil {
		return fmt.Errorf("read issues: %w", err)
	}
	for id := range r.seen {
		r.in.Result[id] = true
	}
	return nil
}

// changes reads what was updated since the last run, and what the census shows
// to be new or in need of another look.
func (r *reading) changes(ctx context.Context) error {
	ids, err := r.source.Census(ctx, r.query.Wrap(jql.Condition{}))
	if err != nil {
		return fmt.Errorf("count issues: %w", err)
	}
	if err := r.updated(ctx); err != nil {
		return fmt.Errorf("read updated issues: %w", err)
	}
	if err := r.recognise(ctx); err != nil {
		return err
	}
	for id := range r.seen { // it may have entered the result after the census
		r.in.Result[id] = true
	}
	for _, id := range ids {
		r.in.Result[id] = true
	}
	return r.missing(ctx, ids)
}

// updated reads what was updated since the watermark, less an overlap: Jira's
// index lags. A site that refuses a number as a time is given a date and a
// minute in the time zone of the profile.
func (r *reading) updated(ctx context.Context) error {
	since := r.memory.Progress.Watermark.Add(-r.settings.Overlap)
	err := r.issues(ctx, Query{JQL: r.query.Wrap(jql.UpdatedSince(since))}, &r.in.Issues)
	if !errors.Is(err, weir.BadQuery) {
		return err
	}
	if err := r.account(ctx); err != nil {
		return err
	}
	return r.issues(ctx, Query{JQL: r.query.Wrap(jql.UpdatedSinceMinute(since, r.who.Zone))}, &r.in.Issues)
}

// missing reads those issues of the result that are to be read whether they
// changed or not.
func (r *reading) missing(ctx context.Context, ids []string) error {
	links := make(map[string]*Link, len(r.memory.Links))
	for i := range r.memory.Links {
		links[r.memory.Links[i].Issue] = &r.memory.Links[i]
	}
	there := make(map[string]bool, len(r.in.Tasks))
	for i := range r.in.Tasks {
		there[r.in.Tasks[i].ID] = true
	}
	var want []string
	for _, id := range ids {
		l := links[id]
		if !r.seen[id] && (l == nil || l.stale() || l.Task != "" && !there[l.Task]) {
			want = append(want, id)
		}
	}
	return r.byIDs(ctx, want, &r.in.Issues, func([]string) {}) // what is gone since the census is for the next run
}

// stale reports whether the issue of a link in the result has to be read: what
// changed while it was out of sight is older than what is read now.
func (l *Link) stale() bool {
	return l.Left || l.Holder || l.Retry || l.Misses > 0 || l.Intent != Intent{}
}

// left finds out what became of linked issues that are not in the result. It is
// the sign-in that is looked at first, and then whether they really are not.
func (r *reading) left(ctx context.Context) error {
	there := make(map[string]*Task, len(r.in.Tasks))
	for i := range r.in.Tasks {
		there[r.in.Tasks[i].ID] = &r.in.Tasks[i]
	}
	var lost []string
	for i := range r.memory.Links {
		l := &r.memory.Links[i]
		if !r.in.Result[l.Issue] && l.followed(there[l.Task], r.settings.OnLeft) {
			lost = append(lost, l.Issue)
		}
	}
	if len(lost) == 0 {
		return nil
	}
	if r.who.ID == "" {
		if err := r.account(ctx); err != nil {
			return err
		}
	}
	lost, back, err := r.sift(ctx, lost)
	if err != nil {
		return err
	}
	if err := r.byIDs(ctx, back, &r.in.Issues, func([]string) {}); err != nil {
		return err
	}
	return r.byIDs(ctx, lost, &r.in.Outside, func(ids []string) { r.in.Gone = append(r.in.Gone, ids...) })
}

// followed reports whether anybody has to ask what became of an issue that is
// not in the result.
func (l *Link) followed(t *Task, o OnLeft) bool {
	switch {
	case l.Holder, l.Task == "" && l.Intent == Intent{}:
		return false
	case l.Left: // a run that was killed may have reopened the task
		return (o == LeftKeep || l.Intent != Intent{}) && t != nil && !t.State.Closed()
	default:
		return true
	}
}

// sift asks for issues once more by name: an answer that was cut short, or came
// from an index that lags, is not proof that they left the result.
func (r *reading) sift(ctx context.Context, ids []string) (lost, back []string, err error) {
	in := make(map[string]bool)
	for chunk := range chunks(ids) {
		if err := r.stillIn(ctx, chunk, in); err != nil {
			return nil, nil, err
		}
	}
	for _, id := range ids {
		if in[id] {
			r.in.Result[id] = true
			back = append(back, id)
		} else {
			lost = append(lost, id)
		}
	}
	return lost, back, nil
}

// stillIn notes which of some issues are in the result. Data Center refuses ids
// of issues that are gone, and with one of them all that stand beside it, which
// says nothing of these: so what is refused is asked for by halves.
func (r *reading) stillIn(ctx context.Context, ids []string, in map[string]bool) error {
	only, err := jql.IDs(ids...)
	if err != nil {
		return &weir.Error{Kind: weir.Storage, Text: "the database of tasks holds what is no issue", Err: err}
	}
	found, err := r.source.Census(ctx, r.query.Wrap(only))
	var long interface{ TooLong() bool } // says nothing of the issue
	switch {
	case err == nil:
		for _, id := range found {
			in[id] = true
		}
		return nil
	case errors.Is(err, weir.BadQuery) && len(ids) > 1:
		half := len(ids) / 2
		if err := r.stillIn(ctx, ids[:half], in); err != nil {
			return err
		}
		return r.stillIn(ctx, ids[half:], in)
	case errors.Is(err, weir.BadQuery) && !errors.As(err, &long):
		return nil // this one is gone
	default:
		return fmt.Errorf("look for issues that left the result: %w", err)
	}
}

// chunkSize keeps the address of a request short.
const chunkSize = 100

func chunks(ids []string) func(yield func([]string) bool) {
	return func(yield func([]string) bool) {
		for len(ids) > 0 {
			n := min(chunkSize, len(ids))
			if !yield(ids[:n]) {
				return
			}
			ids = ids[n:]
		}
	}
}

func (r *reading) byIDs(ctx context.Context, ids []string, to *[]weir.Issue, onGone func([]string)) error {
	if len(ids) == 0 {
		return nil
	}
	if err := r.issues(ctx, Query{IDs: ids, OnGone: onGone}, to); err != nil {
		return fmt.Errorf("read issues by their ids: %w", err)
	}
	return nil
}

// issues reads a query to its end, or not at all.
func (r *reading) issues(ctx context.Context, q Query, to *[]weir.Issue) error {
	q.Fields = r.settings.fields()
	for issue, err := range r.source.Issues(ctx, q) {
		if err != nil {
			return err
		}
		*to = append(*to, issue)
		r.seen[issue.ID] = true
	}
	return nil
}
