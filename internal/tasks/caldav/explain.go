package caldav

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"net/http"
	"slices"

	"weir"
)

// A refusal is a status by which the server refused a request.
type refusal struct {
	status int
	// named are the conditions that the server says are not met, by the names
	// that RFC 4791 section 5.3.2.1 and others give them. Its own words are left
	// out: they can hold anything.
	named []string
}

func (r *refusal) Error() string {
	text := fmt.Sprintf("status %d", r.status)
	for _, name := range r.named {
		text += ", " + name
	}
	return text
}

// says reports whether the server named one of the conditions.
func (r *refusal) says(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return slices.Contains(r.named, name) })
}

// cutsShort reports whether the server says that the whole answer would be too
// large (RFC 4791 section 7.8, RFC 6578 section 3.3).
func (r *refusal) cutsShort() bool {
	return r.says("number-of-matches-within-limits") || r.status == http.StatusInsufficientStorage && !r.says("quota-not-exceeded", "sufficient-disk-space")
}

// hides reports whether a refusal to show an object is about this one alone.
func (r *refusal) hides() bool {
	return r.status != http.StatusUnauthorized && r.status != http.StatusTooManyRequests && r.status <= http.StatusNotImplemented
}

// preconditions reads the names of the elements in a DAV:error.
func preconditions(body []byte) []string {
	var failed struct {
		XMLName xml.Name `xml:"DAV: error"`
		Any     []struct {
			XMLName xml.Name
		} `xml:",any"`
	}
	if err := xml.NewDecoder(bytes.NewReader(body)).Decode(&failed); err != nil {
		return nil
	}
	var names []string
	for _, e := range failed.Any[:min(len(failed.Any), 5)] {
		names = append(names, clip(e.XMLName.Local))
	}
	return names
}

func clip(s string) string { return s[:min(len(s), 60)] }

// badTask are the conditions that concern the task at hand and no other.
func badTask() []string {
	return []string{
		"valid-calendar-data", "valid-calendar-object-resource", "supported-calendar-data", "supported-calendar-component",
		"max-resource-size", "no-uid-conflict", "min-date-time", "max-date-time", "max-instances",
	}
}

// explain says what a status means for a person.
func explain(method string, status int, named []string) error {
	cause := &refusal{status: status, named: named}
	e := &weir.Error{Kind: weir.BadInput, Text: fmt.Sprintf("%s refuses a request (%s)", peer, method), Err: cause}
	switch {
	case status == http.StatusUnauthorized:
		e.Kind, e.Text = weir.Unauthorised, peer+" does not accept the user or the password"
		e.Next = "check `user` in the configuration, and give the password again: weir tasks init\n" +
			"(with two-step verification, servers want a password made for this program alone)"
	case status == http.StatusInsufficientStorage, cause.says("quota-not-exceeded", "sufficient-disk-space"):
		e.Kind, e.Text = weir.Storage, "the account on "+peer+" is full"
		e.Next = "delete what is no longer needed there, or ask for more space; what is there is unharmed"
	case status == http.StatusRequestEntityTooLarge, cause.says(badTask()...):
		e.Text = peer + " does not take this task"
	case status == http.StatusForbidden && method == "PUT", status == http.StatusForbidden && method == "DELETE":
		e.Kind, e.Text = weir.Forbidden, "the list may be read and not written by this account"
		e.Next = "ask its owner for the right to write, or name another list: weir tasks init"
	case status == http.StatusForbidden:
		e.Kind, e.Text = weir.Forbidden, "this account may not see the list"
		e.Next = "check `user`, `url` and `list` in the configuration"
	case status == http.StatusNotFound, status == http.StatusConflict, status == http.StatusGone:
		e.Kind, e.Text = weir.NotFound, "there is no such list on "+peer
		e.Next = "check `url` and `list` in the configuration, or make the list: weir tasks init"
	case status == http.StatusMethodNotAllowed, status == http.StatusNotImplemented:
		e.Kind, e.Text = weir.BadConfig, fmt.Sprintf("what answers at this address does not do CalDAV (%s is not allowed)", method)
		e.Next = "check `url` and `list` in the configuration: the address of a list usually ends in a slash"
	case status == http.StatusTooManyRequests:
		e.Kind, e.Text, e.Next = weir.RateLimited, peer+" asks to wait", "try again later"
	case status >= http.StatusInternalServerError:
		e.Kind, e.Text, e.Next = weir.ServerFault, peer+" failed", "try again later; if it lasts, tell the server's administrator"
	}
	return e
}
