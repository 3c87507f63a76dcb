package archtest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// modulePath is the name of the module, and of its root package.
const modulePath = "weir"

// A module is this project as `go list` and the parser see it.
type module struct {
	Dir      string
	Packages []pkg
	Closure  map[string][]string // by import path: everything that a package's build contains
}

// A pkg is one package of the module.
type pkg struct {
	Path  string // below the module: "internal/jql"; "." is the root
	Name  string
	Files []file // for every operating system, tests included
}

// shipped returns the files that are not tests.
func (p pkg) shipped() []file { return p.choose(false) }

// tests returns the test files.
func (p pkg) tests() []file { return p.choose(true) }

func (p pkg) choose(test bool) []file {
	var files []file
	for _, f := range p.Files {
		if strings.HasSuffix(f.Name, "_test.go") == test {
			files = append(files, f)
		}
	}
	return files
}

// A file is one parsed Go file.
type file struct {
	Name   string // below the module, with slashes
	Source []byte
	Syntax *ast.File
	Fset   *token.FileSet
	// Imports maps the names under which the file knows packages to their paths.
	Imports map[string]string
}

// at starts a finding with where it is.
func (f file) at(pos token.Pos, format string, args ...any) string {
	return fmt.Sprintf("%s:%d: ", f.Name, f.Fset.Position(pos).Line) + fmt.Sprintf(format, args...)
}

// paths returns the paths that the file imports.
func (f file) paths() []string {
	var paths []string
	for _, spec := range f.Syntax.Imports {
		paths = append(paths, importPath(spec))
	}
	return paths
}

func importPath(spec *ast.ImportSpec) string {
	p, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return spec.Path.Value // the parser has checked it; shown as it stands
	}
	return p
}

// parse reads one file.
func parse(name string, source []byte) (file, error) {
	fset := token.NewFileSet()
	syntax, err := parser.ParseFile(fset, name, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return file{}, fmt.Errorf("parse %s: %w", name, err)
	}
	imports := map[string]string{}
	for _, spec := range syntax.Imports {
		p := importPath(spec)
		name := localName(p)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		imports[name] = p
	}
	return file{Name: name, Source: source, Syntax: syntax, Fset: fset, Imports: imports}, nil
}

var majorVersion = regexp.MustCompile(`^v[0-9]+$`)

// localName guesses the name of a package from its path, as its author chose it
// by custom: without a major version, a "go-" before or a "-go" behind.
func localName(p string) string {
	base := path.Base(p)
	if majorVersion.MatchString(base) && path.Dir(p) != "." {
		base = path.Base(path.Dir(p))
	}
	return strings.TrimSuffix(strings.TrimPrefix(base, "go-"), "-go")
}

// listed is what we ask of `go list`.
type listed struct {
	Dir, ImportPath, Name     string
	Deps                      []string
	Module                    *struct{ Path, Dir string }
	GoFiles, CgoFiles         []string
	IgnoredGoFiles            []string
	TestGoFiles, XTestGoFiles []string
}

// loadModule runs `go list` once for all tests and parses our own files.
func loadModule() (*module, error) {
	cmd := exec.CommandContext(context.Background(), "go", "list", "-deps",
		"-json=Dir,ImportPath,Name,Deps,Module,GoFiles,CgoFiles,IgnoredGoFiles,TestGoFiles,XTestGoFiles", modulePath+"/...")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w\n%s", err, &stderr)
	}
	m := &module{Closure: map[string][]string{}}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var l listed
		if err := dec.Decode(&l); errors.Is(err, io.EOF) {
			return m, nil
		} else if err != nil {
			return nil, fmt.Errorf("read what go list says: %w", err)
		}
		if l.Module == nil || l.Module.Path != modulePath {
			continue
		}
		m.Dir = l.Module.Dir
		m.Closure[l.ImportPath] = l.Deps
		p, err := load(l)
		if err != nil {
			return nil, err
		}
		m.Packages = append(m.Packages, p)
	}
}

func load(l listed) (pkg, error) {
	p := pkg{Path: strings.TrimPrefix(l.ImportPath, modulePath+"/"), Name: l.Name}
	if l.ImportPath == modulePath {
		p.Path = "."
	}
	for _, names := range [][]string{l.GoFiles, l.CgoFiles, l.IgnoredGoFiles, l.TestGoFiles, l.XTestGoFiles} {
		for _, name := range names {
			source, err := os.ReadFile(filepath.Join(l.Dir, name))
			if err != nil {
				return pkg{}, fmt.Errorf("read source: %w", err)
			}
			f, err := parse(path.Join(p.Path, name), source)
			if err != nil {
				return pkg{}, err
			}
			p.Files = append(p.Files, f)
		}
	}
	return p, nil
}

var loadOnce = sync.OnceValues(loadModule)

// project returns the module that this test belongs to.
func project(t *testing.T) *module {
	t.Helper()
	m, err := loadOnce()
	if err != nil {
		t.Fatal(err)
	}
	return m
}
