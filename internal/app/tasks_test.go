package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
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
	"weir/internal/jira/jiratest"
	"weir/internal/secret"
	"weir/internal/tasks"
)

// canary is a text of an issue that Weir must keep nowhere.
const canary = "canary-summary-of-an-issue"

// A desk is a home with a simulated Jira in which some issues are open, and a
// job that keeps them in a file.
type desk struct {
	home
	site *jiratest.Server
	keys []string
	read int // requests that were looked at
}

func newDesk(t *testing.T, settings string, o jiratest.Options) *desk {
	t.Helper()
	o.Site, o.Anonymous = jiratest.Generate(jiratest.GenerateParams{Issues: 12, Seed: 3, Now: made}), true
	d := &desk{site: jiratest.New(t, o)}
	me := d.site.Me()
	err := d.site.Live().Edit(time.Now(), func(e *jiratest.Edit) error {
		for _, i := range o.Site.Issues()[:5] {
			d.keys = append(d.keys, i.Key)
			if err := e.Transition(i.Key, &me, "To Do"); err != nil {
				return err
			}
			if err := e.Set(i.Key, &me, "summary", json.RawMessage(`"`+canary+`"`)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	d.home = newHome(t, "WEIR_JIRA_URL="+d.site.URL(), "WEIR_JIRA_USER="+d.site.User(), "WEIR_JIRA_TOKEN="+d.site.Token(), "WEIR_JIRA_CA_FILE=~/ca.pem")
	if o.Flavour == jiratest.DataCenter {
		d.env = append(d.env, "WEIR_JIRA_USER=")
	}
	d.put("ca.pem", string(d.site.CAPEM()))
	d.put(".config/weir/config.toml", "[tasks.mine]\njql = 'key in ("+strings.Join(d.keys, ", ")+") AND resolution = Unresolved'\nfile = \"~/Jira.md\"\n"+settings)
	return d
}

// sync runs the job as a process of its own would.
func (d *desk) sync() (tasks.Report, error) {
	d.t.Helper()
	a := d.open()
	jobs, err := a.TaskJobs("mine")
	if err != nil {
		d.t.Fatal(err)
	}
	return a.SyncTasks(d.t.Context(), jobs[0], app.TasksParams{})
}

func (d *desk) mustSync() tasks.Report {
	d.t.Helper()
	report, err := d.sync()
	if err != nil {
		d.t.Fatal(err)
	}
	return report
}

// fresh returns the requests since it was called last.
func (d *desk) fresh() []jiratest.Request {
	all := d.site.Requests()
	defer func() { d.read = len(all) }()
	return all[d.read:]
}

func (d *desk) text() string {
	d.t.Helper()
	text, err := os.ReadFile(d.path("Jira.md"))
	if err != nil {
		d.t.Fatal(err)
	}
	return string(text)
}

func flavours(t *testing.T, check func(t *testing.T, flavour jiratest.Flavour)) {
	t.Helper()
	for _, flavour := range []jiratest.Flavour{jiratest.Cloud, jiratest.DataCenter} {
		t.Run(string(flavour), func(t *testing.T) {
			t.Parallel()
			check(t, flavour)
		})
	}
}

// The figure to keep: three requests to Jira, and nothing is written.
func TestASyncWithNothingToDoAsksThreeTimes(t *testing.T) {
	t.Parallel()
	flavours(t, func(t *testing.T, flavour jiratest.Flavour) {
		d := newDesk(t, "", jiratest.Options{Flavour: flavour})
		if got := d.mustSync().Counts.Created; got != 5 {
			t.Fatalf("%d tasks were created, want 5", got)
		}
		before, info := d.text(), stat(t, d.path("Jira.md"))
		d.fresh()
		if got := d.mustSync().Counts; got != (tasks.Counts{Unchanged: 5}) {
			t.Errorf("the second run counts %+v", got)
		}
		if asked := d.fresh(); len(asked) > 3 {
			t.Errorf("Jira was asked %d times: %+v", len(asked), asked)
		}
		if d.text() != before || !os.SameFile(info, stat(t, d.path("Jira.md"))) {
			t.Error("the file was written")
		}
	})
}

func stat(t *testing.T, path string) fs.FileInfo {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info
}

// A description reaches the file as Markdown, whichever markup Jira has it in,
// and a link of Jira's own leads to Jira.
func TestDescriptionsBecomeMarkdown(t *testing.T) {
	t.Parallel()
	flavours(t, func(t *testing.T, flavour jiratest.Flavour) {
		d := newDesk(t, `fields = ["labels"]`, jiratest.Options{Flavour: flavour})
		me := d.site.Me()
		const document = `{"type":"doc","version":1,"content":[{"type":"paragraph","content":[` +
			`{"type":"text","text":"loud","marks":[{"type":"strong"}]},{"type":"text","text":" * and "},` +
			`{"type":"text","text":"near","marks":[{"type":"link","attrs":{"href":"https://example.com/near"}}]},` +
			`{"type":"text","text":" or "},{"type":"text","text":"here","marks":[{"type":"link","attrs":{"href":"/browse/X-1"}}]}]}]}`
		if err := d.site.Live().Edit(time.Now(), func(e *jiratest.Edit) error {
			if err := e.Set(d.keys[0], &me, "labels", json.RawMessage("[\"`=x`\"]")); err != nil {
				return err
			}
			return e.Set(d.keys[0], &me, "description", json.RawMessage(document))
		}); err != nil {
			t.Fatal(err)
		}
		d.mustSync()
		for _, want := range []string{"**loud**", "\\`=x\\`", `\*`, "[near](https://example.com/near)", "[here](" + d.site.URL() + "/browse/X-1)"} {
			if !strings.Contains(d.text(), want) {
				t.Errorf("%s is missing in %s", want, d.text())
			}
		}
	})
}

// Promise D1.
func TestTasksReadOnlyTheirFields(t *testing.T) {
	t.Parallel()
	flavours(t, func(t *testing.T, flavour jiratest.Flavour) {
		for settings, more := range map[string][]string{"": nil, `fields = ["priority", "customfield_10016=Points"]`: {"priority", "customfield_10016"}} {
			d := newDesk(t, settings, jiratest.Options{Flavour: flavour})
			d.mustSync()
			me := d.site.Me()
			if err := d.site.Live().Edit(time.Now(), func(e *jiratest.Edit) error { return e.Transition(d.keys[0], &me, "Done") }); err != nil {
				t.Fatal(err)
			}
			d.mustSync()
			may := append([]string{"summary", "description", "status", "duedate", "updated", "parent", "key"}, more...)
			asked := map[string]bool{}
			for _, r := range d.fresh() {
				if r.Query.Has("expand") {
					t.Errorf("%s asks to expand %s", r.Path, r.Query.Get("expand"))
				}
				if !strings.Contains(r.Path, "/search") {
					continue
				}
				for field := range strings.SplitSeq(r.Query.Get("fields"), ",") {
					if asked[field] = true; !slices.Contains(may, field) {
						t.Errorf("the field %q is asked for", field)
					}
				}
			}
			if len(asked) != len(may) {
				t.Errorf("asked for %v, and may for %v", asked, may)
			}
			for _, access := range []app.Access{d.open().Access(app.TasksJob())} {
				if diff := cmp.Diff(append(slices.Clone(may[:6]), more...), access.Fields); diff != "" {
					t.Errorf("weir access lists other fields (-want +got):\n%s", diff)
				}
			}
		}
	})
}

// Promise L3: whatever Jira says to somebody who is not signed in closes nothing,
// whether an answer tells of it or not.
func TestALostSignInClosesNothing(t *testing.T) {
	t.Parallel()
	for _, tell := range []string{"reason", "account", "nothing"} {
		t.Run("told by "+tell, func(t *testing.T) {
			t.Parallel()
			flavours(t, func(t *testing.T, flavour jiratest.Flavour) {
				// The clock, the account and a search are the first run.
				d := newDesk(t, "", jiratest.Options{Flavour: flavour, Faults: []jiratest.Fault{{After: 3, Do: jiratest.LoseSignIn, Tell: tell}}})
				d.mustSync()
				before := d.text()
				if n := len(d.fresh()); n != 3 {
					t.Fatalf("the first run asked %d times", n)
				}
				for range 5 {
					if _, err := d.sync(); weir.KindOf(err) != weir.Unauthorised {
						t.Errorf("got %v", err)
					}
				}
				if d.text() != before {
					t.Error("the tasks were changed")
				}
			})
		})
	}
}

// A result without an issue is what a stranger sees, too.
func TestAnEmptyResultIsBelievedOfSomebodySignedInOnly(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "", jiratest.Options{Faults: []jiratest.Fault{{After: 6, Do: jiratest.LoseSignIn, Tell: "nothing"}}})
	d.put(".config/weir/config.toml", "[tasks.mine]\njql = 'key = "+d.keys[0]+" AND key = "+d.keys[1]+"'\nfile = \"~/Jira.md\"\n")
	d.mustSync() // the clock, the account, a search, the account again
	if n := len(d.fresh()); n != 4 {
		t.Fatalf("the first run asked %d times", n)
	}
	if _, err := d.sync(); weir.KindOf(err) != weir.Unauthorised {
		t.Errorf("got %v", err)
	}
}

// Promise D7.
func TestWhatTasksKeepHoldsNoTextOfAnIssue(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "", jiratest.Options{})
	d.mustSync()
	if !strings.Contains(d.text(), canary) {
		t.Fatal("the file does not hold the canary: the test proves nothing")
	}
	for _, name := range d.all() {
		path := d.path(name)
		info := stat(t, path)
		if name == "Jira.md" || name == "ca.pem" || name == ".config/" || name == ".local/" || name == ".local/state/" {
			continue
		}
		if mode := info.Mode().Perm(); mode&0o077 != 0 && runtime.GOOS != "windows" {
			t.Errorf("%s has the mode %o", name, mode)
		}
		if info.IsDir() {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{canary, d.site.Token()} {
			if bytes.Contains(text, []byte(secret)) {
				t.Errorf("%s holds %s", name, secret)
			}
		}
	}
}

// Promise D6.
func TestForgettingTasks(t *testing.T) {
	t.Parallel()
	forget := func(t *testing.T, d *desk, p app.ForgetTaskParams) []string {
		t.Helper()
		p.DryRun = true
		before := d.all()
		would, err := d.open().ForgetTask(t.Context(), "mine", p)
		if diff := cmp.Diff(withoutLogs(before), withoutLogs(d.all())); err != nil || diff != "" {
			t.Errorf("the dry run failed or changed something: %v\n%s", err, diff)
		}
		p.DryRun = false
		gone, err := d.open().ForgetTask(t.Context(), "mine", p)
		if diff := cmp.Diff(would, gone); err != nil || diff != "" {
			t.Errorf("%v (-dry +real)\n%s", err, diff)
		}
		return gone
	}
	t.Run("leaves the tasks to the user", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, "", jiratest.Options{})
		d.mustSync()
		before := d.text()
		gone := strings.Join(forget(t, d, app.ForgetTaskParams{}), "\n")
		if !strings.Contains(gone, "the links to 5 tasks and the history of the job mine") || !strings.Contains(gone, "[tasks.mine]") || d.text() != before {
			t.Errorf("got %s", gone)
		}
		if _, err := d.open().TaskJobs(); weir.KindOf(err) != weir.BadConfig {
			t.Errorf("the job is still there: %v", err)
		}
	})
	t.Run("deletes them on demand, and nothing else of the file", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, "", jiratest.Options{})
		d.put("Jira.md", "mine\n- [ ] my own\n")
		d.mustSync()
		forget(t, d, app.ForgetTaskParams{Tasks: true})
		if text := d.text(); strings.Contains(text, canary) || !strings.HasPrefix(text, "mine\n- [ ] my own\n") {
			t.Errorf("the file holds %s", text)
		}
	})
	t.Run("leaves those that were given to the user", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, "tag = \"jira\"\non_left = \"untag\"\n", jiratest.Options{})
		d.mustSync()
		config := d.path(".config/weir/config.toml")
		text, err := os.ReadFile(config)
		if err != nil {
			t.Fatal(err)
		}
		d.put(".config/weir/config.toml", strings.Replace(string(text), "key in ("+d.keys[0]+", ", "key in (", 1))
		d.mustSync()
		gone := forget(t, d, app.ForgetTaskParams{Tasks: true})
		if text := d.text(); !strings.Contains(text, "["+d.keys[0]+"]") || strings.Contains(text, "["+d.keys[1]+"]") {
			t.Errorf("the file holds %s", text)
		}
		if !strings.HasPrefix(gone[0], "4 tasks in ") || !strings.Contains(gone[0], "1 more stay") {
			t.Errorf("got %q", gone)
		}
	})
	t.Run("is part of forgetting everything", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, "", jiratest.Options{})
		d.mustSync()
		r := &ring{accounts: []string{"caldav/ada@https://dav.example.test"}}
		gone, err := d.forgetAll(r)
		if err != nil || !slices.ContainsFunc(gone, func(s string) bool { return strings.HasPrefix(s, "the password of ada@https://dav.example.test") }) {
			t.Errorf("got %v, %v", gone, err)
		}
		for _, name := range d.all() {
			if strings.Contains(name, "weir") {
				t.Errorf("%s is left", name)
			}
		}
	})
	t.Run("of a site that a job reads is refused", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t, "", jiratest.Options{})
		d.put(".config/weir/config.toml", sites+"[tasks.mine]\njira = \"work\"\njql = \"key = A-1\"\nfile = \"x.md\"\n")
		if _, err := d.open().Forget(t.Context(), "work", false); weir.KindOf(err) != weir.Usage || !strings.Contains(weir.NextStep(err), "weir tasks forget mine") {
			t.Errorf("got %v", err)
		}
	})
}

