package e2e_test

import (
	"bytes"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"weir/internal/agent"
	"weir/internal/atomicfile"
	"weir/internal/jira/jiratest"
	"weir/internal/testenv"
)

const insideVar = "WEIR_TEST_INSIDE"

// TestTheAgentTellsTheDesktop runs the next test within a session bus.
func TestTheAgentTellsTheDesktop(t *testing.T) {
	t.Parallel()
	if os.Getenv(insideVar) != "" {
		t.Skip("this process is within a session already")
	}
	if _, err := exec.LookPath("dbus-run-session"); err != nil {
		testenv.Skip(t, "dbus-run-session is missing: install dbus")
	}
	cmd := exec.CommandContext(t.Context(), "dbus-run-session", "--", os.Args[0], "-test.run=^TestTheAgentWithinASession$", "-test.v") //nolint:gosec // this very test, again
	cmd.Env = append(os.Environ(), insideVar+"=1")
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: TestTheAgentWithinASession") {
		t.Errorf("%v\n%s", err, out)
	}
}

// A screen receives notices as a desktop does.
type screen chan string

func (s screen) GetCapabilities() ([]string, *dbus.Error) { return []string{"body"}, nil }

func (s screen) Notify(_ string, _ uint32, _, title, body string, _ []string, _ map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	s <- title + " | " + body
	return 1, nil
}

// all returns what was shown since the last time. A program that has ended has
// been answered.
func (s screen) all() (shown []string) {
	for {
		select {
		case text := <-s:
			shown = append(shown, text)
		default:
			return shown
		}
	}
}

