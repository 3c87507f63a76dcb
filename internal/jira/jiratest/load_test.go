package jiratest_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/jira/jiratest"
)

func issueText(id, key string) string {
	return `{"id":"` + id + `","key":"` + key + `","fields":{"summary":"` + key + `"}}`
}

func TestLoadReadsEveryShape(t *testing.T) {
	t.Parallel()
	a, b, c := issueText("1", "AB-1"), issueText("2", "AB-2"), issueText("3", "AB-3")
	for name, text := range map[string]string{
		"a page of a search":         `{"expand":"names","startAt":0,"total":3,"issues":[` + a + `,` + b + `,` + c + `],"isLast":true}`,
		"a page of values":           `{"values":[` + a + `,` + b + `,` + c + `]}`,
		"a list":                     `[` + a + `,` + b + `,` + c + `]`,
		"a list of pages":            `[{"issues":[` + a + `]},{"issues":[` + b + `,` + c + `]}]`,
		"lines of issues":            a + "\n" + b + "\r\n" + c + "\n",
		"lines of pages":             `{"issues":[` + a + `,` + b + `]}` + "\n" + `{"issues":[` + c + `]}`,
		"pages without a separator":  `{"issues":[` + a + `,` + b + `]}{"issues":[` + c + `]}`,
		"a byte order mark":          "\xef\xbb\xbf" + a + b + c,
		"white space everywhere":     " \n[\t" + strings.ReplaceAll(a, ",", " , \n") + " ,\r\n" + b + "\n,\n" + c + " ] \n ",
		"ids that are numbers":       `[{"id":1,"key":"AB-1","fields":{"summary":"AB-1"}},` + b + `,` + c + `]`,
		"an empty page after issues": `[` + a + `,` + b + `,` + c + `]` + "\n" + `{"issues":[]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// One byte at a time: no shape may depend on what is buffered.
			site, err := jiratest.Read("file", iotest.OneByteReader(strings.NewReader(text)))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, i := range site.Issues() {
				got = append(got, i.ID+" "+i.Key+" "+string(i.Fields["summary"]))
			}
			if diff := cmp.Diff([]string{`1 AB-1 "AB-1"`, `2 AB-2 "AB-2"`, `3 AB-3 "AB-3"`}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	t.Run("one issue", func(t *testing.T) {
		t.Parallel()
		if site := read(t, a); site.Len() != 1 {
			t.Errorf("%d issues", site.Len())
		}
	})
}

func TestLoadJoinsFilesAndTheLastWins(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	first := write("first.json", `[`+issueText("1", "AB-1")+`,`+issueText("2", "AB-2")+`]`)
	second := write("second.json", `{"id":"1","key":"NEW-1","fields":{"summary":"moved"}}`)
	site, err := jiratest.Load(first, second)
	if err != nil {
		t.Fatal(err)
	}
	if issues := site.Issues(); len(issues) != 2 || issues[0].Key != "NEW-1" || string(issues[0].Fields["summary"]) != `"moved"` {
		t.Errorf("the issues are %+v", issues)
	}
	_, err = jiratest.Load(first, filepath.Join(dir, "missing.json"))
	if !errors.Is(err, weir.NotFound) || !strings.Contains(err.Error(), "missing.json") || weir.NextStep(err) == "" {
		t.Errorf("a missing file: %v", err)
	}
}

func TestLoadSaysWhatIsWrongAndWhere(t *testing.T) {
	t.Parallel()
	good := issueText("1", "AB-1")
	for _, test := range []struct{ name, text, want string }{
		{"nothing", "", "file: line 1, byte 0: there are no issues in it"},
		{"white space", " \n ", "line 2, byte 3: there are no issues in it"},
		{"a broken value", "[" + good + ",\n{\"id\":\"2\",\"key\":\"AB-2\",\n\"fields\":{\"a\":tru}}]", "line 3, byte 95: invalid character '}' in literal true"},
		{"a comma too many", `{"issues":[` + good + `,]}`, `found ']' where an issue or a list of issues was expected`},
		{"a missing comma", `[` + good + "\n" + good + `]`, `line 2, byte 53: found '{' where a comma or the end of the list was expected`},
		{"a missing colon", `{"issues" [` + good + `]}`, `found '[' where a colon was expected`},
		{"a file that was cut off", good[:20], "the file ends in the middle of a value"},
		{"a list that was cut off", `[` + good + `,`, "the file ends in the middle of a value"},
		{"a page that was cut off", `{"issues":[` + good, "the file ends in the middle of a value"},
		{"a text that was cut off", `{"id":"1`, "the file ends in the middle of a value"},
		{"a name without quotes", `{id:1}`, `found 'i' where the name of a member was expected`},
		{"words", "hello", `found 'h' where an issue or a list of issues was expected`},
		{"a list of numbers", "[1,2]", `found '1' where an issue or a list of issues was expected`},
		{"a page for people", "<!DOCTYPE html>", `found '<' where an issue or a list of issues was expected`},
		{"an answer about an error", `{"errorMessages":["Field 'x' does not exist."],"errors":{}}`, "this is an error that Jira answered, not issues: Field 'x' does not exist."},
		{"another object", "\n{\"name\":\"board\"}", "line 2, byte 1: this is neither an issue (it has no fields) nor a page of issues"},
		{"an empty object", "{}", "this is neither an issue"},
		{"an issue without a key", `{"id":"1","fields":{}}`, "an issue has no id or no key"},
		{"an issue without an id", `{"key":"AB-1","fields":{}}`, "an issue has no id or no key"},
		{"fields of another kind", `{"id":"1","key":"AB-1","fields":"none"}`, "issue AB-1: the fields cannot be read"},
		{"a history of another kind", `{"id":"1","key":"AB-1","fields":{},"changelog":{"histories":{}}}`, "issue AB-1: the change history cannot be read"},
		{"a history without a time", `{"id":"1","key":"AB-1","fields":{},"changelog":{"histories":[{"id":"7","created":"soon"}]}}`, `issue AB-1: the change history cannot be read: entry 7: "soon" is not a time`},
		{"lists in lists", strings.Repeat("[", 100), "nested too deeply"},
		{"values in values", `{"a":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + "}", "exceeded max depth"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := jiratest.Read("file", strings.NewReader(test.text))
			if !errors.Is(err, weir.BadInput) {
				t.Fatalf("the error is %v", err)
			}
			if !strings.HasPrefix(err.Error(), "file: line ") || !strings.Contains(err.Error(), test.want) {
				t.Errorf("the error is\n%v\nand not\n%s", err, test.want)
			}
			if weir.NextStep(err) == "" {
				t.Error("no next step is told")
			}
		})
	}
}

func TestLoadTellsAFailingDiskFromABadFile(t *testing.T) {
	t.Parallel()
	broken := errors.New("the disk is gone")
	_, err := jiratest.Read("file", io.MultiReader(strings.NewReader(`[{"id":`), iotest.ErrReader(broken)))
	if !errors.Is(err, broken) || !errors.Is(err, weir.Storage) {
		t.Errorf("the error is %v", err)
	}
}

func TestLoadSortsHistories(t *testing.T) {
	t.Parallel()
	site := read(t, `{"id":"1","key":"AB-1","fields":{},"changelog":{"values":[
		{"id":"10","created":"2026-01-02T00:00:00.000+0000","items":[]},
		{"id":"9","created":"2026-01-02T00:00:00.000+0000","items":[]},
		{"id":"11","created":"2026-01-01T23:30:00.000-0100","items":[]},
		{"id":12,"created":"2026-01-01T00:00:00Z","items":[]}]}}`)
	var got []string
	for _, h := range site.Issues()[0].Histories {
		got = append(got, h.ID)
	}
	if diff := cmp.Diff([]string{"12", "9", "10", "11"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNewSiteKeepsTheLastOfTwo(t *testing.T) {
	t.Parallel()
	who := &jiratest.Person{AccountID: "a", Display: "Ada"}
	site := jiratest.NewSite([]jiratest.Issue{
		{ID: "1", Key: "AB-1"},
		{Key: "AB-2"},
		{ID: "3"},
		{ID: "1", Key: "AB-7", Histories: []jiratest.History{{ID: "1", Author: who, At: noon}}},
	})
	if issues := site.Issues(); len(issues) != 1 || issues[0].Key != "AB-7" || issues[0].Histories[0].Author.Name != "ada" {
		t.Errorf("the issues are %+v", issues)
	}
}
