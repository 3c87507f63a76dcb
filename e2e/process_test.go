package e2e_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"weir/internal/jira/jiratest"
)

// built tells whether there is a program to remove.
var built atomic.Bool

// binary builds the program once for all tests that need a process of its own; but
// for the cost of the encrypted file, which package keychain tests, it is the real one.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "weir-e2e-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "weir")
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	out, err := exec.CommandContext(context.Background(), "go", "build", "-tags", "cheapkeychain", "-ldflags", "-s -w", "-o", path, "weir/cmd/weir").CombinedOutput()
	if err != nil {
		return "", errors.New(string(out))
	}
	built.Store(true)
	return path, nil
})

// process prepares a call of the program in surroundings of its own.
func process(t testing.TB, environ []string, args ...string) *exec.Cmd {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	dir := t.TempDir()
	command := exec.CommandContext(ctx, path, args...)
	command.Env = append(append(os.Environ(), "HOME="+dir, "TMPDIR="+dir, "WEIR_CONFIG="+filepath.Join(dir, "config.toml"), "WEIR_STATE_DIR="+dir), environ...)
	return command
}

// ran runs the program with nothing on its standard input, and returns its exit code
// and what it wrote.
func ran(t testing.TB, environ []string, args ...string) (code int, out, errs []byte) {
	t.Helper()
	command := process(t, environ, args...)
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	var ended *exec.ExitError
	if err := command.Run(); err != nil && !errors.As(err, &ended) {
		t.Fatal(err)
	}
	return command.ProcessState.ExitCode(), stdout.Bytes(), stderr.Bytes()
}

// waitForFile returns the content of a file as soon as it is there.
func waitForFile(t testing.TB, path string) []byte {
	t.Helper()
	deadline := time.After(time.Minute)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		if text, err := os.ReadFile(path); err == nil {
			return text
		}
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("%s does not appear", path)
		}
	}
}

func TestTheSimulatorServesUntilItIsInterrupted(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no interrupt that a test could send")
	}
	for _, flavour := range []string{"cloud", "dc"} {
		t.Run(flavour, func(t *testing.T) {
			t.Parallel()
			ready := filepath.Join(t.TempDir(), "ready.json")
			simulator := process(t, nil, "simulate", "jira", "--generate", "15", "--flavour", flavour, "--ready-file", ready)
			var out bytes.Buffer
			simulator.Stdout, simulator.Stderr = &out, os.Stderr
			if err := simulator.Start(); err != nil {
				t.Fatal(err)
			}
			var site struct{ URL, User, Token, CAFile string }
			fields := map[string]*string{"url": &site.URL, "user": &site.User, "token": &site.Token, "ca_file": &site.CAFile}
			var wire map[string]string
			if err := json.Unmarshal(waitForFile(t, ready), &wire); err != nil {
				t.Fatal(err)
			}
			for name, field := range fields {
				if *field = wire[name]; *field == "" {
					t.Errorf("the ready file lacks %s", name)
				}
			}
			list := process(t, []string{
				"WEIR_JIRA_URL=" + site.URL, "WEIR_JIRA_USER=" + site.User, "WEIR_JIRA_TOKEN=" + site.Token, "WEIR_JIRA_CA_FILE=" + site.CAFile,
			}, "issues", "--jql", "project is not EMPTY", "--json")
			text, err := list.Output()
			var issues []map[string]any
			if err != nil || json.Unmarshal(text, &issues) != nil || len(issues) != 15 {
				t.Errorf("%d issues, %v: %s", len(issues), err, text)
			}
			checkNoCoreDump(t, simulator.Process.Pid)
			if err := simulator.Process.Signal(os.Interrupt); err != nil {
				t.Fatal(err)
			}
			if err := simulator.Wait(); err != nil {
				t.Errorf("the simulator ended with %v", err)
			}
			for _, path := range []string{ready, site.CAFile} {
				if _, err := os.Stat(path); err == nil {
					t.Errorf("%s is left behind", path)
				}
			}
			if !strings.Contains(out.String(), site.URL) || !strings.Contains(out.String(), site.CAFile) {
				t.Errorf("the simulator did not print its URL and its CA file: %s", out.String())
			}
		})
	}
}

