package flowfile_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"weir"
	"weir/internal/flow/flowfile"
)

func TestAFileThatHoldsNoIssuesIsNamed(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ file, text, next string }{
		"nothing":                      {"", "empty", "export"},
		"spaces":                       {" \n\t", "empty", "export"},
		"a mark alone":                 {"\ufeff", "empty", "export"},
		"a page to sign in":            {"\n<!DOCTYPE html><html>…", "web page", "signed-in"},
		"UTF-16":                       {"\xff\xfe{\x00\"\x00", "UTF-16", "iconv"},
		"UTF-16, the other way":        {"\xfe\xff\x00{", "UTF-16", "iconv"},
		"UTF-16 without a mark":        {"{\x00\"\x00", "UTF-16", "iconv"},
		"something compressed":         {"\x1f\x8b\x08\x00rest", "compressed", "unpack"},
		"a workbook":                   {"PK\x03\x04rest", "compressed", "CSV"},
		"a list of statuses":           {`[{"id":"1","name":"Open","statusCategory":{"id":2}}]`, "list of statuses", "--statuses"},
		"a board":                      {`{"id":1,"name":"B","columnConfig":{"columns":[]}}`, "configuration of a board", "--board"},
		"an error of Jira":             {`{"errorMessages":["no"],"errors":{}}`, "error message", "export again"},
		"a list of filters":            {`{"values":[{"id":"1","name":"x","jql":"y"}]}`, "saved filters", "search"},
		"a history alone":              {`{"values":[{"id":"1","created":"x","items":[{"field":"status","fieldtype":"jira"}]}]}`, "history", "search"},
		"a list of fields":             {`[{"id":"summary","key":"summary","clauseNames":[]}]`, "list of fields", "search"},
		"projects":                     {`[{"id":"1","key":"OPS","projectTypeKey":"software"}]`, "list of projects", "search"},
		"an object of another kind":    {`{"a":1}`, "something else", "search"},
		"an empty object":              {`{}`, "something else", "search"},
		"a text":                       {`"x"`, "a text", "search"},
		"a number":                     {`1`, "a number", "search"},
		"null":                         {`null`, "null", "search"},
		"a list of truths":             {`[true]`, "a truth value", "search"},
		"a list in lists":              {strings.Repeat("[", 20) + strings.Repeat("]", 20), "too deep", "search"},
		"issues without fields":        {`{"issues":[{"id":"1","key":"A-1"},{"id":"2","key":"A-2"}]}`, "none of the 2 issues in the file can be measured; issue 1 (A-1)", "expand=changelog"},
		"no JSON":                      {`hello`, "broken at byte 0", "export"},
		"a broken value":               {`{"issues":[` + two + `,{"id":"103","key":"A-7","fields":{"summary":tru}}]}`, "issue 2 (A-7)", "export"},
		"a broken value behind a mark": {"\ufeff[x]", "broken at byte 4", "export"},
		"text after the end":           {`[]x`, "broken at byte 2", "export"},
		"a name without a value":       {`{"issues"}`, "broken at byte 9", "export"},
		"a raw line break":             {"{\"a\":\"b\nc\"}", "broken at byte 7", "export"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := read(t, test.file)
			said(t, err, test.text, test.next)
		})
	}
}

// said makes sure that an error is one about the input, and says certain things.
func said(t *testing.T, err error, text, next string) {
	t.Helper()
	switch {
	case weir.KindOf(err) != weir.BadInput:
		t.Errorf("the error is %v, of kind %q", err, weir.KindOf(err))
	case !strings.Contains(err.Error(), text):
		t.Errorf("the error says %q, not %q", err, text)
	case !strings.Contains(weir.NextStep(err), next):
		t.Errorf("the next step is %q, not %q", weir.NextStep(err), next)
	case strings.Contains(err.Error(), "\n"):
		t.Errorf("the error %q takes more than a line", err)
	}
}

func TestAnErrorBehindTheIssuesBlamesNone(t *testing.T) {
	t.Parallel()
	_, _, err := read(t, `{"issues":[`+two+`],"isLast":tru}`)
	if said(t, err, "broken at byte", "correct"); strings.Contains(err.Error(), "in issue") {
		t.Errorf("the error says %q", err)
	}
}

