package tasks

import (
	"encoding/json"
	"strconv"
	"strings"

	"weir"
	"weir/internal/table"
)

// extra returns the value of a field that the user asked for, in one line.
func extra(issue *weir.Issue, id string) string {
	switch id {
	case "priority":
		return oneLine(issue.Priority.Name)
	case "labels":
		return oneLine(strings.Join(issue.Labels, ", "))
	case "components":
		return oneLine(strings.Join(issue.Components, ", "))
	case "fixVersions":
		return oneLine(strings.Join(issue.FixVersions, ", "))
	case "issuetype":
		return oneLine(issue.Type.Name)
	case "project":
		return oneLine(issue.Project.Name)
	case "resolution":
		return oneLine(issue.Resolution.Name)
	case "assignee":
		return oneLine(issue.Assignee.Display)
	case "reporter":
		return oneLine(issue.Reporter.Display)
	}
	raw, found := issue.Fields[id]
	if !found {
		return ""
	}
	var value any
	if err := json.Unmarshal(raw, &value); err != nil {
		return ""
	}
	if seconds, ok := value.(float64); ok && timeFields[id] {
		return table.Span(seconds)
	}
	return oneLine(inWords(value, 3))
}

// timeFields are counted in seconds.
var timeFields = map[string]bool{
	"timeestimate": true, "timeoriginalestimate": true, "timespent": true,
	"aggregatetimeestimate": true, "aggregatetimeoriginalestimate": true, "aggregatetimespent": true,
}

// inWords writes a value of Jira's: of an object what people call it, of a list
// its elements. It looks no deeper than so many levels.
func inWords(value any, levels int) string {
	switch v := value.(type) {
	case string:
		if name, ok := table.SprintName(v); ok {
			return name
		}
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	case []any:
		var words []string
		for _, item := range v {
			if w := inWords(item, levels-1); w != "" && levels > 0 {
				words = append(words, w)
			}
		}
		return strings.Join(words, ", ")
	case map[string]any:
		return calledIn(v, levels)
	}
	return ""
}

func calledIn(object map[string]any, levels int) string {
	if comments, ok := object["comments"].([]any); ok { // the field comment: how many there are
		if total, ok := object["total"].(float64); ok {
			return inWords(total, levels)
		}
		return strconv.Itoa(len(comments))
	}
	for _, name := range []string{"name", "value", "displayName", "key"} {
		if word, ok := object[name].(string); ok {
			return word
		}
	}
	return ""
}
