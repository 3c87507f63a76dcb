package promises

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// A Wording is one line of docs/promises.sum: what a promise said since a day,
// as a checksum. The file only ever grows, so that it is the history of every
// promise; a promise may change, but not unnoticed.
type Wording struct {
	ID    string
	Since time.Time
	Sum   string
}

// String returns the line of the file.
func (w Wording) String() string {
	return fmt.Sprintf("%-3s %s %s", w.ID, w.Since.Format(time.DateOnly), w.Sum)
}

// Wording returns the promise's present wording. Spaces and line breaks are of
// no account.
func (p Promise) Wording() Wording {
	sum := sha256.Sum256([]byte(strings.Join(strings.Fields(p.Text), " ")))
	return Wording{ID: p.ID, Since: p.Since, Sum: hex.EncodeToString(sum[:])[:16]}
}

// ParseWordings reads docs/promises.sum, oldest wordings first.
func ParseWordings(r io.Reader) ([]Wording, error) {
	var history []Wording
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		fields := strings.Fields(lines.Text())
		if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		if len(fields) != 3 {
			return nil, fmt.Errorf("line %d: not an id, a day and a checksum", n)
		}
		since, err := time.Parse(time.DateOnly, fields[1])
		if err != nil {
			return nil, fmt.Errorf("line %d: %q is not a day like 2026-11-21", n, fields[1])
		}
		history = append(history, Wording{ID: fields[0], Since: since, Sum: fields[2]})
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read wordings: %w", err)
	}
	return history, nil
}

// last returns the latest wording of a promise.
func last(history []Wording, id string) (Wording, bool) {
	for _, w := range slices.Backward(history) {
		if w.ID == id {
			return w, true
		}
	}
	return Wording{}, false
}

// New returns the wordings of list that the history lacks: those of new
// promises, and those that changed together with their date. A wording that
// changed without a later date is an error, and so is a history that is not in
// the order of its days.
func New(list []Promise, history []Wording) ([]Wording, error) {
	faults := ordered(history)
	var fresh []Wording
	for _, p := range list {
		now := p.Wording()
		before, known := last(history, p.ID)
		switch {
		case !known:
			fresh = append(fresh, now)
		case before == now:
		case before.Sum == now.Sum:
			faults = append(faults, fmt.Errorf("%s: the date is %s but the wording stands since %s: give it that date back",
				p.ID, now.Since.Format(time.DateOnly), before.Since.Format(time.DateOnly)))
		case !now.Since.After(before.Since):
			faults = append(faults, fmt.Errorf("%s: the wording changed and the date did not: restore the wording, or give it a date after %s",
				p.ID, before.Since.Format(time.DateOnly)))
		default:
			fresh = append(fresh, now)
		}
	}
	return fresh, errors.Join(faults...)
}

// ordered finds wordings that are not later than the one before them.
func ordered(history []Wording) []error {
	var faults []error
	for i, w := range history {
		if before, ok := last(history[:i], w.ID); ok && !w.Since.After(before.Since) {
			faults = append(faults, fmt.Errorf("%s: the wording since %s comes after one since %s",
				w.ID, w.Since.Format(time.DateOnly), before.Since.Format(time.DateOnly)))
		}
	}
	return faults
}
