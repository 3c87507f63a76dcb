package jiratest

import (
	"encoding/json"
	"time"
)

// home is where generated data claim to come from: servers put their own
// address in its place.
const home = "https://generated.invalid/rest/api/3/"

func statusJSON(d *statusDef) map[string]any {
	return map[string]any{
		"self": home + "status/" + d.ID, "id": d.ID, "name": d.Name, "description": d.Description,
		"iconUrl": "https://generated.invalid/images/icons/status.png",
		"statusCategory": map[string]any{
			"self": home + "statuscategory/" + decimal(d.Category.ID), "id": d.Category.ID, "key": d.Category.Key,
			"colorName": d.Category.Color, "name": d.Category.Name,
		},
	}
}

func kindJSON(d *typeDef) map[string]any {
	return map[string]any{
		"self": home + "issuetype/" + d.ID, "id": d.ID, "name": d.Name, "description": d.Description,
		"iconUrl": "https://generated.invalid/images/icons/issuetype.png", "subtask": d.Subtask, "hierarchyLevel": d.level(),
	}
}

func namedJSON(kind string, d *namedDef) map[string]any {
	return map[string]any{"self": home + kind + "/" + d.ID, "id": d.ID, "name": d.Name, "description": d.Description}
}

func projectJSON(d *projectDef) map[string]any {
	return map[string]any{
		"self": home + "project/" + d.ID, "id": d.ID, "key": d.Key, "name": d.Name, "projectTypeKey": d.TypeKey, "simplified": false,
	}
}

func personJSON(p *Person) userJSON {
	active := true
	return userJSON{
		Self: home + "user?accountId=" + p.AccountID, AccountID: p.AccountID, DisplayName: p.Display, EmailAddress: p.Email,
		TimeZone: p.TimeZone, AccountType: "atlassian", Active: &active,
	}
}

// once encodes what many issues repeat one single time.
func (g *generator) once(of any, value func() any) json.RawMessage {
	raw, ok := g.encoded[of]
	if !ok {
		raw = encode(value())
		g.encoded[of] = raw
	}
	return raw
}

func (g *generator) named(kind string, d *namedDef) json.RawMessage {
	return g.once(d, func() any { return namedJSON(kind, d) })
}

func (g *generator) person(p *Person) json.RawMessage {
	return g.once(p, func() any { return personJSON(p) })
}

func (g *generator) status(d *statusDef) json.RawMessage {
	return g.once(d, func() any { return statusJSON(d) })
}

func (g *generator) kind(d *typeDef) json.RawMessage {
	return g.once(d, func() any { return kindJSON(d) })
}

// fields writes a draft as Cloud would send it.
func (g *generator) fields(d *draft) map[string]json.RawMessage {
	null, none := g.once("null", func() any { return nil }), g.once("[]", func() any { return []any{} })
	text := func(s string) json.RawMessage { return appendString(nil, s) }
	moment := func(t time.Time) json.RawMessage { return text(t.Format(TimeLayout)) }
	fields := map[string]json.RawMessage{
		"summary": text(d.summary), "description": encode(g.document(d)), "environment": null,
		"issuetype": g.kind(d.kind), "status": g.status(d.status), "priority": g.named("priority", d.priority),
		"project":    g.once(d.project, func() any { return projectJSON(&d.project.projectDef) }),
		"resolution": null, "resolutiondate": null, "created": moment(d.created), "updated": moment(d.updated()),
		"statuscategorychangedate": moment(d.changed), "duedate": null, "assignee": null,
		"reporter": g.person(d.reporter), "creator": g.person(d.reporter), "labels": encode(nonNil(d.labels)),
		"components": none, "fixVersions": none, "versions": none, "subtasks": none, "issuelinks": none, "attachment": none,
		"lastViewed": null, "security": null, "workratio": g.once("-1", func() any { return -1 }),
		"votes":   encode(map[string]any{"self": home + "issue/" + d.key + "/votes", "votes": 0, "hasVoted": false}),
		"watches": encode(map[string]any{"self": home + "issue/" + d.key + "/watchers", "watchCount": 1, "isWatching": false}),
		"comment": encode(g.commentsJSON(d)), "worklog": encode(g.worklogsJSON(d)),
		pointsField: null, flagField: null, defaultEpicLink: null, rankField: text("0|i" + rank(d.place) + ":"),
	}
	g.optional(d, fields)
	return fields
}

// optional writes the fields that most issues leave empty.
func (g *generator) optional(d *draft, fields map[string]json.RawMessage) {
	if d.resolution != nil {
		fields["resolution"] = g.named("resolution", d.resolution)
		fields["resolutiondate"] = appendString(nil, d.resolved.Format(TimeLayout))
	}
	if d.assignee != nil {
		fields["assignee"] = g.person(d.assignee)
	}
	if d.component != nil {
		fields["components"] = g.once(componentOf{d.component}, func() any { return []any{namedJSON("component", d.component)} })
	}
	if !d.due.IsZero() {
		fields["duedate"] = appendString(nil, d.due.Format(time.DateOnly))
	}
	if d.points > 0 {
		fields[pointsField] = encode(d.points)
	}
	if d.flagged {
		fields[flagField] = g.once(flagOption, func() any {
			return []any{map[string]any{"self": home + "customFieldOption/" + flagOption, "value": "Impediment", "id": flagOption}}
		})
	}
	if d.parent != nil {
		fields["parent"] = encode(g.brief(d.parent))
	}
	if len(d.children) > 0 {
		var children []any
		for _, child := range d.children {
			children = append(children, g.brief(child))
		}
		fields["subtasks"] = encode(children)
	}
}

