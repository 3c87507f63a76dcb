package notice_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"weir/internal/notice"
	"weir/internal/testenv"
)

const insideVar = "WEIR_TEST_INSIDE"

// TestTheDesktopOfASessionShowsIt runs the next test within a session bus.
func TestTheDesktopOfASessionShowsIt(t *testing.T) {
	t.Parallel()
	if os.Getenv(insideVar) != "" {
		t.Skip("this process is within a session already")
	}
	if _, err := exec.LookPath("dbus-run-session"); err != nil {
		testenv.Skip(t, "dbus-run-session is missing: install dbus")
	}
	cmd := exec.CommandContext(t.Context(), "dbus-run-session", "--", os.Args[0], "-test.run=^TestWithinASession$", "-test.v") //nolint:gosec // this very test, again
	cmd.Env = append(os.Environ(), insideVar+"=1")
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: TestWithinASession") {
		t.Errorf("%v\n%s", err, out)
	}
}

// A screen receives notices as a desktop does.
type screen struct {
	abilities []string
	got       chan [2]string
}

func (s screen) GetCapabilities() ([]string, *dbus.Error) { return s.abilities, nil }

func (s screen) Notify(_ string, _ uint32, _, title, body string, _ []string, _ map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	s.got <- [2]string{title, body}
	return 1, nil
}

func TestWithinASession(t *testing.T) {
	if os.Getenv(insideVar) == "" {
		t.Skip("runs within a D-Bus session that another test starts")
	}
	tell := func(getenv func(string) string) error {
		n := notice.New(notice.Params{GOOS: "linux", Getenv: getenv, State: filepath.Join(t.TempDir(), "n"), Now: time.Now})
		return n.Ended(t.Context(), "tasks", errors.New("a <b>bold</b> & hostile text"))
	}
	if err := tell(os.Getenv); err == nil || !strings.Contains(err.Error(), "no desktop") {
		t.Errorf("without a desktop: %v", err)
	}
	conn, err := dbus.Connect(os.Getenv("DBUS_SESSION_BUS_ADDRESS"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	s := screen{got: make(chan [2]string, 1)}
	show := func(abilities ...string) {
		s.abilities = abilities
		if err := conn.Export(s, "/org/freedesktop/Notifications", "org.freedesktop.Notifications"); err != nil {
			t.Fatal(err)
		}
	}
	show("body")
	if _, err := conn.RequestName("org.freedesktop.Notifications", dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	if err := tell(os.Getenv); err != nil {
		t.Fatal(err)
	}
	if got, want := <-s.got, [2]string{"Weir: tasks failed", "a <b>bold</b> & hostile text"}; got != want {
		t.Errorf("shown %q, want %q", got, want)
	}
	show("body", "body-markup")
	if err := tell(os.Getenv); err != nil {
		t.Fatal(err)
	}
	if got, want := (<-s.got)[1], "a &lt;b&gt;bold&lt;/b&gt; &amp; hostile text"; got != want {
		t.Errorf("shown %q, want %q", got, want)
	}
	for _, address := range []string{"", "disabled:", "tcp:host=127.0.0.1,port=1", "unixexec:path=/bin/true", "autolaunch:"} {
		if err := tell(func(name string) string {
			return map[string]string{"DBUS_SESSION_BUS_ADDRESS": address}[name]
		}); err == nil || !strings.Contains(err.Error(), "no desktop") {
			t.Errorf("%q: %v", address, err)
		}
	}
}
