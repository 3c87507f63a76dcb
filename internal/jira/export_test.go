package jira

import (
	"encoding/json"
	"io"
)

// Doors for the tests of this package's reading of pages.

type WireIssue = wireIssue

func ReadPage(r io.Reader, emit func(*WireIssue) error) error {
	_, err := readPage(r, "issues", func(dec *json.Decoder) (string, error) {
		var w wireIssue
		if err := dec.Decode(&w); err != nil {
			return "", err
		}
		return w.ID, emit(&w)
	})
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
