package keychain_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"weir"
	"weir/internal/keychain"
	"weir/internal/keychain/keychaintest"
	"weir/internal/secret"
	"weir/internal/testenv"
)

// insideVar marks a process that runs within a D-Bus session of its own.
const insideVar = "WEIR_TEST_INSIDE"

// inSession runs a test of this binary again, within a D-Bus session and with
// the keyring daemon that prepare starts. Home and all that a daemon writes
// are in dir.
func inSession(t *testing.T, dir, prepare, test string) string {
	t.Helper()
	for _, tool := range []string{"dbus-run-session", "gnome-keyring-daemon", "secret-tool"} {
		if _, err := exec.LookPath(tool); err != nil {
			testenv.Skip(t, tool+" is missing: install dbus, gnome-keyring and libsecret-tools")
		}
	}
	run := filepath.Join(dir, "run")
	if err := os.MkdirAll(run, 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "dbus-run-session", "--", "sh", "-c", //nolint:gosec // this test binary
		prepare+` && exec "$0" "-test.run=^`+test+`$" -test.v`, os.Args[0])
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + run, "XDG_RUNTIME_DIR=" + run, "XDG_DATA_HOME=" + dir + "/data",
		"XDG_CONFIG_HOME=" + dir + "/config", "XDG_CACHE_HOME=" + dir + "/cache", "LANG=C.UTF-8", insideVar + "=1",
	}
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: "+test) {
		t.Fatalf("within the session: %v\n%s", err, out)
	}
	return string(out)
}

// shortDir returns a directory whose name is short enough for the sockets of
// the daemons, which a test's own directory may not be.
func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "weir") //nolint:usetesting // a socket's path has at most 107 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		// A daemon ends a moment after its session, and may write until then.
		var err error
		for range 100 {
			if err = os.RemoveAll(dir); err == nil {
				return
			}
			<-time.After(20 * time.Millisecond)
		}
		t.Error(err)
	})
	return dir
}

func outsideOnly(t *testing.T) {
	t.Helper()
	if os.Getenv(insideVar) != "" {
		t.Skip("this process is within a session already")
	}
	t.Parallel()
}

func insideOnly(t *testing.T) {
	t.Helper()
	if os.Getenv(insideVar) == "" {
		t.Skip("runs within a D-Bus session that another test starts")
	}
}

const unlocked = `printf 'pw\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1`

func TestSecretService(t *testing.T) {
	outsideOnly(t)
	out := inSession(t, shortDir(t), unlocked, "TestWithinSecretService")
	for _, want := range []string{"many_calls_at_once", "every_byte_of_a_secret", "everything_goes_at_once", "what_another_program_keeps", "the_system's_own_tool_finds"} {
		if !strings.Contains(out, want) {
			t.Errorf("%s did not run:\n%s", want, out)
		}
	}
}

func TestWithinSecretService(t *testing.T) {
	insideOnly(t)
	open := func(*testing.T) keychain.Store { return keychain.OpenSystem(keychain.SystemParams{Getenv: os.Getenv}) }
	keychaintest.Run(t, open)

	t.Run("all can be deleted at once", func(t *testing.T) {
		keychaintest.RunSystem(t, func(*testing.T) *keychain.System {
			return keychain.OpenSystem(keychain.SystemParams{Getenv: os.Getenv})
		})
	})
	t.Run("what another program keeps stays when all is deleted", func(t *testing.T) {
		store := keychain.OpenSystem(keychain.SystemParams{Getenv: os.Getenv})
		other := exec.CommandContext(t.Context(), "secret-tool", "store", "--label=x", "service", "weird", "username", "jira/work")
		other.Stdin = strings.NewReader("of another program")
		if out, err := other.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if err := store.DeleteAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := secretTool(t, "lookup", "service", "weird", "username", "jira/work"); got != "of another program" {
			t.Errorf("it is gone: %q", got)
		}
		secretTool(t, "clear", "service", "weird")
	})
	t.Run("the mode auto takes it", func(t *testing.T) {
		s, err := keychain.Open(t.Context(), keychain.Params{System: keychain.SystemParams{Getenv: os.Getenv}})
		if err != nil || s.Describe() != "Secret Service" {
			t.Fatalf("got %v, %v", s, err)
		}
	})
	t.Run("the system's own tool finds and deletes what Weir keeps", func(t *testing.T) {
		store := open(t)
		for account, value := range map[string]string{"jira/work": planted, "jira/work.user": "someone"} {
			if err := store.Set(t.Context(), account, secret.New(value)); err != nil {
				t.Fatal(err)
			}
		}
		if got := secretTool(t, "lookup", "service", keychain.Service, "username", "jira/work"); got != planted {
			t.Errorf("secret-tool finds another secret, of %d bytes", len(got))
		}
		found := secretTool(t, "search", "--all", "service", keychain.Service)
		if strings.Count(found, "attribute.service = weir") != 2 || strings.Count(found, "attribute.username = jira/work") != 2 {
			t.Errorf("secret-tool finds %s", found)
		}
		secretTool(t, "clear", "service", keychain.Service, "username", "jira/work")
		if _, err := store.Get(t.Context(), "jira/work"); !errors.Is(err, weir.NotFound) {
			t.Errorf("after secret-tool deleted it: %v", err)
		}
		if err := store.Delete(t.Context(), "jira/work.user"); err != nil {
			t.Fatal(err)
		}
		if found := secretTool(t, "search", "--all", "service", keychain.Service); strings.Contains(found, "weir") {
			t.Errorf("after Weir deleted its own: %s", found)
		}
	})
	t.Run("no program is started for it", func(t *testing.T) {
		// The library has a way that starts programs; this shows that it is not taken.
		t.Setenv("PATH", t.TempDir())
		store := open(t)
		if err := store.Set(t.Context(), "jira/work", secret.New(planted)); err != nil {
			t.Fatal(err)
		}
		if err := store.Delete(t.Context(), "jira/work"); err != nil {
			t.Fatal(err)
		}
	})
}

