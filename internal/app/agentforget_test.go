package app_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/app"
	"weir/internal/program"
)

func TestRemovingTheAgentSaysWhatIsGone(t *testing.T) {
	t.Parallel()
	for goos, want := range map[string][]string{
		"linux": {agentService, agentTimer}, "darwin": {agentPlist, "Library/Application Support/weir/tasks-agent.log"},
	} {
		k := newKeeper(t, goos)
		before := k.all()
		k.install(app.AgentParams{})
		notices := "Library/Application Support/weir/notices.json"
		if goos == "linux" {
			notices = ".local/state/weir/notices.json"
		}
		k.put(notices, "{}")
		k.put(notices+".lock", "")
		want = append(want, notices, notices+".lock")
		for i := range want {
			want[i] = k.path(want[i])
		}
		would, err := k.open().RemoveAgent(t.Context(), app.TasksDuty, true)
		if d := cmp.Diff(want, would); d != "" || err != nil {
			t.Errorf("%s, dry run: %v\n%s", goos, err, d)
		}
		gone, err := k.open().RemoveAgent(t.Context(), app.TasksDuty, false)
		if d := cmp.Diff(want, gone); d != "" || err != nil {
			t.Errorf("%s: %v\n%s", goos, err, d)
		}
		after := slices.DeleteFunc(k.all(), func(path string) bool { return strings.HasSuffix(path, "/") })
		before = slices.DeleteFunc(before, func(path string) bool { return strings.HasSuffix(path, "/") })
		if d := cmp.Diff(before, after); d != "" {
			t.Errorf("%s leaves\n%s", goos, d)
		}
		if gone, err := k.open().RemoveAgent(t.Context(), app.TasksDuty, false); err != nil || len(gone) > 0 {
			t.Errorf("again: %q, %v", gone, err)
		}
	}
}

// forget forgets a job after a dry run, which must say the same and do nothing.
func (k *keeper) forget(name string) string {
	k.t.Helper()
	files := func() []string {
		return slices.DeleteFunc(k.all(), func(path string) bool { return strings.HasSuffix(path, "/") })
	}
	before := files()
	k.calls = nil
	would, wouldErr := k.open().ForgetTask(k.t.Context(), name, app.ForgetTaskParams{DryRun: true})
	if d := cmp.Diff(before, files()); d != "" {
		k.t.Errorf("the dry run changes files:\n%s", d)
	}
	for _, call := range k.calls {
		k.t.Errorf("the dry run calls %s", call)
	}
	gone, err := k.open().ForgetTask(k.t.Context(), name, app.ForgetTaskParams{})
	if d := cmp.Diff(would, gone); d != "" || wouldErr != nil || err != nil {
		k.t.Errorf("%v, %v, -dry +real:\n%s", wouldErr, err, d)
	}
	return strings.Join(gone, "\n")
}

// Promise D6: what runs a job in the background is a part of what Weir keeps.
func TestForgettingAJobTakesItOutOfTheAgent(t *testing.T) {
	t.Parallel()
	for goos, path := range map[string]string{"linux": agentService, "darwin": agentPlist} {
		t.Run("named, and others stay, on "+goos, func(t *testing.T) {
			t.Parallel()
			k := newKeeper(t, goos, "XDG_CACHE_HOME=/as-it-was")
			k.install(app.AgentParams{Jobs: []string{"mine", "team"}, Every: time.Hour, Silent: true})
			k.env = slices.DeleteFunc(k.env, func(v string) bool { return strings.HasPrefix(v, "XDG_CACHE_HOME=") })
			if gone := k.forget("mine"); !strings.Contains(gone, "mine from the agent, which still runs team") {
				t.Error(gone)
			}
			g := k.agent()
			if d := cmp.Diff([]string{"team"}, g.Jobs); d != "" || g.Every != time.Hour || g.Notices || !strings.Contains(k.read(path), "/as-it-was") {
				t.Errorf("%+v\n%s", g, d)
			}
			if gone := k.forget("team"); !strings.Contains(gone, "the agent: "+k.path(path)) || k.agent().Installed {
				t.Error(gone)
			}
		})
		t.Run("not named, on "+goos, func(t *testing.T) {
			t.Parallel()
			k := newKeeper(t, goos)
			k.install(app.AgentParams{})
			if gone := k.forget("mine"); strings.Contains(gone, "agent") || !k.agent().All {
				t.Error(gone)
			}
			if gone := k.forget("team"); !strings.Contains(gone, "the agent: "+k.path(path)) || k.agent().Installed {
				t.Error(gone)
			}
		})
		t.Run("the only one that is named, on "+goos, func(t *testing.T) {
			t.Parallel()
			k := newKeeper(t, goos)
			k.install(app.AgentParams{Jobs: []string{"mine"}})
			if gone := k.forget("team"); strings.Contains(gone, "agent") || !k.agent().Runs("mine") {
				t.Error(gone)
			}
			k.put(k.config, twoJobs)
			if gone := k.forget("mine"); !strings.Contains(gone, "the agent: "+k.path(path)) || k.agent().Installed {
				t.Error(gone)
			}
		})
	}
}

