package app_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/zalando/go-keyring"

	"weir"
	"weir/internal/app"
	"weir/internal/keychain"
	"weir/internal/secret"
)

const (
	sites = "[jira.work]\nurl = \"https://jira.example.test\"\n"
	aged  = "age-encryption.org/v1\n-> scrypt made-up 18\n"
	entry = `{"time":"2026-04-01T12:00:00Z","peer":"Jira","method":"GET","host":"jira.example.test"}` + "\n"
)

// A ring is a keychain in memory: the accounts of the service weir.
type ring struct {
	accounts []string
	err      error
}

func (r *ring) Get(_, account string) (string, error) {
	if r.err == nil && !slices.Contains(r.accounts, account) {
		return "", keyring.ErrNotFound
	}
	return "made-up", r.err
}

func (r *ring) Set(_, account, _ string) error {
	r.accounts = append(r.accounts, account)
	return r.err
}

func (r *ring) Delete(_, account string) error {
	r.accounts = slices.DeleteFunc(r.accounts, func(a string) bool { return a == account })
	return r.err
}

func (r *ring) List(service string) ([]string, error) {
	if service != "weir" {
		return nil, errors.New("asked for another service")
	}
	return slices.Clone(r.accounts), r.err
}

func (r *ring) DeleteAll(string) error {
	r.accounts = nil
	return r.err
}

func (r *ring) Usable() error { return r.err }

// A home is a user's home directory, with paths from there.
type home struct {
	t   *testing.T
	dir string
	env []string
}

func newHome(t *testing.T, env ...string) home {
	t.Helper()
	dir := t.TempDir()
	env = append([]string{"HOME=" + dir, "WEIR_KEYCHAIN=file"}, env...)
	for i := range env {
		env[i] = strings.ReplaceAll(env[i], "~", dir)
	}
	return home{t, dir, env}
}

func (h home) path(name string) string { return filepath.Join(h.dir, filepath.FromSlash(name)) }

func (h home) put(name, text string) {
	h.t.Helper()
	if err := os.MkdirAll(filepath.Dir(h.path(name)), 0o700); err != nil {
		h.t.Fatal(err)
	}
	if err := os.WriteFile(h.path(name), []byte(text), 0o600); err != nil {
		h.t.Fatal(err)
	}
}

func (h home) link(to, name string) {
	h.t.Helper()
	if runtime.GOOS == "windows" {
		h.t.Skip("links need a right on Windows")
	}
	if err := os.MkdirAll(filepath.Dir(h.path(name)), 0o700); err != nil {
		h.t.Fatal(err)
	}
	if err := os.Symlink(to, h.path(name)); err != nil {
		h.t.Fatal(err)
	}
}

// made is when the simulated teams of these tests were made up: always the same
// moment, since what is in progress, due and done differs with the hour and the day.
var made = time.Date(2025, time.June, 3, 15, 0, 0, 0, time.UTC)

func (h home) open() *app.App {
	h.t.Helper()
	a, err := app.Open(app.Environment{Environ: h.env, GOOS: "linux", Now: time.Now, Zone: time.UTC})
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = a.Close() })
	return a
}

