package archtest_test

import (
	"strings"
	"testing"
)

// A rule looks at one package and returns what is wrong with it, one line each.
type rule func(pkg) []string

// obeyed fails the test for everything that r finds in the project.
func obeyed(t *testing.T, r rule) {
	t.Helper()
	for _, p := range project(t).Packages {
		for _, finding := range r(p) {
			t.Error(finding)
		}
	}
}

// An example is a small file on which a rule is tried. Its name is a sentence.
type example struct {
	name   string
	file   string // the package's folder and the file's name
	source string // without the package clause
	want   string // part of the one finding; empty where the file is right
}

// tried fails the test where r does not find in an example what it should.
func tried(t *testing.T, r rule, examples []example) {
	t.Helper()
	for _, e := range examples {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			expect(t, r(e.pkg(t)), e.want)
		})
	}
}

// pkg parses the example as a package of one file.
func (e example) pkg(t *testing.T) pkg {
	t.Helper()
	folder := "."
	if i := strings.LastIndex(e.file, "/"); i >= 0 {
		folder = e.file[:i]
	}
	source := e.source
	if !strings.Contains(source, "package ") {
		source = "package x\n" + source
	}
	f, err := parse(e.file, []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	return pkg{Path: folder, Name: f.Syntax.Name.Name, Files: []file{f}}
}

// expect fails unless findings is exactly one that contains want, or none where
// want is empty.
func expect(t *testing.T, findings []string, want string) {
	t.Helper()
	switch {
	case want == "" && len(findings) > 0:
		t.Errorf("found %q in a right example", findings)
	case want != "" && len(findings) != 1:
		t.Errorf("found %d things, want the one about %q: %q", len(findings), want, findings)
	case want != "" && !strings.Contains(findings[0], want):
		t.Errorf("found %q, want it to say %q", findings[0], want)
	}
}
