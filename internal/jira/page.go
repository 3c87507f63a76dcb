package jira

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

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
	inner  io.Reader
	left   int
	failed error // of the last reading; a decoder wraps it
}

func (b *budget) Read(p []byte) (int, error) {
	if b.left <= 0 {
		b.failed = &weir.Error{
			Kind: weir.NotJira, Text: fmt.Sprintf("one issue, or one entry of a list, is larger than %d MiB", maxEntry>>20),
			Next: "ask for fewer columns; if it is a true issue, report it with the output of `weir doctor`",
		}
		return 0, b.failed
	}
	n, err := b.inner.Read(p[:min(len(p), b.left)])
	b.left -= n
	b.failed = err
	return n, err
}

// explain returns what went wrong while a page was read.
func (b *budget) explain(err error) error {
	if b.failed != nil && errors.Is(err, b.failed) {
		err = b.failed
	}
	return explainJSON(err)
}

// An entryFunc makes something of the text of a list's entry, which is valid JSON
// and which it must not keep, and returns the entry's id.
type entryFunc func(text []byte) (id string, err error)

// readPage reads one page of the list that the answer holds under a name, entry
// by entry: a page can be large, and its entries need not be in memory together.
func readPage(r io.Reader, list string, entry entryFunc) (pageInfo, error) {
	info := pageInfo{list: list, members: make(map[string]bool)}
	info.budget = &budget{inner: r, left: maxEntry}
	// As lenient as encoding/json. Names that matter are not taken twice, see member.
	dec := jsontext.NewDecoder(info.budget, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if err := info.object(dec, entry); err != nil {
		return info, info.budget.explain(err)
	}
	if _, err := dec.ReadToken(); !errors.Is(err, io.EOF) {
		return info, contradiction("goes on after its end", err)
	}
	if !info.members[list] {
		return info, &weir.Error{Kind: weir.NotJira, Text: "Jira's answer holds no list of " + list, Next: "check the URL"}
	}
	return info, nil
}

func (p *pageInfo) object(dec *jsontext.Decoder, entry entryFunc) error {
	if err := expect(dec, jsontext.KindBeginObject); err != nil {
		return err
	}
	for {
		name, err := dec.ReadToken()
		if err != nil || name.Kind() == jsontext.KindEndObject {
			return err
		}
		if err := p.member(dec, name.String(), entry); err != nil {
			return err
		}
	}
}

func (p *pageInfo) member(dec *jsontext.Decoder, name string, entry entryFunc) error {
	if p.members[name] {
		return contradiction("says two things of "+strconv.Quote(name), nil)
	}
	switch name {
	case p.list, "isLast", "nextPageToken", "startAt", "total":
		p.members[name] = true
	}
	if name == p.list {
		return p.entries(dec, entry)
	}
	value, err := dec.ReadValue()
	if err != nil {
		return err
	}
	switch name {
	case "isLast":
		return json.Unmarshal(value, &p.isLast)
	case "nextPageToken":
		return json.Unmarshal(value, &p.token)
	case "startAt":
		return json.Unmarshal(value, &p.startAt)
	case "total":
		return json.Unmarshal(value, &p.total)
	}
	return nil
}

func (p *pageInfo) entries(dec *jsontext.Decoder, entry entryFunc) error {
	if err := expect(dec, jsontext.KindBeginArray); err != nil {
		return err
	}
	for dec.PeekKind() != jsontext.KindEndArray {
		text, err := dec.ReadValue()
		if err != nil {
			return err
		}
		id, err := entry(text)
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
	return expect(dec, jsontext.KindEndArray)
}

// contradiction reports an answer that cannot be taken for what it seems.
func contradiction(what string, err error) error {
	return &weir.Error{
		Kind: weir.NotJira, Text: "Jira's answer " + what,
		Next: "check the URL; if it is right, something between this computer and Jira changes the answers", Err: err,
	}
}

func expect(dec *jsontext.Decoder, want jsontext.Kind) error {
	token, err := dec.ReadToken()
	if err != nil {
		return err
	}
	if token.Kind() != want {
		return &weir.Error{
			Kind: weir.NotJira, Text: "Jira's answer cannot be read", Next: "check the URL",
			Err: fmt.Errorf("found %v where %v was expected", token.Kind(), want),
		}
	}
	return nil
}
