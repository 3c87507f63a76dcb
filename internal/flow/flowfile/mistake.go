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

// A kin is what an object that is no issue seems to be; empty while unknown.
type kin string

// see looks at the name of a member that issues do not have.
func (k *kin) see(name []byte) {
	switch string(name) {
	case "statusCategory":
		*k = "a list of statuses"
	case "columnConfig":
		*k = "the configuration of a board"
	case "errorMessages":
		*k = "an error message of Jira"
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

// mistaken says what the file holds instead of issues.
func (k kin) mistaken() error {
	switch k {
	case "":
		return bad("the file holds something other than issues", shapes)
	case "a list of statuses":
		return bad("the file holds "+string(k)+", not issues", "give it as the list of statuses (--statuses), beside a file of issues")
	case "the configuration of a board":
		return bad("the file holds "+string(k)+", not issues", "give it as the board (--board), beside a file of issues")
	case "an error message of Jira":
		return bad("the file holds "+string(k)+", not issues", "read what it says; then export again")
	}
	return bad("the file holds "+string(k)+", not issues", shapes)
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
	place := fmt.Sprintf("byte %d", w.offset())
	if w.place.Number > 0 {
		place = w.place.String()
	}
	return explain(err, place)
}

// explain adds the place to an error of the decoder.
func explain(err error, place string) error {
	var ours *weir.Error
	var syntax *jsontext.SyntacticError
	switch {
	case errors.As(err, &ours):
		return &weir.Error{Kind: ours.Kind, Text: ours.Text + " (" + place + ")", Next: ours.Next, Err: ours.Err}
	case errors.Is(err, io.ErrUnexpectedEOF):
		return bad("the file ends too early, in "+place,
			"export it again: a part must not be taken for the whole")
	case errors.As(err, &syntax):
		return &weir.Error{
			Kind: weir.BadInput, Text: fmt.Sprintf("the JSON is broken at byte %d, in %s", syntax.ByteOffset, place),
			Next: "export it again, or correct the file at that place", Err: syntax.Err,
		}
	}
	return fmt.Errorf("read file: %w", err)
}
