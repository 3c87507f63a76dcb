// Package jiratest is "Jira in a box": an HTTPS server that answers as Jira
// Cloud (REST v3) or Jira Data Center (REST v2) does, from issues that were
// generated or read from files. It serves the tests and `weir simulate jira`.
//
// It is the judge of the read-only promise: it answers the listed GET requests
// and nothing else, and remembers every request that broke the rule. It must
// not import the testing package, since it ships in the binary, must not write
// a file, and must not be kinder than Jira: what Jira hides, shrinks or cuts
// short is hidden, shrunk and cut short here.
package jiratest
