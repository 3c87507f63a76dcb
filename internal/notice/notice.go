// Package notice tells the person at the desktop that a job in the background
// failed: once for each kind of failure, until the job succeeds again.
//
// It must not show a secret or tell the same thing twice, and what it keeps is
// the kind and the time of a failure, nothing of its text.
package notice

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"

	"weir"
	"weir/internal/atomicfile"
	"weir/internal/program"
	"weir/internal/secret"
)

// Params say where notices go, and what was told before.
type Params struct {
	GOOS    string
	Getenv  func(string) string
	Environ []string // for the program that shows a notice on macOS
	Run     program.RunFunc
	State   string // the file that keeps what was told; its directory is made
	Now     func() time.Time
	// Scrub takes secrets out of a text; secret.Scrub when nil.
	Scrub func(string) string
	// Show replaces the desktop, for tests.
	Show func(ctx context.Context, title, body string) error
}

// A Notifier tells the desktop about the runs of jobs. It is for one goroutine.
type Notifier struct {
	p    Params
	said map[string]bool // the bodies that it has shown: jobs often fail for one cause
}

// New returns a Notifier. It touches nothing yet.
func New(p Params) *Notifier {
	n := &Notifier{p: p, said: map[string]bool{}}
	if n.p.Scrub == nil {
		n.p.Scrub = secret.Scrub
	}
	if n.p.Show == nil {
		n.p.Show = n.show
	}
	return n
}

// patience is for how long a failure that passes by itself is not worth a word:
// a laptop is often without a network.
const patience = 3 * time.Hour

// Ended takes note of how a run of a job ended, runErr being nil for success,
// and tells the desktop where that is news. A run that was interrupted is none,
// and what this Notifier has said of one job is not said of another.
//
// The error says that the person could not be told, and is ErrNoDesktop where
// there is nobody to tell; then it is tried again after the next run.
func (n *Notifier) Ended(ctx context.Context, job string, runErr error) error {
	kind := weir.KindOf(runErr)
	if kind == weir.Interrupted || ctx.Err() != nil {
		return nil
	}
	now := n.p.Now().UTC().Truncate(time.Second)
	return n.update(ctx, job, func(known failures) (failures, error) {
		if kind == "" {
			return nil, nil
		}
		last, again := known[kind]
		if !again {
			last = failure{Since: now}
		}
		if !last.Told && (!passes(kind) || now.Sub(last.Since) >= patience) {
			if body := n.body(runErr); !n.said[body] {
				if err := n.p.Show(ctx, title(job, kind), body); err != nil {
					return known.with(kind, last), fmt.Errorf("tell the desktop: %w", err)
				}
				n.said[body] = true
			}
			last.Told = true
		}
		return known.with(kind, last), nil
	})
}

// passes reports whether a failure usually ends without anybody's doing.
func passes(kind weir.Kind) bool {
	switch kind {
	case weir.Unreachable, weir.ServerFault, weir.RateLimited, weir.Truncated, weir.Busy:
		return true
	default:
		return false
	}
}

func title(job string, kind weir.Kind) string {
	switch kind {
	case weir.Unauthorised:
		return "Weir: the sign-in for " + job + " does not work"
	case weir.Partial:
		return "Weir: " + job + " was partly done"
	default:
		return "Weir: " + job + " failed"
	}
}

// maxText is how much of an error fits a notice, in characters.
const maxText = 220

// body says what went wrong and what to do first about it.
func (n *Notifier) body(err error) string {
	text := n.p.Scrub(err.Error())
	if next, _, _ := strings.Cut(weir.NextStep(err), "\n"); next != "" {
		text = shorten(text, maxText/2) + ". " + n.p.Scrub(next)
	}
	return shorten(text, maxText)
}

// shorten makes a line of text without anything that is obeyed instead of
// shown, of at most length characters.
func shorten(text string, length int) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.In(r, unicode.Bidi_Control):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "�"))
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > length {
		text = string(runes[:length-1]) + "…"
	}
	return text
}

// Known reports whether anything is kept of a job.
func (n *Notifier) Known(job string) (bool, error) {
	text, _, err := atomicfile.Read(n.p.State, maxState)
	return len(jobsOf(text)[job]) > 0, err
}

// Forget deletes what is kept of a job.
func (n *Notifier) Forget(ctx context.Context, job string) error {
	return n.update(ctx, job, func(failures) (failures, error) { return nil, nil })
}
