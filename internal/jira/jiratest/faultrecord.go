package jiratest

import (
	"bytes"
	"net/http"
	"strconv"
)

// A recording is an answer that was made and not sent.
type recording struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header returns the header that will be sent.
func (r *recording) Header() http.Header { return r.header }

// WriteHeader notes the status.
func (r *recording) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
}

// Write appends to the body. It does not fail.
func (r *recording) Write(b []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(b)
}

// record makes the answer without sending it. What was set in the header before
// is part of it.
func (c *call) record(answer func()) *recording {
	real := c.w
	r := &recording{header: real.Header().Clone()}
	c.w = r
	answer()
	c.w = real
	r.WriteHeader(http.StatusOK)
	return r
}

// replay sends a recording.
func (c *call) replay(r *recording) {
	c.head(r)
	_, _ = c.w.Write(r.body.Bytes()) // a client that hung up is not the server's fault
}

// head sends the head of a recording, with the length of its whole body.
func (c *call) head(r *recording) {
	r.header.Set("Content-Length", strconv.Itoa(r.body.Len()))
	c.sendHead(r)
}

// sendHead sends the head of a recording as it is.
func (c *call) sendHead(r *recording) {
	h := c.w.Header()
	clear(h)
	for name, values := range r.header {
		h[name] = values
	}
	c.w.WriteHeader(r.status)
}

// with returns the recording with another body.
func (r *recording) with(body []byte) *recording {
	changed := &recording{header: r.header, status: r.status}
	changed.body.Write(body)
	return changed
}
