package agent_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"weir/internal/agent"
	"weir/internal/program"
)

// A job is read back from its files as it was, whatever is in it.
func TestAJobIsReadBackAsItWasInstalled(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	word := rapid.StringMatching(`[a-zé 0-9"'\\\\%$&<>;=#-]{0,12}`)
	rapid.Check(t, func(r *rapid.T) {
		for _, goos := range []string{"linux", "darwin"} {
			w := agent.Manager{
				GOOS: goos, Home: home, Getenv: func(string) string { return "" },
				Run: newWorld(t, goos).Run,
			}
			j := aJob()
			w.Environ = []string{"LANG=C"}
			j.Log = filepath.Join(home, "log")
			j.Args = append(j.Args, word.Draw(r, "argument"), word.Draw(r, "another"))
			j.Environ = append(j.Environ, "WEIR_X_DIR="+word.Draw(r, "value"))
			j.Every = time.Duration(rapid.IntRange(60, 86400).Draw(r, "seconds")) * time.Second
			if _, err := w.Install(t.Context(), j); err != nil {
				r.Skip(err) // it looked like a secret
			}
			got, installed, err := w.Read("tasks")
			want := j
			if goos == "linux" {
				want.Log = "" // systemd has a journal
			} else {
				want.Title, want.Writes = "", nil
			}
			if d := cmp.Diff(want, got); d != "" || !installed || err != nil {
				r.Fatalf("%s: %v, %v, -want +got:\n%s", goos, installed, err, d)
			}
		}
	})
}

func TestWhatIsNotThereOrNotUnderstoodIsNotRead(t *testing.T) {
	t.Parallel()
	for goos, path := range map[string]string{"linux": service, "darwin": plist, "windows": "none"} {
		w := newWorld(t, goos)
		if j, installed, err := w.Read("tasks"); installed || err != nil || j.Program != "" {
			t.Errorf("%s: %+v, %v, %v", goos, j, installed, err)
		}
		for _, text := range []string{"", "ExecStart=:\"unfinished", "<plist><dict><key>ProgramArguments</key></dict>", "<a>", "\x00"} {
			path := filepath.Join(w.home, path)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			j, installed, err := w.Read("tasks")
			if installed != (goos != "windows") || err != nil || j.Program != "" || len(j.Args) > 0 {
				t.Errorf("%s: %q: %+v, %v, %v", goos, text, j, installed, err)
			}
		}
	}
}

func TestAPreviewWritesNothingAndShowsWhatInstallWrites(t *testing.T) {
	t.Parallel()
	for _, goos := range []string{"linux", "darwin"} {
		w := newWorld(t, goos)
		files := must(w.Preview(t.Context(), w.job()))(t)
		same(t, "files", nil, w.files(t))
		must(w.Install(t.Context(), w.job()))(t)
		for _, f := range files {
			if text := must(os.ReadFile(f.Path))(t); string(text) != f.Text {
				t.Errorf("%s holds %s", f.Path, text)
			}
		}
	}
}

func TestWithoutAHomeNothingIsWrittenAnywhere(t *testing.T) {
	t.Parallel()
	for _, goos := range []string{"linux", "darwin"} {
		w := newWorld(t, goos)
		j := w.job()
		w.Home = ""
		if _, err := w.Install(t.Context(), j); err == nil || !strings.Contains(err.Error(), "home") {
			t.Errorf("%s: %v", goos, err)
		}
		if found := w.Files("tasks"); len(found) > 0 {
			t.Error(found)
		}
	}
}

func TestLingering(t *testing.T) {
	t.Parallel()
	for output, want := range map[string]bool{"Linger=yes": true, "Linger=no": false, "": false} {
		w := newWorld(t, "linux")
		w.answer = func(string) (program.Result, error) { return program.Result{Output: output}, nil }
		if w.Lingers(t.Context()) != want {
			t.Errorf("%q is not %v", output, want)
		}
		same(t, "calls", []string{"loginctl show-user 501 --property=Linger"}, w.noted())
	}
}