func TestAJobThatCannotLeaveTheAgentIsNotForgotten(t *testing.T) {
	t.Parallel()
	k := newKeeper(t, "linux")
	k.install(app.AgentParams{Jobs: []string{"mine"}})
	k.answers["systemctl --user stop"] = program.Result{Code: 1, Output: "Access denied"}
	if _, err := k.open().ForgetTask(t.Context(), "mine", app.ForgetTaskParams{}); err == nil || !strings.Contains(err.Error(), "Access denied") {
		t.Errorf("got %v", err)
	}
	if text := k.read(k.config); !strings.Contains(text, "[tasks.mine]") || !k.agent().Installed {
		t.Error("the job, or its agent, is gone")
	}
}

// Promise D6, for all: the agent goes first, and nothing of what it left stays.
func TestForgettingEverythingEndsTheAgent(t *testing.T) {
	t.Parallel()
	for goos, path := range map[string]string{"linux": agentService, "darwin": agentPlist} {
		k := newKeeper(t, goos)
		k.install(app.AgentParams{})
		a := k.open()
		if err := a.TellEnded(t.Context(), app.TasksDuty, "mine", weir.Storage); err != nil {
			t.Fatal(err)
		}
		k.calls = nil
		r := &ring{}
		would, err := a.ForgetAllIn(t.Context(), r, true)
		if err != nil || len(k.calls) > 0 {
			t.Errorf("%s: %v, %q", goos, err, k.calls)
		}
		gone, err := a.ForgetAllIn(t.Context(), r, false)
		if d := cmp.Diff(would, gone); d != "" || err != nil || len(gone) == 0 || gone[0] != k.path(path) {
			t.Errorf("%s: %v, -dry +real:\n%s", goos, err, d)
		}
		for _, left := range k.all() {
			if strings.Contains(left, "weir-tasks") || strings.Contains(left, "weir.tasks") || strings.Contains(left, "notices") || strings.Contains(left, ".log") {
				t.Errorf("%s: %s is left", goos, left)
			}
		}
	}
}

func TestFailuresAreToldOnceAndForgottenWithTheirJob(t *testing.T) {
	t.Parallel()
	k := newKeeper(t, "darwin")
	told := func(job string, err error) bool {
		t.Helper()
		k.calls = nil
		if err := k.open().TellEnded(t.Context(), app.TasksDuty, job, err); err != nil {
			t.Fatal(err)
		}
		return k.called("osascript ")
	}
	expired := &weir.Error{Kind: weir.Unauthorised, Text: "the token has expired"}
	for _, c := range []struct {
		job  string
		err  error
		want bool
	}{
		{"mine", nil, false},
		{"mine", expired, true},
		{"mine", expired, false},
		{"", expired, true},
		{"mine", nil, false},
		{"mine", expired, true},
	} {
		if got := told(c.job, c.err); got != c.want {
			t.Errorf("%q ended with %v: told is %v", c.job, c.err, got)
		}
	}
	if gone := k.forget("mine"); !strings.Contains(gone, "which failures of mine the desktop was told of") {
		t.Error(gone)
	}
	if text := k.read("Library/Application Support/weir/notices.json"); strings.Contains(text, "mine") || strings.Contains(text, "expired") {
		t.Error(text)
	}
}