// secretTool returns both outputs: a search prints the attributes to stderr.
func secretTool(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "secret-tool", args...).CombinedOutput()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || len(out) > 0) {
		t.Fatalf("secret-tool %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// TestLockedSecretService makes a keyring, ends its daemon, and starts another
// one that does not know the password.
func TestLockedSecretService(t *testing.T) {
	outsideOnly(t)
	dir := shortDir(t)
	inSession(t, dir, unlocked, "TestWithinFilling")
	inSession(t, dir, `gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1`, "TestWithinLocked")
}

func TestWithinFilling(t *testing.T) {
	insideOnly(t)
	store := keychain.OpenSystem(keychain.SystemParams{Getenv: os.Getenv})
	if err := store.Set(t.Context(), "jira/work", secret.New(planted)); err != nil {
		t.Fatal(err)
	}
}

func TestWithinLocked(t *testing.T) {
	insideOnly(t)
	unusable(t, "locked")
	_, err := keychain.OpenSystem(keychain.SystemParams{Getenv: os.Getenv}).Census(t.Context(), nil)
	if err == nil || errors.Is(err, keychain.ErrAbsent) {
		t.Errorf("what is locked passes for empty: %v", err)
	}
}

func TestNoKeyring(t *testing.T) {
	outsideOnly(t)
	inSession(t, shortDir(t), "true", "TestWithinNoKeyring")
}

func TestWithinNoKeyring(t *testing.T) {
	insideOnly(t)
	unusable(t, "Secret Service")
	census, err := keychain.OpenSystem(keychain.SystemParams{Getenv: os.Getenv}).Census(t.Context(), nil)
	if err != nil || !census.Complete {
		t.Errorf("a machine without a keyring: %v, %v", census, err)
	}
}

func TestNoSession(t *testing.T) {
	t.Parallel()
	for _, bus := range []string{"/bus", "/dbus-session"} {
		if _, err := os.Stat("/run/user/" + strconv.Itoa(os.Getuid()) + bus); err == nil {
			t.Skip("this account has a D-Bus session")
		}
	}
	store := keychain.OpenSystem(keychain.SystemParams{})
	if err := store.Set(t.Context(), "jira/work", secret.New(planted)); err == nil || !strings.Contains(err.Error(), "no D-Bus session") {
		t.Errorf("got %v", err)
	}
	_, err := store.Get(t.Context(), "jira/work")
	wantKind(t, err, weir.Storage)
	wantKind(t, store.Delete(t.Context(), "jira/work"), weir.Storage)
	if err := store.Probe(t.Context()); !errors.Is(err, keychain.ErrAbsent) {
		t.Errorf("a probe without a session: %v", err)
	}
}

func TestASessionThatIsKeptFromPrograms(t *testing.T) {
	t.Parallel()
	disabled := func(name string) string {
		return map[string]string{"DBUS_SESSION_BUS_ADDRESS": "disabled:"}[name]
	}
	if err := keychain.OpenSystem(keychain.SystemParams{Getenv: disabled}).Probe(t.Context()); !errors.Is(err, keychain.ErrAbsent) {
		t.Errorf("got %v", err)
	}
}

// unusable checks that a probe says why, and that the mode auto goes on with
// the file, without waiting for anybody.
func unusable(t *testing.T, why string) {
	t.Helper()
	system := keychain.SystemParams{Getenv: os.Getenv}
	if err := keychain.OpenSystem(system).Probe(t.Context()); err == nil || !strings.Contains(err.Error(), why) {
		t.Fatalf("the probe says %v, want it to speak of %q", err, why)
	}
	path := filepath.Join(t.TempDir(), "credentials.age")
	store, err := keychain.Open(t.Context(), keychain.Params{System: system, File: fileParams(path, "right")})
	if err != nil {
		t.Fatal(err)
	}
	if got := store.Describe(); !strings.HasPrefix(got, "encrypted file ") || !strings.Contains(got, why) {
		t.Errorf("Describe() = %q", got)
	}
	if err := store.Set(t.Context(), "jira/work", secret.New(planted)); err != nil {
		t.Error(err)
	}
}
