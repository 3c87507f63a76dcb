package msgraph

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

func itoa(n int) string { return strconv.Itoa(n) }

// What of an answer may be printed: codes are numbers or words without spaces,
// request ids are UUIDs. Whatever else stands in their place is left out.
var (
	codePattern = regexp.MustCompile(`^[A-Za-z0-9_]+$`)
	uuidPattern = regexp.MustCompile(`^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`)
)

// readFailure reads what Graph says against a request. A body that is not
// Graph's leaves the code empty.
// Source: Microsoft's pages "Microsoft Graph error responses" and "Error codes
// for the OneNote APIs".
func readFailure(status int, h http.Header, body []byte) *Failure {
	var said struct {
		Error struct {
			Code  code `json:"code"`
			Inner struct {
				RequestID string `json:"request-id"`
				Other     string `json:"requestId"` // as some of Microsoft's pages have it
			} `json:"innerError"`
		} `json:"error"`
	}
	f := &Failure{Status: status}
	if json.Unmarshal(body, &said) == nil && isWord(codePattern, string(said.Error.Code)) {
		f.Code = string(said.Error.Code)
	}
	for _, id := range []string{said.Error.Inner.RequestID, said.Error.Inner.Other, h.Get("Request-Id")} {
		if f.RequestID == "" && uuidPattern.MatchString(id) {
			f.RequestID = strings.ToLower(id)
		}
	}
	f.Class = classOf(status, f.Code)
	return f
}

// A code is a string in most answers, and a number in some.
type code string

// UnmarshalJSON takes either.
func (c *code) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		*c = code(text)
		return nil
	}
	var number json.Number
	if err := json.Unmarshal(data, &number); err != nil {
		return err
	}
	*c = code(number)
	return nil
}

// classOf sorts a refusal. The code says more than the status, so it counts
// first.
func classOf(status int, code string) Class {
	for class, codes := range classCodes {
		for _, known := range codes {
			if itoa(known) == code {
				return class
			}
		}
	}
	switch {
	case status == http.StatusUnauthorized:
		return ErrSignedOut
	case status == http.StatusForbidden:
		return ErrNoAccess
	case status == http.StatusNotFound, status == http.StatusGone:
		return ErrGone
	case status == http.StatusConflict:
		return ErrTaken
	case status == http.StatusRequestEntityTooLarge:
		return ErrTooLarge
	case status == http.StatusLocked:
		return ErrLocked
	case status == http.StatusTooManyRequests, status == http.StatusServiceUnavailable:
		return ErrThrottled
	case status == http.StatusInsufficientStorage:
		return ErrQuota
	case status >= http.StatusInternalServerError:
		return ErrFault
	default:
		return ""
	}
}

// classCodes are OneNote's codes by class.
var classCodes = map[Class][]int{
	ErrSignedOut:   {40001},
	ErrNoAccess:    {40002, 40003, 40004, 40006, 40007, 40008, 30104, 30105, 30108},
	ErrGone:        {20102, 20113, 20112},
	ErrBadTarget:   {20120, 20133, 20134, 20135, 20138, 20141, 20149},
	ErrThrottled:   {10002, 10003, 10007, 10015, 20166, 30103, 30106},
	ErrSectionFull: {30102},
	ErrProtected:   {10004},
	ErrLocked:      {10012},
	ErrQuota:       {30101},
	ErrTaken:       {20117},
	ErrBadName:     {20115, 20153, 20154, 20155},
	ErrTooLarge:    {20008, 20015, 20016},
	ErrListTooLong: {10008, 10013, 10016, 20266},
	ErrFault:       {10001, 10006, 19999},
}

// isWord reports whether a text has the form of a code, and its length.
func isWord(form *regexp.Regexp, text string) bool {
	return len(text) <= 64 && form.MatchString(text)
}
