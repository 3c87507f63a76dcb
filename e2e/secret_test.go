package e2e_test

import (
	"bytes"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"weir/internal/jira/jiratest"
)

// The secrets of this test. They are in every place where a real one could be,
// and must come out of none.
const (
	plantedToken = "ATATT3xFfGF0planted-secret-of-a-test-0123456789abcdef" //nolint:gosec // obviously fake
	plantedUser  = "planted.person@secret-mail.example"
)

// Promise C4: whatever command runs into whatever fault, and with --debug, which
// shows the most, neither the token nor the user is in what it prints or leaves
// on the disk.
func TestAPlantedSecretNeverShows(t *testing.T) {
	t.Parallel()
	commands := [][]string{
		{"issues", "--jql", "assignee = currentUser()"},
		{"issues", "--jql", "project = SHOP", "--json", "--columns", "key,assignee,Story Points"},
		{"doctor"},
		{"doctor", "--json"},
		{"access"},
		{"connect", "work", "--dry-run"},
		{"report", "init", "weekly", "--jql", "project = SHOP", "--columns", "key,assignee,Story Points", "--run"},
		{"report", "run", "--json"},
		{"report", "preview", "weekly", "--format", "html"},
		{"report", "list", "--json"},
		{"report", "history", "weekly"},
		{"report", "pause", "weekly"},
		{"audit", "--json"},
		{"connect", "work"},
		{"issues", "--site", "work", "--jql", "key = SHOP-1"},
		{"forget", "work"},
	}
	every := faults()
	every["echo"] = echo
	every[""] = nil
	for name, fault := range every {
		t.Run("fault "+name, func(t *testing.T) {
			t.Parallel()
			environ, dir := plantedEnvironment(t, fault)
			for _, command := range commands {
				code, out, errs := ran(t, environ, append([]string{"--debug"}, command...)...)
				mustBeFree(t, strings.Join(command, " ")+": standard output", out)
				mustBeFree(t, strings.Join(command, " ")+": standard error", errs)
				if name == "" && code != 0 {
					t.Errorf("weir %s failed (%d): %s", strings.Join(command, " "), code, errs)
				}
			}
			searchFiles(t, dir)
		})
	}
}

// echo is a hostile server: it sends back all that it was sent.
func echo(w http.ResponseWriter, r *http.Request) bool {
	if !strings.Contains(r.URL.Path, "/search") {
		return false
	}
	user, token, _ := r.BasicAuth()
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusBadRequest)
	_, _ = io.WriteString(w, `{"errorMessages":["`+r.Header.Get("Authorization")+` and `+user+` and `+token+`"]}`) //nolint:gosec // being hostile is what it is for
	return true
}

func plantedEnvironment(t *testing.T, fault func(http.ResponseWriter, *http.Request) bool) (environ []string, dir string) {
	t.Helper()
	s := jiratest.New(t, jiratest.Options{
		User: plantedUser, Token: plantedToken, Anonymous: true, Intercept: fault,
		Site: jiratest.Generate(jiratest.GenerateParams{Issues: 10, Seed: 2, Now: time.Now()}),
	})
	dir = t.TempDir()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, s.CAPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	return []string{
		"HOME=" + dir, "WEIR_CONFIG=" + filepath.Join(dir, "config.toml"), "WEIR_STATE_DIR=" + filepath.Join(dir, "state"),
		"WEIR_KEYCHAIN=file", "WEIR_KEYCHAIN_PASSPHRASE=planted-passphrase-of-a-test",
		"WEIR_JIRA_URL=" + s.URL(), "WEIR_JIRA_USER=" + plantedUser, "WEIR_JIRA_TOKEN=" + plantedToken, "WEIR_JIRA_CA_FILE=" + ca,
	}, dir
}

func mustBeFree(t *testing.T, where string, text []byte) {
	t.Helper()
	for _, planted := range []string{plantedToken, plantedUser, "planted-passphrase", "cGxhbnRlZC5wZXJzb25"} {
		if bytes.Contains(text, []byte(planted)) {
			t.Errorf("%s shows a secret", where)
		}
	}
}

// Promise D7: and nothing that is left is open to others.
func searchFiles(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		if path != dir && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is open to others: %v", path, info.Mode())
		}
		if entry.IsDir() {
			return nil
		}
		text, err := os.ReadFile(path) //nolint:gosec // a directory of this test's own
		mustBeFree(t, path, text)
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
