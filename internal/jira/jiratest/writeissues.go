package jiratest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"weir"
)

// WriteIssues writes the issues of Generate as a flavour's search would answer
// them on one endless page, with expand=changelog, names and schema: an issue
// on each line, its history whole and in the flavour's order. Load reads it. It
// holds few issues at a time, however many there are.
//
// An error's kind is weir.Usage for an unknown flavour, else weir.Storage.
func WriteIssues(w io.Writer, p GenerateParams, flavour Flavour) error {
	if flavour != Cloud && flavour != DataCenter {
		return usage(fmt.Sprintf("unknown flavour %q", flavour), "Choose cloud or dc.")
	}
	g := newGenerator(p)
	x := newExport(g, flavour)
	out := bufio.NewWriterSize(w, 1<<20)
	start := []byte(`{"startAt":0,"total":` + strconv.Itoa(g.Issues) + `,"issues":[` + "\n")
	if _, err := out.Write(start); err != nil {
		return notWritten(err)
	}
	first := true
	for line := range stream(g, x.appendTale) {
		if !first {
			line = append([]byte(",\n"), line...)
		}
		first = false
		if _, err := out.Write(line); err != nil {
			return notWritten(err)
		}
	}
	if _, err := out.Write(x.appendEnd([]byte("\n],"))); err != nil {
		return notWritten(err)
	}
	if err := out.Flush(); err != nil {
		return notWritten(err)
	}
	return nil
}

func notWritten(err error) error {
	return &weir.Error{Kind: weir.Storage, Text: "write the issues", Err: err, Next: "Check that there is room, and that you may write there."}
}

// An export writes tales in a flavour. It is a view of a site without issues.
type export struct {
	*view
}

func newExport(g *generator, flavour Flavour) *export {
	b := newBuilder()
	b.people = g.people
	site := b.site()
	for _, f := range g.fields {
		site.fields.put(newField(f.id, f.name, f.schema))
	}
	site.fields.epicLink = defaultEpicLink
	everybody := &account{Account: Account{Zone: time.UTC}}
	address := strings.TrimSuffix(webHome, "/")
	return &export{view: newView(flavour, address, address, everybody, site, nil)}
}

// appendTale returns an issue as JSON.
func (x *export) appendTale(t *tale) []byte {
	b := make([]byte, 0, 12<<10)
	b = append(b, `{"id":`...)
	b = appendString(b, t.id)
	b = append(b, `,"self":`...)
	b = appendString(b, x.link("issue", t.id))
	b = append(b, `,"key":`...)
	b = appendString(b, t.key)
	b = append(b, `,"fields":{`...)
	for n, m := range x.members(t) {
		if n > 0 {
			b = append(b, ',')
		}
		b = append(appendString(b, m.id), ':')
		b = append(b, m.raw...)
	}
	b = append(b, `},"changelog":{"startAt":0,"maxResults":`...)
	b = strconv.AppendInt(b, int64(len(t.histories)), 10)
	b = append(b, `,"total":`...)
	b = strconv.AppendInt(b, int64(len(t.histories)), 10)
	b = append(b, `,"histories":[`...)
	for n := range t.histories {
		if n > 0 {
			b = append(b, ',')
		}
		h := &t.histories[n]
		if x.flavour == Cloud {
			h = &t.histories[len(t.histories)-1-n]
		}
		b = x.appendHistory(b, h)
	}
	return append(b, "]}}"...)
}

// members returns the fields as the flavour has them. Generated ones are
// Cloud's; Data Center knows no parents but those of sub-tasks, and links epics.
func (x *export) members(t *tale) []member {
	if x.flavour == Cloud {
		return t.members
	}
	members := make([]member, 0, len(t.members))
	var epicKey string
	for _, m := range t.members {
		if m.id == "parent" {
			if key, isEpic := parentOf(m.raw); isEpic {
				epicKey = key
				continue
			}
		}
		if f := x.site.fields.byID[m.id]; m.id != "parent" && f != nil && f.Only == Cloud {
			continue
		}
		switch {
		case x.asIs(m.id, m.raw) || isMoment(m.raw):
		case holdsLinksOnly(m):
			m.raw = bytes.ReplaceAll(m.raw, []byte(home), []byte(x.base+x.api+"/"))
		default:
			m.raw = x.convertKept(m.id, m.raw)
		}
		members = append(members, m)
	}
	if at := slices.IndexFunc(members, func(m member) bool { return m.id == defaultEpicLink }); at >= 0 && epicKey != "" {
		members[at].raw = appendString(nil, epicKey)
	}
	return members
}

// holdsLinksOnly reports whether nothing in a field differs between flavours but
// the addresses: decoding every issue's would take a third of the time.
func holdsLinksOnly(m member) bool {
	switch m.id {
	case "votes", "watches":
		return true
	case "comment", "worklog":
		return bytes.Contains(m.raw, []byte(`"total":0`))
	default:
		return false
	}
}

// convertKept converts a value, once for all issues that repeat it if there are
// few such values.
func (x *export) convertKept(id string, raw json.RawMessage) json.RawMessage {
	if f := x.site.fields.byID[id]; id != "components" && (f == nil || !f.custom() || f.rich()) {
		return x.convertShared(id, raw)
	}
	key := sharedKey{field: id, raw: string(raw)}
	if b, ok := x.shared.Load(key); ok {
		return b.([]byte)
	}
	b := x.convert(id, raw)
	x.shared.Store(key, b)
	return b
}

// appendEnd appends what the page tells about fields, and its end.
func (x *export) appendEnd(b []byte) []byte {
	names, schemas := make(map[string]string), make(map[string]*schemaJSON)
	for _, f := range x.visibleFields() {
		names[f.ID] = f.name(x.flavour)
		if f.Schema != nil {
			schemas[f.ID] = f.schema(x.flavour)
		}
	}
	b = append(append(b, `"names":`...), encode(names)...)
	b = append(append(b, `,"schema":`...), encode(schemas)...)
	return append(b, ",\"isLast\":true}\n"...)
}