// A part must not be taken for the whole, wherever the file ends.
func TestEveryTruncationIsFound(t *testing.T) {
	t.Parallel()
	file := `{"issues":[` + one + `,` + two + `],"isLast":true}`
	for end := range file {
		_, _, err := read(t, file[:end])
		if weir.KindOf(err) != weir.BadInput {
			t.Fatalf("cut off after %d bytes: %v", end, err)
		}
		if end > 100 && (!strings.Contains(err.Error(), "ends too early") || weir.NextStep(err) == "") {
			t.Fatalf("cut off after %d bytes: %v", end, err)
		}
	}
}

func TestAFailingDiskIsNoBadFile(t *testing.T) {
	t.Parallel()
	broken := errors.New("the disk is broken")
	for _, start := range []string{"", `{"issues":[` + one} {
		r := io.MultiReader(strings.NewReader(start), iotest.ErrReader(broken))
		if _, _, err := collect(r); !errors.Is(err, broken) || weir.KindOf(err) == weir.BadInput {
			t.Errorf("after %d bytes: %v", len(start), err)
		}
		r = io.MultiReader(strings.NewReader(start), iotest.ErrReader(broken))
		if _, err := flowfile.Board(r); start == "" && !errors.Is(err, broken) {
			t.Errorf("a board: %v", err)
		}
		r = io.MultiReader(strings.NewReader("ID,A,B\n1,"), iotest.ErrReader(broken))
		if _, err := flowfile.ReadSheet(r, flowfile.SheetOptions{}); !errors.Is(err, broken) || weir.KindOf(err) == weir.BadInput {
			t.Errorf("a sheet: %v", err)
		}
	}
}

// endless repeats a text after a beginning, and counts what was taken of it.
type endless struct {
	start, rest string
	taken       int
}

func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, e.start)
	e.start = e.start[n:]
	for n < len(p) {
		n += copy(p[n:], e.rest)
	}
	e.taken += n
	return n, nil
}

// Promise J3: whatever a file holds, reading it ends, in bounded memory.
func TestEndlessFilesEnd(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]endless{
		"a text":             {start: `{"issues":[{"key":"A-1","fields":{"summary":"`, rest: "xxxxxxxxxxxxxxxx"},
		"a name":             {start: `{"`, rest: "xxxxxxxxxxxxxxxx"},
		"a number":           {start: `[{"id":1`, rest: "0000000000000000"},
		"lists in lists":     {rest: "["},
		"lists in a field":   {start: `{"key":"A-1","fields":{"x":`, rest: "["},
		"objects in objects": {rest: `{"issues":`},
		"objects in a value": {start: `{"key":"A-1","fields":{"x":`, rest: `{"a":`},
		"spaces":             {rest: "                "},
		"line breaks":        {start: `[`, rest: "\n\n\n\n\n\n\n\n"},
		"members":            {start: `{"key":"A-1"`, rest: `,"a":1`},
		"histories":          {start: `{"key":"A-1","changelog":{"histories":[{}`, rest: `,{"id":"1","items":[{"field":"status","fieldtype":"jira"}]}`},
		"a changed text":     {start: `{"changelog":{"histories":[{"items":[{"fromString":"`, rest: "xxxxxxxxxxxxxxxx"},
		"empty lists":        {start: `[[]`, rest: ",[]"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := collect(&e)
			if weir.KindOf(err) != weir.BadInput || weir.NextStep(err) == "" {
				t.Errorf("error: %v", err)
			}
			if e.taken > 18<<20 {
				t.Errorf("%d bytes were read", e.taken)
			}
			e.taken = 0
			if _, err := flowfile.Statuses(&e); weir.KindOf(err) != weir.BadInput || e.taken > 18<<20 {
				t.Errorf("as statuses: %v after %d bytes", err, e.taken)
			}
			if _, err := flowfile.Board(&e); weir.KindOf(err) != weir.BadInput {
				t.Errorf("as a board: %v", err)
			}
			if _, err := flowfile.ReadSheet(&e, flowfile.SheetOptions{}); weir.KindOf(err) != weir.BadInput {
				t.Errorf("as a sheet: %v", err)
			}
		})
	}
	t.Run("issues without end come one by one", func(t *testing.T) {
		t.Parallel()
		e := &endless{rest: two + "\n"}
		for _, err := range flowfile.Issues(e, nil) {
			if err != nil || e.taken > 1<<20 {
				t.Errorf("%v after %d bytes", err, e.taken)
			}
			break
		}
	})
}
