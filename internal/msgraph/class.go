package msgraph

import (
	"errors"
	"time"
)

// A Class says what Microsoft's refusal is about. Classes are errors, so that
// callers can write errors.Is(err, msgraph.ErrGone).
type Class string

// The classes of what Graph answers.
const (
	ErrGone        Class = "gone"         // the notebook, section or page is deleted, moved, or not visible to this person
	ErrBadTarget   Class = "bad target"   // a change points to an element that is not on the page; nothing was changed
	ErrThrottled   Class = "throttled"    // asked to wait longer than a run may wait; see RetryAt
	ErrSectionFull Class = "section full" // no page fits into the section any more
	ErrProtected   Class = "protected"    // the section has a password
	ErrLocked      Class = "locked"       // the notebook must be checked out before it can be changed
	ErrQuota       Class = "quota"        // the person's OneDrive is full
	ErrNoAccess    Class = "no access"    // this person, or this registration, may not do it
	ErrTaken       Class = "name taken"   // there is one of that name already
	ErrBadName     Class = "bad name"     // OneNote does not take this name
	ErrTooLarge    Class = "too large"    // more than Graph takes at once
	ErrListTooLong Class = "list"         // the library is too large for Graph to list it
	ErrFault       Class = "fault"        // Graph failed
)

// The classes of what a sign-in can come to.
const (
	ErrSignedOut     Class = "signed out"       // the sign-in is over: the person signs in again
	ErrMultiFactor   Class = "multi-factor"     // the person signs in again, and proves a second factor
	ErrConditional   Class = "conditional"      // a policy of the organisation blocks it
	ErrNeedsConsent  Class = "needs consent"    // nobody has consented yet, or only an administrator may
	ErrDeclined      Class = "declined"         // the person said no
	ErrNotAssigned   Class = "not assigned"     // an administrator must assign the person to the app
	ErrOtherAccount  Class = "other account"    // the account is not one that the registration is for
	ErrRegistration  Class = "registration"     // the app registration is not as Weir needs it; nobody is signed out
	ErrSignInBusy    Class = "sign-in busy"     // Microsoft asks to wait, or failed
	ErrSignInExpired Class = "sign-in unended"  // nobody finished the sign-in in time
	ErrNoGrant       Class = "no refresh token" // Microsoft gave none, or not for what Weir needs

	// The stored grant belongs to another registration or place.
	ErrOtherBinding Class = "it is of another app registration or cloud than the configured one"
)

// ErrUncertain marks a change that may have been made or not: the answer was
// lost, or says neither. Whoever made it looks before making it again.
const ErrUncertain Class = "uncertain"

// damaged is OneNote's code for a section that it cannot make a page in: it
// comes with the status of a failure, and is a refusal.
const damaged = "10006"

// Error returns the class's name.
func (c Class) Error() string { return string(c) }

// A Failure is what Graph said against a request, without its words, which can
// hold names and texts.
type Failure struct {
	Class      Class
	Status     int       // HTTP status; 0 where Weir's own limits held the request back
	Code       string    // Graph's or OneNote's code, such as 20102; may be empty
	RequestID  string    // by which Microsoft's support finds the request; may be empty
	RetryAfter time.Time // when the request may be sent again; zero where that does not help
}

// Error returns status, code and request id on one line.
func (f *Failure) Error() string {
	text := "held back by Weir's own limits"
	if f.Status != 0 {
		text = "status " + itoa(f.Status)
	}
	if f.Code != "" {
		text += ", code " + f.Code
	}
	if f.RequestID != "" {
		text += ", request id " + f.RequestID
	}
	return text
}

// Is reports whether target is this failure's class.
func (f *Failure) Is(target error) bool {
	class, ok := target.(Class)
	return ok && class == f.Class
}

// NotBefore returns when the request may be sent again, as RetryAfter says.
func (f *Failure) NotBefore() time.Time { return f.RetryAfter }

// RetryAt returns when a throttled request may be sent again, and false for
// every other error.
func RetryAt(err error) (time.Time, bool) {
	var f *Failure
	if errors.As(err, &f) && !f.RetryAfter.IsZero() {
		return f.RetryAfter, true
	}
	return time.Time{}, false
}