// all lists everything in the home directory, directories with a / at the end.
func (h home) all() []string {
	h.t.Helper()
	var names []string
	err := filepath.WalkDir(h.dir, func(path string, e fs.DirEntry, err error) error {
		if name := strings.TrimPrefix(filepath.ToSlash(path), filepath.ToSlash(h.dir)); name != "" && err == nil {
			if e.IsDir() {
				name += "/"
			}
			names = append(names, name[1:])
		}
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return names
}

// forgetAll tries first, checks that nothing is gone and that the real run does
// what the trial said, and returns what it said.
func (h home) forgetAll(r *ring) ([]string, error) {
	h.t.Helper()
	before, accounts := h.all(), slices.Clone(r.accounts)
	would, wouldErr := h.open().ForgetAllIn(h.t.Context(), r, true)
	if d := cmp.Diff(before, h.all()); d != "" || !slices.Equal(accounts, r.accounts) {
		h.t.Errorf("the dry run changed something (-want +got):\n%s", d)
	}
	gone, err := h.open().ForgetAllIn(h.t.Context(), r, false)
	if d := cmp.Diff(would, gone); d != "" || (err == nil) != (wouldErr == nil) || err != nil && err.Error() != wouldErr.Error() {
		h.t.Errorf("the dry run said something else (%v, %v) (-dry +real):\n%s", wouldErr, err, d)
	}
	for i := range gone {
		gone[i] = strings.TrimPrefix(gone[i], h.dir+"/")
	}
	return gone, err
}

func TestForgetAllLeavesNothing(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	for name, text := range map[string]string{
		".config/weir/config.toml": sites, ".config/weir/config.toml.lock": "", ".config/weir/.config.toml.weir-12.tmp": "[jira",
		".config/weir/secrets.age": aged, ".config/weir/secrets.age.lock": "", ".config/weir/.secrets.age.weir-3.tmp": "age",
		".local/state/weir/audit.jsonl": entry, ".local/state/weir/audit.1.jsonl": entry, ".local/state/weir/audit.jsonl.lock": "",
	} {
		h.put(name, text)
	}
	r := &ring{accounts: []string{"jira/work", "jira/long-gone"}}
	gone, err := h.forgetAll(r)
	if err != nil || len(r.accounts) > 0 {
		t.Errorf("got %v, and the keychain has %v", err, r.accounts)
	}
	if d := cmp.Diff([]string{".config/", ".local/", ".local/state/"}, h.all()); d != "" {
		t.Errorf("left (-want +got):\n%s", d)
	}
	want := []string{
		"the user and the token of long-gone in the Secret Service", "the user and the token of work in the Secret Service",
		".config/weir/secrets.age", ".config/weir/.secrets.age.weir-3.tmp", ".config/weir/secrets.age.lock",
		".local/state/weir/audit.jsonl", ".local/state/weir/audit.1.jsonl", ".local/state/weir/audit.jsonl.lock",
		".config/weir/config.toml", ".config/weir/.config.toml.weir-12.tmp", ".config/weir/config.toml.lock",
		".local/state/weir", ".config/weir",
	}
	if d := cmp.Diff(want, gone); d != "" {
		t.Errorf("said (-want +got):\n%s", d)
	}
	if gone, err := h.forgetAll(r); err != nil || len(gone) > 0 {
		t.Errorf("again: %v, %v", gone, err)
	}
}

func TestForgetAllTakesOnlyWhatIsWeirs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		env  []string
		put  map[string]string
		left []string // files
		told []string // parts of the error; none: no error
	}{
		{
			"a configuration among other files",
			[]string{"WEIR_CONFIG=~/dot/weir.toml", "WEIR_STATE_DIR=~/dot/state"},
			map[string]string{
				"dot/weir.toml": sites, "dot/weir.toml.lock": "", "dot/weir.toml.secrets.age": aged, "dot/weir.toml.secrets.age.lock": "",
				"dot/secrets.age": aged, "dot/secrets.age.lock": "", "dot/state/audit.jsonl": entry, "dot/.other.weir-1.tmp": "x",
			},
			[]string{"dot/", "dot/.other.weir-1.tmp", "dot/secrets.age", "dot/secrets.age.lock", "dot/state/"},
			nil,
		},
		{"an emptied directory of the user's", []string{"WEIR_CONFIG=~/dot/weir.toml"}, map[string]string{"dot/weir.toml": sites}, []string{"dot/"}, nil},
		{"a lock that holds something", []string{"WEIR_CONFIG=~/weir"}, map[string]string{"weir": sites, "weir.lock": "[[package]]\n"}, []string{"weir.lock"}, []string{"weir.lock: it is not an empty file"}},
		{"a lock of a file that is not there", []string{"WEIR_CONFIG=~/Cargo"}, map[string]string{"Cargo.lock": ""}, []string{"Cargo.lock"}, nil},
		{"a lock of a foreign file", []string{"WEIR_CONFIG=~/poetry"}, map[string]string{"poetry": "x = 1\n", "poetry.lock": ""}, []string{"poetry", "poetry.lock"}, []string{"left", "/poetry: it does not look like Weir's configuration"}},
		{"a file of comments", []string{"WEIR_CONFIG=~/keys"}, map[string]string{"keys": "# ssh-ed25519 AAAA\n\n"}, []string{"keys"}, []string{"keys: it does not look like Weir's configuration"}},
		{"an empty file", []string{"WEIR_CONFIG=~/keys"}, map[string]string{"keys": ""}, []string{"keys"}, []string{"does not look like"}},
		{"a configuration of another program", []string{"WEIR_CONFIG=~/a.toml"}, map[string]string{"a.toml": "[package]\nname = \"x\"\n"}, []string{"a.toml"}, []string{"does not look like"}},
		{"a configuration with a fault, where anything may be", []string{"WEIR_CONFIG=~/a.toml"}, map[string]string{"a.toml": sites + "urll = 1\n"}, []string{"a.toml"}, []string{"does not look like"}},
		{"a configuration that names a keychain alone", []string{"WEIR_CONFIG=~/a.toml"}, map[string]string{"a.toml": "keychain = \"file\"\n"}, nil, nil},
		{"a variable with a fault", []string{"WEIR_CONFIG=~/a.toml", "WEIR_JIRA_GATEWAY_URL=nonsense"}, map[string]string{"a.toml": sites}, nil, nil},
		{"a configuration with a fault in its own place", nil, map[string]string{".config/weir/config.toml": "nonsense"}, []string{".config/"}, nil},
		{"a secrets.age that is none", nil, map[string]string{".config/weir/secrets.age": "mine"}, []string{".config/", ".config/weir/", ".config/weir/secrets.age"}, []string{"secrets.age: it does not look like Weir's encrypted file"}},
		{"an age file for somebody's key", nil, map[string]string{".config/weir/secrets.age": "age-encryption.org/v1\n-> X25519 made-up\n"}, []string{".config/", ".config/weir/", ".config/weir/secrets.age"}, []string{"does not look like"}},
		{"a log of another program", []string{"WEIR_STATE_DIR=~/log"}, map[string]string{"log/audit.jsonl": "{}\n", "log/audit.jsonl.lock": ""}, []string{"log/", "log/audit.jsonl", "log/audit.jsonl.lock"}, []string{"audit.jsonl: it does not look like Weir's audit trail"}},
		{"a file in the place of a directory", []string{"WEIR_STATE_DIR=~/log"}, map[string]string{"log": "mine", ".config/weir/secrets.age": aged}, []string{".config/", "log"}, []string{"audit.jsonl"}},
		{"no file at all", []string{"WEIR_CONFIG=" + os.DevNull}, map[string]string{}, nil, nil},
		{"notes of the user's in Weir's own directory", nil, map[string]string{".config/weir/config.toml": sites, ".config/weir/notes": "x"}, []string{".config/", ".config/weir/", ".config/weir/notes"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h := newHome(t, c.env...)
			for name, text := range c.put {
				h.put(name, text)
			}
			_, err := h.forgetAll(&ring{err: keychain.ErrAbsent})
			if d := cmp.Diff(c.left, h.all()); d != "" {
				t.Errorf("left (-want +got):\n%s", d)
			}
			wantTold(t, err, c.told...)
		})
	}
}

