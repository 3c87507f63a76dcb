package promises_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"weir/internal/promises"
)

// root is the project's folder, seen from this package.
func root(t *testing.T) fs.FS {
	t.Helper()
	r, err := os.OpenRoot("../..")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r.FS()
}

func readDocs[T any](t *testing.T, name string, parse func(io.Reader) ([]T, error)) []T {
	t.Helper()
	text, err := fs.ReadFile(root(t), "docs/"+name)
	if err != nil {
		t.Fatal(err)
	}
	list, err := parse(strings.NewReader(string(text)))
	if err != nil {
		t.Fatalf("docs/%s: %v", name, err)
	}
	return list
}

func TestTheListIsComplete(t *testing.T) {
	t.Parallel()
	if err := promises.Complete(readDocs(t, "promises.md", promises.Parse)); err != nil {
		t.Error(err)
	}
}

func TestEveryWordingIsNoted(t *testing.T) {
	t.Parallel()
	fresh, err := promises.New(readDocs(t, "promises.md", promises.Parse), readDocs(t, "promises.sum", promises.ParseWordings))
	if err != nil {
		t.Error(err)
	}
	for _, w := range fresh {
		t.Errorf("%s: the wording since %s is not in docs/promises.sum: run make promises-sum", w.ID, w.Since.Format("2006-01-02"))
	}
}

func TestEveryNamedTestExists(t *testing.T) {
	t.Parallel()
	for _, fault := range missing(readDocs(t, "promises.md", promises.Parse), root(t)) {
		t.Error(fault)
	}

	t.Run("a test that is named and does not exist", func(t *testing.T) {
		t.Parallel()
		list := []promises.Promise{{ID: "R1", Tests: []promises.Test{
			{Package: "internal/promises", Name: "TestEveryNamedTestExists"},
			{Package: "internal/promises", Name: "TestOfNothing"},
			{Package: "internal/nowhere", Name: "TestOfNothing"},
		}}}
		got := missing(list, root(t))
		if len(got) != 2 || !strings.Contains(got[0], "internal/promises TestOfNothing") || !strings.Contains(got[1], "internal/nowhere") {
			t.Errorf("found %q, want the two that do not exist", got)
		}
	})
}

// missing names the tests of the list that no file of their package declares.
func missing(list []promises.Promise, project fs.FS) []string {
	var faults []string
	for pkg, names := range promises.ByPackage(list) {
		declared, err := testsOf(project, pkg)
		if err != nil {
			faults = append(faults, err.Error())
			continue
		}
		for _, name := range names {
			if !slices.Contains(declared, name) {
				faults = append(faults, fmt.Sprintf("docs/promises.md names %s %s, which does not exist", pkg, name))
			}
		}
	}
	slices.Sort(faults)
	return faults
}

// testsOf lists the functions that the test files of a package declare.
func testsOf(project fs.FS, pkg string) ([]string, error) {
	files, err := fs.ReadDir(project, pkg)
	if err != nil {
		return nil, fmt.Errorf("docs/promises.md names the tests of %s: %w", pkg, err)
	}
	var names []string
	for _, entry := range files {
		if !strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		source, err := fs.ReadFile(project, path.Join(pkg, entry.Name()))
		if err != nil {
			return nil, fmt.Errorf("read tests: %w", err)
		}
		syntax, err := parser.ParseFile(token.NewFileSet(), entry.Name(), source, parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("parse tests: %w", err)
		}
		for _, d := range syntax.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil {
				names = append(names, fn.Name.Name)
			}
		}
	}
	return names, nil
}
