package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"weir/internal/promises"
)

// project writes a project of two tests whose list names them, and returns its
// folder. The first test passes unless broken is set; the second is skipped.
func project(t *testing.T, broken bool) string {
	t.Helper()
	folder := t.TempDir()
	verdict := "_ = t"
	if broken {
		verdict = `t.Error("the weir runs upstream")`
	}
	var list strings.Builder
	for _, id := range promises.IDs() {
		proof := "not yet: later work"
		switch id {
		case "R1":
			proof = "`internal/x: TestOne`"
		case "R2":
			proof = "internal/x: TestTwo"
		}
		list.WriteString("| " + id + " | 2026-11-21 | Text of " + id + ". | " + proof + " |\n")
	}
	for name, text := range map[string]string{
		"go.mod":           "module example.com/x\n\ngo 1.26\n",
		"docs/promises.md": list.String(), "docs/promises.sum": "# wordings\n",
		"internal/x/x_test.go": "package x\n\nimport \"testing\"\n\nfunc TestOne(t *testing.T) { " + verdict + " }\n\n" +
			"func TestTwo(t *testing.T) { t.Skip(\"no well\") }\n\nfunc TestOther(t *testing.T) { t.Error(\"nobody asked for this\") }\n",
	} {
		file := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func TestTheReportHasOneLineForEachPromise(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		broken bool
		code   int
		first  string
	}{
		{"the promises hold", false, 0, "R1  proved               internal/x TestOne"},
		{"a promise is broken", true, 1, "R1  failed               internal/x TestOne (failed)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var stdout, stderr strings.Builder
			if code := run(t.Context(), project(t, c.broken), nil, &stdout, &stderr); code != c.code {
				t.Errorf("exit code %d, want %d: %s", code, c.code, &stderr)
			}
			lines := strings.Split(stdout.String(), "\n")
			want := []string{c.first, "R2  not applicable here  no well; internal/x TestTwo", "R3  not yet              comes with later work"}
			for i, line := range want {
				if lines[i] != line {
					t.Errorf("line %q, want %q", lines[i], line)
				}
			}
			if len(lines) != len(promises.IDs())+2 { // the summary, and the end of its line
				t.Errorf("%d lines", len(lines))
			}
			if got := strings.Contains(stderr.String(), "the weir runs upstream"); got != c.broken {
				t.Errorf("stderr shows a failing test's output: %v, want %v", got, c.broken)
			}
		})
	}
}

func TestWordingsAreNotedOnce(t *testing.T) {
	t.Parallel()
	folder := project(t, false)
	sum := filepath.Join(folder, "docs", "promises.sum")
	note := func() (int, string) {
		var stdout, stderr strings.Builder
		code := run(t.Context(), folder, []string{"-sum"}, &stdout, &stderr)
		text, err := os.ReadFile(sum)
		if err != nil {
			t.Fatal(err)
		}
		return code, string(text) + stderr.String()
	}
	code, first := note()
	if code != 0 || strings.Count(first, "\n") != len(promises.IDs())+1 {
		t.Fatalf("exit code %d, wordings:\n%s", code, first)
	}
	if code, second := note(); code != 0 || second != first {
		t.Errorf("exit code %d, and a second time it wrote\n%s", code, second)
	}

	list := filepath.Join(folder, "docs", "promises.md")
	change := func(old, text string) {
		before, err := os.ReadFile(list)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(list, []byte(strings.Replace(string(before), old, text, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	change("Text of R1.", "Other text of R1.")
	if code, got := note(); code != 1 || !strings.Contains(got, "R1: the wording changed and the date did not") {
		t.Errorf("a changed wording without a date: exit code %d\n%s", code, got)
	}
	change("| R1 | 2026-11-21 |", "| R1 | 2026-11-22 |")
	if code, got := note(); code != 0 || !strings.HasPrefix(got, first) || !strings.Contains(got, "R1  2026-11-22") {
		t.Errorf("a changed wording with a date: exit code %d\n%s", code, got)
	}
}

func TestAWrongCommandLineIsRefused(t *testing.T) {
	t.Parallel()
	var stdout, stderr strings.Builder
	if code := run(t.Context(), t.TempDir(), []string{"more"}, &stdout, &stderr); code != 2 {
		t.Errorf("exit code %d, want 2", code)
	}
	if code := run(t.Context(), t.TempDir(), nil, &stdout, &stderr); code != 1 || !strings.Contains(stderr.String(), "read promises") {
		t.Errorf("exit code %d without a list: %s", code, &stderr)
	}
}