func wantTold(t *testing.T, err error, parts ...string) {
	t.Helper()
	if len(parts) == 0 {
		if err != nil {
			t.Errorf("got %v", err)
		}
		return
	}
	if !errors.Is(err, weir.Partial) || weir.NextStep(err) == "" || strings.Contains(err.Error(), "\n") {
		t.Fatalf("got %v (%v), next %q", err, weir.KindOf(err), weir.NextStep(err))
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q is missing in %v", part, err)
		}
	}
}

func TestForgetAllAndLinks(t *testing.T) {
	t.Parallel()
	t.Run("what can only be Weir's goes with the link", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.put("dot/weir.toml", sites)
		h.put("dot/weir.toml.lock", "")
		h.put("dot/tokens", aged)
		h.link("../../dot/weir.toml", ".config/weir/config.toml")
		h.link("../../dot/tokens", ".config/weir/secrets.age")
		gone, err := h.forgetAll(&ring{err: keychain.ErrAbsent})
		if d := cmp.Diff([]string{".config/", "dot/"}, h.all()); d != "" || err != nil {
			t.Errorf("%v, left (-want +got):\n%s", err, d)
		}
		if !slices.Contains(gone, ".config/weir/config.toml") || !slices.Contains(gone, "dot/tokens") {
			t.Errorf("said %v", gone)
		}
	})
	t.Run("any other target stays", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.put("dot/weir.toml", "# mine\n")
		h.put("dot/weir.toml.lock", "")
		h.put("dot/tokens", "mine\n")
		h.link("../../dot/weir.toml", ".config/weir/config.toml")
		h.link("../../dot/tokens", ".config/weir/secrets.age")
		_, err := h.forgetAll(&ring{err: keychain.ErrAbsent})
		want := []string{".config/", ".config/weir/", ".config/weir/secrets.age", "dot/", "dot/tokens", "dot/weir.toml", "dot/weir.toml.lock"}
		if d := cmp.Diff(want, h.all()); d != "" {
			t.Errorf("left (-want +got):\n%s", d)
		}
		wantTold(t, err, "secrets.age: it does not look like", "dot/weir.toml, to which ")
	})
	t.Run("a link that goes alone leaves no lock at its target", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.put("dot/weir.toml", "# mine\n")
		h.link("../../dot/weir.toml", ".config/weir/config.toml")
		_, err := h.forgetAll(&ring{err: keychain.ErrAbsent})
		if d := cmp.Diff([]string{".config/", "dot/", "dot/weir.toml"}, h.all()); d != "" {
			t.Errorf("%v, left (-want +got):\n%s", err, d)
		}
	})
	t.Run("a directory that is a link stays", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		h.put("dot/config.toml", sites)
		h.link("../dot", ".config/weir")
		if _, err := h.forgetAll(&ring{err: keychain.ErrAbsent}); err != nil {
			t.Error(err)
		}
		if d := cmp.Diff([]string{".config/", ".config/weir", "dot/"}, h.all()); d != "" {
			t.Errorf("left (-want +got):\n%s", d)
		}
	})
}

