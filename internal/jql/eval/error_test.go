package eval_test

import (
	"errors"
	"strings"
	"testing"

	"weir/internal/jql"
	"weir/internal/jql/eval"
)

func TestWhatJiraRefusesIsRefusedInItsWords(t *testing.T) {
	t.Parallel()
	const formats = " Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'."
	for text, want := range map[string]string{
		"foo = 1":                             "Field 'foo' does not exist or you do not have permission to view it.",
		"cf[1] = 1":                           "Field 'cf[1]' does not exist or you do not have permission to view it.",
		"project[a].b = 1":                    `Field 'project["a"]".b"' does not exist or you do not have permission to view it.`,
		"order by foo":                        "Field 'foo' does not exist or you do not have permission to view it.",
		"order by text":                       "Not able to sort using field 'text'.",
		"project ~ OPS":                       "The operator '~' is not supported by the 'project' field.",
		"summary = x":                         "The operator '=' is not supported by the 'summary' field.",
		"text is EMPTY":                       "The operator 'is' is not supported by the 'text' field.",
		"labels > x":                          "The operator '>' is not supported by the 'labels' field.",
		"assignee was ada":                    "The operator 'was' is not supported by this simulator.",
		"status was not in (Done) by ada":     "The operator 'was not in' is not supported by this simulator.",
		"status changed":                      "The operator 'changed' is not supported by this simulator.",
		"assignee in membersOf(x)":            "Unable to find JQL function 'membersOf()'.",
		"updated > foo()":                     "Unable to find JQL function 'foo()'.",
		"summary ~ foo()":                     "Unable to find JQL function 'foo()'.",
		"summary ~ now()":                     "The function 'now()' cannot be used with the field 'summary'.",
		"assignee = now()":                    "The function 'now()' cannot be used with the field 'assignee'.",
		"project = currentUser()":             "The function 'currentUser()' cannot be used with the field 'project'.",
		"updated > currentUser()":             "The function 'currentUser()' cannot be used with the field 'updated'.",
		"assignee in openSprints()":           "The function 'openSprints()' cannot be used with the field 'assignee'.",
		"assignee in currentUser()":           "Operator 'in' does not support the non-list value 'currentUser()' for field 'assignee'.",
		"sprint = openSprints()":              "Operator '=' does not support the list value 'openSprints()' for field 'sprint'.",
		"updated > openSprints()":             "Operator '>' does not support the list value 'openSprints()' for field 'updated'.",
		"updated > now(1)":                    "Function 'now' expected at most '0' arguments but received '1'.",
		"updated > startOfDay(1, 2)":          "Function 'startOfDay' expected at most '1' arguments but received '2'.",
		"updated > startOfDay(x)":             "Duration for function 'startOfDay' should have the format (+/-)n(yMwdhm), e.g. -1M for 1 month earlier.",
		"updated = yesterday":                 "Date value 'yesterday' for field 'updated' is invalid." + formats,
		"updated > '2024-01-01 10:00:00'":     "Date value '2024-01-01 10:00:00' for field 'updated' is invalid." + formats,
		"due > '-1y'":                         "Date value '-1y' for field 'due' is invalid." + formats,
		"due > '-'":                           "Date value '-' for field 'due' is invalid." + formats,
		"due > '-d'":                          "Date value '-d' for field 'due' is invalid." + formats,
		"due > '99999999w'":                   "Date value '99999999w' for field 'due' is invalid." + formats,
		"due > '2147483647'":                  "Date value '2147483647' for field 'due' is invalid." + formats,
		"due > '5000w 5000w'":                 "Date value '5000w 5000w' for field 'due' is invalid." + formats,
		"'Story Points' = x":                  "Value 'x' is invalid for the 'Story Points' field: a number is expected.",
		"'Story Points' > NaN":                "Value 'NaN' is invalid for the 'Story Points' field: a number is expected.",
		"project in (OPS, NOPE)":              "The value 'NOPE' does not exist for the field 'project'.",
		"priority > Urgent":                   "The value 'Urgent' does not exist for the field 'priority'.",
		"fixVersion > 1.0":                    "The value '1.0' does not exist for the field 'fixVersion'.",
		"summary ~ ' * '":                     "The field 'summary' does not support searching for an empty string.",
		"foo = 1 or bar = 2 order by foo":     "Field 'foo' does not exist or you do not have permission to view it.|Field 'bar' does not exist or you do not have permission to view it.",
		"not (updated > x) and project ~ OPS": "Date value 'x' for field 'updated' is invalid." + formats + "|The operator '~' is not supported by the 'project' field.",
	} {
		_, err := compile(t, text)
		var e *eval.Error
		if !errors.As(err, &e) {
			t.Errorf("%s: got %v", text, err)
			continue
		}
		if got := strings.Join(e.Messages, "|"); got != want {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
}

func TestAnIssueThatDoesNotExistIsRefused(t *testing.T) {
	t.Parallel()
	key := eval.System("id")
	key.Lookup = eval.Among(eval.Named("1001", "OPS-1"))
	s := eval.NewSchema(key)
	for text, want := range map[string]string{
		"key = OPS-1": "", "id in (1001)": "", "key <= OPS-1": "",
		"key in (OPS-1, OPS-2)": "An issue with key 'OPS-2' does not exist for field 'key'.",
		"id = 7":                "An issue with key '7' does not exist for field 'id'.",
		"key > OPS-2":           "An issue with key 'OPS-2' does not exist for field 'key'.",
	} {
		q, err := jql.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if _, err := eval.Compile(q, eval.Env{}, s); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
}
