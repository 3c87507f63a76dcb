package jira

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"weir"
)

// issue makes the domain's issue of Jira's. A field of an unforeseen shape does
// not spoil the issue: it stays in Fields as Jira sent it.
// What nobody asked for is dropped.
func (c *Client) issue(w wireIssue, f Flavour, asked []string) (weir.Issue, error) {
	if !plainName(w.id) || !plainName(w.key) {
		return weir.Issue{}, improper()
	}
	issue := weir.Issue{ID: w.id, Key: w.key, URL: c.BrowseURL(w.key)}
	for name, raw := range members(w.fields) {
		name = bare(name)
		at := slices.IndexFunc(asked, func(id string) bool { return id == string(name) })
		if at < 0 || string(raw) == "null" || setField(&issue, asked[at], raw) {
			continue
		}
		if issue.Fields == nil {
			issue.Fields = make(map[string]json.RawMessage)
		}
		issue.Fields[asked[at]] = bytes.Clone(raw)
	}
	if w.changelog == nil {
		return issue, nil
	}
	changelog, ok := readChangelog(w.changelog)
	if !ok {
		return weir.Issue{}, unreadable(nil)
	}
	history, err := changelog.history(f)
	if err != nil {
		return weir.Issue{}, fmt.Errorf("read history of %s: %w", w.key, err)
	}
	issue.History = history
	return issue, nil
}

func improper() error {
	return &weir.Error{
		Kind: weir.NotJira, Text: "Jira sent an issue without a proper id or key",
		Next: "try again; if it happens every time, report it with the output of `weir doctor`",
	}
}

// plainName accepts what ids and keys are made of on every Jira, and nothing
// that could mean something in a link, a table or a query.
func plainName(s string) bool {
	return s != "" && len(s) <= 255 && !strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '_'
	})
}

// setField sets the part of the issue that the field is known for; it reports
// false for other fields, and for values that do not fit.
func setField(issue *weir.Issue, id string, raw []byte) bool {
	switch id {
	case "summary":
		return setText(raw, &issue.Summary)
	case "description":
		return setDocument(raw, &issue.Description)
	case "issuetype":
		var t weir.Type
		return fits(object(raw, named("id", &t.ID), named("name", &t.Name), yes("subtask", &t.Subtask)), &issue.Type, t)
	case "status":
		return setStatus(raw, &issue.Status)
	case "project":
		var p weir.Project
		return fits(object(raw, named("id", &p.ID), named("key", &p.Key), named("name", &p.Name)), &issue.Project, p)
	case "parent":
		return setParent(raw, &issue.Parent)
	case "priority":
		return setNamed(raw, &issue.Priority)
	case "resolution":
		return setNamed(raw, &issue.Resolution)
	case "assignee":
		return setPerson(raw, &issue.Assignee)
	case "reporter":
		return setPerson(raw, &issue.Reporter)
	case "creator":
		return setPerson(raw, &issue.Creator)
	case "labels":
		return into(raw, &issue.Labels)
	case "components":
		return setNames(raw, &issue.Components)
	case "fixVersions":
		return setNames(raw, &issue.FixVersions)
	case "created":
		return setTime(raw, &issue.Created)
	case "updated":
		return setTime(raw, &issue.Updated)
	case "resolutiondate":
		return setTime(raw, &issue.Resolved)
	case "duedate":
		return setDate(raw, &issue.Due)
	}
	return false
}

// into decodes raw into v, leaving v alone when it does not fit.
func into[T any](raw []byte, v *T) bool {
	var fresh T
	return fits(json.Unmarshal(raw, &fresh) == nil, v, fresh)
}

// fits sets v where the value that was read is sound.
func fits[T any](sound bool, v *T, read T) bool {
	if sound {
		*v = read
	}
	return sound
}

func setNamed(raw []byte, v *weir.Named) bool {
	var n weir.Named
	return fits(object(raw, named("id", &n.ID), named("name", &n.Name)), v, n)
}

func setStatus(raw []byte, v *weir.Status) bool {
	var s weir.Status
	var category []byte
	var key string
	sound := object(raw, named("id", &s.ID), named("name", &s.Name), part("statusCategory", &category)) && object(category, named("key", &key))
	s.Category = weir.Category(key)
	return fits(sound, v, s)
}

func setParent(raw []byte, v *weir.Parent) bool {
	var p weir.Parent
	var fields []byte
	return fits(object(raw, named("id", &p.ID), named("key", &p.Key), part("fields", &fields)) && object(fields, named("summary", &p.Summary)), v, p)
}

func setPerson(raw []byte, v *weir.Person) bool {
	var w wirePerson
	sound := object(raw, named("accountId", &w.AccountID), named("key", &w.Key), named("name", &w.Name), named("displayName", &w.DisplayName))
	return fits(sound, v, w.person())
}

func setNames(raw []byte, v *[]string) bool {
	var list []wireNamed
	if !into(raw, &list) {
		return false
	}
	*v = nil
	for _, w := range list {
		*v = append(*v, w.Name)
	}
	return true
}

func setTime(raw []byte, v *time.Time) bool {
	var s string
	if !setText(raw, &s) {
		return false
	}
	at, err := parseTime(s)
	*v = at
	return err == nil
}

func setDate(raw []byte, v *weir.Date) bool {
	var s string
	if !setText(raw, &s) {
		return false
	}
	day, err := weir.ParseDate(s)
	*v = day
	return err == nil
}

// setDocument keeps rich text as it came: an object is ADF, a string is wiki
// markup.
func setDocument(raw []byte, v *weir.Document) bool {
	if len(raw) > 0 && raw[0] == '{' {
		*v = weir.Document{Format: weir.ADF, Source: string(raw)}
		return true
	}
	var s string
	if !setText(raw, &s) {
		return false
	}
	*v = weir.Document{Format: weir.Wiki, Source: s}
	return true
}

func (w wireChangelog) history(f Flavour) (weir.History, error) {
	var h weir.History
	seen := make(map[string]bool, len(w.histories))
	for _, entry := range w.histories {
		if seen[entry.id] {
			continue
		}
		seen[entry.id] = true
		changes, err := entry.changes()
		if err != nil {
			return weir.History{}, err
		}
		h.Changes = append(h.Changes, changes...)
	}
	h.Sort()
	sent := len(w.histories)
	h.Complete = weir.WholeHistory(sent, w.total, f == Cloud)
	if f == Cloud && sent > 0 && sent >= w.maxResults {
		h.Complete = false // a full page may not be the last
	}
	return h, nil
}

func (w wireHistory) changes() ([]weir.Change, error) {
	var changes []weir.Change
	for _, item := range w.items {
		at, err := parseTime(w.created)
		if err != nil {
			return nil, &weir.Error{
				Kind: weir.NotJira, Text: "a change has no readable time", Err: err,
				Next: "try again; if it happens every time, report it with the output of `weir doctor`",
			}
		}
		changes = append(changes, weir.Change{ID: w.id, At: at, Kind: item.kind, From: item.from, To: item.to})
	}
	return changes, nil
}