// withoutLogs leaves out what SQLite makes and removes as it likes.
func withoutLogs(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		base := filepath.Base(name)
		return strings.HasPrefix(base, "weir.db-") || strings.HasPrefix(base, "tasks-")
	})
}

// Promise C3 and C1: a password goes to the server that it was given for.
func TestACalDAVPasswordIsBoundToItsServer(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	job := app.TaskJob{Name: "dav", JQL: "key = A-1", Target: app.TargetCalDAV, URL: "https://dav.example.test/x/", User: "ada"}
	open := func() *app.App {
		a := h.open()
		a.UseFile(func(context.Context, bool) (secret.Text, error) { return secret.New("a-passphrase-of-this-test"), nil })
		return a
	}
	if _, err := open().SaveTask(t.Context(), job, secret.New("planted-password")); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(h.path(".config/weir/config.toml"))
	if err != nil || bytes.Contains(text, []byte("planted")) || !bytes.Contains(text, []byte(`user = "ada"`)) {
		t.Errorf("the configuration is %s, %v", text, err)
	}
	known := func(change func(*app.TaskJob)) string {
		other := job
		change(&other)
		return open().KnownPassword(t.Context(), other).Reveal()
	}
	for name, c := range map[string]struct {
		change func(*app.TaskJob)
		want   string
	}{
		"the job itself":        {func(*app.TaskJob) {}, "planted-password"},
		"another list":          {func(j *app.TaskJob) { j.URL, j.List = "https://DAV.example.test/y/", "Jira" }, "planted-password"},
		"another host":          {func(j *app.TaskJob) { j.URL = "https://dav.example.test.evil.test/x/" }, ""},
		"another port":          {func(j *app.TaskJob) { j.URL = "https://dav.example.test:8443/x/" }, ""},
		"another user":          {func(j *app.TaskJob) { j.User = "eve" }, ""},
		"a user with an at":     {func(j *app.TaskJob) { j.User, j.URL = "ada@https://dav.example.test", "https://evil.test/" }, ""},
		"no user, and no login": {func(j *app.TaskJob) { j.User = "" }, ""},
	} {
		if got := known(c.change); got != c.want {
			t.Errorf("%s gets %q, want %q", name, got, c.want)
		}
	}
}

