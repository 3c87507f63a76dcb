package jiratest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"weir"
)

// Load reads the issues of files, in any shape in which Jira or an export has
// them: a page of a search ({"issues": […]} or {"values": […]}), a list, one
// issue, or one such thing after another (JSON lines). Of two issues with one
// id the later wins.
//
// Files are read as a stream. An error names the file, the line and the byte;
// its kind is weir.BadInput, or weir.NotFound or weir.Storage for a file that
// cannot be opened or read.
func Load(paths ...string) (*Site, error) {
	b := newBuilder()
	for _, path := range paths {
		if err := b.loadFile(path); err != nil {
			return nil, err
		}
	}
	return b.site(), nil
}

// Read is Load for one stream. Errors call it by the name.
func Read(name string, r io.Reader) (*Site, error) {
	b := newBuilder()
	if err := b.load(name, r); err != nil {
		return nil, err
	}
	return b.site(), nil
}

func (b *builder) loadFile(path string) (err error) {
	f, err := os.Open(path) //nolint:gosec // the user names the files to read
	if err != nil {
		kind := weir.Storage
		if errors.Is(err, os.ErrNotExist) {
			kind = weir.NotFound
		}
		return &weir.Error{Kind: kind, Text: "open the issues", Err: err, Next: "Check the file's name and that you may read it."}
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return b.load(path, f)
}

func (b *builder) load(name string, r io.Reader) error {
	l := &loader{builder: b, scanner: newScanner(name, r)}
	for {
		_, err := l.peek()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = l.item(0)
		}
		if err != nil {
			return err
		}
	}
	if !l.found {
		return l.bad("there are no issues in it", l.line, l.offset)
	}
	return nil
}

// maxLists is how deep lists of lists and pages of pages may nest.
const maxLists = 8

// A loader walks through a stream of JSON. It looks into pages and lists alone,
// so that one issue at a time is in memory.
type loader struct {
	*builder
	*scanner
	found bool // a page, a list or an issue
}

// item reads a list, a page or an issue.
func (l *loader) item(depth int) error {
	c, err := l.want("[{", "an issue or a list of issues")
	switch {
	case err != nil:
		return err
	case depth > maxLists:
		return l.bad("the lists in it are nested too deeply", l.line, l.offset)
	case c == '[':
		return l.list(depth)
	default:
		return l.object(depth)
	}
}

// list reads the rest of a list after its bracket.
func (l *loader) list(depth int) error {
	l.found = true
	if c, err := l.peek(); err == nil && c == ']' {
		_, err = l.take()
		return err
	}
	for {
		if err := l.item(depth + 1); err != nil {
			return err
		}
		c, err := l.want(",]", "a comma or the end of the list")
		if err != nil || c == ']' {
			return err
		}
	}
}

// object reads the rest of an issue or a page after its brace.
func (l *loader) object(depth int) error {
	line, offset := l.line, l.offset-1
	members := make(map[string]json.RawMessage)
	page := false
	if c, err := l.peek(); err == nil && c == '}' {
		_, err = l.take()
		return errors.Join(err, l.stranger(members, line, offset))
	}
	for {
		isPage, err := l.member(members, depth)
		if err != nil {
			return err
		}
		page = page || isPage
		c, err := l.want(",}", "a comma or the end of the object")
		if err != nil {
			return err
		}
		if c == '}' {
			break
		}
	}
	switch {
	case members["fields"] != nil:
		l.found = true
		return l.issue(members, line, offset)
	case page:
		l.found = true
		return l.learn(members, line, offset)
	default:
		return l.stranger(members, line, offset)
	}
}

// member reads one member of an object. It reports whether that was a list of
// issues.
func (l *loader) member(members map[string]json.RawMessage, depth int) (isPage bool, err error) {
	if c, err := l.peek(); err == nil && c != '"' {
		return false, l.bad(fmt.Sprintf("found %q where the name of a member was expected", c), l.line, l.offset)
	}
	raw, err := l.value()
	if err != nil {
		return false, err
	}
	var name string
	if err := json.Unmarshal(raw, &name); err != nil {
		return false, l.bad("the name of a member is no text", l.line, l.offset)
	}
	if _, err := l.want(":", "a colon"); err != nil {
		return false, err
	}
	if name == "issues" || name == "values" {
		if c, err := l.peek(); err == nil && c == '[' {
			return true, l.item(depth + 1)
		}
	}
	members[name], err = l.value()
	return false, err
}

// learn keeps what a page tells about fields.
func (l *loader) learn(members map[string]json.RawMessage, line int, offset int64) error {
	for name, into := range map[string]any{"names": &l.names, "schema": &l.schema} {
		if raw := members[name]; !isNull(raw) {
			if err := json.Unmarshal(raw, into); err != nil {
				return l.bad(fmt.Sprintf("the page's %q cannot be read: %v", name, err), line, offset)
			}
		}
	}
	return nil
}

// stranger is the error for an object that is neither issue nor page.
func (l *loader) stranger(members map[string]json.RawMessage, line int, offset int64) error {
	var messages []string
	if raw := members["errorMessages"]; raw != nil && json.Unmarshal(raw, &messages) == nil && len(messages) > 0 {
		return l.bad("this is an error that Jira answered, not issues: "+messages[0], line, offset)
	}
	return l.bad("this is neither an issue (it has no fields) nor a page of issues", line, offset)
}
