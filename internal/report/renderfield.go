package report

import (
	"encoding/json"
	"strings"
	"time"

	"weir"
	"weir/internal/table"
)

// plain shows a text in which nothing is markup, and nothing a date.
func (w *writer) plain(raw json.RawMessage) (Cell, bool) {
	return w.text(textOf(raw)), raw[0] == '"'
}

// document shows what somebody wrote with markup: ADF, an object, on Cloud; wiki
// markup, a string, on Data Center.
func (w *writer) document(raw json.RawMessage) (Cell, bool) {
	if raw[0] != '"' {
		return Cell{}, false
	}
	return w.text(table.PlainText(weir.Document{Format: weir.Wiki, Source: textOf(raw)})), true
}

// address shows an address of the web, and leads there.
func (w *writer) address(raw json.RawMessage) (Cell, bool) {
	cell := named(textOf(raw))
	cell.Link = webAddress(textOf(raw))
	return cell, raw[0] == '"'
}

// date shows days and moments.
func (w *writer) date(raw json.RawMessage) (Cell, bool) {
	if at, ok := momentOf(textOf(raw)); ok {
		return w.moment(at), true
	}
	d, ok := dayOf(textOf(raw))
	return day(d), ok
}

func momentOf(s string) (time.Time, bool) {
	if len(s) < len("2006-01-02T15:04") || len(s) > 40 || s[10] != 'T' {
		return time.Time{}, false
	}
	for _, layout := range []string{"2006-01-02T15:04:05-0700", time.RFC3339} { // either takes fractions of a second
		if at, err := time.Parse(layout, s); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}

func dayOf(s string) (weir.Date, bool) {
	if len(s) != len(time.DateOnly) {
		return weir.Date{}, false
	}
	d, err := weir.ParseDate(s)
	return d, err == nil
}

// linked is an issue as other issues' fields hold it.
type linked struct {
	Key string `json:"key"`
}

// links shows links between issues, in Jira's words for them.
func (w *writer) links(raw json.RawMessage) (Cell, bool) {
	var all []struct {
		Type struct {
			Name, Inward, Outward string
		}
		InwardIssue, OutwardIssue linked
	}
	if json.Unmarshal(raw, &all) != nil {
		return Cell{}, false
	}
	var told []string
	for _, l := range all {
		words, key := l.Type.Outward, l.OutwardIssue.Key
		if key == "" {
			words, key = l.Type.Inward, l.InwardIssue.Key
		}
		if words == "" {
			words = l.Type.Name
		}
		if key != "" {
			told = append(told, strings.TrimSpace(words+" "+key))
		}
	}
	return names(told), true
}

// keys shows issues by their keys.
func (w *writer) keys(raw json.RawMessage) (Cell, bool) {
	var all []linked
	if json.Unmarshal(raw, &all) != nil {
		return Cell{}, false
	}
	var keys []string
	for _, i := range all {
		keys = append(keys, i.Key)
	}
	return names(keys), true
}

// issueAbove shows an epic, or what stands above one, and leads there.
func (w *writer) issueAbove(raw json.RawMessage) (Cell, bool) {
	key := textOf(raw)
	if raw[0] == '{' {
		var told struct {
			Key  string
			Data linked
		}
		if json.Unmarshal(raw, &told) != nil {
			return Cell{}, false
		}
		if key = told.Key; key == "" {
			key = told.Data.Key // Cloud says there as well why it cannot be edited
		}
	} else if raw[0] != '"' {
		return Cell{}, false
	}
	cell := named(key)
	cell.Link = w.browse(key)
	return cell, true
}

// restriction shows to whom an issue is shown alone.
func (w *writer) restriction(raw json.RawMessage) (Cell, bool) {
	var told struct{ IssueRestrictions json.RawMessage }
	if raw[0] != '{' || json.Unmarshal(raw, &told) != nil {
		return Cell{}, false
	}
	return w.shape(told.IssueRestrictions), true
}
