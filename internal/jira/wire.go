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

// A wireIssue is an issue whose fields are still text, a part of that of the
// answer: there are many, and most of what Jira says in one is not wanted.
type wireIssue struct {
	id, key           string
	fields, changelog []byte
}

// readIssue reads an issue from valid JSON.
func readIssue(text []byte) (w wireIssue, err error) {
	if !object(text, part("fields", &w.fields), part("changelog", &w.changelog), named("id", &w.id), named("key", &w.key)) || !isObject(w.fields) {
		return w, improper()
	}
	return w, nil
}

type wireChangelog struct {
	maxResults int
	total      int
	histories  []wireHistory
}

// readChangelog reads the history that comes with an issue; ok is false where it
// is no such thing.
func readChangelog(text []byte) (w wireChangelog, ok bool) {
	var histories []byte
	if !object(text, number("maxResults", &w.maxResults), number("total", &w.total), part("histories", &histories)) || !isArray(histories) {
		return w, false
	}
	for entry := range elements(histories) {
		var h wireHistory
		if !h.read(entry) {
			return w, false
		}
		w.histories = append(w.histories, h)
	}
	return w, true
}

// A wireHistory is one entry of a change history. Its author is not read.
type wireHistory struct {
	id, created string
	items       []wireItem // those that Weir keeps
}

// UnmarshalJSON reads an entry that comes by itself.
func (w *wireHistory) UnmarshalJSON(text []byte) error {
	if !w.read(text) {
		return unreadable(nil)
	}
	return nil
}

func (w *wireHistory) read(text []byte) bool {
	var items []byte
	if !object(text, named("id", &w.id), named("created", &w.created), part("items", &items)) || !isArray(items) {
		return false
	}
	for text := range elements(items) {
		if item := readItem(text); item.kind != 0 {
			w.items = append(w.items, item)
		}
	}
	return true
}

// A wireItem is one changed field.
type wireItem struct {
	kind     weir.ChangeKind // zero: not one that Weir keeps
	from, to weir.Named
}

// readItem looks at the field's name first, and makes values only of the three
// kinds that Weir keeps (promise D2).
func readItem(text []byte) (w wireItem) {
	var field, fieldType, from, fromName, to, toName []byte
	object(text, part("field", &field), part("fieldtype", &fieldType),
		part("from", &from), part("fromString", &fromName), part("to", &to), part("toString", &toName))
	if w.kind = weir.ChangeKindOf(plainString(field), plainString(fieldType)); w.kind == 0 {
		return w
	}
	w.from = weir.Named{ID: plainString(from), Name: plainString(fromName)}
	w.to = weir.Named{ID: plainString(to), Name: plainString(toName)}
	return w
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

type wireStatus struct {
	wireNamed
	Category struct {
		Key string `json:"key"`
	} `json:"statusCategory"`
}

func (w wireStatus) status() weir.Status {
	return weir.Status{ID: w.ID, Name: w.Name, Category: weir.Category(w.Category.Key)}
}

type wireProject struct {
	wireNamed
	Key string `json:"key"`
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
