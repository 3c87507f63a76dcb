package jira

import (
	"bytes"
	"encoding/json"
	"time"
	"unicode/utf8"

	"weir"
)

// The shapes of Jira's JSON, as far as Weir reads them. What is not named here
// is never made into a value.

type wireIssue struct {
	ID        string                     `json:"id"`
	Key       string                     `json:"key"`
	Fields    map[string]json.RawMessage `json:"fields"`
	Changelog *wireChangelog             `json:"changelog"`
}

type wireChangelog struct {
	MaxResults int           `json:"maxResults"`
	Total      int           `json:"total"`
	Histories  []wireHistory `json:"histories"`
}

// A wireHistory is one entry of a change history. Its author is not read.
type wireHistory struct {
	ID      string     `json:"id"`
	Created string     `json:"created"`
	Items   []wireItem `json:"items"`
}

// A wireItem is one changed field. The values of fields that do not measure
// flow are skipped by its decoder.
type wireItem struct {
	kind     weir.ChangeKind // zero: not one that Weir keeps
	from, to weir.Named
}

// UnmarshalJSON looks at the field's name first, and makes values only of the
// three kinds that Weir keeps (promise D2).
func (w *wireItem) UnmarshalJSON(text []byte) error {
	var field, fieldType string
	var from, fromName, to, toName []byte
	for name, value := range members(text) {
		switch string(name) {
		case `"field"`:
			field = plainString(value)
		case `"fieldtype"`:
			fieldType = plainString(value)
		case `"from"`:
			from = value
		case `"fromString"`:
			fromName = value
		case `"to"`:
			to = value
		case `"toString"`:
			toName = value
		}
	}
	if w.kind = weir.ChangeKindOf(field, fieldType); w.kind == 0 {
		return nil
	}
	w.from = weir.Named{ID: plainString(from), Name: plainString(fromName)}
	w.to = weir.Named{ID: plainString(to), Name: plainString(toName)}
	return nil
}

// plainString decodes a JSON string; null and anything else count as empty.
func plainString(raw []byte) string {
	if len(raw) < 2 || raw[0] != '"' {
		return ""
	}
	if inner := raw[1 : len(raw)-1]; bytes.IndexByte(inner, '\\') < 0 && utf8.Valid(inner) {
		return string(inner)
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

type wirePerson struct {
	AccountID   string `json:"accountId"`
	Key         string `json:"key"`
	Name        string `json:"name"`
	DisplayName string `json:"displayName"`
}

func (w wirePerson) person() weir.Person {
	if w.AccountID != "" {
		return weir.Person{ID: w.AccountID, Display: w.DisplayName}
	}
	return weir.Person{ID: w.Key, Name: w.Name, Display: w.DisplayName}
}

type wireNamed struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func (w wireNamed) named() weir.Named { return weir.Named(w) }

type wireStatus struct {
	wireNamed
	Category struct {
		Key string `json:"key"`
	} `json:"statusCategory"`
}

func (w wireStatus) status() weir.Status {
	return weir.Status{ID: w.ID, Name: w.Name, Category: weir.Category(w.Category.Key)}
}

type wireType struct {
	wireNamed
	Subtask bool `json:"subtask"`
}

type wireProject struct {
	wireNamed
	Key string `json:"key"`
}

type wireParent struct {
	ID     string `json:"id"`
	Key    string `json:"key"`
	Fields struct {
		Summary string `json:"summary"`
	} `json:"fields"`
}

// timeLayout is how Jira writes moments: milliseconds, and an offset without a
// colon, which RFC 3339 does not allow.
const timeLayout = "2006-01-02T15:04:05.000-0700"

func parseTime(s string) (time.Time, error) {
	at, err := time.Parse(timeLayout, s)
	if err == nil {
		return at, nil
	}
	if at, rfcErr := time.Parse(time.RFC3339Nano, s); rfcErr == nil {
		return at, nil
	}
	return time.Time{}, err
}
