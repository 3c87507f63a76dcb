package app_test

import (
	"context"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/app"
	"weir/internal/jira/jiratest"
	"weir/internal/msgraph"
	"weir/internal/msgraph/graphtest"
	"weir/internal/outbound"
	"weir/internal/report"
	"weir/internal/secret"
)

func (b *bureau) try() (report.Trial, error) {
	b.t.Helper()
	a := b.open()
	return a.TryReport(b.t.Context(), b.job(a), app.ReportParams{})
}

// kept lists the files in the home, save the trail of requests, with their times.
func (b *bureau) kept() map[string]time.Time {
	b.t.Helper()
	files := map[string]time.Time{}
	root := b.path(".")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.Contains(d.Name(), "audit") {
			return err
		}
		info, err := d.Info()
		if err == nil {
			files[path] = info.ModTime()
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return files
}

func TestADryRunWritesNothing(t *testing.T) {
	t.Parallel()
	b := newBureau(t, "columns = ['key', 'summary', 'status', 'note']\n", jiratest.Options{})
	before := b.kept()
	trial, err := b.try()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, b.kept()); diff != "" {
		t.Errorf("before the first run (-before +after):\n%s", diff)
	}
	if trial.Exists || !trial.First || trial.Counts.New != 12 {
		t.Errorf("before the first run: %+v", trial)
	}
	b.mustRun()
	b.put("r.md", strings.Replace(b.text(), "SHOP", "Somebody's words on SHOP", 1))
	before = b.kept()
	if _, err = b.try(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, b.kept()); diff != "" {
		t.Errorf("after a run (-before +after):\n%s", diff)
	}
	// What fails is told to whoever asks, and neither above the table nor in the history.
	text := b.text()
	b.expired.Store(true)
	if _, err := b.try(); weir.KindOf(err) != weir.Unauthorised {
		t.Errorf("got %v", err)
	}
	if s := b.status(); b.text() != text || s.Failures != 0 || s.Last == nil || s.Last.Result != "" {
		t.Errorf("%+v\n%s", s, b.text())
	}
	b.expired.Store(false)
	if err := os.Remove(b.path("r.md")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(b.path("r.md"), 0o700); err != nil {
		t.Fatal(err)
	}
	_, tried := b.try()
	if _, ran := b.run(); tried == nil || ran == nil || tried.Error() != ran.Error() {
		t.Errorf("a dry run says %v and a run %v", tried, ran)
	}
}

// graphTokens are what whoever is signed in has.
type graphTokens struct{ *graphtest.Server }

func (g graphTokens) Token(context.Context) (secret.Text, error) {
	access, _ := g.Grant()
	return secret.New(access), nil
}

func (g graphTokens) Renew(ctx context.Context, _ secret.Text) (secret.Text, error) {
	return g.Token(ctx)
}

// A dry run looks for the page as a run does, and does not remember where it was.
func TestADryRunOfAPageOfOneNoteKeepsNothing(t *testing.T) {
	t.Parallel()
	b := newBureau(t, "", jiratest.Options{})
	b.mustRun() // so that there is a database
	graph := graphtest.ForTest(t, graphtest.Options{Now: func() time.Time { return b.now }, ClientID: "weir"})
	page := graph.AddClientPage(graph.AddSection(graph.AddNotebook("Team"), "Weekly"), "Open work", "<p>Agenda</p>")
	address, err := url.Parse(graph.URL() + "/v1.0")
	if err != nil {
		t.Fatal(err)
	}
	client, err := msgraph.New(msgraph.Params{Graph: address, Tokens: graphTokens{graph}, Outbound: outbound.Options{CA: graph.CAPEM()}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	open := func(settings string) (*app.App, app.Report) {
		b.put(".config/weir/config.toml", "[report.weekly]\njql = 'project is not EMPTY'\n"+settings)
		a := b.open()
		a.UseGraph(client)
		return a, b.job(a)
	}
	asked := func(want ...string) {
		t.Helper()
		if diff := cmp.Diff(want, graph.GraphRequests()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		graph.Forget()
	}
	const there, none, reads = "page = { onenote = 'Team/Weekly/Open work' }\n", "mode = 'page'\npage = { onenote = 'Nowhere/Weekly' }\n", "GET /pages/{id}/content"
	a, job := open(there)
	before, html := b.kept(), page.HTML()
	for range 2 {
		trial, err := a.TryReport(t.Context(), job, app.ReportParams{})
		if err != nil || trial.Exists || trial.Counts.New != 12 {
			t.Errorf("before the first run: %+v, %v", trial, err)
		}
	}
	if diff := cmp.Diff(before, b.kept()); diff != "" || page.HTML() != html {
		t.Errorf("before the first run (-before +after):\n%s", diff)
	}
	if _, err := a.RunReport(t.Context(), job, app.ReportParams{}); err != nil {
		t.Fatal(err)
	}
	graph.Forget()
	if trial, err := a.TryReport(t.Context(), job, app.ReportParams{}); err != nil || !trial.Exists || !trial.Same {
		t.Errorf("after a run: %+v, %v", trial, err)
	}
	asked(reads) // it is known where the page is
	// Of a page that is made anew nothing is read, but its section is looked for.
	a, job = open(none)
	_, tried := a.TryReport(t.Context(), job, app.ReportParams{})
	if _, ran := a.RunReport(t.Context(), job, app.ReportParams{}); weir.KindOf(tried) != weir.NotFound || ran == nil || tried.Error() != ran.Error() {
		t.Errorf("a dry run says %v and a run %v", tried, ran)
	}
}
