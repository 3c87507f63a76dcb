package agent_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/program"
)

const (
	service = ".config/systemd/user/weir-tasks.service"
	timer   = ".config/systemd/user/weir-tasks.timer"
	wanted  = ".config/systemd/user/timers.target.wants/weir-tasks.timer"
	plist   = "Library/LaunchAgents/weir.tasks.plist"
	asked   = "systemctl --user show --property=Version"
)

func same(t *testing.T, what string, want, got []string) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

func TestInstallOnLinux(t *testing.T) {
	t.Parallel()
	t.Run("writes both units and starts the timer, again and again", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, "linux")
		for range 2 {
			done := must(w.Install(t.Context(), w.job()))(t)
			if !done.Started || done.Next != "" {
				t.Errorf("%+v", done)
			}
			same(t, "files", []string{service, timer}, w.files(t))
			same(t, "calls", []string{
				asked, "systemctl --user daemon-reload", "systemctl --user enable weir-tasks.timer", "systemctl --user restart weir-tasks.timer",
			}, w.noted())
		}
		j := w.job()
		j.Every = time.Hour
		must(w.Install(t.Context(), j))(t)
		if text := must(os.ReadFile(filepath.Join(w.home, timer)))(t); string(text) != j.Timer() {
			t.Errorf("the timer was not replaced:\n%s", text)
		}
	})
	t.Run("keeps files and directories to the user", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, "linux")
		must(w.Install(t.Context(), w.job()))(t)
		for path, want := range map[string]os.FileMode{service: 0o600, timer: 0o600, ".config": 0o700 | os.ModeDir, ".config/systemd/user": 0o700 | os.ModeDir} {
			if info := must(os.Stat(filepath.Join(w.home, path)))(t); info.Mode() != want {
				t.Errorf("%s: %v", path, info.Mode())
			}
		}
	})
	t.Run("obeys XDG_CONFIG_HOME", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, "linux")
		w.Getenv = func(string) string { return filepath.Join(w.home, "other") }
		must(w.Install(t.Context(), w.job()))(t)
		same(t, "files", []string{"other/systemd/user/weir-tasks.service", "other/systemd/user/weir-tasks.timer"}, w.files(t))
	})
	t.Run("without a session writes the files and says how to enable them", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, "linux")
		w.fails(1, "Failed to connect to bus: No medium found", asked)
		done := must(w.Install(t.Context(), w.job()))(t)
		if done.Started || !strings.Contains(done.Next, "systemctl --user enable --now weir-tasks.timer") || !strings.Contains(done.Next, "enable-linger") {
			t.Errorf("%+v", done)
		}
		same(t, "files", []string{service, timer}, w.files(t))
		same(t, "calls", []string{asked}, w.noted())
	})
	t.Run("without systemd writes nothing and gives the line for cron", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, "linux")
		w.answer = func(string) (program.Result, error) {
			return program.Result{}, fmt.Errorf("run: %w", program.ErrMissing)
		}
		_, err := w.Install(t.Context(), w.job())
		wantKind(t, err, weir.Usage)
		if next := weir.NextStep(err); !strings.Contains(next, `50\% $more\.toml' '/opt/my tools/100\%/weir' 'tasks' 'sync'`) {
			t.Error(next)
		}
		same(t, "files", nil, w.files(t))
	})
	for _, failing := range []string{"daemon-reload", "enable", "restart"} {
		t.Run("tells what failed when "+failing+" does, and what it said", func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, "linux")
			w.fails(5, "Unit weir-tasks.timer\nis masked.", "systemctl --user "+failing)
			_, err := w.Install(t.Context(), w.job())
			wantKind(t, err, weir.Unexpected)
			for _, part := range []string{failing, "code 5", "Unit weir-tasks.timer is masked."} {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%v lacks %q", err, part)
				}
			}
			if weir.NextStep(err) == "" {
				t.Error("there is no next step")
			}
		})
	}
}

func TestRemoveOnLinux(t *testing.T) {
	t.Parallel()
	t.Run("stops the job, deletes its files and says which", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, "linux")
		must(w.Install(t.Context(), w.job()))(t)
		w.noted()
		gone := must(w.Remove(t.Context(), "tasks"))(t)
		same(t, "gone", []string{filepath.Join(w.home, service), filepath.Join(w.home, timer)}, gone)
		same(t, "files", nil, w.files(t))
		same(t, "calls", []string{
			asked, "systemctl --user disable weir-tasks.timer", "systemctl --user stop weir-tasks.timer weir-tasks.service",
			asked, "systemctl --user daemon-reload",
		}, w.noted())
		if gone := must(w.Remove(t.Context(), "tasks"))(t); len(gone)+len(w.noted()) != 0 {
			t.Errorf("a second time deletes %q", gone)
		}
	})
	t.Run("without a session also deletes the link that enables the timer", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, "linux")
		must(w.Install(t.Context(), w.job()))(t)
		link := filepath.Join(w.home, wanted)
		if err := os.Mkdir(filepath.Dir(link), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(filepath.Join(w.home, timer), link); err != nil {
			t.Fatal(err)
		}
		w.fails(1, "", asked)
		if gone := must(w.Remove(t.Context(), "tasks"))(t); len(gone) != 3 {
			t.Errorf("gone: %q", gone)
		}
		same(t, "files", nil, w.files(t))
	})
	t.Run("leaves the units of others and other jobs of ours", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, "linux")
		j := w.job()
		must(w.Install(t.Context(), j))(t)
		j.Name = "report"
		must(w.Install(t.Context(), j))(t)
		must(w.Remove(t.Context(), "tasks"))(t)
		same(t, "files", []string{".config/systemd/user/weir-report.service", ".config/systemd/user/weir-report.timer"}, w.files(t))
	})
	t.Run("keeps the files of a job that cannot be stopped", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, "linux")
		must(w.Install(t.Context(), w.job()))(t)
		w.fails(1, "Access denied", "systemctl --user stop")
		_, err := w.Remove(t.Context(), "tasks")
		wantKind(t, err, weir.Unexpected)
		same(t, "files", []string{service, timer}, w.files(t))
	})
}

