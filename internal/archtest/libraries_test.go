package archtest_test

import (
	"slices"
	"strings"
	"testing"
)

// mayUse says which package may use which library, so that a dependency never
// spreads unnoticed. A name stands for the module and all packages below it.
var mayUse = map[string][]string{
	"filippo.io/age":                              {"internal/keychain"},
	"github.com/caarlos0/env/v11":                 {"internal/config"},
	"github.com/chromedp/cdproto":                 {"e2e"},                   // chromedp speaks in its types
	"github.com/chromedp/chromedp":                {"e2e"},                   // in its tests, to open pages in a browser
	"github.com/emersion/go-ical":                 {"internal/tasks/caldav"}, // in its tests, as another reader
	"github.com/gofrs/flock":                      {"internal/atomicfile", "internal/audit"},
	"github.com/go-json-experiment/json/jsontext": {"internal/flow/flowfile", "internal/jira"},
	"github.com/godbus/dbus/v5":                   {"internal/notice", "e2e"}, // e2e: as the desktop that is told
	"github.com/pelletier/go-toml/v2":             {"internal/config", "internal/jira/jiratest"},
	"github.com/pressly/goose/v3":                 {"internal/store"},
	"github.com/rivo/uniseg":                      {"internal/table"},
	"github.com/spf13/pflag":                      {"internal/cli"},
	"github.com/spf13/cobra":                      {"internal/cli"},
	"github.com/xuri/excelize/v2":                 {"internal/report/file"},
	"github.com/zalando/go-keyring":               {"internal/keychain", "internal/app"}, // app: in its tests, to see what is left
	// adf and flow/page: in their tests, to read what was written.
	"golang.org/x/net/html":           {"internal/adf", "internal/flow/page", "internal/msgraph/graphtest", "internal/report/file", "internal/report/onenote"},
	"golang.org/x/net/http/httpproxy": {"internal/outbound"},
	"modernc.org/sqlite":              {"internal/store"},
	"golang.org/x/oauth2":             {"internal/msgraph"},
	"golang.org/x/sys/unix":           {"internal/testenv"},
	"golang.org/x/term":               {"internal/cli"},
	"golang.org/x/time/rate":          {"internal/outbound", "internal/msgraph"},
	"golang.org/x/image":              {"internal/chart"},
}

// testLibraries may be used by every test and by nothing else.
var testLibraries = []string{
	"github.com/getkin/kin-openapi",
	"github.com/google/go-cmp",
	"github.com/rogpeppe/go-internal",
	"github.com/yuin/goldmark",
	"pgregory.net/rapid",
}

// libraries refuses a library in a package that the table does not name for it.
// A test may use what its package may, and the libraries of the tests.
func libraries(table map[string][]string, forTests []string) rule {
	return func(p pkg) []string {
		var findings []string
		for _, f := range p.Files {
			test := strings.HasSuffix(f.Name, "_test.go")
			for _, spec := range f.Syntax.Imports {
				path := importPath(spec)
				if _, ours := ownPackage(path); ours || standard(path) {
					continue
				}
				if test && slices.ContainsFunc(forTests, func(lib string) bool { return within(path, lib) }) {
					continue
				}
				if !granted(table, path, p.Path) {
					findings = append(findings, f.at(spec.Pos(), "%s may not use %s: see the table mayUse of internal/archtest", p.Path, path))
				}
			}
		}
		return findings
	}
}

func granted(table map[string][]string, path, to string) bool {
	for lib, users := range table {
		if within(path, lib) && slices.Contains(users, to) {
			return true
		}
	}
	return false
}

// within reports whether path is lib or below it.
func within(path, lib string) bool { return path == lib || strings.HasPrefix(path, lib+"/") }

// standard reports whether a path is of the standard library, whose first
// element alone has no dot.
func standard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".")
}

// unused names the grants that nobody makes use of.
func unused(table map[string][]string, packages []pkg) []string {
	var findings []string
	for lib, users := range table {
		for _, user := range users {
			i := slices.IndexFunc(packages, func(p pkg) bool { return p.Path == user })
			if i < 0 || !uses(packages[i], lib) {
				findings = append(findings, lib+": granted to "+user+", which does not use it: remove the grant")
			}
		}
	}
	slices.Sort(findings)
	return findings
}

func uses(p pkg, lib string) bool {
	return slices.ContainsFunc(p.Files, func(f file) bool {
		return slices.ContainsFunc(f.paths(), func(path string) bool { return within(path, lib) })
	})
}

func TestLibrariesStayWhereTheyAreNeeded(t *testing.T) {
	t.Parallel()
	obeyed(t, libraries(mayUse, testLibraries))
	for _, finding := range unused(mayUse, project(t).Packages) {
		t.Error(finding)
	}

	table := map[string][]string{"example.com/lib": {"internal/one"}}
	r := libraries(table, []string{"example.com/check"})
	tried(t, r, []example{
		{"a library where it is granted", "internal/one/x.go", `import _ "example.com/lib/deep"`, ""},
		{"a library elsewhere", "internal/two/x.go", `import _ "example.com/lib"`, "internal/two may not use example.com/lib"},
		{"a library elsewhere in a test", "internal/two/x_test.go", `import _ "example.com/lib"`, "may not use"},
		{"a library whose name only begins alike", "internal/one/x.go", `import _ "example.com/library"`, "may not use"},
		{"a library of the tests in a test", "internal/two/x_test.go", `import _ "example.com/check/cmp"`, ""},
		{"a library of the tests in what is shipped", "internal/two/x.go", `import _ "example.com/check"`, "may not use"},
		{"the standard library and ours", "internal/two/x.go", "import _ \"net/http\"\nimport _ \"weir/internal/one\"", ""},
	})
	t.Run("a grant that nobody uses", func(t *testing.T) {
		t.Parallel()
		expect(t, unused(table, []pkg{{Path: "internal/one"}}), "granted to internal/one")
	})
}
