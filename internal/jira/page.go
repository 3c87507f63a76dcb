package jira

import (
	"encoding/json"
	"fmt"
	"io"

	"weir"
)

// A pageInfo is what a page of a search says of itself beside its issues.
type pageInfo struct {
	count     int    // issues on this page
	first     string // id of the first of them
	last      string // id of the last of them
	isLast    *bool
	token     string
	startAt   int
	total     *int
	hasIssues bool
}

// readPage reads one page of a search from r, handing over each issue as soon
// as it is decoded: a page can be large, and its issues need not be in memory
// together.
func readPage(r io.Reader, emit func(*wireIssue) error) (pageInfo, error) {
	var info pageInfo
	dec := json.NewDecoder(r)
	if err := expect(dec, json.Delim('{')); err != nil {
		return info, err
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return info, explainJSON(err)
		}
		if err := info.member(dec, name, emit); err != nil {
			return info, explainJSON(err)
		}
	}
	if err := expect(dec, json.Delim('}')); err != nil {
		return info, err
	}
	if !info.hasIssues {
		return info, &weir.Error{Kind: weir.NotJira, Text: "the answer to a search holds no list of issues", Next: "check the URL"}
	}
	return info, nil
}

func (p *pageInfo) member(dec *json.Decoder, name json.Token, emit func(*wireIssue) error) error {
	switch name {
	case "issues":
		p.hasIssues = true
		return p.issues(dec, emit)
	case "isLast":
		return dec.Decode(&p.isLast)
	case "nextPageToken":
		var token *string
		err := dec.Decode(&token)
		p.token = deref(token)
		return err
	case "startAt":
		return dec.Decode(&p.startAt)
	case "total":
		return dec.Decode(&p.total)
	default:
		var skipped json.RawMessage
		return dec.Decode(&skipped)
	}
}

func (p *pageInfo) issues(dec *json.Decoder, emit func(*wireIssue) error) error {
	if err := expect(dec, json.Delim('[')); err != nil {
		return err
	}
	for dec.More() {
		var w wireIssue
		if err := dec.Decode(&w); err != nil {
			return err
		}
		if p.count++; p.count == 1 {
			p.first = w.ID
		}
		p.last = w.ID
		if err := emit(&w); err != nil {
			return err
		}
	}
	return expect(dec, json.Delim(']'))
}

func expect(dec *json.Decoder, want json.Delim) error {
	token, err := dec.Token()
	if err != nil {
		return explainJSON(err)
	}
	if token != want {
		return &weir.Error{
			Kind: weir.NotJira, Text: "Jira's answer cannot be read", Next: "check the URL",
			Err: fmt.Errorf("found %v where %v was expected", token, want),
		}
	}
	return nil
}
