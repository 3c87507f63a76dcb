package archtest_test

import (
	"bytes"
	"strings"
	"testing"
)

// maxLines is the wall before which a file is taken apart.
const maxLines = 500

// documented wants one package comment for each package, in one file, that
// begins as Go's tools expect it. A package of tests alone has it in a doc.go.
func documented(p pkg) []string {
	var found []string
	for _, f := range p.shipped() {
		text := f.Syntax.Doc.Text()
		if text == "" {
			continue
		}
		found = append(found, f.Name)
		if p.Name != "main" && !strings.HasPrefix(text, "Package "+p.Name+" ") {
			return []string{f.at(f.Syntax.Doc.Pos(), "the package comment begins with \"Package %s \"", p.Name)}
		}
	}
	switch len(found) {
	case 0:
		return []string{p.Path + ": no package comment: say what the package is for and what it must not do"}
	case 1:
		return nil
	default:
		return []string{p.Path + ": more than one package comment: " + strings.Join(found, ", ")}
	}
}

// short refuses files that hold more than one subject.
func short(p pkg) []string {
	var findings []string
	for _, f := range p.Files {
		if n := bytes.Count(f.Source, []byte("\n")); n >= maxLines {
			findings = append(findings, f.at(f.Syntax.End(), "%d lines: a file has fewer than %d; which subjects are these?", n, maxLines))
		}
	}
	return findings
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	t.Parallel()
	obeyed(t, documented)
	tried(t, documented, []example{
		{"a comment in its form", "internal/x/x.go", "// Package x is for examples.\npackage x", ""},
		{"no comment", "internal/x/x.go", "package x", "no package comment"},
		{"a comment that is cut off", "internal/x/x.go", "// Package x is for examples.\n\npackage x", "no package comment"},
		{"a build constraint alone", "internal/x/x.go", "//go:build linux\npackage x", "no package comment"},
		{"a comment in another form", "internal/x/x.go", "// This is for examples.\npackage x", "begins with"},
		{"a comment in a test alone", "internal/x/x_test.go", "// Package x is for examples.\npackage x", "no package comment"},
		{"a command", "cmd/x/main.go", "// Command x is for examples.\npackage main", ""},
	})
	t.Run("two comments", func(t *testing.T) {
		t.Parallel()
		a := example{file: "internal/x/a.go", source: "// Package x is one thing.\npackage x"}.pkg(t)
		b := example{file: "internal/x/b.go", source: "// Package x is another thing.\npackage x"}.pkg(t)
		a.Files = append(a.Files, b.Files...)
		expect(t, documented(a), "more than one")
	})
}

func TestFilesAreShort(t *testing.T) {
	t.Parallel()
	obeyed(t, short)
	tried(t, short, []example{
		{"a file before the wall", "internal/x/x.go", strings.Repeat("\n", maxLines-2), ""},
		{"a file at the wall", "internal/x/x.go", strings.Repeat("\n", maxLines-1), "500 lines"},
		{"a test at the wall", "internal/x/x_test.go", strings.Repeat("\n", maxLines-1), "500 lines"},
	})
}
