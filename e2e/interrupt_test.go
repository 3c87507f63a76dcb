package e2e_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"weir/internal/cli"
	"weir/internal/jira/jiratest"
	"weir/internal/testenv"
)

// Whoever interrupts a run of several lists is told which had no turn.
func TestAnInterruptedRunNamesTheListsThatHadNoTurn(t *testing.T) {
	t.Parallel()
	for _, asJSON := range []bool{false, true} {
		ctx, interrupt := context.WithTimeout(t.Context(), time.Minute)
		defer interrupt()
		site := jiratest.New(t, jiratest.Options{
			Site: jiratest.Generate(jiratest.GenerateParams{Issues: 10, Seed: 2}),
			Intercept: func(http.ResponseWriter, *http.Request) bool {
				interrupt()
				return false
			},
		})
		dir := t.TempDir()
		config := ""
		for _, name := range []string{"one", "two", "zen"} {
			config += "[tasks." + name + "]\njql = \"project = SHOP\"\nfile = \"" + name + ".md\"\n"
		}
		for name, text := range map[string][]byte{"config.toml": []byte(config), "ca.pem": site.CAPEM()} {
			if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		call := cli.Call{
			Args: []string{"tasks", "sync"}, Stdin: strings.NewReader(""),
			Environ: []string{
				"HOME=" + dir, "WEIR_CONFIG=" + filepath.Join(dir, "config.toml"), "WEIR_STATE_DIR=" + filepath.Join(dir, "state"), "WEIR_KEYCHAIN=file",
				"WEIR_JIRA_URL=" + site.URL(), "WEIR_JIRA_USER=" + site.User(), "WEIR_JIRA_TOKEN=" + site.Token(), "WEIR_JIRA_CA_FILE=" + filepath.Join(dir, "ca.pem"),
			},
		}
		if asJSON {
			call.Args = append(call.Args, "--json")
		}
		var out, errs bytes.Buffer
		call.Stdout, call.Stderr = &out, &errs
		if code := cli.Run(ctx, call); code != 130 {
			t.Errorf("it ended with %d", code)
		}
		if asJSON {
			var jobs []struct {
				Job      string `json:"job"`
				ExitCode int    `json:"exit_code"`
				Error    string `json:"error"`
			}
			if err := json.Unmarshal(out.Bytes(), &jobs); err != nil || len(jobs) != 3 || jobs[2].ExitCode != 130 || !strings.HasPrefix(jobs[2].Error, "not run") {
				t.Errorf("%v: %s", err, out.String())
			}
			continue
		}
		for _, want := range []string{"one: stopped", "two: not run: interrupted before its turn", "zen: not run: interrupted before its turn"} {
			if !strings.Contains(errs.String(), want) {
				t.Errorf("it does not say %q: %s", want, errs.String())
			}
		}
		if strings.Contains(out.String(), "zen") {
			t.Errorf("the table has a line of a list that was not run: %s", out.String())
		}
	}
}

// A stream calls a function when it is used. Reading from it takes for ever.
type stream struct {
	used func(p []byte)
	end  <-chan struct{}
}

func (s stream) Read(p []byte) (int, error) {
	s.used(p)
	<-s.end
	return 0, io.EOF
}

func (s stream) Write(p []byte) (int, error) {
	s.used(p)
	return len(p), nil
}

// Whoever waits for a pipe into which nobody writes can give up.
func TestWaitingForExportedIssuesCanBeInterrupted(t *testing.T) {
	t.Parallel()
	ctx, interrupt := context.WithTimeout(t.Context(), time.Minute)
	defer interrupt()
	end := make(chan struct{})
	defer close(end)
	code := cli.Run(ctx, cli.Call{
		Args: []string{"flow", "show", "--from", "-"}, Environ: []string{"HOME=" + t.TempDir()},
		Stdin: stream{func([]byte) { interrupt() }, end}, Stdout: io.Discard, Stderr: io.Discard,
	})
	if code != 130 {
		t.Errorf("it ended with %d", code)
	}
}

// An export that is interrupted leaves the files that were written whole, and
// writes no other.
func TestAnInterruptedExportWritesNoFurtherFile(t *testing.T) {
	t.Parallel()
	ctx, interrupt := context.WithTimeout(t.Context(), time.Minute)
	defer interrupt()
	dir := t.TempDir()
	issues := `[{"id":"1","key":"OPS-1","fields":{"status":{"id":"2","name":"Doing","statusCategory":{"key":"indeterminate"}},"created":"2026-01-02T10:00:00.000+0000"},"changelog":{"total":0,"histories":[]}}]`
	code := cli.Run(ctx, cli.Call{
		Args:    []string{"flow", "export", "--from", "-", "--csv", filepath.Join(dir, "one.csv"), "--html", filepath.Join(dir, "page.html"), "--svg", filepath.Join(dir, "svg")},
		Environ: []string{"HOME=" + dir}, Stdin: strings.NewReader(issues), Stdout: io.Discard,
		Stderr: stream{used: func(p []byte) {
			if bytes.Contains(p, []byte("wrote")) {
				interrupt()
			}
		}},
	})
	found, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if code != 130 || len(found) != 1 || found[0].Name() != "one.csv" {
		t.Errorf("it ended with %d and left %v", code, found)
	}
}

// Opening a pipe waits, too.
func TestWaitingForAPipeCanBeInterrupted(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("there are no such pipes on Windows")
	}
	dir := t.TempDir()
	pipe := filepath.Join(dir, "issues.json")
	if out, err := exec.CommandContext(t.Context(), "mkfifo", pipe).CombinedOutput(); err != nil {
		testenv.Skip(t, fmt.Sprintf("there is no mkfifo: %v %s", err, out))
	}
	for _, flags := range [][]string{{"--from", pipe}, {"--from", dir}, {"--from", "-", "--board", pipe}, {"--from", "-", "--statuses", pipe}} {
		ctx, interrupt := context.WithCancel(t.Context())
		interrupt()
		code := cli.Run(ctx, cli.Call{
			Args: append([]string{"flow", "show"}, flags...), Environ: []string{"HOME=" + dir},
			Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: io.Discard,
		})
		if code != 130 {
			t.Errorf("%q ended with %d", flags, code)
		}
	}
}

// Made-up issues may be many: whoever has enough leaves no half file.
func TestWritingMadeUpIssuesCanBeInterrupted(t *testing.T) {
	t.Parallel()
	for _, to := range [][]string{nil, {"-o", filepath.Join(t.TempDir(), "issues.json")}} {
		ctx, interrupt := context.WithTimeout(t.Context(), time.Minute)
		out := &firstWrite{do: interrupt}
		if to != nil {
			interrupt()
		}
		code := cli.Run(ctx, cli.Call{
			Args:    append([]string{"simulate", "issues", "--generate", "100000"}, to...),
			Environ: []string{"HOME=" + t.TempDir()}, Stdin: strings.NewReader(""), Stdout: out, Stderr: io.Discard,
		})
		if code != 130 || !errors.Is(ctx.Err(), context.Canceled) {
			t.Errorf("%q ends with %d (%v)", to, code, ctx.Err())
		}
		if to != nil {
			if _, err := os.Stat(to[1]); err == nil {
				t.Error("half a file is left")
			}
		}
	}
}

// A firstWrite does something when something is written.
type firstWrite struct{ do func() }

func (w *firstWrite) Write(p []byte) (int, error) {
	w.do()
	return len(p), nil
}
