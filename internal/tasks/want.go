package tasks

import (
	"slices"
	"strings"
	"time"

	"weir"
)

// A want is what Jira says a task should be.
type want struct {
	key     string
	name    string
	body    string // of the block in the note
	hash    string // of the body, when it was asked for
	url     string
	due     Date
	state   State             // empty where Jira shows no status
	status  string            // the status, what it asks for, and on what ground
	extras  map[string]string // those that the target has a place for
	above   weir.Parent
	updated time.Time
	left    bool // open in Jira, but no longer in the result
}

// wants derives a want from an issue. Scope says on what ground it is one:
// empty for an issue in the result, otherwise why the task is still looked at.
func (s *Settings) wants(issue *weir.Issue, c Capabilities, scope string) *want {
	state := s.state(issue.Status, c)
	left := scope != "" && state == Open
	if left {
		state = s.leftState(c)
	}
	return &want{
		key: issue.Key, name: taskName(issue.Key, issue.Summary), body: s.body(issue, c), url: issue.URL,
		due: issue.Due, state: state, status: strings.Join([]string{issue.Status.ID, issue.Status.Name, string(state), scope}, "\x00"),
		extras: s.native(issue, c), above: issue.Parent, updated: issue.Updated, left: left,
	}
}

// taskName is how a task, or a project, is called.
func taskName(key, summary string) string {
	return strings.TrimSpace("[" + key + "] " + oneLine(summary))
}

// state says what a status asks for. What drops is looked at first, because
// Jira counts most such statuses among those that are done.
func (s *Settings) state(status weir.Status, c Capabilities) State {
	named := func(list []string) bool {
		return slices.ContainsFunc(list, func(name string) bool {
			return strings.EqualFold(strings.TrimSpace(name), strings.TrimSpace(status.Name))
		})
	}
	switch {
	case status == weir.Status{}:
		return ""
	case named(s.Dropped):
		return dropped(c)
	case named(s.Completed), s.Completed == nil && status.Category == weir.Done:
		return Completed
	default:
		return Open
	}
}

// dropped is the state of what is given up: not every target has one of its own.
func dropped(c Capabilities) State {
	if c.Drop {
		return Dropped
	}
	return Completed
}

// leftState is the state of the task of an issue that is open, but has left the
// result. Untagged and kept tasks stay as they are.
func (s *Settings) leftState(c Capabilities) State {
	switch s.OnLeft {
	case LeftComplete:
		return Completed
	case LeftDrop:
		return dropped(c)
	default:
		return Open
	}
}

// body writes what stands in the block.
func (s *Settings) body(issue *weir.Issue, c Capabilities) string {
	var b strings.Builder
	text := ""
	if issue.Description.Source != "" {
		text = strings.Trim(lines(s.Describe(issue.Description)), "\n")
	}
	b.Grow(len(text) + 200)
	b.WriteString("URL: " + oneLine(issue.URL))
	if name := oneLine(issue.Status.Name); name != "" {
		b.WriteString("\nStatus: " + s.Plain(name))
	}
	for _, x := range s.Extras {
		value := extra(issue, x.ID)
		if value == "" || slices.Contains(c.Extras, x.ID) {
			continue
		}
		label := oneLine(x.Label)
		if label == "" {
			label = x.ID
		}
		b.WriteString("\n" + label + ": " + s.Plain(value))
	}
	if text != "" {
		b.WriteString("\n\n")
		b.WriteString(text)
	}
	return harmless(b.String())
}

// native returns the extras that have a place of their own in the target.
func (s *Settings) native(issue *weir.Issue, c Capabilities) map[string]string {
	var values map[string]string
	for _, x := range s.Extras {
		if slices.Contains(c.Extras, x.ID) {
			if values == nil {
				values = make(map[string]string)
			}
			values[x.ID] = extra(issue, x.ID)
		}
	}
	return values
}

// extrasText writes extras down in a fixed order, those that are named in both.
func extrasText(named, values map[string]string) string {
	var parts []string
	for name := range named {
		parts = append(parts, name+"\x00"+values[name])
	}
	slices.Sort(parts)
	return strings.Join(parts, "\x01")
}
