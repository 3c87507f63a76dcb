package archtest_test

import (
	"go/ast"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A ban is a part of a package that only some of our packages may name.
type ban struct {
	Import string         // the package's path, or a pattern that ends in /...
	Names  *regexp.Regexp // what of it; nil stands for the import itself
	Save   []string       // packages that may all the same
	Tests  bool           // whether it binds tests too, and them alone
	Why    string
}

func names(alternatives string) *regexp.Regexp {
	return regexp.MustCompile(`^(?:` + alternatives + `)$`)
}

// banned enforces bans on shipped files, or on tests where the ban says so.
func banned(bans []ban) rule {
	return func(p pkg) []string {
		var findings []string
		for _, b := range bans {
			if slices.Contains(b.Save, p.Path) {
				continue
			}
			files := p.shipped()
			if b.Tests {
				files = p.tests()
			}
			for _, f := range files {
				findings = append(findings, b.findings(f)...)
			}
		}
		return findings
	}
}

func (b ban) findings(f file) []string {
	var findings []string
	if b.Names == nil {
		for _, spec := range f.Syntax.Imports {
			if matches(b.Import, importPath(spec)) {
				findings = append(findings, f.at(spec.Pos(), "may not import %s: %s", importPath(spec), b.Why))
			}
		}
		return findings
	}
	for _, m := range mentions(f) {
		if matches(b.Import, m.Import) && b.Names.MatchString(m.Name) {
			findings = append(findings, f.at(m.Node.Pos(), "may not name %s.%s: %s", m.Import, m.Name, b.Why))
		}
	}
	return findings
}

func matches(pattern, path string) bool {
	if tree, ok := strings.CutSuffix(pattern, "/..."); ok {
		return within(path, tree)
	}
	return pattern == path
}

// A mention is a qualified name, and the nodes around it from the outside in.
type mention struct {
	Import, Name string
	Node         ast.Node
	Around       []ast.Node
}

// parent returns the node that holds the mention, parentheses apart.
func (m mention) parent() ast.Node {
	for _, n := range slices.Backward(m.Around) {
		if _, paren := n.(*ast.ParenExpr); !paren {
			return n
		}
	}
	return nil
}

// mentions lists the names that a file takes from packages, whatever it calls
// those packages. A local variable with a package's name is taken for the
// package: that is a bad name anyway.
func mentions(f file) []mention {
	var found []mention
	var around []ast.Node
	ast.Inspect(f.Syntax, func(n ast.Node) bool {
		if n == nil {
			around = around[:len(around)-1]
			return true
		}
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if id, ok := sel.X.(*ast.Ident); ok && f.Imports[id.Name] != "" {
				found = append(found, mention{Import: f.Imports[id.Name], Name: sel.Sel.Name, Node: sel, Around: slices.Clone(around)})
			}
		}
		around = append(around, n)
		return true
	})
	return found
}

// noDotImports keeps every borrowed name qualified, which all rules here need.
func noDotImports(p pkg) []string {
	var findings []string
	for _, f := range p.Files {
		for _, spec := range f.Syntax.Imports {
			if spec.Name != nil && spec.Name.Name == "." {
				findings = append(findings, f.at(spec.Pos(), "imports %s with a dot: borrowed names stay qualified", importPath(spec)))
			}
		}
	}
	return findings
}

func TestBorrowedNamesStayQualified(t *testing.T) {
	t.Parallel()
	obeyed(t, noDotImports)
	tried(t, noDotImports, []example{
		{"a dot import", "internal/x/x.go", `import . "net/http"`, "with a dot"},
		{"an import under another name", "internal/x/x.go", `import web "net/http"`, ""},
	})
}
