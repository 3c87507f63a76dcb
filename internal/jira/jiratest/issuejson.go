package jiratest

import "strconv"

// appendIssues appends issues as a search shows them.
func (c *call) appendIssues(b []byte, rows []*row, chosen selection, expand expansion) []byte {
	for n, r := range rows {
		if n > 0 {
			b = append(b, ',')
		}
		b = r.appendIssue(b, chosen, expand)
	}
	return b
}

// appendIssue appends one issue. Cloud shows nothing but the id of an issue of
// which no field was asked for.
func (r *row) appendIssue(b []byte, chosen selection, expand expansion) []byte {
	b = append(b, `{"id":`...)
	b = appendString(b, r.ID)
	if r.view.flavour == DataCenter || chosen.key || !chosen.empty() {
		b = append(b, `,"expand":"`+r.view.expandable()+`","self":`...)
		b = appendString(b, r.view.link("issue", r.ID))
		b = append(b, `,"key":`...)
		b = appendString(b, r.Key)
	}
	if expand.changelog {
		b = append(b, `,"changelog":`...)
		b = r.appendInline(b)
	}
	if !chosen.empty() {
		b = append(b, `,"fields":{`...)
		for n, id := range chosen.of(r) {
			if n > 0 {
				b = append(b, ',')
			}
			b = appendString(b, id)
			b = append(b, ':')
			b = append(b, r.field(id)...)
		}
		b = append(b, '}')
	}
	return append(b, '}')
}

func (v *view) expandable() string {
	if v.flavour == DataCenter {
		return "operations,versionedRepresentations,editmeta,changelog,renderedFields"
	}
	return "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations"
}

// appendInline appends the history that a search embeds. Data Center gives all
// of it, oldest first. Cloud gives the newest, newest first, and its total is
// the number on the page: only the length of 40 tells that there may be more.
func (r *row) appendInline(b []byte) []byte {
	histories := r.Histories
	total := len(histories)
	size := total
	if r.view.flavour == Cloud {
		total, size = min(total, inlineHistories), inlineHistories
		histories = histories[len(histories)-total:]
	}
	b = append(b, `{"startAt":0,"maxResults":`...)
	b = strconv.AppendInt(b, int64(size), 10)
	b = append(b, `,"total":`...)
	b = strconv.AppendInt(b, int64(total), 10)
	b = append(b, `,"histories":[`...)
	for n := range histories {
		if n > 0 {
			b = append(b, ',')
		}
		h := &histories[n]
		if r.view.flavour == Cloud {
			h = &histories[len(histories)-1-n]
		}
		b = r.view.appendHistory(b, h)
	}
	return append(b, "]}"...)
}

// appendHistory appends one entry of a change history.
func (v *view) appendHistory(b []byte, h *History) []byte {
	b = append(b, `{"id":`...)
	b = appendString(b, h.ID)
	if h.Author != nil {
		b = append(b, `,"author":`...)
		b = append(b, v.user(h.Author)...)
	}
	b = append(b, `,"created":`...)
	b = v.appendTime(b, h.At)
	b = append(b, `,"items":[`...)
	for n := range h.Items {
		if n > 0 {
			b = append(b, ',')
		}
		b = v.appendItem(b, &h.Items[n])
	}
	return append(b, "]}"...)
}

func (v *view) appendItem(b []byte, item *Item) []byte {
	b = append(b, `{"field":`...)
	b = appendString(b, item.Field)
	b = append(b, `,"fieldtype":`...)
	b = appendString(b, item.FieldType)
	if id := v.itemFieldID(item); id != "" {
		b = append(b, `,"fieldId":`...)
		b = appendString(b, id)
	}
	b = append(b, `,"from":`...)
	b = v.appendEnd(b, item, item.From)
	b = append(b, `,"fromString":`...)
	b = appendText(b, item.FromString)
	b = append(b, `,"to":`...)
	b = v.appendEnd(b, item, item.To)
	b = append(b, `,"toString":`...)
	b = appendText(b, item.ToString)
	return append(b, '}')
}

// itemFieldID is the id of the changed field, which Cloud alone tells. Data
// that come from Data Center get it where the name leaves no doubt.
func (v *view) itemFieldID(item *Item) string {
	if v.flavour == DataCenter {
		return ""
	}
	if item.FieldID != "" || item.FieldType == "custom" {
		return item.FieldID
	}
	return historyFieldID(item.Field)
}

// historyFieldID is the id of one of Jira's own fields by its name in
// histories, as far as Cloud tells it.
func historyFieldID(name string) string {
	switch name {
	case "Component":
		return "components"
	case "Fix Version":
		return "fixVersions"
	case "Version":
		return "versions"
	case "status", "resolution", "assignee", "reporter", "priority", "issuetype", "summary", "description", "labels",
		"duedate", "environment", "timeestimate", "timeoriginalestimate", "timespent", "project":
		return name
	default:
		return ""
	}
}

// appendEnd appends one end of a change. Of a person it is the id, which is
// another one in each flavour.
func (v *view) appendEnd(b []byte, item *Item, end *string) []byte {
	if end == nil || *end == "" || !v.holdsPerson(item) {
		return appendText(b, end)
	}
	p := v.site.people.byAny(*end)
	switch {
	case p == nil:
		return appendText(b, end)
	case v.flavour == DataCenter:
		return appendString(b, p.Key)
	default:
		return appendString(b, p.AccountID)
	}
}

func (v *view) holdsPerson(item *Item) bool {
	switch item.Field {
	case "assignee", "reporter":
		return true
	}
	f := v.site.fields.byID[item.FieldID]
	return f != nil && f.Schema != nil && f.Schema.Type == "user"
}

func appendText(b []byte, text *string) []byte {
	if text == nil {
		return append(b, "null"...)
	}
	return appendString(b, *text)
}

// appendNames appends the names and types of the fields that were asked for.
func (s selection) appendNames(b []byte, expand expansion) []byte {
	if !expand.names && !expand.schema {
		return b
	}
	names, schemas := make(map[string]string), make(map[string]*schemaJSON)
	for _, f := range s.definitions() {
		names[f.ID] = f.name(s.view.flavour)
		if f.Schema != nil {
			schemas[f.ID] = f.schema(s.view.flavour)
		}
	}
	if expand.names {
		b = append(append(b, `,"names":`...), encode(names)...)
	}
	if expand.schema {
		b = append(append(b, `,"schema":`...), encode(schemas)...)
	}
	return b
}
