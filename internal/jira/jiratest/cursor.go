package jiratest

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"strings"
	"sync"
	"time"
)

// cursorLife is how long a page's token works, as Atlassian documents it.
const cursorLife = 7 * 24 * time.Hour

// maxCursors bounds the results that are kept for further pages.
const maxCursors = 256

// errCursor says that a token is none, is too old, or belongs to another search.
var errCursor = errors.New("the page token is invalid or has expired")

// cursors keep the result of each search for its further pages, so that a page
// never repeats or skips an issue, and make the tokens that lead to them.
type cursors struct {
	secret [32]byte
	now    func() time.Time

	mu      sync.Mutex
	results map[cursorKey][]*row
	order   []cursorKey // oldest first
}

// A cursorKey names a result: the search, when it began, and whose it was.
type cursorKey struct {
	search [8]byte
	began  int64 // milliseconds
	user   string
}

func newCursors(now func() time.Time) *cursors {
	c := &cursors{now: now, results: make(map[cursorKey][]*row)}
	// It never fails: the runtime ends the process instead.
	_, _ = rand.Read(c.secret[:])
	return c
}

// begin names a new search for jql and fields.
func (c *cursors) begin(search string) cursorKey {
	return cursorKey{search: hashOf(search), began: c.now().UnixMilli()}
}

func hashOf(search string) (short [8]byte) {
	sum := sha256.Sum256([]byte(search))
	copy(short[:], sum[:])
	return short
}

// keep stores a result for its further pages.
func (c *cursors) keep(key cursorKey, result []*row) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.results[key]; ok {
		return
	}
	if len(c.order) == maxCursors {
		delete(c.results, c.order[0])
		c.order = c.order[1:]
	}
	c.order = append(c.order, key)
	c.results[key] = result
}

func (c *cursors) result(key cursorKey) ([]*row, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	result, ok := c.results[key]
	return result, ok
}

// The bytes with which each token begins: in base64 they read "+/+/". With the
// padding at the end, a token has every character that breaks a client which
// does not escape it.
var tokenStart = []byte{0xfb, 0xff, 0xbf}

// tokenSum is the length of a token's seal. With what it seals it makes a
// number of bytes that base64 must pad.
const tokenSum = 14

// A place is what a token says: a result, and where in it the page begins.
type place struct {
	Search [8]byte
	Began  int64
	Offset int64
}

// token leads to the part of a result from offset on.
func (c *cursors) token(key cursorKey, offset int) string {
	b := append([]byte(nil), tokenStart...)
	// A struct of numbers can always be written.
	b, _ = binary.Append(b, binary.BigEndian, place{key.search, key.began, int64(offset)})
	b = append(b, c.sum(b)...)
	return base64.StdEncoding.EncodeToString(b)
}

func (c *cursors) sum(b []byte) []byte {
	h := hmac.New(sha256.New, c.secret[:])
	h.Write(b)
	return h.Sum(nil)[:tokenSum]
}

// open reads a token that must belong to the search.
func (c *cursors) open(token, search string) (key cursorKey, offset int, err error) {
	// The decoder ignores line breaks; a token holds none.
	b, err := base64.StdEncoding.Strict().DecodeString(token)
	body := len(b) - tokenSum
	if err != nil || strings.ContainsAny(token, "\r\n") || body != len(tokenStart)+binary.Size(place{}) {
		return key, 0, errCursor
	}
	if !hmac.Equal(b[body:], c.sum(b[:body])) {
		return key, 0, errCursor
	}
	var p place
	if _, err := binary.Decode(b[len(tokenStart):body], binary.BigEndian, &p); err != nil {
		return key, 0, errCursor
	}
	key = cursorKey{search: p.Search, began: p.Began}
	age := c.now().Sub(time.UnixMilli(key.began))
	if key.search != hashOf(search) || age > cursorLife {
		return key, 0, errCursor
	}
	return key, int(p.Offset), nil
}
