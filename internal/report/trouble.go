package report

import (
	"errors"
	"time"

	"weir"
)

// patience is after how many failures in a row a report pauses itself, and
// hopeful for how long it goes on all the same when what went wrong may pass by
// itself: a computer without a network for an hour is no reason.
const (
	patience = 5
	hopeful  = 24 * time.Hour
)

// A Late error knows before when it makes no sense to try again; zero: it does not.
type Late interface {
	error
	NotBefore() time.Time
}

// putOff is how long a throttled run is put off by an error that does not say.
const putOff = 15 * time.Minute

// passes reports whether what went wrong may pass by itself.
func passes(kind weir.Kind) bool {
	switch kind { //nolint:exhaustive // the others do not
	case weir.Unreachable, weir.ServerFault, weir.Truncated, weir.RateLimited, weir.Busy:
		return true
	}
	return false
}

// again returns until when a throttled report is put off, and whether it is. A
// server that asks for more than a day is asked again after one.
func again(err error, now time.Time) (time.Time, bool) {
	if weir.KindOf(err) != weir.RateLimited {
		return time.Time{}, false
	}
	var late Late
	if errors.As(err, &late) && late.NotBefore().After(now) {
		if end := now.Add(hopeful); late.NotBefore().After(end) {
			return end, true
		}
		return late.NotBefore(), true
	}
	return now.Add(putOff), true
}

// A pageFault is an error of the page, and not of Jira's.
type pageFault struct{ error }

func (f pageFault) Unwrap() error { return f.error }

func isPages(err error) bool { return errors.As(err, &pageFault{}) }

// inWords says why a refresh failed, in words that everybody who sees the page
// may read: no address, no query, no name.
func inWords(err error) string {
	kind := weir.KindOf(err)
	words := ofJira(kind)
	if isPages(err) {
		words = ofPages(kind)
	}
	switch {
	case words != "":
		return words
	case kind == weir.BadConfig, kind == weir.Usage:
		return "it is not set up right"
	case kind == weir.RateLimited, kind == weir.Busy:
		return "there were too many requests"
	}
	return "something went wrong on the computer that refreshes it"
}

func ofJira(kind weir.Kind) string {
	switch kind { //nolint:exhaustive // the others say nothing about Jira
	case weir.BadQuery:
		return "Jira does not accept its query any more"
	case weir.Unauthorised:
		return "the sign-in has ended"
	case weir.Forbidden, weir.NotFound:
		return "its owner may not see something that it needs"
	case weir.Unreachable, weir.Untrusted, weir.NotJira:
		return "Jira could not be reached"
	case weir.Truncated, weir.ServerFault, weir.Obsolete:
		return "Jira did not answer as it should"
	case weir.Storage:
		return "the computer that refreshes it could not keep its state"
	}
	return ""
}

func ofPages(kind weir.Kind) string {
	switch kind { //nolint:exhaustive // the others say nothing about the page
	case weir.Unauthorised:
		return "the sign-in for its page has ended"
	case weir.Forbidden, weir.NotFound:
		return "its page is not there, or may not be changed"
	case weir.Busy:
		return "somebody was writing on its page all the time"
	case weir.Unreachable, weir.Untrusted:
		return "its page could not be reached"
	case weir.Truncated, weir.ServerFault, weir.Obsolete:
		return "the service that holds its page did not answer as it should"
	case weir.BadInput, weir.Storage:
		return "its page could not be changed"
	}
	return ""
}
