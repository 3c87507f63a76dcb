package flowfile

import (
	"errors"
	"io"

	"weir"
)

// Statuses reads Jira's list of statuses from a JSON file: the answer of
// /status, or of /project/KEY/statuses, which lists them by type of issue. Each
// status comes once, in the order of the file. An error's kind is weir.BadInput,
// except where reading itself failed.
func Statuses(r io.Reader) ([]weir.Status, error) {
	s := &statusList{decoder: newDecoder(r), seen: make(map[string]bool)}
	s.list()
	if s.err == nil && len(s.found) == 0 {
		s.err = bad("the file lists no statuses", "give what Jira answers to /status")
	}
	return finish(s.decoder, s.found)
}

// finish makes sure that a file holds one value and nothing after it.
func finish[T any](d *decoder, value T) (T, error) {
	if d.err == nil && d.in.PeekKind() != 0 {
		d.err = bad("the file goes on after its end", "give one answer of Jira in each file")
	}
	if d.err == nil {
		if _, err := d.in.ReadToken(); !errors.Is(err, io.EOF) {
			d.err = err
		}
	}
	if d.err != nil {
		var none T
		return none, d.explain(d.err, "")
	}
	return value, nil
}

type statusList struct {
	*decoder
	found []weir.Status
	seen  map[string]bool
}

// list reads a list of statuses, or an object that holds one.
func (s *statusList) list() {
	if s.err != nil {
		return
	}
	if s.in.PeekKind() == '{' {
		s.one()
		return
	}
	if !s.enter('[') {
		s.unlike()
		return
	}
	for s.more() {
		s.one()
	}
}

// one reads a status, or what holds a list of them.
func (s *statusList) one() {
	if !s.enter('{') {
		s.unlike()
		return
	}
	var status weir.Status
	var other kin
	group := false
	for s.more() {
		switch name := s.name(); string(name) {
		case "id":
			status.ID = s.text()
		case "name":
			status.Name = s.text()
		case "statusCategory":
			status.Category, _ = s.category()
			other = statusesKin
		case "statuses", "values":
			group = true
			s.list()
		default:
			other.see(name)
			s.skip()
		}
	}
	switch {
	case s.err != nil || group || s.seen[status.ID]:
	case other != statusesKin || status.ID == "" || status.Name == "" || status.Category == "":
		s.fail(other.instead(statusesKin))
	default:
		s.seen[status.ID] = true
		s.found = append(s.found, status)
	}
}

func (s *statusList) unlike() { s.fail(kin("").instead(statusesKin)) }
