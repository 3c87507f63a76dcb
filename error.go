package weir

import "errors"

// A Kind says what sort of trouble an error is, apart from its wording. Kinds
// are errors themselves, so that callers can write
// errors.Is(err, weir.Unauthorised).
type Kind string

// The kinds of error. What a user does next, and the exit code of the command,
// follow from the kind.
const (
	Usage        Kind = "usage"        // the command line, or an answer, is wrong
	BadConfig    Kind = "bad config"   // the configuration cannot be used
	BadInput     Kind = "bad input"    // a file or a body cannot be read as what it should be
	BadQuery     Kind = "bad query"    // Jira or Weir refuses the JQL
	Unauthorised Kind = "unauthorised" // no credentials, wrong ones, or expired ones
	Forbidden    Kind = "forbidden"    // known, but not allowed
	NotFound     Kind = "not found"    // no such thing, or not visible to this account
	NotJira      Kind = "not jira"     // something answered, but not Jira's API
	Obsolete     Kind = "obsolete"     // the endpoint was removed (410)
	RateLimited  Kind = "rate limited" // asked to wait longer than a run may wait
	Unreachable  Kind = "unreachable"  // name resolution, connection, time-out
	Untrusted    Kind = "untrusted"    // the certificate cannot be verified
	Truncated    Kind = "truncated"    // an answer ended early, or contradicts itself
	ServerFault  Kind = "server fault" // the peer failed (5xx)
	Refused      Kind = "refused"      // our own policy forbids it
	Storage      Kind = "storage"      // disk full, read-only, not permitted
	Busy         Kind = "busy"         // another process holds what we need
	Partial      Kind = "partly done"  // some was done, some was not
	Interrupted  Kind = "interrupted"  // the user or the system asked to stop
	Unexpected   Kind = "unexpected"   // a fault of Weir's own
)

// Error returns the kind's name.
func (k Kind) Error() string { return string(k) }

// An Error is what went wrong, told to a person.
type Error struct {
	Kind Kind   // what sort of trouble
	Text string // one line, lower case, no full stop, no secret
	Next string // what the user can do about it; may hold several lines; may be empty
	Err  error  // the cause, or nil
}

// Error returns the text, followed by the cause where there is one.
func (e *Error) Error() string {
	switch {
	case e.Err == nil:
		return e.Text
	case e.Text == "":
		return e.Err.Error()
	default:
		return e.Text + ": " + e.Err.Error()
	}
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether target is this error's kind.
func (e *Error) Is(target error) bool {
	k, ok := target.(Kind)
	return ok && k == e.Kind
}

// KindOf returns the kind of the outermost Error in err's chain, Unexpected for
// any other error, and the empty kind for nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	var k Kind
	if errors.As(err, &k) {
		return k
	}
	return Unexpected
}

// NextStep returns what a user can do about err: the advice of the outermost
// Error in its chain that has any.
func NextStep(err error) string {
	for err != nil {
		var e *Error
		if !errors.As(err, &e) {
			return ""
		}
		if e.Next != "" {
			return e.Next
		}
		err = e.Err
	}
	return ""
}
