package flowfile_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/flow/flowfile"
)

func TestStatusesOfAFile(t *testing.T) {
	t.Parallel()
	open := `{"self":"x","description":"CANARY","name":"Open","id":"1","statusCategory":{"id":2,"key":"new"}}`
	done := `{"name":"Done","id":10001,"statusCategory":{"key":"done"}}`
	want := []weir.Status{{ID: "1", Name: "Open", Category: weir.ToDo}, {ID: "10001", Name: "Done", Category: weir.Done}}
	for name, file := range map[string]string{
		"a list":                 `[` + open + `,` + done + `]`,
		"a page":                 `{"isLast":true,"values":[` + open + `,` + done + `]}`,
		"a list by type":         `[{"id":"3","name":"Task","subtask":false,"statuses":[` + open + `]},{"id":"4","name":"Bug","statuses":[` + done + `,` + open + `]}]`,
		"a list behind a mark":   "\ufeff[" + open + `,` + done + "]\n",
		"a list with repetition": `[` + open + `,` + done + `,` + open + `]`,
	} {
		got, err := flowfile.Statuses(strings.NewReader(file))
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v %s", name, err, diff)
		}
	}
	for name, test := range map[string]struct{ file, text, next string }{
		"issues":             {`{"issues":[` + one + `]}`, "issues, not a list of statuses", "--from"},
		"a list of issues":   {`[` + one + `]`, "issues, not a list of statuses", "--from"},
		"a board":            {`{"id":1,"columnConfig":{}}`, "configuration of a board, not a list", "--board"},
		"an error of Jira":   {`{"errorMessages":[]}`, "error message", "export again"},
		"nothing in a list":  {`[]`, "lists no statuses", "/status"},
		"a text":             {`"x"`, "something else", "/status"},
		"a list of texts":    {`["x"]`, "something else", "/status"},
		"a half":             {`[` + open + `,`, "ends too early", "again"},
		"two lists":          {`[` + open + `] []`, "after its end", "one answer"},
		"no category":        {`[{"id":"1","name":"Open"}]`, "something else", "/status"},
		"a foreign category": {`[{"id":"1","name":"Open","statusCategory":{"id":99,"key":"x"}}]`, "parts of it are missing", "/status"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := flowfile.Statuses(strings.NewReader(test.file))
			said(t, err, test.text, test.next)
			if got != nil {
				t.Errorf("with the error came %v", got)
			}
		})
	}
}

func TestRealStatusesAreRead(t *testing.T) {
	t.Parallel()
	for name, n := range map[string]int{"cloud-status.json": 53, "all-statuses.json": 37} {
		got, err := flowfile.Statuses(bytes.NewReader(fixture(t, name)))
		if err != nil || len(got) != n {
			t.Errorf("%s: %d statuses, %v", name, len(got), err)
		}
	}
}

func TestABoardOfAFile(t *testing.T) {
	t.Parallel()
	file := `{"id":84,"name":"Ops","type":"scrum","location":{"type":"project","key":"OPS","id":"10","name":"Operations"},
		"filter":{"id":"7","self":"x"},"subQuery":{"query":"fixVersion is EMPTY"},"estimation":{"type":"field","field":{"fieldId":"customfield_1","displayName":"x"}},
		"columnConfig":{"columns":[{"name":"To do","statuses":[{"id":"1","self":"x"},{"id":"2"}],"min":1,"max":5},{"name":"Done","statuses":[]}],"constraintType":"issueCount"},
		"ranking":{"rankCustomFieldId":1}}`
	got, err := flowfile.Board(strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	want := weir.BoardConfiguration{
		Board:    weir.Board{ID: "84", Name: "Ops", Kind: weir.Scrum, Project: weir.Project{ID: "10", Key: "OPS", Name: "Operations"}},
		FilterID: "7", SubQuery: "fixVersion is EMPTY", Estimation: "customfield_1", Limits: "issueCount",
		Columns: []weir.Column{{Name: "To do", Statuses: []string{"1", "2"}, Min: 1, Max: 5}, {Name: "Done"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for name, test := range map[string]struct{ file, text, next string }{
		"issues":          {`{"issues":[` + one + `]}`, "issues, not the configuration", "--from"},
		"an issue":        {one, "issues, not the configuration", "--from"},
		"no columns":      {`{"id":1,"columnConfig":{"columns":[]}}`, "parts of it are missing", "ID/configuration"},
		"a list":          {`[1]`, "something else", "ID/configuration"},
		"a board, listed": {`{"id":1,"self":"x","name":"Ops","type":"scrum"}`, "something else", "ID/configuration"},
		"a half":          {file[:300], "ends too early", "again"},
		"two":             {file + file, "after its end", "one answer"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := flowfile.Board(strings.NewReader(test.file))
			said(t, err, test.text, test.next)
		})
	}
}

func TestARealBoardIsRead(t *testing.T) {
	t.Parallel()
	got, err := flowfile.Board(bytes.NewReader(fixture(t, "board-configuration.json")))
	if err != nil || len(got.Columns) != 6 || got.Columns[0].Max != 30 || got.Project.Key != "IT" || got.Done() != 5 || got.FilterID != "12116" {
		t.Errorf("%+v, %v", got, err)
	}
}