// One password that does not say where it belongs is sent to one server only.
func TestAPasswordOfTheEnvironmentIsForOneServer(t *testing.T) {
	t.Parallel()
	h := newHome(t, "WEIR_CALDAV_PASSWORD=planted-password")
	h.put(".config/weir/config.toml", "[tasks.dav]\njql = \"key = A-1\"\ntarget = \"caldav\"\nurl = \"https://dav.example.test/\"\nuser = \"ada\"\n")
	job := app.TaskJob{Name: "dav", Target: app.TargetCalDAV, URL: "https://dav.example.test/", User: "ada"}
	for name, c := range map[string]struct {
		change func(*app.TaskJob)
		want   string
	}{
		"the one job":                        {func(*app.TaskJob) {}, "planted-password"},
		"a new job with the same account":    {func(j *app.TaskJob) { j.Name = "new" }, "planted-password"},
		"a new job with another server":      {func(j *app.TaskJob) { j.Name, j.URL = "new", "https://other.example.test/" }, ""},
		"a new job with another user":        {func(j *app.TaskJob) { j.Name, j.User = "new", "eve" }, ""},
		"the one job, which leads elsewhere": {func(j *app.TaskJob) { j.URL = "https://other.example.test/" }, "planted-password"},
	} {
		other := job
		c.change(&other)
		if got := h.open().KnownPassword(t.Context(), other).Reveal(); got != c.want {
			t.Errorf("%s gets %q, want %q", name, got, c.want)
		}
	}
}

// A line that the user deletes comes back while the issue is open, with one note.
func TestADeletedLineComesBackWithOneNote(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "", jiratest.Options{Flavour: jiratest.Cloud})
	d.mustSync()
	var kept []string
	for line := range strings.Lines(d.text()) {
		if !strings.Contains(line, "["+d.keys[2]+"](") {
			kept = append(kept, line)
		}
	}
	d.put("Jira.md", strings.Join(kept, ""))
	d.mustSync()
	if tasks, notes := strings.Count(d.text(), "- [ ]"), strings.Count(d.text(), "<!-- weir:note -->"); tasks != 5 || notes != 5 {
		t.Errorf("%d tasks and %d notes, want 5 of each:\n%s", tasks, notes, d.text())
	}
}
