package jira

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"weir"
)

// A pageInfo is what a page of a list says of itself beside its entries.
type pageInfo struct {
	count   int    // entries on this page, those that repeat the one before counted once
	first   string // id of the first of them
	last    string // id of the last of them
	isLast  *bool
	token   string
	startAt int
	total   *int

	list    string          // the member that holds the entries
	members map[string]bool // those that were read
	budget  *budget
}

// A budget bounds how much of an answer may be read for one entry: a decoder
// keeps a whole entry in memory.
type budget struct {
	inner io.Reader
	left  int
}

func (b *budget) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, &weir.Error{
			Kind: weir.NotJira, Text: fmt.Sprintf("one issue, or one entry of a list, is larger than %d MiB", maxEntry>>20),
			Next: "ask for fewer columns; if it is a true issue, report it with the output of `weir doctor`",
		}
	}
	n, err := b.inner.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// An entryFunc decodes the next entry of a list and returns its id.
type entryFunc func(*json.Decoder) (id string, err error)

// readPage reads one page of the list that the answer holds under a name, entry
// by entry: a page can be large, and its entries need not be in memory together.
func readPage(r io.Reader, list string, entry entryFunc) (pageInfo, error) {
	info := pageInfo{list: list, members: make(map[string]bool)}
	info.budget = &budget{inner: r, left: maxEntry}
	dec := json.NewDecoder(info.budget)
	if err := expect(dec, json.Delim('{')); err != nil {
		return info, err
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return info, explainJSON(err)
		}
		if err := info.member(dec, name, entry); err != nil {
			return info, explainJSON(err)
		}
	}
	if err := expect(dec, json.Delim('}')); err != nil {
		return info, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return info, contradiction("goes on after its end", err)
	}
	if !info.members[list] {
		return info, &weir.Error{Kind: weir.NotJira, Text: "Jira's answer holds no list of " + list, Next: "check the URL"}
	}
	return info, nil
}

func (p *pageInfo) member(dec *json.Decoder, token json.Token, entry entryFunc) error {
	name, _ := token.(string)
	if p.members[name] {
		return contradiction("says two things of "+strconv.Quote(name), nil)
	}
	switch name {
	case p.list, "isLast", "nextPageToken", "startAt", "total":
		p.members[name] = true
	}
	switch name {
	case p.list:
		return p.entries(dec, entry)
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

func (p *pageInfo) entries(dec *json.Decoder, entry entryFunc) error {
	if err := expect(dec, json.Delim('[')); err != nil {
		return err
	}
	for dec.More() {
		id, err := entry(dec)
		if err != nil {
			return err
		}
		if p.count == 0 {
			p.first = id
		}
		if p.count == 0 || id != p.last {
			p.count++
		}
		p.last = id
		p.budget.left = maxEntry
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
