package archtest_test

import (
	"slices"
	"testing"
)

// pure are the packages of the standard library that reach nothing outside the
// program. The root package imports no others.
var pure = []string{
	"bytes", "cmp", "encoding/json", "errors", "fmt", "iter", "maps", "math", "math/big", "regexp", "slices",
	"sort", "strconv", "strings", "time", "unicode", "unicode/utf16", "unicode/utf8",
}

// clockless keeps pure packages pure: these parts of them read a clock, a zone
// file or a stream.
var clockless = []ban{
	{Import: "time", Names: names(`Now|Since|Until|After|AfterFunc|Tick|NewTimer|NewTicker|Sleep|Local|LoadLocation`), Save: nil, Why: "the root package knows no clock"},
	{Import: "fmt", Names: names(`F?(Print|Scan)\w*`), Why: "the root package reads and writes nothing"},
}

// rootIsPure binds the root package only.
func rootIsPure(p pkg) []string {
	if p.Path != "." {
		return nil
	}
	findings := banned(clockless)(p)
	for _, f := range p.shipped() {
		for _, spec := range f.Syntax.Imports {
			if path := importPath(spec); !slices.Contains(pure, path) {
				findings = append(findings, f.at(spec.Pos(), "the root package may not import %s: it holds values and pure rules", path))
			}
		}
	}
	return findings
}

func TestTheRootPackageIsPure(t *testing.T) {
	t.Parallel()
	obeyed(t, rootIsPure)
	tried(t, rootIsPure, []example{
		{"the network", "x.go", `import _ "net/http"`, "net/http"},
		{"the system", "x.go", `import _ "os"`, "may not import os"},
		{"a database", "x.go", `import _ "database/sql"`, "database/sql"},
		{"a library", "x.go", `import _ "golang.org/x/text/cases"`, "golang.org/x/text/cases"},
		{"the clock", "x.go", "import \"time\"\nfunc f() any { return time.Now() }", "time.Now"},
		{"a value of time", "x.go", "import \"time\"\nfunc f(t time.Time) int { return t.Year() }", ""},
		{"another package", "internal/x/x.go", `import _ "os"`, ""},
	})
}

// unshipped are packages that have no place in the program that people run,
// however many steps away they are imported.
var unshipped = []string{
	"testing", "net/http/httptest", "net/http/pprof", "net/http/httputil", "expvar", "plugin",
	"github.com/chromedp", "github.com/getkin/kin-openapi", "github.com/google/go-cmp", "github.com/rogpeppe/go-internal", "github.com/yuin/goldmark", "pgregory.net/rapid",
	"weir/internal/archtest", "weir/internal/promises",
}

// carried names what a closure contains of the unshipped.
func carried(closure []string) []string {
	var findings []string
	for _, path := range closure {
		if slices.ContainsFunc(unshipped, func(u string) bool { return within(path, u) }) {
			findings = append(findings, "the program contains "+path+", which has no place in it: see go mod why, or go list -deps")
		}
	}
	return findings
}

func TestTheProgramContainsNoTestCode(t *testing.T) {
	t.Parallel()
	closure := project(t).Closure[modulePath+"/cmd/weir"]
	if len(closure) == 0 {
		t.Fatal("go list does not know cmd/weir")
	}
	for _, finding := range carried(closure) {
		t.Error(finding)
	}

	t.Run("a library of the tests far below", func(t *testing.T) {
		t.Parallel()
		expect(t, carried([]string{"fmt", "github.com/google/go-cmp/cmp", "weir/internal/cli"}), "go-cmp/cmp")
	})
	t.Run("a program without", func(t *testing.T) {
		t.Parallel()
		expect(t, carried([]string{"fmt", "net/http", "net/http/internal/testcert", "weir/internal/cli"}), "")
	})
}
