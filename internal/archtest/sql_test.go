package archtest_test

import (
	"go/ast"
	"go/token"
	"slices"
	"testing"
)

// queryMethods are the methods of database/sql that take SQL, and which of
// their arguments it is.
var queryMethods = map[string]int{
	"Exec": 0, "Query": 0, "QueryRow": 0, "Prepare": 0,
	"ExecContext": 1, "QueryContext": 1, "QueryRowContext": 1, "PrepareContext": 1,
}

// constantSQL refuses SQL that is put together while Weir runs: values go where
// the placeholders are, and nowhere else.
func constantSQL(p pkg) []string {
	var findings []string
	for _, f := range p.shipped() {
		if !slices.ContainsFunc(f.paths(), func(path string) bool { return path == "database/sql" }) {
			continue
		}
		prepared := statements(f.Syntax)
		ast.Inspect(f.Syntax, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			method, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if on, ok := method.X.(*ast.Ident); ok && prepared[on.Name] {
				return true // its SQL was looked at where it was prepared
			}
			at, takes := queryMethods[method.Sel.Name]
			if !takes || at >= len(call.Args) {
				return true
			}
			if lit, ok := call.Args[at].(*ast.BasicLit); !ok || lit.Kind != token.STRING {
				findings = append(findings, f.at(call.Pos(), "%s is given SQL that is not a literal: write it out, with placeholders for values", method.Sel.Name))
			}
			return true
		})
	}
	return findings
}

// statements are the names of what is prepared in a file: their methods take
// values alone.
func statements(file *ast.File) map[string]bool {
	names := make(map[string]bool)
	ast.Inspect(file, func(n ast.Node) bool {
		assign, ok := n.(*ast.AssignStmt)
		if !ok || len(assign.Rhs) != 1 {
			return true
		}
		call, ok := assign.Rhs[0].(*ast.CallExpr)
		if !ok {
			return true
		}
		method, ok := call.Fun.(*ast.SelectorExpr)
		if name, plain := assign.Lhs[0].(*ast.Ident); ok && plain && slices.Contains([]string{"Prepare", "PrepareContext"}, method.Sel.Name) {
			names[name.Name] = true
		}
		return true
	})
	return names
}

func TestSQLIsNeverBuiltFromValues(t *testing.T) {
	t.Parallel()
	obeyed(t, constantSQL)
	seen := 0
	for _, p := range project(t).Packages {
		for _, f := range p.shipped() {
			if slices.ContainsFunc(f.paths(), func(path string) bool { return path == "database/sql" }) {
				seen++
			}
		}
	}
	if seen == 0 {
		t.Error("no file with SQL was read")
	}

	const head = "import \"database/sql\"\n"
	tried(t, constantSQL, []example{
		{"a literal with a placeholder", "internal/x/x.go", head + "func f(d *sql.DB, id int) { d.Exec(`DELETE FROM x WHERE id = ?`, id) }", ""},
		{"a value in the text", "internal/x/x.go", head + "func f(d *sql.DB, id string) { d.Exec(`DELETE FROM x WHERE id = ` + id) }", "not a literal"},
		{"a text from elsewhere", "internal/x/x.go", head + "func f(d *sql.Tx, text string) { d.QueryRowContext(nil, text) }", "not a literal"},
		{"a formatted text", "internal/x/x.go", "import (\"database/sql\"; \"fmt\")\nfunc f(d *sql.DB) { d.PrepareContext(nil, fmt.Sprintf(`%s`, `x`)) }", "not a literal"},
		{"a prepared statement", "internal/x/x.go", head + "func f(d *sql.Tx, id string) { s, _ := d.PrepareContext(nil, `DELETE FROM x WHERE id = ?`); s.ExecContext(nil, id) }", ""},
		{"a statement of a built text", "internal/x/x.go", head + "func f(d *sql.Tx, t string) { s, _ := d.PrepareContext(nil, t); s.ExecContext(nil, t) }", "PrepareContext is given"},
		{"a method of something else", "internal/x/x.go", "func f(d D, text string) { d.Query(text) }", ""},
		{"a test that spoils a database", "internal/x/x_test.go", head + "func f(d *sql.DB, text string) { d.Exec(text) }", ""},
	})
}
