package archtest_test

import (
	"cmp"
	"slices"
	"strings"
	"testing"
)

// mayImport says for each package of ours which packages of ours its shipped
// files may import directly. Imports run downwards only:
//
//	cli → app → the jobs → adapters → the root package and the leaves
//
// A package that is missing here fails the test, and so does one that is gone.
var mayImport = map[string][]string{
	".": {},

	// Leaves: they know the standard library alone.
	"internal/secret":    {},
	"internal/nearest":   {},
	"internal/formula":   {},
	"internal/keyed":     {},
	"internal/jql":       {},
	"internal/jql/eval":  {"internal/jql"},
	"internal/adf":       {},
	"internal/adf/wiki":  {"internal/adf"},
	"internal/flow/stat": {},
	"internal/chart":     {},

	// The ground on which the adapters stand.
	"internal/atomicfile":  {"."},
	"internal/outbound":    {".", "internal/secret"},
	"internal/program":     {},
	"internal/localcert":   {},
	"internal/localserver": {".", "internal/localcert"},
	"internal/audit":       {".", "internal/outbound", "internal/atomicfile"},

	// Adapters: they never know one another. The simulator knows its client.
	"internal/jira":              {".", "internal/outbound", "internal/secret", "internal/jql"},
	"internal/jira/jiratest":     {".", "internal/jira", "internal/jql", "internal/jql/eval", "internal/localserver"},
	"internal/msgraph":           {".", "internal/outbound", "internal/secret"},
	"internal/msgraph/graphtest": {".", "internal/localserver"},
	"internal/keychain":          {".", "internal/secret", "internal/atomicfile"},
	"internal/config":            {".", "internal/secret", "internal/nearest", "internal/atomicfile"},
	"internal/table":             {".", "internal/nearest", "internal/formula", "internal/adf", "internal/adf/wiki"},
	"internal/tasks/caldav":      {".", "internal/tasks", "internal/outbound", "internal/secret"},
	"internal/tasks/markdown":    {".", "internal/tasks", "internal/atomicfile"},

	// Files that people exported, read for a job.
	"internal/flow/flowfile": {".", "internal/formula"},
	// What was measured, for programs.
	"internal/flow/export": {".", "internal/flow", "internal/flow/stat", "internal/flow/flowfile"},
	// What was measured, for people.
	"internal/flow/picture": {"internal/flow", "internal/chart"},
	"internal/flow/page":    {"internal/flow", "internal/flow/picture", "internal/chart"},

	// The jobs, each with the ports that its adapters serve.
	// tasks and report tell Jira's fields in the words of the command line's tables.
	"internal/tasks":          {".", "internal/jql", "internal/atomicfile", "internal/keyed", "internal/table"},
	"internal/flow":           {".", "internal/flow/stat"},
	"internal/report/onenote": {".", "internal/report", "internal/msgraph", "internal/nearest"},
	"internal/report":         {".", "internal/jql", "internal/atomicfile", "internal/keyed", "internal/table", "internal/nearest", "internal/adf", "internal/adf/wiki"},

	"internal/report/file": {".", "internal/report", "internal/atomicfile", "internal/formula", "internal/table"},

	"internal/store":  {".", "internal/atomicfile", "internal/tasks", "internal/report"},
	"internal/agent":  {".", "internal/secret", "internal/atomicfile", "internal/program"},
	"internal/notice": {".", "internal/secret", "internal/atomicfile", "internal/program"},

	// The one place that knows everybody, and what people type.
	"internal/app": {
		".", "internal/secret", "internal/jql", "internal/jql/eval", "internal/atomicfile", "internal/outbound",
		"internal/audit", "internal/jira", "internal/jira/jiratest", "internal/keychain", "internal/config",
		"internal/table", "internal/adf", "internal/adf/wiki", "internal/store", "internal/tasks", "internal/tasks/caldav", "internal/tasks/markdown",
		"internal/nearest", "internal/program", "internal/agent", "internal/notice", "internal/flow", "internal/flow/flowfile",
		"internal/flow/picture", "internal/flow/page", "internal/report", "internal/report/file", "internal/report/onenote",
		"internal/msgraph", "internal/msgraph/graphtest",
	},
	// It speaks of queries, progress and waits in the words of those who own
	// them; what makes a connection it is handed by app.
	"internal/cli": {".", "internal/secret", "internal/nearest", "internal/jql", "internal/outbound", "internal/jira", "internal/table", "internal/tasks", "internal/flow", "internal/flow/export", "internal/flow/picture", "internal/flow/page", "internal/chart", "internal/report", "internal/app"},
	"cmd/weir":     {"internal/cli"},

	// No part of what is shipped.
	"internal/keychain/keychaintest": {".", "internal/secret", "internal/keychain"},
	"internal/tasks/targettest":      {".", "internal/tasks"},
	"internal/tasks/caldav/davtest":  {"internal/testenv"},
	"internal/testenv":               {},
	"internal/report/pagetest":       {".", "internal/report", "internal/testenv"},
	"internal/archtest":              {},
	"internal/promises":              {},
	"internal/promises/run":          {"internal/promises"},
	"e2e":                            {},
}