func TestInstallOnMacOS(t *testing.T) {
	t.Parallel()
	const domain, target = "launchctl print gui/501", "launchctl print gui/501/weir.tasks"
	t.Run("writes the list and a log for the user alone, and starts the job", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, "darwin")
		w.fails(113, "Could not find service", target)
		done := must(w.Install(t.Context(), w.job()))(t)
		if !done.Started {
			t.Errorf("%+v", done)
		}
		same(t, "files", []string{plist, "state/tasks.log"}, w.files(t))
		same(t, "calls", []string{
			domain, target, "launchctl enable gui/501/weir.tasks", "launchctl bootstrap gui/501 " + filepath.Join(w.home, plist),
		}, w.noted())
		for _, path := range []string{plist, "state/tasks.log"} {
			if info := must(os.Stat(filepath.Join(w.home, path)))(t); info.Mode() != 0o600 {
				t.Errorf("%s: %v", path, info.Mode())
			}
		}
	})
	t.Run("stops the old job before it starts the new one, and keeps the log", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, "darwin")
		must(w.Install(t.Context(), w.job()))(t)
		log := filepath.Join(w.home, "state", "tasks.log")
		if err := os.WriteFile(log, []byte("a line\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		w.noted()
		must(w.Install(t.Context(), w.job()))(t)
		if calls := w.noted(); len(calls) != 5 || calls[2] != "launchctl bootout gui/501/weir.tasks" {
			t.Errorf("calls: %q", calls)
		}
		if text := must(os.ReadFile(log))(t); string(text) != "a line\n" {
			t.Errorf("the log holds %q", text)
		}
	})
	t.Run("waits for launchd to let go of the old job, but not for ever", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, "darwin")
		synctest.Test(t, func(t *testing.T) {
			refusals := 3
			w.answer = func(call string) (program.Result, error) {
				if strings.HasPrefix(call, "launchctl bootstrap") && refusals > 0 {
					refusals--
					return program.Result{Code: 5, Output: "Bootstrap failed: 5: Input/output error"}, nil
				}
				return program.Result{}, nil
			}
			if done := must(w.Install(t.Context(), w.job()))(t); !done.Started {
				t.Errorf("%+v", done)
			}
			refusals = 1000
			_, err := w.Install(t.Context(), w.job())
			wantKind(t, err, weir.Unexpected)
			if !strings.Contains(err.Error(), "Input/output error") {
				t.Error(err)
			}
		})
	})
	t.Run("without a screen waits for the next sign-in", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, "darwin")
		w.fails(125, "Domain does not support specified action", "launchctl")
		done := must(w.Install(t.Context(), w.job()))(t)
		if done.Started || done.Next == "" {
			t.Errorf("%+v", done)
		}
		same(t, "calls", []string{domain}, w.noted())
	})
	t.Run("is undone by Remove", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, "darwin")
		must(w.Install(t.Context(), w.job()))(t)
		w.noted()
		same(t, "gone", []string{filepath.Join(w.home, plist)}, must(w.Remove(t.Context(), "tasks"))(t))
		same(t, "calls", []string{target, "launchctl bootout gui/501/weir.tasks"}, w.noted())
	})
}

func TestWindowsIsGivenItsOwnPaths(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "windows")
	j := w.job()
	j.Program, j.Log, j.Args = `C:\Program Files\weir.exe`, `C:\state\log`, []string{"tasks", "sync"}
	_, err := w.Install(t.Context(), j)
	wantKind(t, err, weir.Usage)
	if next := weir.NextStep(err); !strings.Contains(next, `/TR "\"C:\Program Files\weir.exe\" tasks sync"`) {
		t.Error(next)
	}
}

func TestOtherSystemsAreToldWhatToUse(t *testing.T) {
	t.Parallel()
	for goos, want := range map[string]string{
		"windows": `schtasks /Create /SC MINUTE /MO 15 /TN weir-tasks /TR "\"/opt/my tools/100%/weir\" tasks sync`,
		"freebsd": `*/15 * * * * HTTPS_PROXY='http://proxy.example.test:8080' WEIR_CONFIG='/home/ada/my "notes" & 50\% $more\.toml' '/opt/my tools/100\%/weir' 'tasks'`,
	} {
		w := newWorld(t, goos)
		_, err := w.Install(t.Context(), w.job())
		wantKind(t, err, weir.Usage)
		if next := weir.NextStep(err); !strings.Contains(next, want) || !strings.Contains(next, "weir tasks watch") {
			t.Errorf("%s: %s", goos, next)
		}
		gone, err := w.Remove(t.Context(), "tasks")
		s, statusErr := w.Status(t.Context(), "tasks")
		if err != nil || statusErr != nil || s.Installed || len(gone)+len(w.noted())+len(w.files(t)) != 0 {
			t.Errorf("%s: %v, %v, %+v", goos, err, statusErr, s)
		}
	}
}
