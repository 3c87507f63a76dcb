package archtest_test

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"testing"
)

// jiraPath matches a text that names one of Jira's addresses, with or without
// the slash before it.
var jiraPath = regexp.MustCompile(`(^|/)(rest/[a-z]|_edge/tenant_info|ex/jira(/|$))`)

// jiraPaths finds the names of Jira's paths outside the client that asks for
// them and the simulator that answers.
func jiraPaths(p pkg) []string {
	if slices.Contains([]string{"internal/jira", "internal/jira/jiratest"}, p.Path) {
		return nil
	}
	var findings []string
	for _, f := range p.shipped() {
		ast.Inspect(f.Syntax, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			if text, err := strconv.Unquote(lit.Value); err == nil && jiraPath.MatchString(text) {
				findings = append(findings, f.at(lit.Pos(), "names the Jira path %q: only internal/jira and its simulator know those", text))
			}
			return true
		})
	}
	return findings
}

func TestOnlyTheJiraClientNamesItsPaths(t *testing.T) {
	t.Parallel()
	obeyed(t, jiraPaths)
	tried(t, jiraPaths, []example{
		{"a path of the platform", "internal/x/x.go", `const p = "/rest/api/3/myself"`, "/rest/api/3/myself"},
		{"a path of the boards, without a slash", "internal/x/x.go", `const p = "rest/agile/1.0/board"`, "rest/agile"},
		{"a path between back quotes", "internal/x/x.go", "const p = `https://example.atlassian.net/rest/api/2/search`", "rest/api/2"},
		{"the site's identity", "internal/x/x.go", `const p = "/_edge/tenant_info"`, "tenant_info"},
		{"the gateway", "internal/x/x.go", `const p = "https://api.atlassian.com/ex/jira/"`, "ex/jira"},
		{"the client", "internal/jira/x.go", `const p = "/rest/api/3/myself"`, ""},
		{"the simulator", "internal/jira/jiratest/x.go", `const p = "/rest/api/3/myself"`, ""},
		{"a test", "internal/x/x_test.go", `const p = "/rest/api/3/myself"`, ""},
		{"a comment", "internal/x/x.go", `// asks /rest/api/3/myself`, ""},
		{"plain words", "internal/x/x.go", `const p = "the rest is index/jiras"`, ""},
	})
}
