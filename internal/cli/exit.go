package cli

import (
	"errors"
	"fmt"
	"strings"

	"weir"
)

const (
	exitOK           = 0
	exitFailed       = 1
	exitUsage        = 2
	exitPartly       = 3
	exitUnauthorised = 4
	exitInterrupted  = 130
)

// exitCode is the only place that turns errors into exit codes.
func exitCode(err error) int {
	switch weir.KindOf(err) {
	case "":
		return exitOK
	case weir.Usage:
		return exitUsage
	case weir.Partial:
		return exitPartly
	case weir.Unauthorised, weir.Forbidden:
		return exitUnauthorised
	case weir.Interrupted:
		return exitInterrupted
	default:
		return exitFailed
	}
}

// A silentError ends a command whose output already says what failed.
type silentError struct{ error }

func (e silentError) Unwrap() error { return e.error }

// printError prints what went wrong and what to do about it. Texts from outside
// can be in it, so it is scrubbed of secrets and of what a terminal obeys.
func (s *session) printError(err error) {
	var silent silentError
	if errors.As(err, &silent) {
		return
	}
	fmt.Fprintf(s.call.Stderr, "%s %s\n", s.terminal.bold("weir:"), s.clean(err.Error()))
	next := weir.NextStep(err)
	if next == "" && weir.KindOf(err) == weir.Unexpected {
		next = "this should not happen: please report it with the command and the output of `weir doctor`"
	}
	for line := range strings.Lines(next) {
		fmt.Fprintf(s.call.Stderr, "  %s\n", s.clean(line))
	}
}