func openScreen(t *testing.T) screen {
	t.Helper()
	conn, err := dbus.Connect(os.Getenv("DBUS_SESSION_BUS_ADDRESS"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	s := make(screen, 10)
	if err := conn.Export(s, "/org/freedesktop/Notifications", "org.freedesktop.Notifications"); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.RequestName("org.freedesktop.Notifications", dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	return s
}

// An attic is a home whose task lists an agent keeps in step. Nothing of this
// test's own environment reaches the agent: it has what its files say, and the
// session bus, as from systemd.
type attic struct {
	t       *testing.T
	dir     string
	expired atomic.Bool // the sign-in does not work any more
	site    *jiratest.Server
}

const atticJobs = `[tasks.mine]
jql = "project is not EMPTY AND resolution = Unresolved"
file = "notes/Jira.md"

[tasks.team]
jql = "project is not EMPTY AND resolution = Unresolved"
file = "team/Jira.md"
`

func newAttic(t *testing.T) *attic {
	t.Helper()
	k := &attic{t: t, dir: t.TempDir()}
	k.site = jiratest.New(t, jiratest.Options{
		User: plantedUser, Token: plantedToken,
		Site: jiratest.Generate(jiratest.GenerateParams{Issues: 30, Seed: 11, Now: time.Now()}),
		Intercept: func(w http.ResponseWriter, _ *http.Request) bool {
			if k.expired.Load() {
				w.WriteHeader(http.StatusUnauthorized)
			}
			return k.expired.Load()
		},
	})
	for _, dir := range []string{"bin", "secrets", "home", "config/notes", "config/team"} {
		if err := os.MkdirAll(k.path(dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	k.write("secrets/token", plantedToken)
	k.write("secrets/passphrase", "planted-passphrase-of-a-test")
	k.write("config/ca.pem", string(k.site.CAPEM()))
	k.write("config/config.toml", atticJobs)
	k.write("bin/systemctl", "#!/bin/sh\n")
	if err := os.Chmod(k.path("bin/systemctl"), 0o700); err != nil {
		t.Fatal(err)
	}
	return k
}

func (k *attic) path(name string) string { return filepath.Join(k.dir, name) }

func (k *attic) write(name, text string) {
	k.t.Helper()
	syscall.ForkLock.RLock() // what a process started now has open for writing cannot be run
	err := os.WriteFile(k.path(name), []byte(text), 0o600)
	syscall.ForkLock.RUnlock()
	if err != nil {
		k.t.Fatal(err)
	}
}

// weir runs the program as a person does, who has a terminal's environment.
func (k *attic) weir(args ...string) {
	k.t.Helper()
	path, err := binary()
	if err != nil {
		k.t.Fatal(err)
	}
	k.run(0, append(k.session(), "PATH="+k.path("bin"), "WEIR_CONFIG="+k.path("config/config.toml"), "WEIR_KEYCHAIN=file",
		"WEIR_KEYCHAIN_PASSPHRASE_FILE="+k.path("secrets/passphrase")), append([]string{path}, args...))
}

// session is what a user's session gives to each program.
func (k *attic) session() []string {
	return []string{"HOME=" + k.path("home"), "DBUS_SESSION_BUS_ADDRESS=" + os.Getenv("DBUS_SESSION_BUS_ADDRESS")}
}

// agent runs what the files of the agent say, as systemd does, and wants an exit
// code. It returns what it printed.
func (k *attic) agent(code int) string {
	k.t.Helper()
	m := agent.Manager{GOOS: "linux", Home: k.path("home"), Getenv: func(string) string { return "" }}
	job, installed, err := m.Read("tasks")
	if err != nil || !installed {
		k.t.Fatalf("the agent is not installed: %v", err)
	}
	return k.run(code, append(k.session(), job.Environ...), append([]string{job.Program}, job.Args...))
}

func (k *attic) run(code int, environ, argv []string) string {
	k.t.Helper()
	command := exec.CommandContext(k.t.Context(), argv[0], argv[1:]...)
	command.Env, command.Dir = environ, k.dir
	out, err := command.CombinedOutput()
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) || command.ProcessState.ExitCode() != code {
		k.t.Errorf("%q ended with %v, want %d: %s", argv[1:], err, code, out)
	}
	mustBeFree(k.t, strings.Join(argv[1:], " "), out)
	return string(out)
}

// TestTheAgentWithinASession: it works with what its files hold, tells of each
// failure once, and keeps quiet otherwise. Promises C4 and D7: no secret is in
// anything that is written.
func TestTheAgentWithinASession(t *testing.T) {
	if os.Getenv(insideVar) == "" {
		t.Skip("runs within a D-Bus session that another test starts")
	}
	k, s := newAttic(t), openScreen(t)
	want := func(when string, begins ...string) {
		t.Helper()
		shown := s.all()
		for i, text := range shown {
			mustBeFree(t, when, []byte(text))
			if i >= len(begins) || !strings.HasPrefix(text, begins[i]) {
				t.Errorf("%s: shown %q, want %q", when, shown, begins)
			}
		}
		if len(shown) < len(begins) {
			t.Errorf("%s: shown %q, want %q", when, shown, begins)
		}
	}
	k.weir("connect", "work", "--url", k.site.URL(), "--user", plantedUser, "--token-file", k.path("secrets/token"), "--ca-file", k.path("config/ca.pem"))
	k.weir("tasks", "install-agent")
	k.agent(0)
	want("all is well")
	for _, name := range []string{"config/notes/Jira.md", "config/team/Jira.md"} {
		if text, err := os.ReadFile(k.path(name)); err != nil || !bytes.Contains(text, []byte("- [ ] ")) {
			t.Errorf("%s holds %s, %v", name, text, err)
		}
	}

	k.expired.Store(true)
	k.agent(4)
	want("the sign-in expired, for both lists", "Weir: the sign-in for the task list mine does not work | ")
	k.agent(4)
	want("a quarter of an hour later")
	k.expired.Store(false)
	k.agent(0)
	want("it works again")
	k.expired.Store(true)
	k.agent(4)
	want("it expired again", "Weir: the sign-in for the task list mine does not work | ")
	k.expired.Store(false)

	release, err := atomicfile.Hold(t.Context(), k.path("home/.local/state/weir/tasks-mine.lock"), atomicfile.HoldOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if said := k.agent(0); !strings.Contains(said, "mine: left to another run, which is at work") {
		t.Errorf("it says %s", said)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	want("somebody else is at work")

	k.write("config/config.toml", atticJobs+"nonsense")
	k.agent(1)
	want("the configuration is broken", "Weir: the task lists failed | ")
	k.agent(1)
	want("it still is")
	searchFiles(t, k.path("home"))
	searchFiles(t, k.path("config"))
}
