package jiratest

import (
	"encoding/json"
	"strconv"
	"strings"
)

// The field of an issue's sprints: objects on Cloud; on Data Center texts, into
// which a program once printed its objects.

// sprintType is the type of the field.
const sprintType = "com.pyxis.greenhopper.jira:gh-sprint"

// sprintTime is how both write moments there.
const sprintTime = "2006-01-02T15:04:05.000Z"

// sprintText is the start of each of Data Center's texts.
const sprintText = "com.atlassian.greenhopper.service.sprint.Sprint@"

// sprintObject is a sprint as Cloud's field holds it.
func sprintObject(s *Sprint) json.RawMessage {
	m := map[string]any{
		"id": s.ID, "name": s.Name, "state": s.State, "boardId": s.Board, "goal": s.Goal,
		"startDate": s.Start.Format(sprintTime), "endDate": s.End.Format(sprintTime),
	}
	if !s.Completed.IsZero() {
		m["completeDate"] = s.Completed.Format(sprintTime)
	}
	return encode(m)
}

// isSprint reports whether a field holds sprints.
func (v *view) isSprint(id string) bool {
	f := v.site.fields.byID[id]
	return f != nil && f.isSprint()
}

// sprints makes the flavour's own of the values of such a field.
func (v *view) sprints(value any) any {
	list, _ := value.([]any)
	for n, one := range list {
		switch one := one.(type) {
		case map[string]any:
			if v.flavour == DataCenter {
				list[n] = printSprint(one)
			}
		case string:
			if s := parseSprint(one); s != nil && v.flavour == Cloud {
				list[n] = s
			}
		}
	}
	return value
}

// sprintMembers are the members in the order of Data Center's texts, with the
// names that Cloud has for them.
func sprintMembers() [][2]string {
	return [][2]string{
		{"id", "id"},
		{"rapidViewId", "boardId"},
		{"state", "state"},
		{"name", "name"},
		{"startDate", "startDate"},
		{"endDate", "endDate"},
		{"completeDate", "completeDate"},
		{"activatedDate", ""},
		{"sequence", "id"},
		{"goal", "goal"},
		{"autoStartStop", ""},
		{"synced", ""},
	}
}

func printSprint(m map[string]any) string {
	id := memberText(m, "id")
	number, _ := strconv.ParseInt(id, 10, 64) // where it is none, the address is that of 0
	var b strings.Builder
	b.WriteString(sprintText + strconv.FormatUint(scatter(uint64(number))>>36, 16)) //nolint:gosec // any bits do
	for n, names := range sprintMembers() {
		b.WriteString([]string{"[", ","}[min(n, 1)] + names[0] + "=")
		switch text := memberText(m, names[1]); {
		case names[0] == "autoStartStop" || names[0] == "synced":
			b.WriteString("false")
		case names[0] == "activatedDate" && memberText(m, "state") != "future":
			b.WriteString(firstOf(memberText(m, "startDate"), "<null>"))
		case names[0] == "state":
			b.WriteString(strings.ToUpper(text))
		case text == "" && names[0] != "goal":
			b.WriteString("<null>")
		default:
			b.WriteString(text)
		}
	}
	return b.String() + "]"
}

func memberText(m map[string]any, name string) string {
	switch v := m[name].(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	default:
		return ""
	}
}

// parseSprint reads one of Data Center's texts, or returns nil. Names and goals
// stand there as they are, commas and brackets and all: a member ends where the
// next known one begins.
func parseSprint(text string) map[string]any {
	_, rest, ok := strings.Cut(text, "[")
	if !ok || !strings.HasPrefix(text, sprintText) {
		return nil
	}
	rest = strings.TrimSuffix(rest, "]")
	m := make(map[string]any)
	names := sprintMembers()
	for n, name := range names {
		value, found := strings.CutPrefix(rest, name[0]+"=")
		if !found {
			continue // older versions lack the last ones
		}
		rest = ""
		for _, next := range names[n+1:] {
			if before, after, ok := strings.Cut(value, ","+next[0]+"="); ok {
				value, rest = before, next[0]+"="+after
				break
			}
		}
		if name[0] != "sequence" && name[1] != "" && value != "<null>" {
			m[name[1]] = value
		}
	}
	for _, name := range []string{"id", "boardId"} {
		if n, err := strconv.ParseInt(memberText(m, name), 10, 64); err == nil {
			m[name] = n
		}
	}
	for _, name := range []string{"startDate", "endDate", "completeDate"} {
		if at, err := parseTime(memberText(m, name)); err == nil {
			m[name] = at.UTC().Format(sprintTime)
		}
	}
	m["state"] = strings.ToLower(memberText(m, "state"))
	return m
}
