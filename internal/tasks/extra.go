package tasks

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"weir"
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
		return span(int64(seconds))
	}
	return oneLine(inWords(value, 3))
}

// timeFields are counted in seconds.
var timeFields = map[string]bool{
	"timeestimate": true, "timeoriginalestimate": true, "timespent": true,
	"aggregatetimeestimate": true, "aggregatetimeoriginalestimate": true, "aggregatetimespent": true,
}

// span writes a number of seconds as Jira does, in hours and minutes.
func span(seconds int64) string {
	hours, minutes := seconds/3600, seconds%3600/60
	switch {
	case hours == 0:
		return fmt.Sprintf("%dm", minutes)
	case minutes == 0:
		return fmt.Sprintf("%dh", hours)
	default:
		return fmt.Sprintf("%dh %dm", hours, minutes)
	}
}

// inWords writes a value of Jira's: of an object what people call it, of a list
// its elements. It looks no deeper than so many levels.
func inWords(value any, levels int) string {
	switch v := value.(type) {
	case string:
		return sprintName(v)
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

// sprintName returns the name in what Data Center writes for a sprint,
// com.atlassian…Sprint@1f[id=1,…,name=Sprint 5,…], and every other text as it is.
func sprintName(text string) string {
	if !strings.HasPrefix(text, "com.atlassian.greenhopper.") {
		return text
	}
	_, rest, found := strings.Cut(text, ",name=")
	name, _, ended := strings.Cut(rest, ",startDate=")
	if !found || !ended {
		return text
	}
	return name
}
