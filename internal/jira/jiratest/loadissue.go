package jiratest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// looseText is a text that some exports write as a number.
type looseText string

// UnmarshalJSON reads a text or a number.
func (t *looseText) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] != '"' {
		var n json.Number
		if err := json.Unmarshal(raw, &n); err != nil {
			return fmt.Errorf("expected a text: %w", err)
		}
		*t = looseText(n)
		return nil
	}
	return json.Unmarshal(raw, (*string)(t))
}

func (t *looseText) text() *string { return (*string)(t) }

type historyJSON struct {
	ID      looseText       `json:"id"`
	Author  json.RawMessage `json:"author"`
	Created string          `json:"created"`
	Items   []itemJSON      `json:"items"`
}

type itemJSON struct {
	Field      string     `json:"field"`
	FieldType  string     `json:"fieldtype"`
	FieldID    string     `json:"fieldId"`
	From       *looseText `json:"from"`
	FromString *looseText `json:"fromString"`
	To         *looseText `json:"to"`
	ToString   *looseText `json:"toString"`
}

// issue takes in an issue whose members were read.
func (l *loader) issue(members map[string]json.RawMessage, line int, offset int64) error {
	var id, key looseText
	for name, into := range map[string]*looseText{"id": &id, "key": &key} {
		if raw := members[name]; !isNull(raw) {
			if err := json.Unmarshal(raw, into); err != nil {
				return l.bad(fmt.Sprintf("the issue's %s cannot be read: %v", name, err), line, offset)
			}
		}
	}
	if id == "" || key == "" {
		return l.bad("an issue has no id or no key", line, offset)
	}
	i := Issue{ID: string(id), Key: upper(string(key))}
	fields, err := l.fields(members["fields"])
	if err != nil {
		return l.bad(fmt.Sprintf("issue %s: the fields cannot be read: %v", i.Key, err), line, offset)
	}
	i.Fields = fields
	if i.Histories, err = l.histories(members["changelog"]); err != nil {
		return l.bad(fmt.Sprintf("issue %s: the change history cannot be read: %v", i.Key, err), line, offset)
	}
	l.add(i)
	return nil
}

// fields reads an issue's fields. Values that many issues repeat are kept once.
func (l *loader) fields(raw json.RawMessage) (map[string]json.RawMessage, error) {
	var compact bytes.Buffer
	if err := json.Compact(&compact, raw); err != nil {
		return nil, err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(compact.Bytes(), &fields); err != nil {
		return nil, err
	}
	for id, value := range fields {
		if isNull(value) || slices.Contains(sharedFields, id) {
			fields[id] = l.intern(value)
		}
	}
	return fields, nil
}

// intern returns the first value that had the same text.
func (b *builder) intern(raw json.RawMessage) json.RawMessage {
	if known, ok := b.interned[string(raw)]; ok {
		return known
	}
	b.interned[string(raw)] = raw
	return raw
}

// histories reads a changelog, whether it came with a search or from the
// resource of its own.
func (l *loader) histories(raw json.RawMessage) ([]History, error) {
	if isNull(raw) {
		return nil, nil
	}
	var changelog struct {
		Histories []historyJSON `json:"histories"`
		Values    []historyJSON `json:"values"`
	}
	if err := json.Unmarshal(raw, &changelog); err != nil {
		return nil, err
	}
	histories := make([]History, 0, len(changelog.Histories)+len(changelog.Values))
	for _, told := range slices.Concat(changelog.Histories, changelog.Values) {
		h := History{ID: string(told.ID)}
		var err error
		if h.At, err = parseTime(told.Created); err != nil {
			return nil, fmt.Errorf("entry %s: %w", told.ID, err)
		}
		if h.Author, err = l.author(told.Author); err != nil {
			return nil, fmt.Errorf("entry %s: %w", told.ID, err)
		}
		for _, item := range told.Items {
			h.Items = append(h.Items, item.item())
		}
		histories = append(histories, h)
	}
	return histories, nil
}

// author reads a user, once for all entries that repeat it.
func (b *builder) author(raw json.RawMessage) (*Person, error) {
	if p, ok := b.authors[string(raw)]; ok {
		return p, nil
	}
	p, err := b.people.read(raw)
	if err == nil {
		b.authors[string(raw)] = p
	}
	return p, err
}

func (i itemJSON) item() Item {
	return Item{
		Field: i.Field, FieldType: i.FieldType, FieldID: i.FieldID,
		From: i.From.text(), FromString: i.FromString.text(), To: i.To.text(), ToString: i.ToString.text(),
	}
}
