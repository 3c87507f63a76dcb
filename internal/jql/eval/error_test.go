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
		"foo = 1":                               "Field 'foo' does not exist or you do not have permission to view it.",
		"cf[1] = 1":                             "Field 'cf[1]' does not exist or you do not have permission to view it.",
		"project[a].b = 1":                      `Field 'project[a].b' does not exist or you do not have permission to view it.`,
		"order by foo":                          "Field 'foo' does not exist or you do not have permission to view it.",
		"order by text":                         "Not able to sort using field 'text'.",
		"project ~ OPS":                         "The operator '~' is not supported by the 'project' field.",
		"summary = x":                           "The operator '=' is not supported by the 'summary' field.",
		"text is EMPTY":                         "The operator 'is' is not supported by the 'text' field.",
		"labels > x":                            "The operator '>' is not supported by the 'labels' field.",
		"summary was x":                         "History searches do not support the 'summary' field.",
		"labels was not in (x)":                 "History searches do not support the 'labels' field.",
		"'Story Points' changed":                "History searches do not support the 'Story Points' field.",
		"key was not OPS-1 by ada":              "History searches do not support the 'key' field.",
		"affectedVersion changed to 1.0":        "History searches do not support the 'affectedVersion' field.",
		"priority was Urgent":                   "The value 'Urgent' does not exist for the field 'priority'.",
		"priority changed from Urgent":          "The value 'Urgent' does not exist for the field 'priority'.",
		"status was now()":                      "The function 'now()' cannot be used with the field 'status'.",
		"status was in now()":                   "Operator 'was in' does not support the non-list value 'now()' for field 'status'.",
		"assignee was membersOf(team)":          "Operator 'was' does not support the list value 'membersOf()' for field 'assignee'.",
		"status changed before soon":            "Date value 'soon' for predicate 'before' is invalid." + formats,
		"status changed on EMPTY":               "The 'on' predicate needs a date.",
		"status changed after (1, 2)":           "The 'after' predicate needs a date.",
		"status changed after openSprints()":    "The 'after' predicate needs a date.",
		"status changed after foo()":            "Unable to find JQL function 'foo()'.",
		"status changed on currentUser()":       "The function 'currentUser()' cannot be used with the field 'on'.",
		"status changed during -1d":             "The 'during' predicate needs two dates, as in during ('2024-01-01', '2024-01-31').",
		"status was x during (1, 2, 3)":         "The 'during' predicate needs two dates, as in during ('2024-01-01', '2024-01-31').",
		"status was x during (1, y)":            "Date value 'y' for predicate 'during' is invalid." + formats,
		"status changed by now()":               "The function 'now()' cannot be used with the field 'by'.",
		"assignee in membersOf(x)":              "Function 'membersOf' can not generate a list of usernames for group 'x'; the group does not exist.",
		"assignee in membersOf()":               "Function 'membersOf' expected '1' arguments but received '0'.",
		"assignee = membersOf(team)":            "Operator '=' does not support the list value 'membersOf()' for field 'assignee'.",
		"status in membersOf(team)":             "The function 'membersOf()' cannot be used with the field 'status'.",
		"labels in openSprints()":               "The function 'openSprints()' cannot be used with the field 'labels'.",
		"status in standardIssueTypes()":        "The function 'standardIssueTypes()' cannot be used with the field 'status'.",
		"key in linkedIssues()":                 "Function 'linkedIssues' expected between '1' and '2' arguments but received '0'.",
		"key in linkedIssues(OPS-2, likes)":     "Issue link type 'likes' could not be found in function 'linkedIssues'.",
		"parent in linkedIssues(OPS-2)":         "The function 'linkedIssues()' cannot be used with the field 'parent'.",
		"issue = updatedBy(ada)":                "Operator '=' does not support the list value 'updatedBy()' for field 'issue'.",
		"issue in updatedBy(ada, once)":         "Date value 'once' for function 'updatedBy' is invalid." + formats,
		"issue in updatedBy(a, b, c, d)":        "Function 'updatedBy' expected between '1' and '3' arguments but received '4'.",
		"fixVersion in releasedVersions(x)":     "Could not resolve the project 'x' provided to function 'releasedVersions'.",
		"fixVersion = releasedVersions()":       "Operator '=' does not support the list value 'releasedVersions()' for field 'fixVersion'.",
		"priority in unreleasedVersions()":      "The function 'unreleasedVersions()' cannot be used with the field 'priority'.",
		"fixVersion in latestReleasedVersion()": "Operator 'in' does not support the non-list value 'latestReleasedVersion()' for field 'fixVersion'.",
		"issue in issueHistory()":               "Unable to find JQL function 'issueHistory()'.",
		"updated > foo()":                       "Unable to find JQL function 'foo()'.",
		"summary ~ foo()":                       "Unable to find JQL function 'foo()'.",
		"summary ~ now()":                       "The function 'now()' cannot be used with the field 'summary'.",
		"assignee = now()":                      "The function 'now()' cannot be used with the field 'assignee'.",
		"project = currentUser()":               "The function 'currentUser()' cannot be used with the field 'project'.",
		"updated > currentUser()":               "The function 'currentUser()' cannot be used with the field 'updated'.",
		"assignee in openSprints()":             "The function 'openSprints()' cannot be used with the field 'assignee'.",
		"assignee in currentUser()":             "Operator 'in' does not support the non-list value 'currentUser()' for field 'assignee'.",
		"sprint = openSprints()":                "Operator '=' does not support the list value 'openSprints()' for field 'sprint'.",
		"updated > openSprints()":               "Operator '>' does not support the list value 'openSprints()' for field 'updated'.",
		"updated > now(1)":                      "Function 'now' expected at most '0' arguments but received '1'.",
		"updated > startOfDay(1, 2)":            "Function 'startOfDay' expected at most '1' arguments but received '2'.",
		"updated > startOfDay(x)":               "Duration for function 'startOfDay' should have the format (+/-)n(yMwdhm), e.g. -1M for 1 month earlier.",
		"updated = yesterday":                   "Date value 'yesterday' for field 'updated' is invalid." + formats,
		"updated > '2024-01-01 10:00:00'":       "Date value '2024-01-01 10:00:00' for field 'updated' is invalid." + formats,
		"due > '-1y'":                           "Date value '-1y' for field 'due' is invalid." + formats,
		"due > '-'":                             "Date value '-' for field 'due' is invalid." + formats,
		"due > '-d'":                            "Date value '-d' for field 'due' is invalid." + formats,
		"due > '99999999w'":                     "Date value '99999999w' for field 'due' is invalid." + formats,
		"due > '2147483647'":                    "Date value '2147483647' for field 'due' is invalid." + formats,
		"due > '5000w 5000w'":                   "Date value '5000w 5000w' for field 'due' is invalid." + formats,
		"'Story Points' = x":                    "Value 'x' is invalid for the 'Story Points' field: a number is expected.",
		"'Story Points' > NaN":                  "Value 'NaN' is invalid for the 'Story Points' field: a number is expected.",
		"project in (OPS, NOPE)":                "The value 'NOPE' does not exist for the field 'project'.",
		"priority > Urgent":                     "The value 'Urgent' does not exist for the field 'priority'.",
		"fixVersion > 1.0":                      "The value '1.0' does not exist for the field 'fixVersion'.",
		"summary ~ ' - '":                       "The field 'summary' does not support searching for an empty string.",
		"summary ~ '()'":                        "The field 'summary' does not support searching for an empty string.",
		"summary ~ ' * '":                       "The text query ' * ' for field 'summary' is not allowed to start with character '*'.",
		"summary ~ 'a ?b'":                      "The text query 'a ?b' for field 'summary' is not allowed to start with character '?'.",
		"summary ~ 'a AND'":                     "Unable to parse the text 'a AND' for field 'summary'.",
		"summary ~ 'OR a'":                      "Unable to parse the text 'OR a' for field 'summary'.",
		"summary ~ 'AND a'":                     "Unable to parse the text 'AND a' for field 'summary'.",
		"summary ~ 'a NOT'":                     "Unable to parse the text 'a NOT' for field 'summary'.",
		"summary ~ '(a b'":                      "Unable to parse the text '(a b' for field 'summary'.",
		"summary ~ 'a) b'":                      "Unable to parse the text 'a) b' for field 'summary'.",
		"summary ~ '\"a'":                       "Unable to parse the text '\"a' for field 'summary'.",
		"foo = 1 or bar = 2 order by foo":       "Field 'foo' does not exist or you do not have permission to view it.|Field 'bar' does not exist or you do not have permission to view it.",
		"not (updated > x) and project ~ OPS":   "Date value 'x' for field 'updated' is invalid." + formats + "|The operator '~' is not supported by the 'project' field.",
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
