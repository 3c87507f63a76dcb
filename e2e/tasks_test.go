package e2e_test

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"weir/internal/jira/jiratest"
	"weir/internal/tasks/caldav/davtest"
)

// team does something in the simulated Jira: team STATUS KEY…, where the status
// is one of the simulator's in quotes; team due KEY DATE; team summary KEY TEXT;
// team delete KEY….
func team(ts *testscript.TestScript, _ bool, args []string) {
	s := server(ts)
	by := s.Me()
	ts.Check(s.Live().Edit(time.Now(), func(e *jiratest.Edit) error {
		text := func(value string) json.RawMessage {
			raw, _ := json.Marshal(value) // a string never fails
			return raw
		}
		var errs []error
		switch args[0] {
		case "due":
			return e.Set(args[1], &by, "duedate", text(args[2]))
		case "summary":
			return e.Set(args[1], &by, "summary", text(args[2]))
		case "delete":
			for _, key := range args[1:] {
				errs = append(errs, e.Delete(key))
			}
		default:
			for _, key := range args[1:] {
				errs = append(errs, e.Transition(key, &by, args[0]))
			}
		}
		return errors.Join(errs...)
	}))
}

// exits runs a program and checks its exit code: exits CODE PROGRAM ARGS….
func exits(ts *testscript.TestScript, _ bool, args []string) {
	got := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if args[0] != strconv.Itoa(got) {
		ts.Fatalf("it ends with %d, want %s", got, args[0])
	}
}

// atMost checks how many requests reached Jira since it was asked last, and that
// there were any: atmost N.
func atMost(ts *testscript.TestScript, _ bool, args []string) {
	all := len(server(ts).Requests())
	n := all - held(ts).read
	held(ts).read = all
	if most, err := strconv.Atoi(args[0]); err != nil || n > most || n == 0 {
		ts.Fatalf("Jira was asked %d times, want 1 to %s", n, args[0])
	}
}

// replace edits a file as a user would: replace FILE OLD NEW. The old text must
// be there.
func replace(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[0])
	old, fresh := strings.ReplaceAll(args[1], `\n`, "\n"), strings.ReplaceAll(args[2], `\n`, "\n")
	if !strings.Contains(text, old) {
		ts.Fatalf("%s does not hold %q", args[0], old)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Replace(text, old, fresh, 1)), 0o600))
}

// A CalDAV server with a password, as a user meets it: set up, in step, wrong
// password, and forgotten with all its tasks. The password shows nowhere.
func TestTasksInACalDAVList(t *testing.T) {
	t.Parallel()
	dav := davtest.Radicale(t)
	dir, surroundings := desk(t)
	password := filepath.Join(dir, "password")
	if err := os.WriteFile(password, []byte(davtest.Password+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	weir := func(code int, environ []string, args ...string) string {
		t.Helper()
		command := process(t, slices.Concat(surroundings, environ), args...)
		out, err := command.CombinedOutput()
		if got := command.ProcessState.ExitCode(); got != code {
			t.Errorf("%q ends with %d (%v), want %d: %s", args, got, err, code, out)
		}
		if strings.Contains(string(out), davtest.Password) {
			t.Errorf("%q shows the password: %s", args, out)
		}
		return string(out)
	}
	has := func(text, part string) {
		t.Helper()
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing in: %s", part, text)
		}
	}
	query := "project is not EMPTY AND resolution = Unresolved"
	set := []string{"tasks", "init", "dav", "--target", "caldav", "--url", dav.URL, "--user", davtest.User, "--list", "Jira", "--password-file", password, "--jql", query}
	has(weir(1, nil, set...), "--make-list")
	has(weir(0, nil, append(set, "--make-list")...), "the password is in the encrypted file")
	weir(0, nil, "tasks", "sync")
	has(weir(0, nil, "tasks", "plan"), "nothing to do")
	has(weir(0, nil, "doctor"), "tasks.dav")
	has(weir(0, nil, "access", "tasks"), strings.TrimSuffix(strings.TrimPrefix(dav.URL, "http://127.0.0.1:"), "/"))
	trail := weir(0, nil, "audit")
	for _, method := range []string{"PROPFIND", "REPORT", "PUT", "MKCALENDAR"} {
		has(trail, method)
	}
	// Its server, and so its password, are bound to each other.
	if text, err := os.ReadFile(filepath.Join(dir, "config.toml")); err != nil || strings.Contains(string(text), davtest.Password) {
		t.Errorf("the configuration holds the password, or cannot be read: %v", err)
	}
	elsewhere := filepath.Join(dir, "elsewhere.toml")
	moved := strings.Replace(string(mustRead(t, filepath.Join(dir, "config.toml"))), "127.0.0.1", "localhost", 1)
	if err := os.WriteFile(elsewhere, []byte(moved), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(elsewhere+".secrets.age", mustRead(t, filepath.Join(dir, "config.toml.secrets.age")), 0o600); err != nil {
		t.Fatal(err)
	}
	has(weir(4, []string{"WEIR_CONFIG=" + elsewhere}, "tasks", "sync"), "there is no password for the CalDAV server")
	has(weir(4, []string{"WEIR_CALDAV_PASSWORD=not-the-one"}, "tasks", "sync"), "does not accept the user or the password")
	gone := weir(0, nil, "tasks", "forget", "dav", "--tasks")
	has(gone, "the password of "+davtest.User)
	has(weir(0, nil, set...), "saved")
	has(weir(0, nil, "tasks", "plan"), "0 tasks in step")
}

func mustRead(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
