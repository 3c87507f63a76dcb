package archtest_test

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// makers are the functions whose result may stand in a variable of a package:
// it cannot be changed, or nobody has a reason to.
var makers = map[string][]string{
	"errors":        {"New"},
	"regexp":        {"MustCompile"},
	"strings":       {"NewReplacer"},
	"html/template": {"Must"},
	"text/template": {"Must"},
	"time":          {"Date"},
}

// noInit refuses init functions: what a package needs, its caller hands it.
func noInit(p pkg) []string {
	var findings []string
	for _, f := range p.shipped() {
		for _, d := range f.Syntax.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				findings = append(findings, f.at(fn.Pos(), "has an init function: do it where it is asked for"))
			}
		}
	}
	return findings
}

// noState refuses variables of a package, save five kinds that hold no state:
//
//   - a check that a type satisfies an interface, var _ I = T{}
//   - the result of one of the makers: a sentinel error, a compiled pattern
//   - a sentinel that tells the next step, var ErrX = &weir.Error{…}
//   - an embedded file system or text, unexported
//   - a table: an unexported literal with a comment and at least one element,
//     which no file of its package changes
func noState(p pkg) []string {
	var findings []string
	for _, f := range p.shipped() {
		for _, d := range f.Syntax.Decls {
			gen, ok := d.(*ast.GenDecl)
			if !ok || gen.Tok != token.VAR {
				continue
			}
			for _, spec := range gen.Specs {
				if v, ok := spec.(*ast.ValueSpec); ok {
					findings = append(findings, stateOf(p, f, gen, v)...)
				}
			}
		}
	}
	return findings
}

func stateOf(p pkg, f file, gen *ast.GenDecl, v *ast.ValueSpec) []string {
	var findings []string
	documented := gen.Doc.Text() != "" || v.Doc.Text() != "" || v.Comment.Text() != ""
	for i, name := range v.Names {
		var value ast.Expr
		if i < len(v.Values) {
			value = v.Values[i]
		}
		switch {
		case name.Name == "_", made(f, value), embedded(f, gen, v) && !name.IsExported():
		case sentinel(f, name.Name, value):
			findings = append(findings, changes(p, name.Name)...)
		case !isTable(value):
			findings = append(findings, f.at(name.Pos(), "%s is state of a package: pass it as a parameter, or make it a constant", name.Name))
		case name.IsExported() || !documented:
			findings = append(findings, f.at(name.Pos(), "%s is a table: it is unexported and has a comment", name.Name))
		default:
			findings = append(findings, changes(p, name.Name)...)
		}
	}
	return findings
}

// made reports whether value is what one of the makers returned.
func made(f file, value ast.Expr) bool {
	call, ok := value.(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	id, ok := sel.X.(*ast.Ident)
	return ok && slices.Contains(makers[f.Imports[id.Name]], sel.Sel.Name)
}

// sentinel reports whether a variable is an error with a next step.
func sentinel(f file, name string, value ast.Expr) bool {
	address, ok := value.(*ast.UnaryExpr)
	if !ok || address.Op != token.AND || !strings.HasPrefix(strings.ToLower(name), "err") {
		return false
	}
	lit, ok := address.X.(*ast.CompositeLit)
	if !ok {
		return false
	}
	sel, ok := lit.Type.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	id, ok := sel.X.(*ast.Ident)
	return ok && f.Imports[id.Name] == modulePath && sel.Sel.Name == "Error"
}

// embedded reports whether the compiler fills the variable from files, with a
// type whose content cannot be changed.
func embedded(f file, gen *ast.GenDecl, v *ast.ValueSpec) bool {
	directive := false
	for _, doc := range []*ast.CommentGroup{gen.Doc, v.Doc} {
		if doc != nil {
			directive = directive || slices.ContainsFunc(doc.List, func(c *ast.Comment) bool { return strings.HasPrefix(c.Text, "//go:embed ") })
		}
	}
	switch t := v.Type.(type) {
	case *ast.Ident:
		return directive && t.Name == "string"
	case *ast.SelectorExpr:
		id, ok := t.X.(*ast.Ident)
		return directive && ok && f.Imports[id.Name] == "embed" && t.Sel.Name == "FS"
	default:
		return false
	}
}

// isTable reports whether value is a literal with something in it: an empty map
// or slice is there to be filled.
func isTable(value ast.Expr) bool {
	lit, ok := value.(*ast.CompositeLit)
	return ok && len(lit.Elts) > 0
}

// changes finds where the package changes a table of its own, or takes its
// address. It goes by names; a parameter of the same name is a bad name.
func changes(p pkg, table string) []string {
	var findings []string
	for _, f := range p.shipped() {
		found := func(n ast.Node) {
			findings = append(findings, f.at(n.Pos(), "changes %s, or could: a variable of a package holds no state", table))
		}
		ast.Inspect(f.Syntax, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				if n.Tok != token.DEFINE && slices.ContainsFunc(n.Lhs, func(e ast.Expr) bool { return rootName(e) == table }) {
					found(n)
				}
			case *ast.IncDecStmt:
				if rootName(n.X) == table {
					found(n)
				}
			case *ast.UnaryExpr:
				if n.Op == token.AND && rootName(n.X) == table {
					found(n)
				}
			case *ast.CallExpr:
				if len(n.Args) > 0 && rootName(n.Args[0]) == table && changer(n.Fun) {
					found(n)
				}
			}
			return true
		})
	}
	return findings
}

