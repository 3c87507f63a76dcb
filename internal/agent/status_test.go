package agent_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir/internal/agent"
	"weir/internal/program"
)

func TestStatus(t *testing.T) {
	t.Parallel()
	code := func(n int) *int { return &n }
	for _, c := range []struct {
		name, goos string
		answers    map[string]string // by the beginning of the call
		want       agent.Status
	}{
		{
			"of systemd", "linux",
			map[string]string{
				"systemctl --user show weir-tasks.timer":   "ActiveState=active",
				"systemctl --user show weir-tasks.service": "ExecMainExitTimestamp=Sun 2026-11-22 04:00:39 UTC\nExecMainStatus=4",
				"systemctl --user list-timers":             `[{"next":1795320051137818,"left":1,"last":0,"unit":"weir-tasks.timer","activates":"weir-tasks.service"}]`,
			},
			agent.Status{Installed: true, Active: true, Every: 15 * time.Minute, Next: time.UnixMicro(1795320051137818).UTC(), LastCode: code(4)},
		},
		{
			"of a job of systemd that never ran", "linux",
			map[string]string{
				"systemctl --user show weir-tasks.timer":   "ActiveState=active",
				"systemctl --user show weir-tasks.service": "ExecMainExitTimestamp=\nExecMainStatus=0",
				"systemctl --user list-timers":             "NEXT LEFT\nn/a",
			},
			agent.Status{Installed: true, Active: true, Every: 15 * time.Minute},
		},
		{"of systemd that does not answer", "linux", nil, agent.Status{Installed: true, Every: 15 * time.Minute}},
		{
			"of launchd", "darwin",
			map[string]string{
				"launchctl print gui/501/weir.tasks": "gui/501/weir.tasks = {\n\tstate = not running\n\truns = 7\n\tlast exit code = 3\n\trun interval = 900 seconds\n}",
			},
			agent.Status{Installed: true, Active: true, Every: 15 * time.Minute, LastCode: code(3)},
		},
		{
			"of a job of launchd that never ran", "darwin",
			map[string]string{"launchctl print gui/501/weir.tasks": "\tlast exit code = (never exited)"},
			agent.Status{Installed: true, Active: true, Every: 15 * time.Minute},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, c.goos)
			if s := must(w.Status(t.Context(), "tasks"))(t); s != (agent.Status{}) {
				t.Errorf("before: %+v", s)
			}
			must(w.Install(t.Context(), w.job()))(t)
			w.answer = func(call string) (program.Result, error) {
				for prefix, output := range c.answers {
					if strings.HasPrefix(call, prefix) {
						return program.Result{Output: output}, nil
					}
				}
				return program.Result{Code: 1, Output: "active"}, nil
			}
			if d := cmp.Diff(c.want, must(w.Status(t.Context(), "tasks"))(t)); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

// FuzzStatus has files and answers that anything may have written.
func FuzzStatus(f *testing.F) {
	f.Add("OnUnitActiveSec=900s\n<dict><key>StartInterval</key><integer>900</integer></dict>", "last exit code = 3\nExecMainStatus=3")
	f.Add("<key>StartInterval</key><integer>-9<a/>", `[{"next":1e300}]`)
	f.Fuzz(func(t *testing.T, file, answer string) {
		for goos, path := range map[string]string{"linux": timer, "darwin": plist} {
			w := newWorld(t, goos)
			path = filepath.Join(w.home, path)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
				t.Fatal(err)
			}
			w.answer = func(string) (program.Result, error) { return program.Result{Output: answer}, nil }
			s, err := w.Status(t.Context(), "tasks")
			if err != nil || !s.Installed || s.Every < 0 {
				t.Errorf("%+v, %v", s, err)
			}
		}
	})
}
