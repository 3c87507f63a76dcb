package jira_test

import (
	"strings"
	"testing"

	"weir/internal/jira"
)

func TestParseSiteTakesWhatPeopleCopy(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"example.atlassian.net":                                          "https://example.atlassian.net",
		"https://Example.atlassian.net/":                                 "https://example.atlassian.net",
		" https://example.atlassian.net/browse/OPS-1?x=1#c ":             "https://example.atlassian.net",
		"https://example.atlassian.net/jira/software/projects/OPS/board": "https://example.atlassian.net",
		"https://jira.example.com":                                       "https://jira.example.com",
		"https://host.example.com/jira/":                                 "https://host.example.com/jira",
		"https://host.example.com/jira/browse/OPS-1":                     "https://host.example.com/jira",
		"https://host.example.com:8443/jira/secure/Dashboard.jspa":       "https://host.example.com:8443/jira",
	} {
		got, err := jira.ParseSite(given)
		if err != nil || got.String() != want {
			t.Errorf("ParseSite(%q) = %v, %v; want %s", given, got, err, want)
		}
	}
	for _, wrong := range []string{"", "http://example.com", "https://", "ftp://example.com", "https://user:pw@example.com", "https://exa mple.com"} {
		if got, err := jira.ParseSite(wrong); err == nil {
			t.Errorf("ParseSite(%q) = %v, want an error", wrong, got)
		} else if strings.Contains(err.Error(), "pw") {
			t.Errorf("the error %q shows the password", err)
		}
	}
}

func TestStableOrderAddsTheKeyOnce(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"project = OPS":                               "project = OPS ORDER BY key ASC",
		"project = OPS ORDER BY due":                  "project = OPS ORDER BY due, key ASC",
		"project = OPS order by due desc, issueKey":   "project = OPS order by due desc, issueKey",
		`summary ~ "order by x"`:                      `summary ~ "order by x" ORDER BY key ASC`,
		"project = A) OR (1=1":                        "project = A) OR (1=1",
		"project = OPS ORDER BY a1,b2,c3,d4,e5,f6,g7": "project = OPS ORDER BY a1,b2,c3,d4,e5,f6,g7",
	} {
		if got := jira.StableOrder(given); got != want {
			t.Errorf("StableOrder(%q) = %q, want %q", given, got, want)
		}
	}
}