func TestForgetAllTellsOfAKeychainThatCouldNotBeAsked(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"auto", "system", "file"} {
		h := newHome(t, "WEIR_KEYCHAIN="+mode)
		h.put(".config/weir/config.toml", sites)
		h.put(".config/weir/secrets.age", aged)
		gone, err := h.forgetAll(&ring{err: errors.New("the keyring is locked")})
		wantTold(t, err, "Secret Service", "the keyring is locked")
		if !strings.Contains(weir.NextStep(err), "unlock") || len(gone) != 3 {
			t.Errorf("got %v, next %q", gone, weir.NextStep(err))
		}
		if d := cmp.Diff([]string{".config/"}, h.all()); d != "" {
			t.Errorf("left (-want +got):\n%s", d)
		}
	}
}

func TestForgetAllThatIsStopped(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	h.put(".config/weir/config.toml", sites)
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(weir.Interrupted)
	if _, err := h.open().ForgetAllIn(ctx, &ring{}, false); !errors.Is(err, weir.Interrupted) {
		t.Errorf("got %v", err)
	}
	if !slices.Contains(h.all(), ".config/weir/config.toml") {
		t.Error("it went on")
	}
}

func TestForgetOne(t *testing.T) {
	t.Parallel()
	pass := func(context.Context, bool) (secret.Text, error) { return secret.New("made-up"), nil }
	locked := errors.New("the keyring is locked")
	t.Run("an error of the keychain is told, also for a name that is not configured", func(t *testing.T) {
		t.Parallel()
		for _, name := range []string{"work", "old"} {
			h := newHome(t, "WEIR_KEYCHAIN=system")
			h.put(".config/weir/config.toml", sites)
			_, err := h.open().ForgetIn(t.Context(), &ring{err: locked}, name, false)
			if !errors.Is(err, locked) || !slices.Contains(h.all(), ".config/weir/config.toml") {
				t.Errorf("%s: got %v", name, err)
			}
		}
	})
	t.Run("a locked keychain behind the encrypted file is told", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "WEIR_KEYCHAIN=auto")
		h.put(".config/weir/config.toml", sites)
		a := h.open()
		a.UseFile(pass)
		if _, err := a.ForgetIn(t.Context(), &ring{err: locked}, "work", false); !errors.Is(err, locked) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a wrong passphrase is told", func(t *testing.T) {
		t.Parallel()
		h := newHome(t)
		if err := h.open().UseFile(pass).Set(t.Context(), "jira/old", secret.New("x")); err != nil {
			t.Fatal(err)
		}
		a := h.open()
		a.UseFile(func(context.Context, bool) (secret.Text, error) { return secret.New("wrong"), nil })
		if _, err := a.ForgetIn(t.Context(), &ring{}, "old", false); !errors.Is(err, weir.Unauthorised) {
			t.Errorf("got %v", err)
		}
		if _, err := h.open().ForgetIn(t.Context(), &ring{}, "old", false); !errors.Is(err, weir.Unauthorised) {
			t.Errorf("without a passphrase: %v", err)
		}
	})
	t.Run("where there is nothing that could keep anything, the name is unknown", func(t *testing.T) {
		t.Parallel()
		for _, mode := range []string{"auto", "file"} {
			h := newHome(t, "WEIR_KEYCHAIN="+mode, "DBUS_SESSION_BUS_ADDRESS=disabled:")
			_, err := h.open().ForgetIn(t.Context(), &ring{err: keychain.ErrAbsent}, "old", false)
			if !errors.Is(err, weir.Usage) || !strings.Contains(err.Error(), "nothing by the name") {
				t.Errorf("got %v", err)
			}
		}
	})
	t.Run("the credentials of a site that is not configured any more", func(t *testing.T) {
		t.Parallel()
		h := newHome(t, "WEIR_KEYCHAIN=system")
		r := &ring{accounts: []string{"jira/old", "jira/work"}}
		for _, dryRun := range []bool{true, false} {
			gone, err := h.open().ForgetIn(t.Context(), r, "old", dryRun)
			if err != nil || len(gone) != 1 || len(r.accounts) != map[bool]int{true: 2, false: 1}[dryRun] {
				t.Errorf("got %v, %v; left %v", gone, err, r.accounts)
			}
		}
	})
}
