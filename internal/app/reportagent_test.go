package app_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"weir"
	"weir/internal/app"
	"weir/internal/program"
)

const twoReports = "\n[report.weekly]\njira = \"env\"\njql = \"key = A-1\"\nschedule = \"daily at 09:00\"\npage.file = \"~/Reports/weekly.html\"\n\n" +
	"[report.board]\njira = \"env\"\njql = \"key = A-2\"\npage.onenote = \"Team/Weekly/Open\"\n"

func (k *keeper) reportAgent() app.Agent {
	k.t.Helper()
	g, err := k.open().Agent(k.t.Context(), app.ReportDuty)
	if err != nil {
		k.t.Fatal(err)
	}
	return g
}

func TestEachDutyHasAnAgentOfItsOwn(t *testing.T) {
	t.Parallel()
	k := newKeeper(t, "linux", "WEIR_MICROSOFT_CLIENT_ID=00000000-0000-4000-8000-000000000001")
	k.put(k.config, twoJobs+twoReports)
	k.install(app.AgentParams{})
	k.install(app.AgentParams{Duty: app.ReportDuty, Jobs: []string{"weekly"}, Every: app.ReportDuty.Every()})
	service := k.read(".config/systemd/user/weir-report.service")
	for _, part := range []string{`"report" "run" "--due" "--notify" "weekly"`, "Reports"} {
		if !strings.Contains(service, part) {
			t.Errorf("%q is missing in\n%s", part, service)
		}
	}
	g := k.reportAgent()
	if !g.Installed || g.All || !g.Runs("weekly") || g.Runs("board") || g.Every != 5*time.Minute || len(g.Shut) > 0 || g.Duty != app.ReportDuty {
		t.Errorf("got %+v", g)
	}
	if got, want := g.Command("board"), "weir report install-agent weekly board"; got != want {
		t.Errorf("the command is %q, want %q", got, want)
	}
	if g := k.agent(); !g.All || !g.Runs("mine") {
		t.Errorf("the agent of the task lists is %+v", g)
	}
	k.put(k.config, twoJobs+strings.Replace(twoReports, "~/Reports", "~/Elsewhere", 1))
	if g := k.reportAgent(); !slices.Equal(g.Shut, []string{"weekly"}) {
		t.Errorf("it may write everywhere: %+v", g)
	}
	k.put(k.config, twoJobs+twoReports)

	for _, told := range []struct {
		duty app.Duty
		job  string
	}{{app.TasksDuty, "mine"}, {app.ReportDuty, "weekly"}} {
		if err := k.open().TellEnded(t.Context(), told.duty, told.job, weir.Storage); err != nil {
			t.Fatal(err)
		}
	}
	gone, err := k.open().RemoveAgent(t.Context(), app.TasksDuty, false)
	if err != nil || len(gone) != 2 || !k.reportAgent().Installed || k.agent().Installed {
		t.Errorf("gone %q, %v", gone, err)
	}
	gone, err = k.open().RemoveAgent(t.Context(), app.ReportDuty, false)
	if err != nil || len(gone) < 3 || k.reportAgent().Installed || !strings.HasSuffix(gone[2], "notices.json") {
		t.Errorf("gone %q, %v", gone, err)
	}
}

func TestTheAgentOfReportsGoesWithTheLastOfItsReports(t *testing.T) {
	t.Parallel()
	k := newKeeper(t, "linux")
	k.put(k.config, twoJobs+strings.Replace(twoReports, "page.onenote = \"Team/Weekly/Open\"", "page.file = \"~/Reports/board.csv\"", 1))
	k.install(app.AgentParams{Duty: app.ReportDuty, Jobs: []string{"weekly", "board"}})
	if gone, err := k.open().ForgetReport(t.Context(), "weekly", false); err != nil || !strings.Contains(strings.Join(gone, "\n"), "from the agent, which still runs board") {
		t.Errorf("gone %q, %v", gone, err)
	}
	if g := k.reportAgent(); !slices.Equal(g.Jobs, []string{"board"}) {
		t.Errorf("got %+v", g)
	}
	if gone, err := k.open().ForgetReport(t.Context(), "board", false); err != nil || k.reportAgent().Installed {
		t.Errorf("gone %q, %v", gone, err)
	}
}

