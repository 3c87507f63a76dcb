package flowfile

import (
	"errors"
	"io"
	"iter"

	"weir"
)

// Issues reads the issues of a JSON file, one at a time: it holds one issue, and
// what tells repeated ones, in memory. The file may be the answer to a search
// (from Cloud, Data Center or a board), a list of issues or of such answers, a
// single issue, or any of these one after another, also inside the objects into
// which tools wrap them.
//
// Of an issue come id, key, type, status, the times of creation and of
// resolution, the resolution, the project's key, the parent's id and key,
// whether it is flagged (see FlagField), and the changes of status, flag and
// resolution in its history; nothing else. A history that is not there, or was
// cut short, is not Complete.
//
// An issue that cannot be measured is left out; an issue that was in the file
// before, too: the first one counts. The report, which may be nil, says how many
// and where. Any other error ends the sequence and spoils the whole file: the
// issues that came before it are only a part. Its kind is weir.BadInput, except
// where reading itself failed.
func Issues(r io.Reader, report *Report) iter.Seq2[weir.Issue, error] {
	return func(yield func(weir.Issue, error) bool) {
		if report == nil {
			report = new(Report)
		}
		w := &walk{decoder: newDecoder(r), report: report, yield: yield}
		w.file()
	}
}

// A walk goes through a file and hands over its issues.
type walk struct {
	*decoder
	report  *Report
	yield   func(weir.Issue, error) bool
	stopped bool // nobody wants more

	found int   // issues in the file so far
	place Place // of the issue that is read; zero between issues
	seen  seen
}

// file goes through the values of the file, of which most have one.
func (w *walk) file() {
	values := 0
	for w.err == nil && !w.stopped {
		kind := w.in.PeekKind()
		if kind == 0 {
			if _, err := w.in.ReadToken(); !errors.Is(err, io.EOF) {
				w.fail(err)
			}
			break
		}
		w.value(0)
		values++
	}
	switch {
	case w.stopped:
		return
	case w.err == nil && values == 0:
		w.err = bad("the file is empty", "export the issues again")
	case w.err == nil && w.found > 0 && w.report.Issues == 0:
		w.err = w.nothingToMeasure()
	}
	if w.err != nil {
		w.yield(weir.Issue{}, w.explain(w.err))
	}
}

// maxNesting is how deep in other values the issues may be.
const maxNesting = 8

// container knows the names under which answers and tools keep lists of issues.
func container(name []byte) bool {
	switch string(name) {
	case "issues", "values", "data", "results", "result", "items", "pages", "response", "body":
		return true
	}
	return false
}

// value goes through a value that may be an issue or hold issues.
func (w *walk) value(depth int) {
	switch kind := w.in.PeekKind(); {
	case depth > maxNesting:
		w.fail(bad("the issues are too deep inside other values", shapes))
	case kind == '{':
		w.object(depth)
	case kind == '[':
		w.enter('[')
		for !w.stopped && w.more() {
			w.value(depth + 1)
		}
	case kind == 0:
		w.token() // for its error
	default:
		w.fail(bad("the file holds "+kindName(kind)+" where issues should be", shapes))
	}
}

// object goes through an issue, or an object around issues: which of the two
// shows only on the way.
func (w *walk) object(depth int) {
	w.budget.renew()
	start := w.offset()
	var t draft
	var other kin
	wrapper := false
	w.enter('{')
	for !w.stopped && w.more() {
		name := w.name()
		switch {
		case string(name) == "id":
			t.ID = w.unique()
		case string(name) == "key":
			t.Key = w.unique()
		case string(name) == "fields":
			t.isIssue = true
			w.place = w.here(&t, start)
			w.fields(&t)
		case string(name) == "changelog":
			t.isIssue = true
			w.place = w.here(&t, start)
			w.changelog(&t)
		case !t.isIssue && container(name) && w.holds():
			wrapper = true
			w.value(depth + 1)
		default:
			other.see(name)
			w.skip()
		}
	}
	switch {
	case w.err != nil || w.stopped || wrapper:
	case t.isIssue, t.Key != "" && other == "":
		w.place = w.here(&t, start)
		w.issue(&t)
		w.place = Place{}
	default:
		w.fail(other.instead(issuesKin))
	}
}

// here is the place of an issue. What stands for its key and is none may be any
// text, and is not quoted (promise D2).
func (w *walk) here(t *draft, start int64) Place {
	p := Place{Number: w.found + 1, Offset: start}
	if plainName(t.Key) {
		p.Key = t.Key
	}
	return p
}

// holds reports whether the next value can hold issues.
func (w *walk) holds() bool {
	kind := w.in.PeekKind()
	return kind == '{' || kind == '['
}

// issue hands an issue over, unless something speaks against it.
func (w *walk) issue(t *draft) {
	w.found++
	if reason := w.against(t); reason != "" {
		w.report.add(reason, w.place)
		return
	}
	if !t.hasHistory {
		t.note(NoHistory)
	}
	for _, p := range t.problems {
		w.report.add(p, w.place)
	}
	w.report.Issues++
	w.stopped = !w.yield(t.Issue, nil)
}

// against returns why an issue has to be left out.
func (w *walk) against(t *draft) Problem {
	switch {
	case t.ID+t.Key == "", t.ID != "" && !plainName(t.ID), t.Key != "" && !plainName(t.Key):
		return NoIdentity
	case !w.seen.first(t.ID, t.Key):
		return Repeated
	case t.Status.ID == "" && t.Status.Name == "":
		return NoStatus
	case t.Created.IsZero():
		return NoCreation
	case t.badMoment:
		return NoMoment
	}
	return ""
}
