package promises

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// An Outcome is how a test ended.
type Outcome struct {
	State State
	// Skips holds the reasons for which the test, or parts of it, were skipped.
	Skips []string
	// Output is what the test printed, its parts included.
	Output string
}

// A State is how a test ended, or how it stands with a promise.
type State string

// The states of tests and promises.
const (
	Failed        State = "failed"
	Missing       State = "missing"             // of a test: it did not run
	NotApplicable State = "not applicable here" // of a test: it was skipped
	NotYet        State = "not yet"             // of a promise: there is no test for all of it
	Proved        State = "proved"
)

// An event is one line of `go test -json`.
type event struct {
	Action, Test, Output string
}

// reason matches what t.Skip prints: the place and the reason.
var reason = regexp.MustCompile(`^\s+[^\s:]+\.go:[0-9]+: (.+)`)

// Outcomes reads what `go test -json` says about the tests of one package, by
// the names of the tests. A test that began and never ended has failed.
func Outcomes(r io.Reader) (map[string]Outcome, error) {
	tests := map[string]*Outcome{}
	lastLine := map[string]string{} // by test or part: the last line with a place
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("read test output: %w", err)
		}
		if len(line) == 0 {
			break
		}
		var e event
		if json.Unmarshal(line, &e) != nil || e.Test == "" {
			continue // what the go command says about the package, not about a test
		}
		whole, _, _ := strings.Cut(e.Test, "/")
		o := tests[whole]
		if o == nil {
			o = &Outcome{State: Failed}
			tests[whole] = o
		}
		if m := reason.FindStringSubmatch(e.Output); m != nil {
			lastLine[e.Test] = m[1]
		}
		o.add(e, whole, lastLine[e.Test])
	}
	outcomes := map[string]Outcome{}
	for name, o := range tests {
		outcomes[name] = *o
	}
	return outcomes, nil
}

func (o *Outcome) add(e event, whole, why string) {
	switch e.Action {
	case "output":
		o.Output += e.Output
	case "skip":
		if why == "" {
			why = "skipped without a reason"
		}
		o.Skips = append(o.Skips, why)
		if e.Test == whole {
			o.State = NotApplicable
		}
	case "pass":
		if e.Test == whole {
			o.State = Proved
		}
	}
}
