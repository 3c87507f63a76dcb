package jiratest

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"weir"
)

// maxScript is the longest script that is read, in bytes.
const maxScript = 1 << 20

// ParseFaults reads a script of faults from TOML: a list of tables [[fault]]
// with the keys of Fault. The name stands before line and column in errors,
// which are of kind weir.BadInput.
func ParseFaults(name string, text []byte) ([]Fault, error) {
	if len(text) > maxScript {
		return nil, &weir.Error{Kind: weir.BadInput, Text: name + ": a script of faults has at most 1 MiB", Next: "check that it is the right file"}
	}
	var script struct {
		Fault []Fault `toml:"fault"`
	}
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	if err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(&script); err != nil {
		return nil, scriptError(name, err)
	}
	if len(script.Fault) == 0 {
		return nil, &weir.Error{Kind: weir.BadInput, Text: name + ":1:1: there is no fault in it", Next: "each fault begins with a line [[fault]]"}
	}
	for n := range script.Fault {
		if m := script.Fault[n].check(); m != nil {
			return nil, &weir.Error{Kind: weir.BadInput, Text: name + ":" + keyPosition(text, n, m.key) + ": " + m.text, Next: m.next}
		}
	}
	return script.Fault, nil
}

// scriptError tells what the library found, in one line.
func scriptError(name string, err error) error {
	var unknown *toml.StrictMissingError
	if errors.As(err, &unknown) && len(unknown.Errors) > 0 {
		first := &unknown.Errors[0]
		row, column := first.Position()
		return &weir.Error{
			Kind: weir.BadInput,
			Text: fmt.Sprintf("%s:%d:%d: unknown key %q", name, row, column, strings.Join(first.Key(), ".")),
			Next: "a script is a list of tables [[fault]]; docs/try-without-jira.md lists their keys",
		}
	}
	var wrong *toml.DecodeError
	row, column := 1, 1
	if errors.As(err, &wrong) {
		row, column = wrong.Position()
	}
	return &weir.Error{
		Kind: weir.BadInput,
		Text: fmt.Sprintf("%s:%d:%d: %s", name, row, column, strings.TrimPrefix(err.Error(), "toml: ")),
		Next: "correct the line; docs/try-without-jira.md shows scripts that work",
	}
}

// keyPosition returns line and column of a key in the n-th fault of a script,
// from one; where the key is not given, those of the fault.
func keyPosition(text []byte, n int, key string) string {
	p := unstable.Parser{}
	p.Reset(text)
	table, offset := -1, 0
	for p.NextExpression() {
		node := p.Expression()
		path := node.Key()
		if !path.Next() {
			continue
		}
		name := path.Node()
		if node.Kind == unstable.ArrayTable {
			table++
			if table == n {
				offset = int(name.Raw.Offset)
			}
			continue
		}
		if table == n && (string(name.Data) == key || node.Kind == unstable.Table && path.Next() && string(path.Node().Data) == key) {
			offset = int(name.Raw.Offset)
			break
		}
	}
	before := text[:min(offset, len(text))]
	line := bytes.Count(before, []byte("\n")) + 1
	column := len(before) - bytes.LastIndexByte(before, '\n')
	return strconv.Itoa(line) + ":" + strconv.Itoa(column)
}