// layers refuses an import of ours that the table does not grant.
func layers(table map[string][]string) rule {
	return func(p pkg) []string {
		allowed, known := table[p.Path]
		if !known {
			return []string{p.Path + ": not in the table mayImport of internal/archtest: " +
				"add it with the packages that it may import, or put the code where it belongs"}
		}
		var findings []string
		for _, f := range p.shipped() {
			for _, spec := range f.Syntax.Imports {
				target, ours := ownPackage(importPath(spec))
				if ours && !slices.Contains(allowed, target) {
					findings = append(findings, f.at(spec.Pos(), "%s may not import %s", p.Path, target))
				}
			}
		}
		return findings
	}
}

// ownPackage returns the path below the module, and whether it is ours at all.
func ownPackage(importPath string) (string, bool) {
	if importPath == modulePath {
		return ".", true
	}
	return strings.CutPrefix(importPath, modulePath+"/")
}

// stale names the entries of a table whose package is gone.
func stale[V any](table map[string]V, packages []pkg) []string {
	var gone []string
	for path := range table {
		if !slices.ContainsFunc(packages, func(p pkg) bool { return p.Path == path }) {
			gone = append(gone, path+": in a table of internal/archtest, but there is no such package: remove the entry")
		}
	}
	slices.Sort(gone)
	return gone
}

// upward names a package that the table lets import something that may import
// it back, in however many steps: the table must have a downward order.
func upward(table map[string][]string) []string {
	var findings []string
	for from := range table {
		seen := map[string]bool{}
		var reaches func(string) bool
		reaches = func(p string) bool {
			return slices.ContainsFunc(table[p], func(next string) bool {
				if next == from {
					return true
				}
				fresh := !seen[next]
				seen[next] = true
				return fresh && reaches(next)
			})
		}
		if reaches(from) {
			findings = append(findings, from+": may import something that may import it back")
		}
	}
	slices.SortFunc(findings, cmp.Compare)
	return findings
}

func TestImportsRunDownwards(t *testing.T) {
	t.Parallel()
	obeyed(t, layers(mayImport))
	for _, finding := range slices.Concat(stale(mayImport, project(t).Packages), upward(mayImport)) {
		t.Error(finding)
	}

	table := map[string][]string{"internal/low": {"."}, "internal/high": {"internal/low"}, "internal/gone": nil}
	tried(t, layers(table), []example{
		{"an import that the table grants", "internal/high/x.go", `import _ "weir/internal/low"`, ""},
		{"the root package where it is granted", "internal/low/x.go", `import _ "weir"`, ""},
		{"the root package where it is not", "internal/high/x.go", `import _ "weir"`, "may not import ."},
		{"an import against the direction", "internal/low/x.go", `import _ "weir/internal/high"`, "x.go:2: internal/low may not import internal/high"},
		{"an import for another operating system", "internal/low/x_plan9.go", `import _ "weir/internal/high"`, "may not import internal/high"},
		{"a test that looks from above", "internal/low/x_test.go", `import _ "weir/internal/high"`, ""},
		{"a package that nobody entered", "internal/new/x.go", ``, "add it"},
	})
	t.Run("an entry without a package", func(t *testing.T) {
		t.Parallel()
		expect(t, stale(table, []pkg{{Path: "internal/low"}, {Path: "internal/high"}}), "internal/gone")
	})
	t.Run("a table that runs in a circle", func(t *testing.T) {
		t.Parallel()
		expect(t, upward(map[string][]string{"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"d"}})[:1], "b: may import")
		expect(t, upward(table), "")
	})
}
