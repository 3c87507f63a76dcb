package app_test

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/app"
	"weir/internal/program"
	"weir/internal/secret"
)

const (
	agentService = ".config/systemd/user/weir-tasks.service"
	agentTimer   = ".config/systemd/user/weir-tasks.timer"
	agentPlist   = "Library/LaunchAgents/weir.tasks.plist"
	twoJobs      = "[tasks.mine]\njira = \"env\"\njql = \"key = A-1\"\nfile = \"~/Notes/Jira.md\"\n\n[tasks.team]\njira = \"env\"\njql = \"key = A-2\"\nfile = \"~/Team/Jira.md\"\n"
)

// A keeper is a home with two jobs whose credentials are in files, and a system
// that notes what it is asked.
type keeper struct {
	home
	goos    string
	config  string // where the configuration is
	calls   []string
	answers map[string]program.Result // by the beginning of the call
}

func newKeeper(t *testing.T, goos string, env ...string) *keeper {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the paths of this test are those of Unix")
	}
	k := &keeper{goos: goos, config: ".config/weir/config.toml", answers: map[string]program.Result{}}
	if goos == "darwin" {
		k.config = "Library/Application Support/weir/config.toml"
	}
	k.home = newHome(t, append([]string{
		"PATH=~/bin", "DBUS_SESSION_BUS_ADDRESS=disabled:", "SOME_SECRET=planted", "WEIR_JIRA_URL=https://jira.example.test", "WEIR_JIRA_TOKEN_FILE=~/secrets/token", "WEIR_JIRA_USER_FILE=~/secrets/user",
	}, env...)...)
	k.put("secrets/token", "planted-token-of-a-test\n")
	k.put("secrets/user", "planted@person.example\n")
	k.put(k.config, twoJobs)
	k.put("bin/weir", "a program")
	return k
}

func (k *keeper) open() *app.App {
	k.t.Helper()
	a, err := app.Open(app.Environment{
		Environ: k.env, GOOS: k.goos, Now: time.Now, Zone: time.UTC, Executable: k.path("bin/weir"), UID: 501,
		Run: func(_ context.Context, c program.Call) (program.Result, error) {
			call := filepath.Base(c.Name) + " " + strings.Join(c.Args, " ")
			k.calls = append(k.calls, call)
			if !slices.Contains(c.Environ, "DBUS_SESSION_BUS_ADDRESS=disabled:") {
				k.t.Errorf("%s cannot find the session: %q", call, c.Environ)
			}
			for _, variable := range c.Environ {
				if strings.HasPrefix(variable, "WEIR_") || strings.Contains(variable, "planted") {
					k.t.Errorf("%s is given %s", call, variable)
				}
			}
			for prefix, result := range k.answers {
				if strings.HasPrefix(call, prefix) {
					return result, nil
				}
			}
			return program.Result{}, nil
		},
	})
	if err != nil {
		k.t.Fatal(err)
	}
	k.t.Cleanup(func() { _ = a.Close() })
	return a
}

func (k *keeper) install(p app.AgentParams) app.AgentInstalled {
	k.t.Helper()
	if p.Every == 0 {
		p.Every = app.DefaultEvery
	}
	done, err := k.open().InstallAgent(k.t.Context(), p)
	if err != nil {
		k.t.Fatalf("%v: %s", err, weir.NextStep(err))
	}
	return done
}

func (k *keeper) agent() app.Agent {
	k.t.Helper()
	g, err := k.open().Agent(k.t.Context(), app.TasksDuty)
	if err != nil {
		k.t.Fatal(err)
	}
	return g
}

func (k *keeper) read(name string) string {
	k.t.Helper()
	text, err := os.ReadFile(k.path(name))
	if err != nil {
		k.t.Fatal(err)
	}
	return string(text)
}

// called reports whether a call with that beginning was made since the last time.
func (k *keeper) called(prefix string) bool {
	calls := k.calls
	k.calls = nil
	return slices.ContainsFunc(calls, func(call string) bool { return strings.HasPrefix(call, prefix) })
}

