package flowfile

import (
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"

	"weir"
)

// shapes says what a file of issues looks like.
const shapes = "give the answer of Jira's search (with expand=changelog), a list of issues, or an issue on each line"

// A kin is what a file, or an object in it, seems to be; empty while unknown.
type kin string

// What files are, and may be taken for.
const (
	issuesKin   kin = "issues"
	statusesKin kin = "a list of statuses"
	boardKin    kin = "the configuration of a board"
	errorKin    kin = "an error message of Jira"
)

// see looks at the name of a member that was not expected.
func (k *kin) see(name []byte) {
	switch string(name) {
	case "fields", "changelog", "issues":
		*k = issuesKin
	case "statusCategory":
		*k = statusesKin
	case "columnConfig":
		*k = boardKin
	case "errorMessages":
		*k = errorKin
	case "clauseNames":
		*k = "a list of fields"
	case "jql":
		*k = "a list of saved filters"
	case "projectTypeKey":
		*k = "a list of projects"
	case "fieldtype":
		*k = "the history of one issue without the issue"
	}
}

// instead says that a file holds k, not what was wanted, and where k belongs.
func (k kin) instead(wanted kin) error {
	next := map[kin]string{
		issuesKin:   shapes,
		statusesKin: "give what Jira answers to /status",
		boardKin:    "give what Jira answers to /board/ID/configuration",
	}[wanted]
	switch k {
	case wanted:
		return bad("the file holds "+string(wanted)+", but parts of it are missing", next)
	case "":
		k = "something else"
	case issuesKin:
		next = "give it as the file of issues (--from)"
	case statusesKin:
		next = "give it as the list of statuses (--statuses)"
	case boardKin:
		next = "give it as the board (--board)"
	case errorKin:
		next = "read what it says; then export again"
	}
	return bad(fmt.Sprintf("the file holds %s, not %s", k, wanted), next)
}

func kindName(kind jsontext.Kind) string {
	switch kind {
	case '"':
		return "a text"
	case '0':
		return "a number"
	case 'n':
		return "null"
	default:
		return "a truth value"
	}
}

// nothingToMeasure is about a file whose issues are all left out.
func (w *walk) nothingToMeasure() error {
	f := w.report.Findings[0]
	return bad(fmt.Sprintf("none of the %d issues in the file can be measured; %s: %s", w.found, f.Places[0], f.Problem),
		"export the fields issuetype, status, created, resolution and resolutiondate, with expand=changelog")
}

// explain makes of what went wrong an error that names the place.
func (w *walk) explain(err error) error {
	if w.place.Number > 0 {
		return w.decoder.explain(err, ", in "+w.place.issue())
	}
	return w.decoder.explain(err, "")
}

// explain adds to an error of the decoder where it happened; in says in what.
func (d *decoder) explain(err error, in string) error {
	at := ""
	if n := d.offset(); n > 0 {
		at = fmt.Sprintf(", at byte %d", n)
	}
	var ours *weir.Error
	var syntax *jsontext.SyntacticError
	switch {
	case errors.As(err, &ours):
		return &weir.Error{Kind: ours.Kind, Text: ours.Text + at + in, Next: ours.Next, Err: ours.Err}
	case errors.Is(err, io.ErrUnexpectedEOF):
		return bad("the file ends too early"+at+in, "export it again: a part must not be taken for the whole")
	case errors.As(err, &syntax):
		return &weir.Error{
			Kind: weir.BadInput, Text: fmt.Sprintf("the JSON is broken at byte %d%s", d.base+syntax.ByteOffset, in),
			Next: "export it again, or correct the file at that place", Err: syntax.Err,
		}
	}
	return fmt.Errorf("read file: %w", err)
}
