package adf

import (
	"strconv"
	"time"
)

// A Profile says for whom HTML is written.
type Profile string

// The profiles. The zero Profile is Page.
const (
	Page    Profile = ""        // a part of a page's body, safe wherever it is put
	OneNote Profile = "onenote" // what OneNote keeps of HTML
)

// Options say how a document is written. The zero Options are right for most.
type Options struct {
	// MaxRunes is the most characters that are written, markup included. What is
	// longer is cut behind a word and ends in an ellipsis; all markup is closed.
	// 0 sets no limit.
	MaxRunes int

	// Width is the most characters in a line of [Text]. A longer word stands in a
	// line of its own, code is not wrapped, and 0 wraps nothing.
	Width int

	// Profile says for whom [HTML] writes.
	Profile Profile

	// Zone is where a moment's date is taken; nil is UTC. Most dates of a document
	// are days, written as midnight in UTC, and are the same day everywhere.
	Zone *time.Location

	// DateFormat is how dates are written, in the manner of package time. Without
	// one, it is the ISO form 2006-01-02.
	DateFormat string

	// Name returns the name of a person whose mention holds an account's id alone,
	// or "". It may be nil.
	Name func(accountID string) string

	// MediaURL returns the address of a file by its id, or "". It may be nil; then
	// only media that hold an address of their own have one.
	MediaURL func(id string) string

	// Inert says that the reader of the [Markdown] may be a program for notes, such
	// as Obsidian, in which plug-ins carry out what stands in code: nothing in the
	// document may be taken for an instruction, or be loaded from elsewhere. The
	// package's comment says what is written otherwise.
	Inert bool

	// Link returns what a link shall lead to, for example an absolute address for
	// a relative one. It is asked before the target is checked. It may be nil.
	Link func(target string) string
}

const day = 24 * 60 * 60 * 1000 // in milliseconds

// date writes the timestamp of a date node, which are milliseconds. What is none
// is written as it is.
func (o *Options) date(timestamp string) string {
	ms, err := strconv.ParseInt(timestamp, 10, 64)
	const most = 253402300799999 // the end of the year 9999
	if err != nil || ms < -most || ms > most {
		return timestamp
	}
	at := time.UnixMilli(ms).UTC()
	if o.Zone != nil && ms%day != 0 {
		at = at.In(o.Zone)
	}
	if o.DateFormat != "" {
		return at.Format(o.DateFormat)
	}
	return at.Format(time.DateOnly)
}

// target returns an address that a link may lead to, or "" for one that it may
// not: only the schemes http, https and mailto are let through.
func (o *Options) target(address string) string {
	if address != "" && o.Link != nil {
		address = o.Link(address)
	}
	return safeTarget(address)
}