func TestTheAgentIsInstalledForTheJobsThatAreNamed(t *testing.T) {
	t.Parallel()
	for goos, path := range map[string]string{"linux": agentService, "darwin": agentPlist} {
		t.Run("on "+goos, func(t *testing.T) {
			t.Parallel()
			k := newKeeper(t, goos, "WEIR_STATE_DIR=~/state", "XDG_CACHE_HOME=/c", "EDITOR=vi")
			if g := k.agent(); g.Installed || len(k.calls) > 0 {
				t.Errorf("before: %+v, %q", g, k.calls)
			}
			would := k.install(app.AgentParams{DryRun: true})
			if _, err := os.Stat(k.path(path)); err == nil || would.Started {
				t.Error("the dry run installs it")
			}
			done := k.install(app.AgentParams{})
			if d := cmp.Diff(would.Files, done.Files); d != "" || !done.Started {
				t.Errorf("started is %v, and the dry run said something else:\n%s", done.Started, d)
			}
			text := k.read(path)
			for _, want := range []string{k.path("bin/weir"), "--notify", "WEIR_STATE_DIR", k.path("state"), "XDG_CACHE_HOME", "WEIR_JIRA_TOKEN_FILE"} {
				if !strings.Contains(text, want) {
					t.Errorf("%q is not in %s", want, text)
				}
			}
			for _, bad := range []string{"planted", "EDITOR", "mine"} {
				if strings.Contains(text, bad) {
					t.Errorf("%q is in %s", bad, text)
				}
			}
			g := k.agent()
			if !g.Installed || !g.All || !g.Notices || g.Gone || g.Every != app.DefaultEvery || !g.Runs("mine") || len(g.Shut) > 0 || g.Log == "" {
				t.Errorf("%+v", g)
			}
			k.install(app.AgentParams{Jobs: []string{"team", "team"}, Every: time.Hour, Silent: true})
			g = k.agent()
			if d := cmp.Diff([]string{"team"}, g.Jobs); d != "" || g.All || g.Notices || g.Every != time.Hour || g.Runs("mine") || !g.Runs("team") {
				t.Errorf("%+v\n%s", g, d)
			}
			if got, want := g.Command("mine"), "weir tasks install-agent team mine --every 1h --no-notices"; got != want {
				t.Errorf("%q, want %q", got, want)
			}
		})
	}
}

// Promise C4: what must not be written down is refused before anything is.
func TestNothingIsInstalledForASecretInTheEnvironment(t *testing.T) {
	t.Parallel()
	for _, variable := range []string{
		"WEIR_JIRA_TOKEN=planted-token", "WEIR_JIRA_USER=planted@person.example", "WEIR_CALDAV_PASSWORD=planted-password",
		"WEIR_KEYCHAIN_PASSPHRASE=planted-passphrase", "HTTPS_PROXY=http://ada:planted@proxy.example.test:3128",
	} {
		name, _, _ := strings.Cut(variable, "=")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := newKeeper(t, "linux", name+"_FILE=", variable)
			before := k.all()
			_, err := k.open().InstallAgent(t.Context(), app.AgentParams{Every: time.Hour})
			if weir.KindOf(err) != weir.Refused || strings.Contains(err.Error()+weir.NextStep(err), "planted") || !strings.Contains(err.Error(), name) {
				t.Errorf("%v: %s", err, weir.NextStep(err))
			}
			if d := cmp.Diff(before, k.all()); d != "" || len(k.calls) > 0 {
				t.Errorf("calls %q, files:\n%s", k.calls, d)
			}
		})
	}
}

// What is typed at a terminal now cannot be typed for the agent later.
func TestTheAgentNeedsCredentialsThatNobodyTypes(t *testing.T) {
	t.Parallel()
	k := newKeeper(t, "linux", "WEIR_JIRA_URL=", "WEIR_JIRA_TOKEN_FILE=", "WEIR_JIRA_USER_FILE=")
	k.put(k.config, sites+strings.ReplaceAll(twoJobs, `"env"`, `"work"`))
	_, err := k.open().InstallAgent(t.Context(), app.AgentParams{Every: time.Hour})
	if weir.KindOf(err) != weir.Unauthorised || !strings.Contains(weir.NextStep(err), "WEIR_KEYCHAIN_PASSPHRASE_FILE") {
		t.Errorf("without a keychain: %v: %s", err, weir.NextStep(err))
	}
	store := k.open().UseFile(func(context.Context, bool) (secret.Text, error) { return secret.New("planted-passphrase"), nil })
	sealed := secret.New(`{"user":"planted@person.example","token":"planted-token","url":"https://jira.example.test"}`)
	if err := store.Set(t.Context(), "jira/work", sealed); err != nil {
		t.Fatal(err)
	}
	_, err = k.open().InstallAgent(t.Context(), app.AgentParams{Every: time.Hour})
	if weir.KindOf(err) != weir.Unauthorised || !strings.Contains(weir.NextStep(err), "export WEIR_KEYCHAIN_PASSPHRASE_FILE=") || !strings.Contains(err.Error(), "the job mine") {
		t.Errorf("without a passphrase: %v: %s", err, weir.NextStep(err))
	}
	if _, err := os.Stat(k.path(agentService)); err == nil {
		t.Error("it was installed all the same")
	}
	k.put("passphrase", "planted-passphrase\n")
	k.env = append(k.env, "WEIR_KEYCHAIN_PASSPHRASE_FILE="+k.path("passphrase"))
	k.install(app.AgentParams{})
	if text := k.read(agentService); strings.Contains(text, "planted") || !strings.Contains(text, k.path("passphrase")) {
		t.Error(text)
	}
}

