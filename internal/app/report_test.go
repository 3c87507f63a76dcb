package app_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"weir"
	"weir/internal/app"
	"weir/internal/jira/jiratest"
	"weir/internal/report"
)

// A bureau is a home with a simulated Jira and a report in a file.
type bureau struct {
	home
	site    *jiratest.Server
	now     time.Time
	expired atomic.Bool // the token
	busy    atomic.Bool // Jira refuses for its rate
	strange atomic.Bool // Jira knows nobody, and does not say so
	read    int         // requests that were looked at
}

func newBureau(t *testing.T, settings string, o jiratest.Options) *bureau {
	t.Helper()
	b := &bureau{now: made}
	if o.Site == nil {
		o.Site = jiratest.Generate(jiratest.GenerateParams{Issues: 12, Seed: 3, Now: made})
	}
	o.Anonymous, o.Now = true, func() time.Time { return made }
	o.Intercept = func(w http.ResponseWriter, r *http.Request) bool {
		switch {
		case b.busy.Load():
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusTooManyRequests)
			return true
		case b.strange.Load() && strings.HasSuffix(r.URL.Path, "/myself"):
			w.WriteHeader(http.StatusUnauthorized)
			return true
		case b.strange.Load() && strings.Contains(r.URL.Path, "/search"):
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"errorMessages":["The value 'SHOP' does not exist for the field 'project'."]}`)
			return true
		case b.expired.Load():
			r.Header.Del("Authorization")
		}
		return false
	}
	b.site = jiratest.New(t, o)
	b.home = newHome(t, "WEIR_JIRA_URL="+b.site.URL(), "WEIR_JIRA_USER="+b.site.User(), "WEIR_JIRA_TOKEN="+b.site.Token(), "WEIR_JIRA_CA_FILE=~/ca.pem")
	if o.Flavour == jiratest.DataCenter {
		b.env = append(b.env, "WEIR_JIRA_USER=")
	}
	b.put("ca.pem", string(b.site.CAPEM()))
	b.configure(settings)
	return b
}

func (b *bureau) configure(settings string) {
	b.t.Helper()
	if !strings.Contains(settings, "jql") && !strings.Contains(settings, "filter") {
		settings = "jql = 'project is not EMPTY ORDER BY key'\n" + settings
	}
	b.put(".config/weir/config.toml", "[report.weekly]\nid = '3f9a1c2e'\npage = { file = '~/r.md' }\n"+settings)
}

// open opens Weir with this bureau's clock.
func (b *bureau) open() *app.App {
	b.t.Helper()
	a, err := app.Open(app.Environment{Environ: b.env, GOOS: "linux", Now: func() time.Time { return b.now }, Zone: time.UTC})
	if err != nil {
		b.t.Fatalf("%v: %s", err, weir.NextStep(err))
	}
	b.t.Cleanup(func() { _ = a.Close() })
	return a
}

func (b *bureau) job(a *app.App) app.Report {
	b.t.Helper()
	jobs, err := a.ReportJobs("weekly")
	if err != nil {
		b.t.Fatal(err)
	}
	return jobs[0]
}

// run refreshes the report as a process of its own would.
func (b *bureau) run() (report.Outcome, error) {
	b.t.Helper()
	a := b.open()
	return a.RunReport(b.t.Context(), b.job(a), app.ReportParams{})
}

func (b *bureau) mustRun() report.Outcome {
	b.t.Helper()
	out, err := b.run()
	if err != nil {
		b.t.Fatalf("%v: %s", err, weir.NextStep(err))
	}
	return out
}

func (b *bureau) status() app.ReportStatus {
	b.t.Helper()
	a := b.open()
	status, err := a.ReportStatus(b.t.Context(), b.job(a))
	if err != nil {
		b.t.Fatal(err)
	}
	return status
}

func (b *bureau) text() string {
	b.t.Helper()
	text, err := os.ReadFile(b.path("r.md"))
	if err != nil {
		b.t.Fatal(err)
	}
	return string(text)
}

// asked lists the ends of the paths that were asked for since it was called last.
func (b *bureau) asked() (paths []string) {
	all := b.site.Requests()
	for _, r := range all[b.read:] {
		paths = append(paths, r.Path[strings.Index(r.Path, "/rest/api/")+len("/rest/api/n/"):])
	}
	b.read = len(all)
	return paths
}

func wantAsked(t *testing.T, got []string, want ...string) {
	t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("Jira was asked for %q, want %q", got, want)
	}
}

// The figure to keep: one search for a report of up to 200 rows.
func TestARefreshOfTwoHundredRowsIsOneSearch(t *testing.T) {
	t.Parallel()
	flavours(t, func(t *testing.T, flavour jiratest.Flavour) {
		site := jiratest.Generate(jiratest.GenerateParams{Issues: 200, Seed: 3, Now: made})
		b := newBureau(t, "columns = ['key', 'summary', 'type', 'status', 'assignee', 'due', 'updated', 'note']\n", jiratest.Options{Flavour: flavour, Site: site})
		search := "search/jql"
		whole := []string{"serverInfo", search, search} // Cloud gives a hundred at a time
		if flavour == jiratest.DataCenter {
			search, whole = "search", []string{"serverInfo", "search"}
		}
		for range 2 {
			out := b.mustRun()
			if out.Run.Counts.Rows != 200 {
				t.Errorf("%d rows", out.Run.Counts.Rows)
			}
			wantAsked(t, b.asked(), whole...)
		}
		// Before less is believed, Jira says who asks.
		b.configure("jql = 'project is not EMPTY AND resolution = Unresolved'\n")
		if out := b.mustRun(); out.Run.Counts.Left == 0 {
			t.Errorf("counts %+v", out.Run.Counts)
		}
		wantAsked(t, b.asked(), "serverInfo", search, "myself")
		// A field that only the site knows costs its list.
		b.configure("columns = ['key', 'Story Points=Points', 'note']\ngroup = 'customfield_10034'\ntotals = ['Story Points']\n")
		out := b.mustRun()
		if asked := b.asked(); len(asked) != len(whole)+2 || asked[2] != "field" || !strings.Contains(b.text(), "| Key | Points | Note |") || !strings.Contains(b.text(), "Total") {
			t.Errorf("asked for %q: %+v\n%.1000s", asked, out, b.text())
		}
	})
}

func TestAReportOfASavedFilterFollowsIt(t *testing.T) {
	t.Parallel()
	b := newBureau(t, "filter = '10000'\n", jiratest.Options{})
	me := b.site.Me()
	change := func(jql string) {
		t.Helper()
		err := b.site.Live().Edit(made, func(e *jiratest.Edit) error {
			e.Filters(func(all []jiratest.Filter) []jiratest.Filter {
				if all = all[:0]; jql != "" {
					all = append(all, jiratest.Filter{ID: "10000", Name: "mine", JQL: jql, Owner: &me})
				}
				return all
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	keys := func() (keys []string) {
		for line := range strings.Lines(b.text()) {
			if key, _, ok := strings.Cut(strings.TrimPrefix(line, "| ["), "]("); ok && strings.HasPrefix(line, "| [") {
				keys = append(keys, key)
			}
		}
		return keys
	}
	change("project is not EMPTY ORDER BY key DESC")
	b.mustRun()
	down := keys()
	change("project is not EMPTY ORDER BY key ASC")
	b.mustRun()
	if up := keys(); len(up) < 3 || up[0] != down[len(down)-1] || up[0] == down[0] {
		t.Errorf("the order of the filter does not count: %q, then %q", down, up)
	}
	if !strings.Contains(b.text(), "/issues/?filter=10000") {
		t.Error("the link does not lead to the filter")
	}
	for _, gone := range []struct {
		jql  string
		kind weir.Kind
	}{{"", weir.NotFound}, {" ", weir.BadQuery}, {"ORDER BY key", weir.BadQuery}} {
		change(gone.jql)
		before := keys()
		_, err := b.run()
		if weir.KindOf(err) != gone.kind || weir.NextStep(err) == "" {
			t.Errorf("the filter is %q now: %v", gone.jql, err)
		}
		if after := keys(); fmt.Sprint(after) != fmt.Sprint(before) || !strings.Contains(b.text(), "Not refreshed since") {
			t.Errorf("the filter is %q now, and the file has %q\n%s", gone.jql, after, b.text())
		}
	}
}

// What fails before Jira is asked for issues counts, too.
func TestAReportThatFailsFiveTimesPausesItself(t *testing.T) {
	t.Parallel()
	b := newBureau(t, "schedule = 'hourly'\n", jiratest.Options{})
	b.mustRun()
	before := b.text()
	b.configure("schedule = 'hourly'\ncolumns = ['key', 'no such field']\n")
	for n := range 5 {
		if s := b.status(); s.Paused || s.Failures != n {
			t.Fatalf("after %d failures: %+v", n, s)
		}
		b.now = b.now.Add(time.Hour)
		if _, err := b.run(); weir.KindOf(err) != weir.Usage {
			t.Fatal(err)
		}
	}
	s := b.status()
	if !s.Paused || s.Why == "" || s.Last == nil || !s.Last.Paused || s.IsDue(b.now.Add(100*time.Hour)) {
		t.Errorf("got %+v", s)
	}
	told := strings.Replace(b.text(), strings.Split(b.text(), "\n")[3], "", 1)
	if !strings.Contains(b.text(), "Not refreshed since") || strings.Count(told, "\n| [") != strings.Count(before, "\n| [") {
		t.Errorf("the file is\n%s", b.text())
	}
	b.configure("schedule = 'hourly'\n")
	a := b.open()
	if err := a.ResumeReport(t.Context(), b.job(a)); err != nil {
		t.Fatal(err)
	}
	b.mustRun()
	if s := b.status(); s.Paused || s.Failures != 0 || strings.Contains(b.text(), "Not refreshed") {
		t.Errorf("got %+v", s)
	}
	runs, err := b.open().ReportHistory(t.Context(), b.job(a), 3)
	if err != nil || len(runs) != 3 || runs[0].Result != "" || runs[1].Result != weir.Usage || !runs[1].Paused {
		t.Errorf("the history is %+v, %v", runs, err)
	}
}

// Promise L3: nothing leaves the table because Jira answered as to a stranger.
func TestALostSignInTakesNothingOffThePage(t *testing.T) {
	t.Parallel()
	flavours(t, func(t *testing.T, flavour jiratest.Flavour) {
		b := newBureau(t, "", jiratest.Options{Flavour: flavour})
		b.mustRun()
		before := strings.Count(b.text(), "\n| [")
		b.expired.Store(true)
		_, err := b.run()
		if weir.KindOf(err) != weir.Unauthorised || strings.Count(b.text(), "\n| [") != before || before == 0 {
			t.Errorf("%v\n%s", err, b.text())
		}
		b.expired.Store(false)
		b.strange.Store(true) // to a stranger, what the query names does not exist
		if _, err := b.run(); weir.KindOf(err) != weir.Unauthorised {
			t.Errorf("got %v", err)
		}
		if s := b.status(); s.Last.Result != weir.Unauthorised {
			t.Errorf("the history says %q", s.Last.Result)
		}
	})
}

// Promise D7: what is kept of a report holds no text of an issue, and no text
// that somebody wrote.
func TestNoTextOfAnIssueIsKeptOfAReport(t *testing.T) {
	t.Parallel()
	b := newBureau(t, "schedule = 'hourly'\n", jiratest.Options{})
	me := b.site.Me()
	err := b.site.Live().Edit(made, func(e *jiratest.Edit) error {
		return e.Set(jiratest.Generate(jiratest.GenerateParams{Issues: 12, Seed: 3, Now: made}).Issues()[0].Key, &me, "summary", json.RawMessage(`"`+canary+`"`))
	})
	if err != nil {
		t.Fatal(err)
	}
	b.mustRun()
	const note = "a-note-of-a-person"
	text := b.text()
	at := strings.Index(text, canary)
	end := at + strings.Index(text[at:], "|\n")
	b.put("r.md", text[:end]+note+" "+text[end:])
	b.mustRun()
	if !strings.Contains(b.text(), note) || !strings.Contains(b.text(), canary) {
		t.Fatalf("the file is\n%s", b.text())
	}
	err = filepath.WalkDir(b.path(".local"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path) //nolint:gosec // a directory of this test's own
		for _, secret := range []string{canary, note, "Story", b.site.Token()} {
			if bytes.Contains(data, []byte(secret)) {
				t.Errorf("%s holds %q", path, secret)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTwoRunsOfOneReportDoNotMeet(t *testing.T) {
	t.Parallel()
	b := newBureau(t, "", jiratest.Options{Latency: 300 * time.Millisecond})
	errs := make(chan error)
	for range 2 {
		a := b.open()
		job := b.job(a)
		go func() {
			_, err := a.RunReport(t.Context(), job, app.ReportParams{})
			errs <- err
		}()
	}
	one, two := <-errs, <-errs
	if errors.Join(one, two) != nil && (one != nil && two != nil || !app.ReportIsRunning(errors.Join(one, two)) || weir.KindOf(errors.Join(one, two)) == weir.Unexpected) {
		t.Errorf("got %v and %v", one, two)
	}
	if n := strings.Count(b.text(), "<!-- weir-weekly"); n != 1 {
		t.Errorf("%d tables", n)
	}
}

func TestAReportWhoseSiteIsNotThereKeepsNoOtherFromRunning(t *testing.T) {
	t.Parallel()
	b := newBureau(t, "jira = 'env'\nschedule = 'hourly'\n", jiratest.Options{})
	b.env = slices.DeleteFunc(b.env, func(v string) bool { return strings.HasPrefix(v, "WEIR_JIRA_") })
	a := b.open()
	status, err := a.ReportStatus(t.Context(), b.job(a))
	if err != nil {
		t.Fatal(err)
	}
	if status.Err == nil || !status.IsDue(b.now) {
		t.Errorf("it is not due, so nobody hears what is wrong: %+v", status)
	}
	if _, err := b.run(); err == nil || err.Error() != status.Err.Error() {
		t.Errorf("a run says %v, want %v", err, status.Err)
	}
}

// What is set for a report reaches its table.
func TestMarksAndRowsOfAReportAreAsItIsSet(t *testing.T) {
	t.Parallel()
	b := newBureau(t, "marks = false\nmax_rows = 3\n", jiratest.Options{})
	if out := b.mustRun(); out.Run.Counts.Rows != 3 {
		t.Errorf("%d rows, want 3", out.Run.Counts.Rows)
	}
	if rows := strings.Count(b.text(), "\n| ["); rows != 3 {
		t.Errorf("%d rows, want 3\n%s", rows, b.text())
	}
	changed := func(i int) string {
		t.Helper()
		me := b.site.Me()
		if err := b.site.Live().Edit(made, func(e *jiratest.Edit) error {
			for _, issue := range b.site.Live().Site().Issues() {
				if err := e.Set(issue.ID, &me, "summary", fmt.Appendf(nil, `"Changed %d times"`, i)); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		b.mustRun()
		return b.text()
	}
	if text := changed(1); strings.Contains(text, "**Changed") || !strings.Contains(text, "Changed 1 times") {
		t.Errorf("without marks: %s", text)
	}
	b.configure("marks = true\nmax_rows = 3\n")
	if text := changed(2); !strings.Contains(text, "**Changed") {
		t.Errorf("with marks: %s", text)
	}
}

func TestCountingTheIssuesOfAReport(t *testing.T) {
	t.Parallel()
	b := newBureau(t, "", jiratest.Options{})
	a := b.open()
	if n, more, err := a.CountReport(t.Context(), b.job(a)); n != 12 || more || err != nil {
		t.Errorf("got %d, %v, %v", n, more, err)
	}
}

func TestAReportIsNotSetUpWhereAnotherOneStands(t *testing.T) {
	t.Parallel()
	b := newBureau(t, "", jiratest.Options{})
	a := b.open()
	job := b.job(a)
	if err := a.CheckReportPlace(t.Context(), job); err != nil {
		t.Errorf("its own place: %v", err)
	}
	job.Name, job.Page.Format = "other", "csv" // which has room for one table
	if err := a.CheckReportPlace(t.Context(), job); err == nil || !strings.Contains(err.Error(), "weekly") {
		t.Errorf("the place of another one: %v", err)
	}
	job.Page.File, job.Mode = b.path("o.csv"), string(report.Append)
	before := content(t, b.path(".config/weir/config.toml"))
	if err := a.SaveReport(job); err == nil || content(t, b.path(".config/weir/config.toml")) != before {
		t.Errorf("a CSV file that is added to: %v", err)
	}
}