// componentOf is the key under which a list of one component is kept.
type componentOf struct{ *namedDef }

func (g *generator) brief(d *draft) map[string]any {
	return map[string]any{
		"id": d.id, "key": d.key, "self": home + "issue/" + d.id,
		"fields": map[string]any{
			"summary": d.summary, "status": g.status(d.status), "priority": g.named("priority", d.priority), "issuetype": g.kind(d.kind),
		},
	}
}

// rank is a text that sorts as the number does.
func rank(n int) string {
	const digits = "0123456789abcdefghijklmnopqrstuvwxyz"
	text := make([]byte, 5)
	for at := len(text) - 1; at >= 0; at-- {
		text[at] = digits[n%36]
		n /= 36
	}
	return string(text)
}

// updated is the moment of the last thing that happened.
func (d *draft) updated() time.Time {
	last := d.created
	later := func(t time.Time) {
		if t.After(last) {
			last = t
		}
	}
	if n := len(d.histories); n > 0 {
		later(d.histories[n-1].At)
	}
	for _, list := range [][]remark{d.comments, d.worklogs} {
		for _, r := range list {
			later(r.at)
		}
	}
	return last
}

// document is the description: the details, and for some issues more, so that
// every kind of common markup occurs.
func (g *generator) document(d *draft) any {
	content := []any{paragraph(textNode(d.details))}
	switch d.place % 6 {
	case 1:
		content = append(content, heading("Done when"), map[string]any{"type": "bulletList", "content": []any{
			listItem("it works on small screens"), listItem("a test covers it"),
		}})
	case 2:
		content = append(content, map[string]any{
			"type": "codeBlock", "attrs": map[string]any{"language": "text"}, "content": []any{textNode("GET /basket?id=7\n500 <empty>")},
		})
	case 3:
		content = append(content, paragraph(
			marked("Important", map[string]any{"type": "strong"}), textNode(": see "),
			marked("the notes", map[string]any{"type": "link", "attrs": map[string]any{"href": "https://example.com/notes?a=1&b=2"}}),
			textNode(" of "),
			map[string]any{"type": "mention", "attrs": map[string]any{"id": d.reporter.AccountID, "text": "@" + d.reporter.Display}},
		))
	case 4:
		if d.place%12 == 4 {
			return nil
		}
	}
	return map[string]any{"type": "doc", "version": 1, "content": content}
}

func textNode(text string) map[string]any { return map[string]any{"type": "text", "text": text} }

func marked(text string, mark map[string]any) map[string]any {
	return map[string]any{"type": "text", "text": text, "marks": []any{mark}}
}

func paragraph(content ...any) map[string]any {
	return map[string]any{"type": "paragraph", "content": content}
}

func heading(text string) map[string]any {
	return map[string]any{"type": "heading", "attrs": map[string]any{"level": 2}, "content": []any{textNode(text)}}
}

func listItem(text string) map[string]any {
	return map[string]any{"type": "listItem", "content": []any{paragraph(textNode(text))}}
}

func (g *generator) commentsJSON(d *draft) any {
	entries := []any{}
	for _, r := range d.comments {
		author := g.person(r.author)
		entries = append(entries, map[string]any{
			"self": home + "issue/" + d.id + "/comment/" + r.id, "id": r.id, "author": author, "updateAuthor": author,
			"created": r.at.Format(TimeLayout), "updated": r.at.Format(TimeLayout), "jsdPublic": true,
			"body": map[string]any{"type": "doc", "version": 1, "content": []any{paragraph(textNode(r.text))}},
		})
	}
	return map[string]any{
		"self": home + "issue/" + d.id + "/comment", "startAt": 0, "maxResults": len(entries), "total": len(entries), "comments": entries,
	}
}

func (g *generator) worklogsJSON(d *draft) any {
	entries := []any{}
	for _, r := range d.worklogs {
		author := g.person(r.author)
		entries = append(entries, map[string]any{
			"self": home + "issue/" + d.id + "/worklog/" + r.id, "id": r.id, "issueId": d.id, "author": author, "updateAuthor": author,
			"created": r.at.Format(TimeLayout), "updated": r.at.Format(TimeLayout), "started": r.at.Format(TimeLayout),
			"timeSpent": worked(r.seconds), "timeSpentSeconds": r.seconds,
			"comment": map[string]any{"type": "doc", "version": 1, "content": []any{paragraph(textNode(r.text))}},
		})
	}
	return map[string]any{"startAt": 0, "maxResults": 20, "total": len(entries), "worklogs": entries}
}

// worked writes a length of time as Jira does: 2h 30m.
func worked(seconds int) string {
	hours, minutes := seconds/3600, seconds%3600/60
	switch {
	case hours == 0:
		return decimal(int64(minutes)) + "m"
	case minutes == 0:
		return decimal(int64(hours)) + "h"
	default:
		return decimal(int64(hours)) + "h " + decimal(int64(minutes)) + "m"
	}
}
