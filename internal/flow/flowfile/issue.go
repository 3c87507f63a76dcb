package flowfile

import (
	"encoding/json"
	"strings"
	"unicode"

	"weir"
)

// A draft is an issue as it comes out of a file, with what is wrong with it.
type draft struct {
	weir.Issue
	problems   []Problem // with which it is kept
	isIssue    bool      // it has what only issues have
	hasHistory bool
	badMoment  bool // a change has no readable time
}

func (t *draft) note(p Problem) { t.problems = append(t.problems, p) }

// FlagField is the name in weir.Issue's Fields under which an issue that is
// flagged now has the value true, where the file says so.
const FlagField = "flagged"

// fields reads what measures flow of an issue's fields, and skips the rest
// (promise D2).
func (d *decoder) fields(t *draft) {
	if !d.enter('{') {
		return
	}
	for d.more() {
		switch string(d.name()) {
		case "issuetype":
			d.issueType(&t.Type)
		case "status":
			if d.status(&t.Status) {
				t.note(OtherCategory)
			}
		case "created":
			t.Created, _ = d.clock.moment(d.unique())
		case "resolutiondate":
			if s := d.unique(); s != "" {
				var ok bool
				if t.Resolved, ok = d.clock.moment(s); !ok {
					t.note(NoResolution)
				}
			}
		case "resolution":
			d.resolution(&t.Resolution)
		case "project":
			_, t.Project.Key = d.identity(d.words.word)
		case "parent":
			t.Parent.ID, t.Parent.Key = d.identity(func(b []byte) string { return string(b) })
		case FlagField:
			if d.truth() {
				t.Fields = map[string]json.RawMessage{FlagField: json.RawMessage("true")}
			}
		default:
			d.skip()
		}
	}
}

func (d *decoder) issueType(v *weir.Type) {
	*v = weir.Type{}
	if !d.enter('{') {
		return
	}
	for d.more() {
		switch string(d.name()) {
		case "id":
			v.ID = d.text()
		case "name":
			v.Name = d.text()
		case "subtask":
			v.Subtask = d.truth()
		default:
			d.skip()
		}
	}
}

func (d *decoder) resolution(v *weir.Named) {
	*v = weir.Named{}
	if !d.enter('{') {
		return
	}
	for d.more() {
		switch string(d.name()) {
		case "id":
			v.ID = d.text()
		case "name":
			v.Name = d.text()
		default:
			d.skip()
		}
	}
}

// identity reads the id and the key of what is named beside an issue.
func (d *decoder) identity(keep func([]byte) string) (id, key string) {
	if !d.enter('{') {
		return "", ""
	}
	for d.more() {
		switch string(d.name()) {
		case "id":
			id = keep(d.unquoted(d.raw()))
		case "key":
			key = keep(d.unquoted(d.raw()))
		default:
			d.skip()
		}
	}
	return id, key
}

// status reads a status. It reports whether the two names of its category
// contradict each other.
func (d *decoder) status(v *weir.Status) (contradicts bool) {
	*v = weir.Status{}
	if !d.enter('{') {
		return false
	}
	for d.more() {
		switch string(d.name()) {
		case "id":
			v.ID = d.text()
		case "name":
			v.Name = d.text()
		case "statusCategory":
			v.Category, contradicts = d.category()
		default:
			d.skip()
		}
	}
	return contradicts
}

// category reads the category of a status: by its id, which is the same on
// every Jira, or by its key where there is no such id.
func (d *decoder) category() (c weir.Category, contradicts bool) {
	if !d.enter('{') {
		return "", false
	}
	var byID, byKey weir.Category
	for d.more() {
		switch string(d.name()) {
		case "id":
			byID = categoryOfID(d.text())
		case "key":
			byKey = categoryOfKey(d.text())
		default:
			d.skip()
		}
	}
	switch {
	case byID == "":
		return byKey, false
	case byKey == "":
		return byID, false
	default:
		return byID, byID != byKey
	}
}

func categoryOfID(id string) weir.Category {
	switch id {
	case "1":
		return weir.NoCategory
	case "2":
		return weir.ToDo
	case "3":
		return weir.Done
	case "4":
		return weir.InProgress
	}
	return ""
}

func categoryOfKey(key string) weir.Category {
	switch c := weir.Category(key); c {
	case weir.ToDo, weir.InProgress, weir.Done, weir.NoCategory:
		return c
	}
	return ""
}

// plainName accepts what ids and keys are made of on every Jira, and nothing
// that could mean something in a link, a table or a query.
func plainName(s string) bool {
	return s != "" && len(s) <= 255 && !strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '_'
	})
}
