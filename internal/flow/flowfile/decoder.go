package flowfile

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"weir"
)

// A decoder goes through JSON value by value. The first error ends it: from
// then on objects and arrays have no more members, and every value is empty.
type decoder struct {
	in     *jsontext.Decoder
	err    error
	words  words
	clock  clock
	budget *budget
	base   int64 // bytes of the file before those that in counts

	scratch [4][]byte // values of a change, before it is known whether they count
	plain   []byte    // a name without its escapes
	changes []weir.Change
}

func newDecoder(r io.Reader) *decoder {
	d := &decoder{words: make(words)}
	in, dropped, err := openText(r)
	if err != nil {
		d.err = err
		return d
	}
	d.base = dropped
	d.budget = &budget{inner: in, limit: maxIssue, left: maxIssue, spent: tooLarge}
	// Two members of one name do no harm here, and texts in a broken encoding
	// are skipped: only names of statuses could suffer, visibly.
	d.in = jsontext.NewDecoder(d.budget, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	return d
}

func tooLarge() error {
	return bad(fmt.Sprintf("one issue, or what stands beside the issues, is larger than %d MiB", maxIssue>>20),
		"export fewer fields: key, type, status, created, resolution and the history are enough")
}

// offset is the place in the file up to which was read.
func (d *decoder) offset() int64 {
	if d.in == nil {
		return 0
	}
	return d.base + d.in.InputOffset()
}

// enter goes into an object ('{') or an array ('['); a value of another kind it
// skips, and reports false.
func (d *decoder) enter(kind jsontext.Kind) bool {
	if d.err != nil {
		return false
	}
	if d.in.PeekKind() != kind {
		d.skip()
		return false
	}
	return d.token()
}

// more reports whether the object or array has another member; where it has
// none, it leaves it.
func (d *decoder) more() bool {
	if d.err != nil {
		return false
	}
	kind := d.in.PeekKind()
	if kind == jsontext.KindEndObject || kind == jsontext.KindEndArray || kind == jsontext.KindInvalid {
		d.token() // of an invalid one comes the error
		return false
	}
	return true
}

func (d *decoder) token() bool {
	_, err := d.in.ReadToken()
	d.fail(err)
	return err == nil
}

func (d *decoder) fail(err error) {
	if d.err == nil {
		d.err = err
	}
}

// raw returns the next value as it is written, until the next call.
func (d *decoder) raw() []byte {
	if d.err != nil {
		return nil
	}
	value, err := d.in.ReadValue()
	d.fail(err)
	return value
}

// skip passes over the next value. To read it whole is faster than SkipValue,
// and budget bounds it.
func (d *decoder) skip() { d.raw() }

// name returns the name of the next member, until the next call.
func (d *decoder) name() []byte { return d.unquoted(d.raw()) }

// text returns a string; a number counts as its digits, anything else as empty.
// It is for what repeats from issue to issue: equal ones share their memory.
func (d *decoder) text() string { return d.words.word(d.unquoted(d.raw())) }

// unique is text for what does not repeat.
func (d *decoder) unique() string { return strings.ToValidUTF8(string(d.unquoted(d.raw())), "\ufffd") }

func (d *decoder) unquoted(raw []byte) []byte {
	if len(raw) == 0 || raw[0] != '"' {
		if len(raw) > 0 && (raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9') {
			return raw
		}
		return nil
	}
	inner := raw[1 : len(raw)-1]
	if bytes.IndexByte(inner, '\\') < 0 {
		return inner
	}
	// Its error is about encodings only, and what it cannot read it replaces.
	d.plain, _ = jsontext.AppendUnquote(d.plain[:0], raw)
	return d.plain
}

// truth reports whether the next value is true, or a list that is not empty.
func (d *decoder) truth() bool {
	raw := d.raw()
	if len(raw) > 0 && raw[0] == '[' {
		return len(bytes.TrimSpace(raw[1:len(raw)-1])) > 0
	}
	return string(raw) == "true"
}
