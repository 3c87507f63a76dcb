package jiratest

// A Fault is one rule of a script of what goes wrong: which requests it is
// about, which of those it strikes, and what happens then. ParseFaults reads a
// script; a test can also write the rules down.
//
// The rules of a script are asked in order, and the first that strikes decides
// about the request; a step of the clock leaves the answer to the rules after
// it. Every rule counts each request that it is about, struck or not.
type Fault struct {
	// Path is a route's template as in Request.Route, or how the path begins, in
	// whole segments and below the context path and the gateway's path. Empty:
	// every path.
	Path string `toml:"path"`
	// Query is a text that occurs in a parameter, written name=value and not
	// escaped. Empty: whatever the parameters are.
	Query string `toml:"query"`

	After  int     `toml:"after"`  // so many pass first
	Every  int     `toml:"every"`  // of the rest it strikes every so many-th; 0 and 1: each
	Chance float64 `toml:"chance"` // of those, with this probability; 0: each
	Seed   int64   `toml:"seed"`   // of Chance: the same seed strikes the same requests
	Times  int     `toml:"times"`  // it strikes so often at most; 0: for ever

	Do Action `toml:"do"` // what happens

	// What belongs to some actions only: see there.
	Status  int               `toml:"status"`
	Body    string            `toml:"body"`
	Headers map[string]string `toml:"headers"`
	At      string            `toml:"at"`
	Delay   string            `toml:"delay"` // a duration, such as 1.5s
	Rate    int               `toml:"rate"`
	Keep    int               `toml:"keep"`
	Framing string            `toml:"framing"`
	To      string            `toml:"to"`
	Count   int               `toml:"count"`
	Add     int               `toml:"add"`
	Tell    string            `toml:"tell"`
	Step    string            `toml:"step"` // a duration that may be negative, such as -2h
	SizeMiB int               `toml:"size_mib"`
}

// An Action is what a fault does to a request.
type Action string

// What can go wrong on the way, or in front of Jira.
const (
	// AnswerStatus answers with Status and Headers instead. Body is json, which
	// is Jira's collection of messages and the default, html or empty.
	AnswerStatus Action = "status"
	// ResetConnection ends the connection with a reset: At start, before the
	// answer, which is the default, or in the middle of its body.
	ResetConnection Action = "reset"
	// SlowDown holds the answer back for Delay, and then sends its body at Rate
	// bytes a second; either may be left out. After ten minutes it sends the rest
	// at once. It ends when the client goes.
	SlowDown Action = "slow"
	// FallSilent sends the head of the answer and no body. After Delay, by default
	// ten minutes, it resets the connection.
	FallSilent Action = "silence"
	// CutShort keeps the first Keep bytes of the body, by default half of it, and
	// ends the answer as if they were all: with the length that they have, or with
	// Framing chunked.
	CutShort Action = "truncate"
	// SpoilJSON puts a byte into the middle of the body that no JSON can hold.
	SpoilJSON Action = "garbage"
	// SendBomb answers with SizeMiB of JSON that does not end, by default 64, packed
	// to a thousandth of it where the client takes gzip.
	SendBomb Action = "bomb"
	// ShowLoginPage answers 200 with a page for people, as single sign-on and
	// proxies do.
	ShowLoginPage Action = "login-page"
	// SendElsewhere redirects to To, which is a URL or a path.
	SendElsewhere Action = "redirect"
)

// What Jira itself can do. The edits of pages leave answers alone that are no
// pages: errors, for instance.
const (
	// LoseSignIn answers as to an anonymous user. With Tell reason, which is the
	// default, a header says that the sign-in failed; with account, the headers
	// name another account instead; with nothing, no header tells.
	LoseSignIn Action = "sign-out"
	// StepClock moves the server's clock by Step, from this request on.
	StepClock Action = "clock"
	// DoubleEntries repeats the first Count entries of a page, by default one, at
	// its end.
	DoubleEntries Action = "duplicate"
	// RepeatPage sends the page again that the same list was answered with before,
	// with the token that it had then.
	RepeatPage Action = "repeat-page"
	// LoopToken gives the token for the next page that this page was asked for
	// with. A first page, asked for without, stays as it is.
	LoopToken Action = "token-loop"
	// EmptyPage puts an empty page before the one that was asked for, where tokens
	// lead from page to page. Elsewhere it takes the entries out of the page.
	EmptyPage Action = "empty-page"
	// DropToken says that further pages follow, but not where.
	DropToken Action = "no-token"
	// WrongTotal and WrongStart add Add to what a page says of its total and of
	// where it begins.
	WrongTotal Action = "wrong-total"
	WrongStart Action = "wrong-start"
)
