package jira

import (
	"encoding/json"
	"io"
	"net/url"

	"weir"
)

// Doors for the tests of this package's reading of pages.

// ReadPage reads the issues of a page, with the fields that are asked for.
func ReadPage(r io.Reader, asked []string, emit func(*weir.Issue) error) error {
	_, err := readPage(r, "issues", func(text []byte) (string, error) {
		issue, err := ReadIssue(text, asked)
		if err != nil {
			return "", err
		}
		return issue.ID, emit(&issue)
	})
	return err
}

// ReadIssue reads one issue from valid JSON.
func ReadIssue(text []byte, asked []string) (weir.Issue, error) {
	w, err := readIssue(text)
	if err != nil {
		return weir.Issue{}, err
	}
	c := Client{params: Params{Site: &url.URL{Scheme: "https", Host: "jira.test"}}}
	return c.issue(w, Cloud, asked)
}

// A PlainIssue is an issue as encoding/json alone reads it.
type PlainIssue struct {
	ID        string                     `json:"id"`
	Key       string                     `json:"key"`
	Fields    map[string]json.RawMessage `json:"fields"`
	Changelog *struct {
		MaxResults, Total int
		Histories         []struct {
			ID, Created string
			Items       []struct{ Field, FieldType, From, FromString, To, ToString string }
		}
	} `json:"changelog"`
}
