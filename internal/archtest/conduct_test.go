package archtest_test

import (
	"go/ast"
	"testing"
)

// conduct is what shipped code leaves to its edge, and what tests do not do.
var conduct = []ban{
	{
		Import: "os", Names: names(`Exit`),
		Save: []string{"cmd/weir", "internal/promises/run"}, Why: "return an error or a code; main exits",
	},
	{
		Import: "os", Names: names(`Stdin|Stdout|Stderr|Args`),
		Save: []string{"cmd/weir", "internal/cli", "internal/promises/run"}, Why: "read and write what was handed in",
	},
	{
		Import: "os", Names: names(`Getenv|LookupEnv|Environ|ExpandEnv|Setenv|Unsetenv|Clearenv`),
		// testenv and davtest: in tests alone, for REQUIRE_ALL and the like, and the servers' own environment
		Save: []string{"cmd/weir", "internal/cli", "internal/promises/run", "internal/tasks/caldav/davtest", "internal/testenv"}, Why: "the environment is handed in",
	},
	{Import: "os", Names: names(`Chdir`), Why: "it changes the folder of everybody"},
	{
		Import: "fmt", Names: names(`Print|Printf|Println|Scan|Scanf|Scanln`),
		Save: []string{"internal/cli"}, Why: "read and write what was handed in",
	},
	{
		// davtest: in tests alone, Radicale and Xandikos
		Import: "os/exec", Save: []string{"internal/program", "internal/promises/run", "internal/tasks/caldav/davtest"},
		Why: "programs are started by internal/program, which is handed in as a function",
	},
	{Import: "log", Why: "log with log/slog, injected; slog.NewLogLogger makes what http.Server asks for"},
	{
		Import: "log/slog", Names: names(`Default|SetDefault|SetLogLoggerLevel|(Debug|Info|Warn|Error)(Context)?|Log|LogAttrs`),
		Why: "the logger is injected, so that it redacts",
	},
	{Import: "time", Names: names(`Sleep`), Why: "wait for a context or a timer, so that the wait can end early"},
	{Import: "time", Names: names(`Sleep`), Tests: true, Why: "wait for what happens; in a bubble of testing/synctest, for <-time.After"},
	{Import: "math/rand", Why: "randomness is injected, from math/rand/v2 or crypto/rand"},
	{Import: "unsafe", Why: "nothing here needs it"},
	{Import: "C", Why: "Weir builds without a C compiler"},
	{Import: "plugin", Why: "no code is loaded at run time"},
	{Import: "database/sql/...", Save: []string{"internal/store"}, Why: "databases are kept by internal/store"},
	{Import: "encoding/gob", Why: "no parser of foreign bytes without bounds"},
}

// noBuiltinPrint refuses print and println, which write to stderr unasked.
func noBuiltinPrint(p pkg) []string {
	var findings []string
	for _, f := range p.Files {
		ast.Inspect(f.Syntax, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if id, ok := call.Fun.(*ast.Ident); ok && (id.Name == "print" || id.Name == "println") {
				findings = append(findings, f.at(call.Pos(), "%s writes to stderr unasked", id.Name))
			}
			return true
		})
	}
	return findings
}

func TestCodeLeavesTheProcessToMain(t *testing.T) {
	t.Parallel()
	obeyed(t, banned(conduct))
	obeyed(t, noBuiltinPrint)

	tried(t, banned(conduct), []example{
		{"an exit", "internal/x/x.go", "import \"os\"\nfunc f() { os.Exit(1) }", "os.Exit"},
		{"an exit of main", "cmd/weir/main.go", "import \"os\"\nfunc main() { os.Exit(1) }", ""},
		{"an exit of a test's main", "internal/x/x_test.go", "import \"os\"\nfunc TestMain() { os.Exit(1) }", ""},
		{"printing", "internal/x/x.go", "import \"fmt\"\nfunc f() { fmt.Println() }", "fmt.Println"},
		{"printing by the command line", "internal/cli/x.go", "import \"fmt\"\nfunc f() { fmt.Println() }", ""},
		{"printing to what was handed in", "internal/x/x.go", "import \"fmt\"\nfunc f(w W) { fmt.Fprintln(w) }", ""},
		{"the process's own output", "internal/x/x.go", "import \"os\"\nvar w = os.Stdout", "os.Stdout"},
		{"the environment", "internal/x/x.go", "import \"os\"\nfunc f() { os.Getenv(\"HOME\") }", "os.Getenv"},
		{"a program", "internal/x/x.go", `import _ "os/exec"`, "os/exec"},
		{"a program that a test starts", "internal/x/x_test.go", `import _ "os/exec"`, ""},
		{"the old logger", "internal/x/x.go", `import _ "log"`, "may not import log"},
		{"the global logger", "internal/x/x.go", "import \"log/slog\"\nfunc f() { slog.InfoContext(nil, \"\") }", "slog.InfoContext"},
		{"an injected logger", "internal/x/x.go", "import \"log/slog\"\nfunc f(l *slog.Logger) { l.Info(\"\", slog.LevelInfo) }", ""},
		{"a sleep", "internal/x/x.go", "import \"time\"\nfunc f() { time.Sleep(1) }", "time.Sleep"},
		{"a sleep of a test", "internal/x/x_test.go", "import \"time\"\nfunc f() { time.Sleep(1) }", "time.Sleep"},
		{"a timer", "internal/x/x_test.go", "import \"time\"\nfunc f() { <-time.After(1) }", ""},
		{"a database", "internal/x/x.go", `import _ "database/sql"`, "database/sql"},
	})
	tried(t, noBuiltinPrint, []example{
		{"a builtin print", "internal/x/x.go", `func f() { println("here") }`, "println"},
		{"a print of somebody's own", "internal/x/x.go", `func f(w W) { w.println("here") }`, ""},
	})
}
