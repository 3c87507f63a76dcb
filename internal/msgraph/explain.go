package msgraph

import (
	"fmt"
	"net/http"
	"time"

	"weir"
)

// signIn is the command by which a person signs in to Microsoft.
const signIn = "weir report sign-in"

// explain says what a failure means for a person. The words are Weir's own.
func explain(f *Failure, now time.Time) error {
	e := &weir.Error{Err: f}
	switch f.Class {
	case ErrSignedOut:
		e.Kind, e.Text = weir.Unauthorised, "Microsoft no longer accepts the sign-in"
		e.Next = "sign in again: " + signIn
	case ErrNoAccess:
		return noAccess(f)
	case ErrGone:
		e.Kind, e.Text = weir.NotFound, "OneNote does not have this, or does not show it to this account: it was deleted or moved"
		e.Next = "restore it in OneNote (History, Deleted Notes), or choose another page or section for the report"
	case ErrBadTarget:
		e.Kind, e.Text = weir.BadInput, "the page has changed since it was read, so nothing was written to it"
		e.Next = "run the report again"
	case ErrThrottled:
		return putOff(f, now)
	case ErrSectionFull:
		e.Kind, e.Text = weir.Storage, "the section holds as many pages as OneNote allows"
		e.Next = "choose another section for the report, or delete pages of this one"
	case ErrProtected:
		e.Kind, e.Text = weir.Forbidden, "the section is protected by a password"
		e.Next = "remove the password in OneNote (Review, Password), or choose another section: no program can read or write this one"
	case ErrLocked:
		e.Kind, e.Text = weir.Busy, "the notebook's library wants it checked out before it is changed"
		e.Next = "ask the owner of the SharePoint library to switch off \"Require documents to be checked out\", or choose another notebook"
	case ErrQuota:
		e.Kind, e.Text = weir.Storage, "the OneDrive that holds the notebook is full"
		e.Next = "free space there (https://www.office.com, OneDrive, Settings, Storage), and run the report again; what is there is unharmed"
	case ErrTaken:
		e.Kind, e.Text, e.Next = weir.BadInput, "there is one of that name already", "choose another name, or the one that is there"
	case ErrBadName:
		e.Kind, e.Text, e.Next = weir.BadInput, "OneNote does not take this name", "choose a shorter one, without any of "+spaced(forbidden)
	case ErrTooLarge:
		e.Kind, e.Text = weir.BadInput, "the page is larger than OneNote takes at once"
		e.Next = "give the report fewer rows or columns"
	case ErrListTooLong:
		e.Kind, e.Text = weir.BadInput, "the library holds more than OneNote can list"
		e.Next = "choose a notebook from another library, or ask the owner of this one to move files out of it"
	default:
		return fault(f)
	}
	return e
}

// noAccess tells a registration that asks for too little from a person who may
// too little, and from an account without OneNote.
func noAccess(f *Failure) error {
	e := &weir.Error{
		Kind: weir.Forbidden, Text: "this account may not do that in OneNote", Err: f,
		Next: "ask the notebook's owner for the right to edit it, or choose another notebook",
	}
	switch f.Code {
	case "40004", "40006":
		e.Text, e.Next = "the sign-in does not cover OneNote", "sign in again, and accept what Microsoft asks: "+signIn
	case "30104":
		e.Text, e.Next = "Microsoft has suspended this account's OneDrive", "sign in to OneDrive in a browser: it says what is to be done"
	case "30105", "30108":
		e.Text, e.Next = "this account has no OneDrive yet, which is where OneNote keeps notebooks",
			"open OneDrive once in a browser with this account; if it offers none, ask the administrator for a licence that includes it"
	}
	return e
}

// putOff is the error of a job that is to be run later.
func putOff(f *Failure, now time.Time) error {
	e := &weir.Error{Kind: weir.RateLimited, Text: "OneNote is busy and asks to slow down", Next: "try again in a quarter of an hour", Err: f}
	if f.Status == 0 {
		e.Text = "this account has asked OneNote as often as Microsoft allows for now"
	}
	if f.Code == "10015" || f.Code == "10002" || f.Status == http.StatusServiceUnavailable && f.Code == "" {
		e.Text = "OneNote is not available at the moment"
	}
	if f.RetryAfter.After(now) {
		e.Next = fmt.Sprintf("try again after %s", f.RetryAfter.Format("15:04"))
	}
	return e
}

// fault is what is neither the person's nor Weir's to mend, or what Weir does
// not know.
func fault(f *Failure) error {
	e := &weir.Error{
		Kind: weir.ServerFault, Text: fmt.Sprintf("Microsoft Graph failed (%d)", f.Status), Err: f,
		Next: "try again later; Microsoft's state is at https://portal.office.com/servicestatus",
	}
	switch {
	case f.Code == damaged:
		e.Kind, e.Text = weir.BadInput, "OneNote says that the section is damaged"
		e.Next = "open it in OneNote on a computer, which repairs it, or choose another section"
	case f.Status < http.StatusInternalServerError:
		e.Kind, e.Text = weir.Unexpected, fmt.Sprintf("Microsoft Graph refuses a request of Weir's (%d)", f.Status)
		e.Next = "update Weir; if it is up to date, report this with the code and the request id"
	}
	return e
}