// rootName returns the variable that an expression is a part of.
func rootName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.IndexExpr:
		return rootName(e.X)
	case *ast.SliceExpr:
		return rootName(e.X)
	case *ast.SelectorExpr:
		return rootName(e.X)
	case *ast.StarExpr:
		return rootName(e.X)
	case *ast.ParenExpr:
		return rootName(e.X)
	default:
		return ""
	}
}

// changer reports whether a function changes its first argument.
func changer(fun ast.Expr) bool {
	switch fun := fun.(type) {
	case *ast.Ident:
		return slices.Contains([]string{"append", "clear", "copy", "delete"}, fun.Name)
	case *ast.SelectorExpr:
		pkg, ok := fun.X.(*ast.Ident)
		if !ok {
			return false
		}
		switch pkg.Name {
		case "slices":
			return slices.Contains([]string{"Sort", "SortFunc", "SortStableFunc", "Reverse", "Delete", "DeleteFunc", "Insert", "Replace", "Compact", "CompactFunc"}, fun.Sel.Name)
		case "maps":
			return slices.Contains([]string{"Copy", "DeleteFunc", "Insert"}, fun.Sel.Name)
		case "sort":
			return !strings.HasPrefix(fun.Sel.Name, "Search") && !strings.HasSuffix(fun.Sel.Name, "AreSorted")
		}
	}
	return false
}

func TestPackagesHoldNoState(t *testing.T) {
	t.Parallel()
	obeyed(t, noInit)
	obeyed(t, noState)

	tried(t, noInit, []example{
		{"an init function", "internal/x/x.go", `func init() {}`, "init"},
		{"a method of that name", "internal/x/x.go", `func (t) init() {}`, ""},
		{"an init function of a test", "internal/x/x_test.go", `func init() {}`, ""},
	})
	tried(t, noState, []example{
		{"a check of an interface", "internal/x/x.go", `var _ I = (*T)(nil)`, ""},
		{"a sentinel error", "internal/x/x.go", "import \"errors\"\nvar ErrGone = errors.New(\"gone\")", ""},
		{"a sentinel with a next step", "internal/x/x.go", "import \"weir\"\nvar ErrGone = &weir.Error{Text: \"gone\"}", ""},
		{"a sentinel that is changed", "internal/x/x.go", "import \"weir\"\nvar ErrGone = &weir.Error{Text: \"gone\"}\nfunc f() { ErrGone.Text = \"\" }", "changes ErrGone"},
		{"a pointer to something else that is called so", "internal/x/x.go", "import \"weir\"\nvar errors = &weir.Issue{Key: \"A-1\"}", "errors is state"},
		{"a compiled pattern", "internal/x/x.go", "import \"regexp\"\nvar word = regexp.MustCompile(`a`)", ""},
		{"embedded files", "internal/x/x.go", "import \"embed\"\n\n//go:embed pages\nvar pages embed.FS", ""},
		{"an embedded text", "internal/x/x.go", "import _ \"embed\"\n\n//go:embed page\nvar page string", ""},
		{"embedded bytes, which can be changed", "internal/x/x.go", "import _ \"embed\"\n\n//go:embed page\nvar page []byte", "page is state"},
		{"a text that is not embedded", "internal/x/x.go", "// page is shown.\nvar page string", "page is state"},
		{"a number", "internal/x/x.go", `var size = 3`, "size is state"},
		{"a function to be swapped", "internal/x/x.go", "import \"time\"\nvar now = time.Now", "now is state"},
		{"a lock", "internal/x/x.go", "import \"sync\"\nvar mu sync.Mutex", "mu is state"},
		{"a pointer", "internal/x/x.go", `var t = &T{size: 3}`, "t is state"},
		{"an empty map", "internal/x/x.go", "// cache remembers.\nvar cache = map[string]int{}", "cache is state"},
		{"the second of two", "internal/x/x.go", "import \"errors\"\nvar errA, last = errors.New(\"a\"), 0", "last is state"},
		{"a table", "internal/x/x.go", "// reserved words.\nvar reserved = map[string]bool{\"a\": true}", ""},
		{"a table without a comment", "internal/x/x.go", "var reserved = map[string]bool{\"a\": true}", "has a comment"},
		{"a table that others see", "internal/x/x.go", "// Reserved words.\nvar Reserved = []string{\"a\"}", "unexported"},
		{"a table that is filled later", "internal/x/x.go", "var m = map[string]int{\"a\": 1} // numbers\nfunc f() { m[\"b\"] = 2 }", "changes m,"},
		{"a table that grows", "internal/x/x.go", "var m = []int{1} // numbers\nfunc f() []int { return append(m, 2) }", "changes m,"},
		{"a table that is sorted", "internal/x/x.go", "import \"slices\"\nvar m = []int{1} // numbers\nfunc f() { slices.Sort(m[1:]) }", "changes m,"},
		{"a table whose part is counted up", "internal/x/x.go", "var m = []T{{1}} // numbers\nfunc f() { m[0].n++ }", "changes m,"},
		{"a table whose address is taken", "internal/x/x.go", "var m = []int{1} // numbers\nfunc f() *int { return &m[0] }", "changes m,"},
		{"a table that is read", "internal/x/x.go", "import \"slices\"\nvar m = []int{1} // numbers\nfunc f() { x := m[0]; _ = slices.Sorted(slices.Values(m)); _ = x }", ""},
		{"a variable of a function", "internal/x/x.go", `func f() { var n int; n++ }`, ""},
		{"a variable of a test", "internal/x/x_test.go", `var n int`, ""},
	})
}
