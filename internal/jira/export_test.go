package jira

import "io"

// Doors for the tests of this package's reading of pages.

type WireIssue = wireIssue

func ReadPage(r io.Reader, emit func(*WireIssue) error) error {
	_, err := readPage(r, emit)
	return err
}

func (w *wireIssue) Changes() int {
	if w.Changelog == nil {
		return 0
	}
	h, err := w.Changelog.history(Cloud)
	if err != nil {
		panic(err)
	}
	return len(h.Changes)
}