// Promise C4: a crash leaves no core with a token in it.
func checkNoCoreDump(t *testing.T, pid int) {
	t.Helper()
	if runtime.GOOS != "linux" {
		return
	}
	limits, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", pid))
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`Max core file size +0 +0 `).Match(limits) {
		t.Errorf("a crash would leave a core behind: %s", limits)
	}
}

func TestAnInterruptEndsWithItsOwnExitCode(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no interrupt that a test could send")
	}
	reached := make(chan struct{}, 1)
	s := jiratest.New(t, jiratest.Options{Intercept: func(_ http.ResponseWriter, r *http.Request) bool {
		reached <- struct{}{}
		<-r.Context().Done()        // an answer that never comes,
		panic(http.ErrAbortHandler) // not even as an empty one
	}})
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, s.CAPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	command := process(t, []string{
		"WEIR_JIRA_URL=" + s.URL(), "WEIR_JIRA_USER=" + s.User(), "WEIR_JIRA_TOKEN=" + s.Token(), "WEIR_JIRA_CA_FILE=" + ca,
	}, "issues", "--jql", "project is not EMPTY")
	var errs bytes.Buffer
	command.Stderr = &errs
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	<-reached
	if err := command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := command.Wait(); !errors.As(err, &exit) || exit.ExitCode() != 130 {
		t.Errorf("ended with %v, want exit code 130", err)
	}
	if got := strings.TrimSpace(errs.String()); got != "weir: interrupted" {
		t.Errorf("it says %q", got)
	}
}

// BenchmarkHelp measures what a person waits for who only wants to look
// something up. The figure to keep: under 30 ms.
func BenchmarkHelp(b *testing.B) {
	path, err := binary()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := exec.CommandContext(b.Context(), path, "--help").Run(); err != nil {
			b.Fatal(err)
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N), "ms/run")
	b.ReportMetric(float64(info.Size())/1e6, "MB-stripped")
}

// The real issues, over the whole road: the simulator as a process of its own,
// the command line as another.
func TestRealIssuesReachTheScreenInBothFlavours(t *testing.T) {
	t.Parallel()
	fixture := filepath.Join("..", "..", "shared", "fixtures", "jira", "cloud-issues-with-changelog.json")
	if _, err := os.Stat(fixture); err != nil {
		t.Skip("the shared test data is not here")
	}
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no interrupt that a test could send")
	}
	for _, flavour := range []string{"cloud", "dc"} {
		t.Run(flavour, func(t *testing.T) {
			t.Parallel()
			ready := filepath.Join(t.TempDir(), "ready.json")
			simulator := process(t, nil, "simulate", "jira", "--load", fixture, "--flavour", flavour, "--ready-file", ready)
			if err := simulator.Start(); err != nil {
				t.Fatal(err)
			}
			var site map[string]string
			if err := json.Unmarshal(waitForFile(t, ready), &site); err != nil {
				t.Fatal(err)
			}
			list := process(t, []string{
				"WEIR_JIRA_URL=" + site["url"], "WEIR_JIRA_USER=" + site["user"], "WEIR_JIRA_TOKEN=" + site["token"], "WEIR_JIRA_CA_FILE=" + site["ca_file"],
			}, "issues", "--jql", "project in (EE, K5) ORDER BY key", "--columns", "key,status,Assignee,duedate", "--json")
			text, err := list.Output()
			var issues []map[string]any
			if err != nil || json.Unmarshal(text, &issues) != nil || len(issues) != 33 {
				t.Fatalf("%d issues, %v: %s", len(issues), err, text)
			}
			if first := issues[0]; first["key"] != "EE-1" || first["status"] != "已完成" || first["Assignee"] != "Ivo Laurel" || first["duedate"] != "2025-03-09" {
				t.Errorf("the first issue is %v", first)
			}
			if err := simulator.Process.Signal(os.Interrupt); err != nil {
				t.Fatal(err)
			}
			if err := simulator.Wait(); err != nil {
				t.Errorf("the simulator ended with %v", err)
			}
		})
	}
}
