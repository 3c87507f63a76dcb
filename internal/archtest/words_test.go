package archtest_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// A blemish is a text that has no place in the project's files. The patterns
// are broken up by brackets, so that this file does not match itself.
type blemish struct {
	words   []string // in small letters; a text without any of them does not match
	pattern *regexp.Regexp
	only    string // the suffix of the files that it concerns; empty for all
	what    string
}

var blemishes = []blemish{
	{[]string{"/wor" + "k/", "/far" + "m/"}, regexp.MustCompile("(^|[\\s\"'`=:,(\\[<>|])/(wor[k]|far[m])/"), "", "a path of one machine"},
	{[]string{"prox" + "y.golang", "su" + "m.golang", "registr" + "y.npm", "de" + "b.debian", "pyp" + "i.org", "static.crate" + "s"}, regexp.MustCompile(`prox[y]\.golang\.org|su[m]\.golang\.org|registr[y]\.npmjs|de[b]\.debian|pyp[i]\.org|static\.crate[s]\.io`), "", "the host of a registry"},
	{[]string{"tod" + "o", "fixm" + "e", "xx" + "x", "hac" + "k"}, regexp.MustCompile(`\b(TOD[O]|FIXM[E]|XX[X]|HAC[K])\b[:(]|(//|/\*|#|<!--)\s*(TOD[O]|FIXM[E]|XX[X]|HAC[K])\b`), "", "a mark of unfinished work"},
	{[]string{"implemente" + "d", "stu" + "b"}, regexp.MustCompile(`(?i)\bnot (yet )?implemente[d]\b|//.*\bstu[b]\b`), ".go", "a mark of unfinished work"},
	{[]string{"<<<<<<" + "<", ">>>>>>" + ">", "======" + "="}, regexp.MustCompile(`^(<{7} |>{7} |={7}$)`), "", "a mark of an unfinished merge"},
}

// wordFindings looks for blemishes in one text file.
func wordFindings(name string, text []byte) []string {
	var findings []string
	small := bytes.ToLower(text)
	for _, b := range blemishes {
		if !strings.HasSuffix(name, b.only) || !slices.ContainsFunc(b.words, func(w string) bool { return bytes.Contains(small, []byte(w)) }) {
			continue
		}
		for i, line := range bytes.Split(text, []byte("\n")) {
			if found := b.pattern.Find(line); found != nil {
				findings = append(findings, fmt.Sprintf("%s:%d: %q: %s has no place here", name, i+1, bytes.TrimSpace(found), b.what))
			}
		}
	}
	return findings
}

// hiddenFolders are the folders with a leading dot that belong to the project.
var hiddenFolders = []string{".ci", ".github"}

// foreign reports whether a folder holds what others wrote, or the tools.
func foreign(name string) bool {
	if strings.HasPrefix(name, ".") {
		return !slices.Contains(hiddenFolders, name)
	}
	return name == "node_modules" || name == "bin"
}

// scan looks into every text file below root.
func scan(root string) ([]string, error) {
	var findings []string
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && foreign(path.Base(name)):
			return fs.SkipDir
		case !entry.Type().IsRegular():
			return nil
		}
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		if err != nil {
			return fmt.Errorf("read file: %w", err)
		}
		if utf8.Valid(text) && !bytes.ContainsRune(text, 0) {
			findings = append(findings, wordFindings(name, text)...)
		}
		return nil
	})
	return findings, err
}

func TestTheProjectSpeaksOfItselfAlone(t *testing.T) {
	t.Parallel()
	findings, err := scan(project(t).Dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, finding := range findings {
		t.Error(finding)
	}

	for _, e := range []struct{ name, file, text, want string }{
		{"a path of a machine", "README.md", "see `/wo" + "rk/main`", "a path of one machine"},
		{"a path of a machine at the start", "notes.txt", "/fa" + "rm/x", "a path of one machine"},
		{"a path below another", "README.md", "see docs/wo" + "rk/flow.md and https://example.com/wo" + "rk/", ""},
		{"a registry", "x/package-lock.json", "https://registry.np" + "mjs.org/", "the host of a registry"},
		{"a module's name", "go.sum", "golang.org/x/net v0.1.0", ""},
		{"an unfinished line of code", "x.go", "x := 1 // TO" + "DO later", "unfinished work"},
		{"an unfinished line of a script", "scripts/x", "# FIX" + "ME: later", "unfinished work"},
		{"an unfinished page", "docs/x.md", "<!-- XX" + "X -->", "unfinished work"},
		{"an error that says so", "x.go", `errors.New("not imple` + `mented")`, "unfinished work"},
		{"a stand-in", "x.go", "// a st" + "ub for now", "unfinished work"},
		{"a component of a calendar", "x.go", `const component = "VTO` + `DO"`, ""},
		{"a merge that was left open", "x.md", "<<<<<<" + "< HEAD", "unfinished merge"},
	} {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			expect(t, wordFindings(e.file, []byte("a line\n"+e.text+"\n")), e.want)
		})
	}
	t.Run("folders of others and files of bytes", func(t *testing.T) {
		t.Parallel()
		root := t.TempDir()
		bad := []byte("# TO" + "DO\n")
		for name, text := range map[string][]byte{
			"node_modules/x/a.js": bad, ".tools/a": bad, "x/picture.png": append([]byte{0}, bad...), ".ci/run": bad,
		} {
			file := filepath.Join(root, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		found, err := scan(root)
		if err != nil {
			t.Fatal(err)
		}
		expect(t, found, ".ci/run:1")
	})
}
