package jiratest

import (
	"fmt"
	"html"
	"maps"
	"net/http"
	"strconv"
	"strings"
)

// json answers with a value.
func (c *call) json(status int, value any) { c.send(status, encode(value)) }

// send answers with JSON that is ready.
func (c *call) send(status int, body []byte) {
	h := c.w.Header()
	h.Set("Content-Type", "application/json;charset=UTF-8")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	c.w.WriteHeader(status)
	// A client that hung up is not the server's fault.
	_, _ = c.w.Write(body)
}

// fail answers with Jira's collection of error messages.
func (c *call) fail(status int, messages ...string) {
	c.json(status, map[string]any{"errorMessages": messages, "errors": map[string]string{}})
}

// page answers with a page for people, as the servers around Jira do.
func (c *call) page(status int, title, text string) {
	c.w.Header().Set("Content-Type", "text/html;charset=UTF-8")
	c.w.WriteHeader(status)
	_, _ = fmt.Fprintf(c.w, "<!DOCTYPE html><html><head><title>%s</title></head><body><h1>%s</h1><p>%s</p></body></html>",
		html.EscapeString(title), html.EscapeString(title), html.EscapeString(text))
}

// number reads a parameter that is a whole number; an absent one is the
// fallback. It answers 400 and reports false for anything else.
func (c *call) number(name string, fallback int) (int, bool) {
	text := c.query.Get(name)
	if text == "" {
		return fallback, true
	}
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil {
		c.fail(http.StatusBadRequest, fmt.Sprintf("The value '%s' of the parameter '%s' is not a whole number.", text, name))
		return 0, false
	}
	return int(n), true
}

// flag reads a parameter that is true or false, in the same way.
func (c *call) flag(name string) bool {
	b, err := strconv.ParseBool(c.query.Get(name))
	return err == nil && b
}

// paging reads startAt and maxResults. The page is never longer than most.
func (c *call) paging(usual, most int) (start, size int, ok bool) {
	start, ok = c.number("startAt", 0)
	if !ok {
		return 0, 0, false
	}
	size, ok = c.number("maxResults", usual)
	if !ok {
		return 0, 0, false
	}
	if start < 0 || size < 0 {
		c.fail(http.StatusBadRequest, "The parameters 'startAt' and 'maxResults' must not be negative.")
		return 0, 0, false
	}
	return start, min(size, most), true
}

// cut returns the part of a list that is a page.
func cut[T any](list []T, start, size int) []T {
	start = min(start, len(list))
	return list[start:min(start+size, len(list))]
}

// pageBean is the envelope that most of Jira's paged lists have.
type pageBean struct {
	Self       string `json:"self"`
	NextPage   string `json:"nextPage,omitempty"`
	MaxResults int    `json:"maxResults"`
	StartAt    int    `json:"startAt"`
	Total      int    `json:"total"`
	IsLast     bool   `json:"isLast"`
	Values     any    `json:"values"`
}

// pageOf answers with one page of a list, in the envelope.
func pageOf[T any](c *call, list []T, usual, most int, show func(T) any) {
	start, size, ok := c.paging(usual, most)
	if !ok {
		return
	}
	values := []any{}
	for _, one := range cut(list, start, size) {
		values = append(values, show(one))
	}
	bean := c.newPage(start, size, len(values), len(list))
	bean.Values = values
	c.json(http.StatusOK, bean)
}

// newPage fills the envelope for a page of shown items out of total.
func (c *call) newPage(start, size, shown, total int) pageBean {
	bean := pageBean{
		Self: c.self(start, size), MaxResults: size, StartAt: start, Total: total,
		IsLast: start+shown >= total || size == 0,
	}
	if !bean.IsLast {
		bean.NextPage = c.self(start+size, size)
	}
	return bean
}

// self is the address of a page of the list that was asked for.
func (c *call) self(start, size int) string {
	q := maps.Clone(c.query)
	q.Set("startAt", strconv.Itoa(start))
	q.Set("maxResults", strconv.Itoa(size))
	path := c.r.URL.EscapedPath()
	return c.base + path[max(0, strings.Index(path, "/rest/")):] + "?" + q.Encode()
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }
