package keychain_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"filippo.io/age"

	"weir"
	"weir/internal/atomicfile"
	"weir/internal/keychain"
	"weir/internal/keychain/keychaintest"
	"weir/internal/secret"
	"weir/internal/testenv"
)

const (
	// cheap is the least of scrypt's costs, so that tests are fast.
	cheap = 1
	// probeLimit is more than a probe may take and less than a call may.
	probeLimit = 10 * time.Second
	// planted stands for the secret that must not show anywhere.
	planted = "planted-NOT-real-4711"
)

// passphrase returns a function that gives pass, and counts how often.
func passphrase(pass string, asked *atomic.Int32) keychain.PassphraseFunc {
	return func(context.Context, bool) (secret.Text, error) {
		if asked != nil {
			asked.Add(1)
		}
		return secret.New(pass), nil
	}
}

func fileParams(path, pass string) keychain.FileParams {
	return keychain.FileParams{Path: path, Passphrase: passphrase(pass, nil), WorkFactor: cheap}
}

func newPath(t *testing.T) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "weir", "credentials.age")
}

// filled makes a file that holds planted for account a.
func filled(t *testing.T) string {
	t.Helper()
	path := newPath(t)
	if err := keychain.OpenFile(fileParams(path, "right")).Set(t.Context(), "a", secret.New(planted)); err != nil {
		t.Fatal(err)
	}
	return path
}

func content(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestFileConforms(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	keychaintest.Run(t, func(*testing.T) keychain.Store { return keychain.OpenFile(fileParams(path, "right")) })
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the file is there after its last secret was deleted: %v", err)
	}
}

func TestFileOnDisk(t *testing.T) {
	t.Parallel()
	t.Run("only the owner may read it, and it shows nothing", func(t *testing.T) {
		t.Parallel()
		path := filled(t)
		if text := content(t, path); strings.Contains(text, planted) || strings.Contains(text, "\"a\"") || !strings.HasPrefix(text, "age-encryption.org/v1\n") {
			t.Errorf("the file is not encrypted: %q", text)
		}
		if runtime.GOOS == "windows" {
			return
		}
		for name, want := range map[string]fs.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
			if info, err := os.Stat(name); err != nil || info.Mode().Perm() != want {
				t.Errorf("%s has mode %v, want %v (%v)", name, info.Mode().Perm(), want, err)
			}
		}
	})
	t.Run("the age library opens it with the passphrase", func(t *testing.T) {
		t.Parallel()
		id, err := age.NewScryptIdentity("right")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := age.Decrypt(strings.NewReader(content(t, filled(t))), id); err != nil {
			t.Error(err)
		}
	})
	t.Run("what was decrypted once is not decrypted again until the file changes", func(t *testing.T) {
		t.Parallel()
		p := fileParams(newPath(t), "right")
		p.WorkFactor = 14 // some 20 ms, so that the difference shows
		s := keychain.OpenFile(p)
		if err := s.Set(t.Context(), "a", secret.New("x")); err != nil {
			t.Fatal(err)
		}
		once := testenv.CPU(func() { keychaintest.Want(t, keychain.OpenFile(p), "a", "x") })
		often := testenv.CPU(func() {
			for range 50 {
				keychaintest.Want(t, s, "a", "x")
			}
		})
		if often > 25*once {
			t.Errorf("50 readings took %v, and one that decrypts %v", often, once)
		}
		if err := keychain.OpenFile(p).Set(t.Context(), "a", secret.New("y")); err != nil {
			t.Fatal(err)
		}
		keychaintest.Want(t, s, "a", "y")
	})
	t.Run("the default cost is one that takes a second", func(t *testing.T) {
		t.Parallel()
		if testing.Short() {
			t.Skip("takes 256 MB and some seconds")
		}
		p := fileParams(newPath(t), "right")
		p.WorkFactor = 0
		if err := keychain.OpenFile(p).Set(t.Context(), "a", secret.New("x")); err != nil {
			t.Fatal(err)
		}
		header, _, _ := strings.Cut(content(t, p.Path), "\n---")
		if !strings.HasSuffix(strings.Split(header, "\n")[1], " 18") {
			t.Errorf("header %q, want scrypt with 18", header)
		}
	})
	t.Run("a full disk leaves the old file", func(t *testing.T) {
		t.Parallel()
		path := filled(t)
		before := content(t, path)
		p := fileParams(path, "right")
		p.Writer = atomicfile.Writer{Create: func(dir, name string) (atomicfile.File, string, error) {
			f, err := os.CreateTemp(dir, name)
			return fullFile{f}, f.Name(), err
		}}
		err := keychain.OpenFile(p).Set(t.Context(), "b", secret.New(planted))
		wantKind(t, err, weir.Storage)
		if strings.Contains(err.Error(), planted) || content(t, path) != before {
			t.Errorf("the file changed, or the secret shows: %v", err)
		}
	})
}

// A fullFile is on a disk that has no space left.
type fullFile struct{ *os.File }

var errFull = errors.New("no space left on device")

func (fullFile) Write([]byte) (int, error) { return 0, errFull }

func TestFilePassphrase(t *testing.T) {
	t.Parallel()
	t.Run("a wrong one opens nothing and changes nothing", func(t *testing.T) {
		t.Parallel()
		path := filled(t)
		before := content(t, path)
		s := keychain.OpenFile(fileParams(path, "misfit"))
		_, err := s.Get(t.Context(), "a")
		for _, err := range []error{err, s.Set(t.Context(), "b", secret.New("x")), s.Delete(t.Context(), "a")} {
			wantKind(t, err, weir.Unauthorised)
			if weir.NextStep(err) == "" || strings.Contains(err.Error()+weir.NextStep(err), "misfit") {
				t.Errorf("got %v, next %q", err, weir.NextStep(err))
			}
		}
		if content(t, path) != before {
			t.Error("the file changed")
		}
	})
	t.Run("a person is asked once, and again after a mistake", func(t *testing.T) {
		t.Parallel()
		path := filled(t)
		answers := []string{"wrong", "right", "never asked for"}
		asked := 0
		p := fileParams(path, "")
		p.Passphrase = func(_ context.Context, confirm bool) (secret.Text, error) {
			if confirm {
				t.Error("asked to confirm the passphrase of a file that exists")
			}
			asked++
			return secret.New(answers[asked-1]), nil
		}
		s := keychain.OpenFile(p)
		_, err := s.Get(t.Context(), "a")
		wantKind(t, err, weir.Unauthorised)
		for range 3 {
			if _, err := s.Get(t.Context(), "a"); err != nil {
				t.Fatal(err)
			}
		}
		if asked != 2 {
			t.Errorf("asked %d times, want 2", asked)
		}
	})
	t.Run("a person is asked again when the file is another one by now", func(t *testing.T) {
		t.Parallel()
		path := filled(t)
		var asked atomic.Int32
		p := fileParams(path, "")
		p.Passphrase = passphrase("right", &asked)
		s := keychain.OpenFile(p)
		if _, err := s.Get(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
		other := newPath(t)
		if err := keychain.OpenFile(fileParams(other, "another")).Set(t.Context(), "a", secret.New("x")); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(other, path); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			_, err := s.Get(t.Context(), "a")
			wantKind(t, err, weir.Unauthorised)
		}
		if asked.Load() != 2 {
			t.Errorf("asked %d times, want 2: once for each file", asked.Load())
		}
	})
	t.Run("a new file asks to confirm, and no file asks nothing", func(t *testing.T) {
		t.Parallel()
		p := fileParams(newPath(t), "")
		asked := 0
		p.Passphrase = func(_ context.Context, confirm bool) (secret.Text, error) {
			asked++
			if !confirm {
				t.Error("not asked to confirm the passphrase of a new file")
			}
			return secret.New("new"), nil
		}
		s := keychain.OpenFile(p)
		_, err := s.Get(t.Context(), "a")
		wantKind(t, err, weir.NotFound)
		wantKind(t, s.Delete(t.Context(), "a"), weir.NotFound)
		if asked != 0 {
			t.Errorf("asked %d times before there was anything to open", asked)
		}
		if err := s.Set(t.Context(), "a", secret.New("x")); err != nil {
			t.Fatal(err)
		}
		if asked != 1 {
			t.Errorf("asked %d times, want 1", asked)
		}
	})
	t.Run("none, an empty one and a failing prompt are errors, and nothing is made", func(t *testing.T) {
		t.Parallel()
		cause := errors.New("the terminal is gone")
		for _, ask := range []keychain.PassphraseFunc{
			nil,
			passphrase("", nil),
			func(context.Context, bool) (secret.Text, error) { return secret.Text{}, cause },
		} {
			p := fileParams(newPath(t), "")
			p.Passphrase = ask
			err := keychain.OpenFile(p).Set(t.Context(), "a", secret.New(planted))
			if !errors.Is(err, weir.Unauthorised) && !errors.Is(err, cause) {
				t.Errorf("got %v", err)
			}
			if _, err := os.Stat(p.Path); err == nil {
				t.Error("a file was made")
			}
		}
	})
}

func TestFileThatIsNoGood(t *testing.T) {
	t.Parallel()
	good := content(t, filled(t))
	head, body, _ := strings.Cut(good, "\n--- ")
	for name, text := range map[string]string{
		"an empty file": "", "a text": "hello\n", "a file that is cut short": good[:len(good)-5], "a file that is cut in its head": good[:40],
		"a changed byte in the body": head + "\n--- " + body[:len(body)-3] + string(body[len(body)-3]^1) + body[len(body)-2:],
		"a changed byte in the head": strings.Replace(good, "-> scrypt ", "-> scrypt A", 1), "more at the end": good + "x",
		"a file for a key":             strings.Replace(head, "scrypt", "X25519", 1) + "\n--- " + body,
		"a cost that takes all memory": strings.Replace(good, " 1\n", " 30\n", 1),
		"a cost above Weir's own":      strings.Replace(good, " 1\n", " 19\n", 1),
		"another content":              sealed(t, `["a"]`), "no JSON": sealed(t, "token="+planted), "a later version": sealed(t, `{"version":2}`),
		"half of the JSON": sealed(t, `{"version":1,"secrets":{"a":"`+planted), "no bytes in it": sealed(t, ""),
	} {
		t.Run(name+" is an error and stays as it is", func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "credentials.age")
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			s := keychain.OpenFile(fileParams(path, "right"))
			_, err := s.Get(t.Context(), "a")
			for _, err := range []error{err, s.Set(t.Context(), "b", secret.New("x")), s.Delete(t.Context(), "a")} {
				wantKind(t, err, weir.BadInput)
				if weir.NextStep(err) == "" || strings.Contains(err.Error(), planted) {
					t.Errorf("got %v, next %q", err, weir.NextStep(err))
				}
			}
			if content(t, path) != text {
				t.Error("the file changed")
			}
		})
	}
	t.Run("a directory in its place is an error", func(t *testing.T) {
		t.Parallel()
		_, err := keychain.OpenFile(fileParams(t.TempDir(), "right")).Get(t.Context(), "a")
		wantKind(t, err, weir.Storage)
	})
}

// sealed encrypts any text as the file's content is.
func sealed(t *testing.T, text string) string {
	t.Helper()
	to, err := age.NewScryptRecipient("right")
	if err != nil {
		t.Fatal(err)
	}
	to.SetWorkFactor(cheap)
	var out strings.Builder
	w, err := age.Encrypt(&out, to)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestProcessesShareAFile lets processes write to one file at once.
func TestProcessesShareAFile(t *testing.T) {
	t.Parallel()
	path := filled(t)
	var running []*exec.Cmd
	for n := range 4 {
		cmd := exec.CommandContext(t.Context(), os.Args[0]) //nolint:gosec // this test binary
		cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%d", roleVar, n), pathVar+"="+path)
		cmd.Stderr = os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		running = append(running, cmd)
	}
	for _, cmd := range running {
		if err := cmd.Wait(); err != nil {
			t.Errorf("a process failed: %v", err)
		}
	}
	s := keychain.OpenFile(fileParams(path, "right"))
	for n := range 4 {
		for i := range 5 {
			if _, err := s.Get(t.Context(), fmt.Sprintf("p%d/%d", n, i)); err != nil {
				t.Error(err)
			}
		}
	}
}

const (
	roleVar = "WEIR_TEST_ROLE"
	pathVar = "WEIR_TEST_PATH"
)

// TestMain lets the test binary be one of those processes.
func TestMain(m *testing.M) {
	role := os.Getenv(roleVar)
	if role == "" {
		os.Exit(m.Run())
	}
	s := keychain.OpenFile(fileParams(os.Getenv(pathVar), "right"))
	for i := range 5 {
		if err := s.Set(context.Background(), fmt.Sprintf("p%s/%d", role, i), secret.New("x")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
