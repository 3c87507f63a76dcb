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

// A Late error knows when it makes sense to try again.
type Late interface {
	error
	RetryAfter() time.Time
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

// again returns until when a throttled report is put off, and whether it is.
func again(err error, now time.Time) (time.Time, bool) {
	if weir.KindOf(err) != weir.RateLimited {
		return time.Time{}, false
	}
	var late Late
	if errors.As(err, &late) && late.RetryAfter().After(now) {
		return late.RetryAfter(), true
	}
	return now.Add(putOff), true
}

// inWords says why a refresh failed, in words that everybody who sees the page
// may read: no address, no query, no name.
func inWords(err error) string {
	switch weir.KindOf(err) {
	case weir.BadQuery:
		return "Jira does not accept its query any more"
	case weir.Unauthorised:
		return "the sign-in has ended"
	case weir.Forbidden, weir.NotFound:
		return "its owner may not see something that it needs"
	case weir.RateLimited, weir.Busy:
		return "there were too many requests"
	case weir.Unreachable, weir.Untrusted, weir.NotJira:
		return "Jira could not be reached"
	case weir.Truncated, weir.ServerFault, weir.Obsolete:
		return "Jira did not answer as it should"
	case weir.BadConfig, weir.Usage:
		return "it is not set up right"
	case weir.Storage:
		return "the computer that refreshes it could not keep its state"
	default:
		return "something went wrong on the computer that refreshes it"
	}
}