func TestTheStateOfTheAgent(t *testing.T) {
	t.Parallel()
	k := newKeeper(t, "linux")
	k.install(app.AgentParams{})
	k.answers = map[string]program.Result{
		"systemctl --user show weir-tasks.timer":   {Output: "ActiveState=active"},
		"systemctl --user show weir-tasks.service": {Output: "ExecMainExitTimestamp=Sun 2026-11-22 04:00:39 UTC\nExecMainStatus=4"},
		"systemctl --user list-timers":             {Output: `[{"next":1795320051000000,"unit":"weir-tasks.timer"}]`},
	}
	g := k.agent()
	if !g.Active || g.LastCode == nil || *g.LastCode != 4 || !g.Next.Equal(time.Unix(1795320051, 0)) || len(g.Troubles()) > 0 {
		t.Errorf("%+v", g)
	}
	troubles := func(change func()) string {
		t.Helper()
		change()
		var texts []string
		for _, trouble := range k.agent().Troubles() {
			if trouble.Next == "" {
				t.Errorf("%q has no next step", trouble.Text)
			}
			texts = append(texts, trouble.Text)
		}
		return strings.Join(texts, "; ")
	}
	for _, c := range []struct {
		what   string
		change func()
	}{
		{"may not write where the tasks of team go", func() { k.put(k.config, strings.ReplaceAll(twoJobs, "~/Team", "~/Elsewhere")) }},
		{"not there any more", func() { _ = os.Remove(k.path("bin/weir")) }},
		{"does not run it", func() { k.answers = nil }},
		{"cannot be understood", func() { k.put(agentService, "[Service]") }},
	} {
		if got := troubles(c.change); !strings.Contains(got, c.what) {
			t.Errorf("%q does not say %q", got, c.what)
		}
	}
}

func TestTheDoctorLooksAtTheAgent(t *testing.T) {
	t.Parallel()
	k := newKeeper(t, "linux")
	look := func() string {
		text := ""
		k.open().Doctor(t.Context(), "none", func(c app.Check) {
			if c.Name == "agent" {
				text += c.Result + " " + c.Text + " → " + c.Next + "\n"
			}
		})
		return text
	}
	if got := look(); got != "" {
		t.Errorf("without an agent: %s", got)
	}
	k.install(app.AgentParams{Jobs: []string{"mine", "team"}})
	k.answers["systemctl --user show weir-tasks.timer"] = program.Result{Output: "ActiveState=active"}
	if got := look(); got != "ok the system runs it every 15m → \n" {
		t.Error(got)
	}
	k.answers["systemctl --user show weir-tasks.service"] = program.Result{Output: "ExecMainExitTimestamp=now\nExecMainStatus=4"}
	if got := look(); !strings.HasPrefix(got, "warning ") || !strings.Contains(got, "journalctl --user -u weir-tasks") {
		t.Error(got)
	}
	k.put(k.config, twoJobs[:strings.Index(twoJobs, "[tasks.team]")])
	if got := look(); !strings.HasPrefix(got, "failed ") || !strings.Contains(got, `"team"`) {
		t.Error(got)
	}
	delete(k.answers, "systemctl --user show weir-tasks.timer")
	if got := look(); !strings.HasPrefix(got, "failed ") {
		t.Error(got)
	}
}
