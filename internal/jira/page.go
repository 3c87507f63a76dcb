package jira

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"weir"
)

// A pageInfo is what a page of a search says of itself beside its issues.
type pageInfo struct {
	count   int    // issues on this page
	first   string // id of the first of them
	last    string // id of the last of them
	isLast  *bool
	token   string
	startAt int
	total   *int

	members map[string]bool // those that were read
	budget  *budget
}

// A budget bounds how much of an answer may be read for one issue: a decoder
// keeps a whole issue in memory.
type budget struct {
	inner io.Reader
	left  int
}

func (b *budget) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, &weir.Error{
			Kind: weir.NotJira, Text: fmt.Sprintf("one issue is larger than %d MiB", maxIssue>>20),
			Next: "ask for fewer columns; if it is a true issue, report it with the output of `weir doctor`",
		}
	}
	n, err := b.inner.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// readPage reads one page of a search from r, handing over each issue as soon
// as it is decoded: a page can be large, and its issues need not be in memory
// together.
func readPage(r io.Reader, emit func(*wireIssue) error) (pageInfo, error) {
	info := pageInfo{members: make(map[string]bool)}
	info.budget = &budget{inner: r, left: maxIssue}
	dec := json.NewDecoder(info.budget)
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
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return info, contradiction("goes on after its end", err)
	}
	if !info.members["issues"] {
		return info, &weir.Error{Kind: weir.NotJira, Text: "the answer to a search holds no list of issues", Next: "check the URL"}
	}
	return info, nil
}

func (p *pageInfo) member(dec *json.Decoder, token json.Token, emit func(*wireIssue) error) error {
	name, _ := token.(string)
	if p.members[name] {
		return contradiction("says two things of "+strconv.Quote(name), nil)
	}
	switch name {
	case "issues", "isLast", "nextPageToken", "startAt", "total":
		p.members[name] = true
	}
	switch name {
	case "issues":
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
		p.budget.left = maxIssue
		if err := emit(&w); err != nil {
			return err
		}
	}
	return expect(dec, json.Delim(']'))
}

// contradiction reports an answer that cannot be taken for what it seems.
func contradiction(what string, err error) error {
	return &weir.Error{
		Kind: weir.NotJira, Text: "Jira's answer " + what,
		Next: "check the URL; if it is right, something between this computer and Jira changes the answers", Err: err,
	}
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
