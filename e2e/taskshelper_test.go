package e2e_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"weir/internal/app"
	"weir/internal/jira/jiratest"
	"weir/internal/secret"
	"weir/internal/tasks"
	"weir/internal/tasks/caldav"
	"weir/internal/tasks/caldav/davtest"
	"weir/internal/tasks/markdown"
)

// An office is one user's computer, with a job of tasks called mine: its query
// selects what is not resolved.
type office struct {
	t    testing.TB
	site *jiratest.Server
	dir  string
	list string // the address of the CalDAV list; empty: it is the file
	kept string // where its server keeps it
	zone *time.Location
	now  func() time.Time
}

const openIssues = "project is not EMPTY AND resolution = Unresolved"

// newOffice sets up a job for a site, in a file, or on a server where there is
// one. The settings are further lines of the job's table.
func newOffice(t testing.TB, site *jiratest.Server, dav *davtest.Server, settings ...string) *office {
	t.Helper()
	o := &office{t: t, site: site, dir: t.TempDir(), zone: time.UTC, now: time.Now}
	table := append([]string{"[tasks.mine]", "jql = '" + openIssues + "'"}, settings...)
	if dav == nil {
		table = append(table, "file = 'Jira.md'")
	} else {
		made, err := caldav.Server{URL: dav.URL, Credentials: davCredentials()}.CreateList(t.Context(), "Jira")
		if err != nil {
			t.Fatal(err)
		}
		o.list, o.kept = made.URL, dav.Dir
		table = append(table, "target = 'caldav'", "user = '"+davtest.User+"'", "url = '"+o.list+"'")
	}
	o.write("config.toml", strings.Join(table, "\n")+"\n")
	o.write("ca.pem", string(site.CAPEM()))
	return o
}

func davCredentials() caldav.Credentials {
	return caldav.Credentials{User: davtest.User, Password: secret.New(davtest.Password)}
}

func (o *office) path(name string) string { return filepath.Join(o.dir, name) }

func (o *office) write(name, text string) {
	o.t.Helper()
	if err := os.WriteFile(o.path(name), []byte(text), 0o600); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) read(name string) string {
	o.t.Helper()
	text, err := os.ReadFile(o.path(name))
	if err != nil {
		o.t.Fatal(err)
	}
	return string(text)
}

// environ is the surroundings of Weir at this computer.
func (o *office) environ() []string {
	return []string{
		"HOME=" + o.dir, "WEIR_CONFIG=" + o.path("config.toml"), "WEIR_STATE_DIR=" + o.path("state"),
		"WEIR_KEYCHAIN=file", "DBUS_SESSION_BUS_ADDRESS=disabled:", "WEIR_CALDAV_PASSWORD=" + davtest.Password,
		"WEIR_JIRA_URL=" + o.site.URL(), "WEIR_JIRA_USER=" + o.site.User(), "WEIR_JIRA_TOKEN=" + o.site.Token(), "WEIR_JIRA_CA_FILE=" + o.path("ca.pem"),
	}
}

// sync runs the job in this process.
func (o *office) sync() tasks.Report {
	o.t.Helper()
	report, err := o.trySync(o.t.Context())
	if err != nil {
		o.t.Fatalf("%v: %+v", err, report.Failures)
	}
	return report
}

func (o *office) trySync(ctx context.Context) (tasks.Report, error) {
	a, err := app.Open(app.Environment{Environ: o.environ(), GOOS: "linux", Now: o.now, Zone: o.zone})
	if err != nil {
		return tasks.Report{}, err
	}
	jobs, err := a.TaskJobs()
	if err != nil {
		return tasks.Report{}, err
	}
	report, err := a.SyncTasks(ctx, jobs[0], app.TasksParams{})
	if closed := a.Close(); err == nil {
		err = closed
	}
	return report, err
}

// target reads what Weir writes.
func (o *office) target() tasks.Target {
	o.t.Helper()
	if o.list == "" {
		return markdown.New(markdown.Options{File: o.path("Jira.md"), Zone: o.zone})
	}
	target, err := caldav.New(caldav.Options{URL: o.list, Credentials: davCredentials(), Zone: o.zone})
	if err != nil {
		o.t.Fatal(err)
	}
	return target
}

// tasks reads all tasks of the target, and ours by their marks. Two with one
// mark, or for one issue, are a failure of the test.
func (o *office) tasks() (all []tasks.Task, ours map[string]tasks.Task) {
	o.t.Helper()
	all, err := o.target().Tasks(o.t.Context(), nil)
	if err != nil {
		o.t.Fatal(err)
	}
	ours = make(map[string]tasks.Task)
	keys := make(map[string]bool)
	for _, task := range all {
		key, _, _ := strings.Cut(task.Name, "]")
		if strings.HasPrefix(key, "[") {
			if keys[key] {
				o.t.Errorf("%s] has two tasks", key)
			}
			keys[key] = true
		}
		if task.Mark == "" {
			continue
		}
		if _, there := ours[task.Mark]; there {
			o.t.Errorf("two tasks have the mark of %q", task.Name)
		}
		ours[task.Mark] = task
	}
	return all, ours
}

// markOf is the mark of an issue's task.
func (o *office) markOf(id string) string {
	return tasks.Identity{Site: strings.TrimPrefix(strings.ToLower(o.site.URL()), "https://"), Issue: id}.Mark()
}

// matches checks that each open issue of the query has its task, as the issue is
// now, and that no task of a closed one is open.
func (o *office) matches() {
	o.t.Helper()
	_, ours := o.tasks()
	for _, issue := range o.site.Live().Site().Issues() {
		task, there := ours[o.markOf(issue.ID)]
		name, due := "["+issue.Key+"] "+textOf(issue, "summary"), textOf(issue, "duedate")
		switch {
		case !there && unresolved(issue) && !done(issue):
			o.t.Errorf("%s has no task", issue.Key)
		case !there: // it was closed before it had one
		case done(issue) != task.State.Closed():
			o.t.Errorf("%s has a task that is %s; its resolution is %s", issue.Key, task.State, issue.Fields["resolution"])
		case !unresolved(issue): // what changes after that is not followed
		case squeeze(task.Name) != squeeze(name):
			o.t.Errorf("%s has a task called %q, want %q", issue.Key, task.Name, name)
		case due != "" && task.Due.String() != due:
			o.t.Errorf("%s has a task due %s, want %s", issue.Key, task.Due, due)
		}
	}
}

// done reports whether the status of an issue is one that completes its task.
func done(issue jiratest.Issue) bool {
	var status struct {
		Category struct {
			Key string `json:"key"`
		} `json:"statusCategory"`
	}
	return json.Unmarshal(issue.Fields["status"], &status) == nil && status.Category.Key == "done"
}

func unresolved(issue jiratest.Issue) bool {
	value := issue.Fields["resolution"]
	return value == nil || string(value) == "null"
}

// textOf returns a text field of an issue: nothing where it is null.
func textOf(issue jiratest.Issue, field string) string {
	var text string
	if json.Unmarshal(issue.Fields[field], &text) != nil {
		return ""
	}
	return text
}

// squeeze makes one blank of many and leaves marks out that turn the direction of
// text: a target need not keep them.
func squeeze(text string) string {
	shown := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.Fields(shown), " ")
}
