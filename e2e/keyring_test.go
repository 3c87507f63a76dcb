package e2e_test

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// keyring starts a keychain of the system of its own, GNOME's, and returns the
// surroundings in which a process finds it; nil where there is none here. The
// encrypted file that is used then takes a second or more to open.
func keyring(t testing.TB) (environ []string) {
	t.Helper()
	for _, tool := range []string{"dbus-run-session", "gnome-keyring-daemon"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Logf("%s is not installed: the sign-in is in an encrypted file, which is slow", tool)
			return nil
		}
	}
	dir, err := os.MkdirTemp("", "weir") //nolint:usetesting // a socket's path has at most 107 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		// The daemon ends a moment after its session, and may write until then.
		for range 100 {
			if os.RemoveAll(dir) == nil {
				return
			}
			<-time.After(20 * time.Millisecond)
		}
	})
	// The test's own context ends before its clean-up: the session would be killed,
	// and leave its daemons behind.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), time.Hour)
	t.Cleanup(cancel)
	session := exec.CommandContext(ctx, "dbus-run-session", "--", "sh", "-c",
		`printf 'pw\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1 && echo "$DBUS_SESSION_BUS_ADDRESS" && exec cat`)
	session.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + dir, "XDG_RUNTIME_DIR=" + dir, "XDG_DATA_HOME=" + dir + "/data",
		"XDG_CONFIG_HOME=" + dir + "/config", "XDG_CACHE_HOME=" + dir + "/cache", "LANG=C.UTF-8",
	}
	stdin, err := session.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := session.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := session.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = stdin.Close() // which ends the session
		if err := session.Wait(); err != nil {
			t.Errorf("the keyring's session ends with %v", err)
		}
	})
	lines := bufio.NewScanner(stdout)
	if !lines.Scan() {
		t.Fatal("the keyring does not start")
	}
	return []string{"WEIR_KEYCHAIN=system", "DBUS_SESSION_BUS_ADDRESS=" + strings.TrimSpace(lines.Text()), "XDG_RUNTIME_DIR=" + dir}
}
