package jiratest

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"time"

	"weir/internal/localserver"
)

// play answers a request, unless the script has something else happen.
func (c *call) play(answer func()) {
	path := c.apiPath()
	fault := c.script.strike(c.route.template, path, c.query)
	c.passEmpty()
	c.w.Header().Set("Date", c.opts.Now().UTC().Format(http.TimeFormat))
	if fault == nil && !c.script.keeps(c.route.template, path) {
		answer()
		return
	}
	if fault != nil && c.instead(fault) {
		return
	}
	if fault != nil && fault.Do == LoseSignIn {
		c.loseSignIn(fault, answer)
		return
	}
	page, list := c.record(answer), listOf(path, c.query)
	if fault == nil {
		c.script.keep(list, page)
		c.replay(page)
		return
	}
	if fault.Do == RepeatPage {
		c.replay(c.script.before(list, page))
		return
	}
	c.deliver(fault, page)
}

// apiPath is the path below the context path and the gateway's.
func (c *call) apiPath() string {
	path := c.r.URL.Path
	return path[max(0, strings.Index(path, "/rest/")):]
}

// instead does what needs no answer of Jira's.
func (c *call) instead(f *Fault) bool {
	switch f.Do {
	case AnswerStatus:
		c.answerStatus(f)
	case ResetConnection:
		if f.At == "body" {
			return false
		}
		localserver.HangUp(c.w)
	case SendBomb:
		c.sendBomb(f)
	case ShowLoginPage:
		c.page(http.StatusOK, "Sign in", "Please sign in to go on.")
	case SendElsewhere:
		c.w.Header().Set("Location", f.To)
		c.w.WriteHeader(http.StatusFound)
	default:
		return false
	}
	return true
}

// deliver sends an answer of Jira's with a fault in it.
func (c *call) deliver(f *Fault, page *recording) {
	switch body := page.body.Bytes(); f.Do {
	case ResetConnection:
		c.head(page)
		_, _ = c.w.Write(body[:len(body)/2])
		c.flush()
		localserver.HangUp(c.w)
	case SlowDown:
		c.sendSlowly(f, page)
	case FallSilent:
		c.head(page)
		c.flush()
		if delay, err := time.ParseDuration(f.Delay); err != nil {
			c.hold(maxDelay)
		} else {
			c.hold(delay)
		}
		localserver.HangUp(c.w)
	case CutShort:
		keep := len(body) / 2
		if f.Keep > 0 {
			keep = min(f.Keep, len(body))
		}
		if f.Framing != "chunked" {
			c.replay(page.with(body[:keep]))
			return
		}
		page.header.Del("Content-Length")
		c.sendHead(page)
		_, _ = c.w.Write(body[:keep])
		c.flush() // before the end, or the length would be known after all
	case SpoilJSON:
		half := len(body) / 2
		c.replay(page.with([]byte(string(body[:half]) + "\x00" + string(body[half:]))))
	default:
		c.replay(page.with(c.editPage(f, page)))
	}
}

func (c *call) answerStatus(f *Fault) {
	for name, value := range f.Headers {
		c.w.Header().Set(name, value)
	}
	switch {
	case f.Body == "html":
		c.page(f.Status, http.StatusText(f.Status), "The server in front of Jira answers.")
	case f.Body == "empty" || f.Status == http.StatusNoContent || f.Status == http.StatusNotModified:
		c.w.WriteHeader(f.Status)
	default:
		c.fail(f.Status, "This fault stands in the script.")
	}
}

// loseSignIn answers as to somebody who sent no credentials.
func (c *call) loseSignIn(f *Fault, answer func()) {
	c.r = c.r.Clone(c.r.Context())
	c.r.Header.Del("Authorization")
	page := c.record(answer)
	account := "X-AACCOUNTID"
	if c.opts.Flavour == DataCenter {
		account = "X-AUSERNAME"
	}
	switch f.Tell {
	case "account":
		page.header.Del(loginReason)
		page.header.Set(account, "anonymous")
	case "nothing":
		page.header.Del(loginReason)
		page.header.Del(account)
	}
	c.replay(page)
}

// sendSlowly waits, and then drips the body.
func (c *call) sendSlowly(f *Fault, page *recording) {
	delay, _ := time.ParseDuration(f.Delay) // it was checked
	if !c.hold(delay) {
		localserver.HangUp(c.w)
		return
	}
	if f.Rate == 0 {
		c.replay(page)
		return
	}
	c.head(page)
	body := page.body.Bytes()
	// Twenty drops a second, or fewer where a drop would be less than a byte.
	drop := max(1, f.Rate/20)
	pause := time.Second * time.Duration(drop) / time.Duration(f.Rate)
	for drops := int(maxDelay / max(pause, 1)); len(body) > drop && drops > 0; drops-- {
		if _, err := c.w.Write(body[:drop]); err != nil {
			return
		}
		c.flush()
		body = body[drop:]
		if !c.hold(pause) {
			localserver.HangUp(c.w)
			return
		}
	}
	_, _ = c.w.Write(body)
}

// hold waits. It reports false if the client went away meanwhile.
func (c *call) hold(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-c.r.Context().Done():
		return false
	}
}

func (c *call) flush() {
	// Where the writer cannot flush, the body comes in one piece.
	_ = http.NewResponseController(c.w).Flush()
}

// sendBomb sends an answer that begins well and does not end within its size.
func (c *call) sendBomb(f *Fault) {
	size := f.SizeMiB
	if size == 0 {
		size = 64
	}
	h := c.w.Header()
	h.Set("Content-Type", "application/json;charset=UTF-8")
	var out io.Writer = c.w
	if strings.Contains(c.r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		packed := gzip.NewWriter(c.w)
		defer packed.Close() //nolint:errcheck // a client that hung up is not the server's fault
		out = packed
	}
	c.w.WriteHeader(http.StatusOK)
	_, err := io.WriteString(out, `{"startAt":0,"issues":[{"id":"1","key":"A-1","fields":{"summary":"`)
	filling := []byte(strings.Repeat("x", 1<<20))
	for range size {
		if err != nil || c.r.Context().Err() != nil {
			return
		}
		_, err = out.Write(filling)
	}
}
