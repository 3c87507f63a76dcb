package table

import (
	"bytes"
	"encoding/json"
	"strings"
)

// Gist says in a few words what a value holds that has no simple form, for
// those who read: how many comments, which files; moments in the given layout.
// It reports false where nobody has found words.
func Gist(raw json.RawMessage, layout string) (string, bool) {
	if words, ok := listGist(raw, layout); ok {
		return words, true
	}
	words := objectGist(membersOf(raw))
	return words, words != ""
}

// gist is the Gist, or else the value as JSON.
func gist(raw json.RawMessage, layout string) string {
	if words, ok := Gist(raw, layout); ok {
		return words
	}
	var compact bytes.Buffer
	if json.Compact(&compact, raw) != nil {
		return ""
	}
	return compact.String()
}

// listGist joins the words for the elements, where there are some for each.
func listGist(raw json.RawMessage, layout string) (string, bool) {
	var elements []json.RawMessage
	if json.Unmarshal(raw, &elements) != nil || elements == nil {
		return "", false
	}
	var words []string
	for _, element := range elements {
		var word string
		switch v := shaped(element, 0).(type) {
		case nil:
			continue
		case json.RawMessage:
			word = objectGist(membersOf(v))
		default:
			word = Text(v, layout)
		}
		if word == "" {
			return "", false
		}
		words = append(words, word)
	}
	return strings.Join(words, ", "), true
}

// objectGist knows the objects that Jira's own fields consist of.
func objectGist(members map[string]json.RawMessage) string {
	total := numberOf(members["total"])
	for _, raw := range members {
		if total != "" && raw[0] == '[' { // a page of comments, of work
			return total
		}
	}
	if done := numberOf(members["progress"]); done != "" && total != "" {
		return done + " / " + total
	}
	for _, name := range []string{"votes", "watchCount"} {
		if count := numberOf(members[name]); count != "" {
			return count
		}
	}
	for _, name := range []string{"inwardIssue", "outwardIssue"} { // a link
		if key := stringOf(membersOf(members[name])["key"]); key != "" {
			return key
		}
	}
	return stringOf(members["filename"])
}