// Whoever is not signed in to Microsoft finds that out before the agent does.
func TestTheAgentOfReportsSignsIn(t *testing.T) {
	t.Parallel()
	k := newKeeper(t, "linux")
	k.put(k.config, twoReports)
	_, err := k.open().InstallAgent(t.Context(), app.AgentParams{Duty: app.ReportDuty, Every: time.Hour})
	if weir.KindOf(err) != weir.BadConfig || !strings.Contains(err.Error(), "the report board") && !strings.Contains(err.Error(), "the job board") {
		t.Errorf("without an application: %v", err)
	}
	k.env = append(k.env, "WEIR_MICROSOFT_CLIENT_ID=00000000-0000-4000-8000-000000000001")
	_, err = k.open().InstallAgent(t.Context(), app.AgentParams{Duty: app.ReportDuty, Every: time.Hour})
	if weir.KindOf(err) != weir.Unauthorised || k.reportAgent().Installed {
		t.Errorf("without a sign-in: %v", err)
	}
	if _, err = k.open().InstallAgent(t.Context(), app.AgentParams{Duty: app.ReportDuty, Jobs: []string{"weekly"}, Every: time.Hour}); err != nil {
		t.Errorf("a file needs no sign-in: %v", err)
	}
	// What a use of the sign-in gives anew must be kept where it is kept.
	k.put(filepath.Join(filepath.Dir(k.config), "secrets.age"), "")
	writes, err := k.open().AgentWrites(app.ReportDuty)
	if err != nil || !slices.ContainsFunc(writes, func(dir string) bool { return strings.HasSuffix(dir, "/.config/weir") }) {
		t.Errorf("the agent may write to %q, %v", writes, err)
	}
}

func TestABrowserIsTheUsersChoice(t *testing.T) {
	t.Parallel()
	const address = "https://login.example.test/?a=b"
	for name, c := range map[string]struct {
		goos string
		env  []string
		fail map[string]bool // programs that fail
		want string          // the call that succeeds
		has  bool
	}{
		"nothing to open it with":   {"linux", nil, nil, "", false},
		"a desktop":                 {"linux", []string{"DISPLAY=:0"}, nil, "xdg-open " + address, true},
		"another desktop":           {"linux", []string{"WAYLAND_DISPLAY=w"}, nil, "xdg-open " + address, true},
		"a choice":                  {"linux", []string{"BROWSER=/opt/my browser"}, nil, "/opt/my browser " + address, true},
		"a choice with a place":     {"linux", []string{"BROWSER=b --to %s --now"}, nil, "b --to " + address + " --now", true},
		"the second choice":         {"linux", []string{"BROWSER=one:two"}, map[string]bool{"one": true}, "two " + address, true},
		"the desktop in the end":    {"linux", []string{"BROWSER=one", "DISPLAY=:0"}, map[string]bool{"one": true}, "xdg-open " + address, true},
		"a Mac":                     {"darwin", nil, nil, "open " + address, true},
		"Windows, whatever BROWSER": {"windows", []string{`BROWSER=C:\x.exe`, "USERPROFILE=C:\\u", "APPDATA=/a", "LOCALAPPDATA=/l"}, nil, "rundll32 url.dll,FileProtocolHandler " + address, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var last string
			h := newHome(t, append(c.env, "WEIR_JIRA_TOKEN=planted", "WEIR_JIRA_URL=https://jira.example.test")...)
			a, err := app.Open(app.Environment{
				Environ: h.env, GOOS: c.goos, Now: time.Now, Zone: time.UTC,
				Launch: func(_ context.Context, call program.Call) (program.Result, error) {
					if strings.Contains(strings.Join(call.Environ, "\n"), "planted") {
						t.Errorf("the browser is given %q", call.Environ)
					}
					if c.fail[call.Name] {
						return program.Result{}, program.ErrMissing
					}
					last = call.Name + " " + strings.Join(call.Args, " ")
					return program.Result{}, nil
				},
			})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = a.Close() }()
			err = a.OpenBrowser(t.Context(), address)
			if a.HasBrowser() != c.has || last != c.want || (err == nil) != c.has {
				t.Errorf("got %q, %v, %v", last, a.HasBrowser(), err)
			}
		})
	}
}

func TestAFailureToOpenABrowserIsTold(t *testing.T) {
	t.Parallel()
	h := newHome(t, "BROWSER=one")
	a, err := app.Open(app.Environment{
		Environ: h.env, GOOS: "linux", Now: time.Now, Zone: time.UTC,
		Launch: func(context.Context, program.Call) (program.Result, error) { return program.Result{Code: 3}, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = a.Close() }()
	if err := a.OpenBrowser(t.Context(), "https://x.example"); err == nil || errors.Is(err, program.ErrMissing) || !strings.Contains(err.Error(), "exit code 3") {
		t.Errorf("got %v", err)
	}
}
