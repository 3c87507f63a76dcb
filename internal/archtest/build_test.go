package archtest_test

import (
	"bytes"
	"debug/buildinfo"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"weir/internal/testenv"
)

// tool returns where a program is, or skips the test without it.
func tool(t *testing.T, name string) string {
	t.Helper()
	where, err := exec.LookPath(name)
	if err != nil {
		testenv.Skip(t, name+" is missing")
	}
	return where
}

// onUnix skips a test of a script or a makefile on Windows, where Weir is built
// with go build.
func onUnix(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("needs a Unix shell")
	}
}

// scans are the words that each file must have so that every commit is scanned.
// The key "make test" stands for what that command would do.
var scans = map[string][]string{
	"make test":                {`go test -race\b.* \./\.\.\.`, `golangci-lint(\.exe)? run \./\.\.\.`},
	".golangci.yml":            {`(?m)^    - govet$`, `(?m)^    - staticcheck$`, `(?m)^    - gosec$`},
	".ci/run":                  {`(?m)^export REQUIRE_ALL=1$`, `(?m)^make test$`},
	".github/workflows/ci.yml": {`(?m)^  push:`, `(?m)^  pull_request:`, `(?m)^    - cron: "\d+ \d+ \* \* \d"$`, `- run: \.ci/run`, `govulncheck@v\d+\.\d+\.\d+ `, `npm audit`},
	".github/dependabot.yml":   {`: gomod$`, `: npm$`, `: github-actions$`},
}

// unscanned names what is missing from the files.
func unscanned(files map[string]string) []string {
	var findings []string
	for name, patterns := range scans {
		for _, pattern := range patterns {
			if !regexp.MustCompile(`(?m)` + pattern).MatchString(files[name]) {
				findings = append(findings, name+": nothing matches "+pattern+", so that not every commit is scanned")
			}
		}
	}
	return findings
}

func TestEveryCommitIsScanned(t *testing.T) {
	t.Parallel()
	onUnix(t)
	dir := project(t).Dir
	// The race detector is on wherever there is a C compiler, as on Debian.
	dry := exec.CommandContext(t.Context(), tool(t, "make"), "--dry-run", "--always-make", "--no-print-directory", "test")
	dry.Dir, dry.Env = dir, append(os.Environ(), "CGO_ENABLED=1", "MAKEFLAGS=")
	steps, err := dry.CombinedOutput()
	if err != nil {
		t.Fatalf("make --dry-run test: %v\n%s", err, steps)
	}
	files := map[string]string{"make test": string(steps)}
	for name := range scans {
		if name == "make test" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(text)
	}
	for _, finding := range unscanned(files) {
		t.Error(finding)
	}

	for name, word := range map[string]string{
		"make test": "-race", ".golangci.yml": "gosec", ".ci/run": "make test", ".github/workflows/ci.yml": "cron:", ".github/dependabot.yml": "npm",
	} {
		t.Run(name+" without "+word, func(t *testing.T) {
			t.Parallel()
			less := map[string]string{}
			for n, text := range files {
				if n == name {
					text = strings.ReplaceAll(text, word, "")
				}
				less[n] = text
			}
			expect(t, unscanned(less), name)
		})
	}
}

// The same source in two folders gives the same bytes. The copies share Go's
// cache of compiled packages, where only what does not depend on the folder is
// found again.
func TestTheBuildIsReproducible(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program twice; not with -short")
	}
	t.Parallel()
	onUnix(t)
	build := func(folder string) []byte {
		if err := copyProject(project(t).Dir, folder); err != nil {
			t.Fatal(err)
		}
		bin := filepath.Join(folder, "built")
		cmd := exec.CommandContext(t.Context(), tool(t, "make"), "build", "BIN="+bin)
		cmd.Dir, cmd.Env = folder, append(os.Environ(), "MAKEFLAGS=")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("make build: %v\n%s", err, out)
		}
		program, err := os.ReadFile(bin)
		if err != nil {
			t.Fatal(err)
		}
		return program
	}
	one, two := build(filepath.Join(t.TempDir(), "one")), build(filepath.Join(t.TempDir(), "another", "folder"))
	if !bytes.Equal(one, two) {
		t.Errorf("two builds of the same source differ: %d and %d bytes", len(one), len(two))
	}
	info, err := buildinfo.Read(bytes.NewReader(one))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range info.Settings {
		if s.Key == "-tags" {
			t.Errorf("the program that users get is built with the tags %q, which are for tests", s.Value)
		}
	}
}

// copyProject copies what the project's authors wrote.
func copyProject(from, to string) error {
	return fs.WalkDir(os.DirFS(from), ".", func(name string, entry fs.DirEntry, err error) error {
		target := filepath.Join(to, filepath.FromSlash(name))
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && foreign(path.Base(name)):
			return fs.SkipDir
		case entry.IsDir():
			return os.MkdirAll(target, 0o700)
		case !entry.Type().IsRegular():
			return nil
		}
		content, err := os.ReadFile(filepath.Join(from, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		return os.WriteFile(target, content, 0o600)
	})
}
