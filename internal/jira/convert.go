package jira

import (
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
func (c *Client) issue(w *wireIssue, f Flavour, asked []string) (weir.Issue, error) {
	if !plainName(w.ID) || !plainName(w.Key) {
		return weir.Issue{}, &weir.Error{
			Kind: weir.NotJira, Text: "Jira sent an issue without a proper id or key",
			Next: "try again; if it happens every time, report it with the output of `weir doctor`",
		}
	}
	issue := weir.Issue{ID: w.ID, Key: w.Key, URL: c.BrowseURL(w.Key)}
	for id, raw := range w.Fields {
		if string(raw) == "null" || !slices.Contains(asked, id) || setField(&issue, id, raw) {
			continue
		}
		if issue.Fields == nil {
			issue.Fields = make(map[string]json.RawMessage)
		}
		issue.Fields[id] = raw
	}
	if w.Changelog != nil {
		history, err := w.Changelog.history(f)
		if err != nil {
			return weir.Issue{}, fmt.Errorf("read history of %s: %w", w.Key, err)
		}
		issue.History = history
	}
	return issue, nil
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
func setField(issue *weir.Issue, id string, raw json.RawMessage) bool {
	switch id {
	case "summary":
		return into(raw, &issue.Summary)
	case "description":
		return setDocument(raw, &issue.Description)
	case "issuetype":
		var w wireType
		ok := into(raw, &w)
		issue.Type = weir.Type{ID: w.ID, Name: w.Name, Subtask: w.Subtask}
		return ok
	case "status":
		var w wireStatus
		ok := into(raw, &w)
		issue.Status = w.status()
		return ok
	case "project":
		var w wireProject
		ok := into(raw, &w)
		issue.Project = weir.Project{ID: w.ID, Key: w.Key, Name: w.Name}
		return ok
	case "parent":
		var w wireParent
		ok := into(raw, &w)
		issue.Parent = weir.Parent{ID: w.ID, Key: w.Key, Summary: w.Fields.Summary}
		return ok
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
func into[T any](raw json.RawMessage, v *T) bool {
	var fresh T
	if json.Unmarshal(raw, &fresh) != nil {
		return false
	}
	*v = fresh
	return true
}

func setNamed(raw json.RawMessage, v *weir.Named) bool {
	var w wireNamed
	ok := into(raw, &w)
	*v = w.named()
	return ok
}

func setPerson(raw json.RawMessage, v *weir.Person) bool {
	var w wirePerson
	ok := into(raw, &w)
	*v = w.person()
	return ok
}

func setNames(raw json.RawMessage, v *[]string) bool {
	var list []wireNamed
	if !into(raw, &list) {
		return false
	}
	for _, w := range list {
		*v = append(*v, w.Name)
	}
	return true
}

func setTime(raw json.RawMessage, v *time.Time) bool {
	var s string
	if !into(raw, &s) {
		return false
	}
	at, err := parseTime(s)
	*v = at
	return err == nil
}

func setDate(raw json.RawMessage, v *weir.Date) bool {
	var s string
	if !into(raw, &s) {
		return false
	}
	day, err := weir.ParseDate(s)
	*v = day
	return err == nil
}

// setDocument keeps rich text as it came: an object is ADF, a string is wiki
// markup.
func setDocument(raw json.RawMessage, v *weir.Document) bool {
	if len(raw) > 0 && raw[0] == '{' {
		*v = weir.Document{Format: weir.ADF, Source: string(raw)}
		return true
	}
	var s string
	if !into(raw, &s) {
		return false
	}
	*v = weir.Document{Format: weir.Wiki, Source: s}
	return true
}

func (w *wireChangelog) history(f Flavour) (weir.History, error) {
	var h weir.History
	seen := make(map[string]bool, len(w.Histories))
	for _, entry := range w.Histories {
		if seen[entry.ID] {
			continue
		}
		seen[entry.ID] = true
		changes, err := entry.changes()
		if err != nil {
			return weir.History{}, err
		}
		h.Changes = append(h.Changes, changes...)
	}
	h.Sort()
	sent := len(w.Histories)
	h.Complete = weir.WholeHistory(sent, w.Total, f == Cloud)
	if f == Cloud && sent > 0 && sent >= w.MaxResults {
		h.Complete = false // a full page may not be the last
	}
	return h, nil
}

func (w wireHistory) changes() ([]weir.Change, error) {
	var changes []weir.Change
	for _, item := range w.Items {
		if item.kind == 0 {
			continue
		}
		at, err := parseTime(w.Created)
		if err != nil {
			return nil, &weir.Error{Kind: weir.NotJira, Text: "a change has no readable time", Err: err}
		}
		changes = append(changes, weir.Change{ID: w.ID, At: at, Kind: item.kind, From: item.from, To: item.to})
	}
	return changes, nil
}
