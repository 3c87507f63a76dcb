package graphtest

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// noteTags are the built-in note tags, and whether each is a check box, which
// can be completed.
var noteTags = map[string]bool{
	"to-do": true, "important": false, "question": false, "definition": false, "highlight": false,
	"contact": false, "address": false, "phone-number": false, "web-site-to-visit": false, "idea": false,
	"password": false, "critical": false, "project-a": false, "project-b": false, "remember-for-later": false,
	"movie-to-see": false, "book-to-read": false, "music-to-listen-to": false, "source-for-article": false,
	"remember-for-blog": false, "discuss-with-person-a": true, "discuss-with-person-b": true,
	"discuss-with-manager": true, "send-in-email": false, "schedule-meeting": true, "call-back": true,
	"to-do-priority-1": true, "to-do-priority-2": true, "client-request": true,
}

// tagsOf returns the note tags of an element as the service writes them.
func tagsOf(n *html.Node) string {
	var tags []string
	for tag := range strings.SplitSeq(attr(n, "data-tag"), ",") {
		tag = strings.TrimSpace(tag)
		shape, status, _ := strings.Cut(tag, ":")
		box, known := noteTags[shape]
		if !known || status != "" && (status != "completed" || !box) {
			continue
		}
		if shape == "definition" {
			tag = "remember-for-later" // the service takes the two for one
		}
		if !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	return strings.Join(tags, ",")
}

// badTag returns the code with which a tree's note tags are refused, or "".
func badTag(n *html.Node) string {
	for d := range every(n) {
		value := attr(d, "data-tag")
		if value == "" {
			continue
		}
		for tag := range strings.SplitSeq(value, ",") {
			shape, status, has := strings.Cut(strings.TrimSpace(tag), ":")
			box, known := noteTags[shape]
			switch {
			case !known:
				return "20139"
			case has && (status != "completed" || !box):
				return "20140"
			}
		}
	}
	return ""
}
