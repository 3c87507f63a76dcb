package jiratest_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir/internal/jira/jiratest"
	"weir/internal/testenv"
)

// python returns an interpreter that has the public client for Jira, which is
// written in another language by other people.
func python(t *testing.T) string {
	t.Helper()
	// A person's own Python does not see the packages of the system's.
	for _, name := range []string{"python3", "/usr/bin/python3"} {
		path, err := exec.LookPath(name)
		if err == nil && exec.CommandContext(t.Context(), path, "-c", "import jira").Run() == nil {
			return path
		}
	}
	testenv.Skip(t, "python3-jira is missing: install it")
	return ""
}

// A reading is what the script prints of a site.
type reading struct {
	Me, Version                                           string
	Cloud                                                 bool
	Fields, Statuses, Projects, Types, Filters, Summaries []string
	Keys, Comments                                        []string
	Total, Some                                           int
	Histories                                             map[string][]any
	Worklogs                                              []int
	Boards                                                map[string][]string // of sprints
	Wrong                                                 refusal
}

type refusal struct {
	Status int
	Text   string
}

// runPython runs the script against a server and returns what it found.
func runPython[T any](t *testing.T, s *jiratest.Server, args ...string) T {
	t.Helper()
	path, ca := python(t), filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, s.CAPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, append([]string{"-W", "error::UserWarning", filepath.Join("testdata", "python", "read.py")}, args...)...)
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "PYTHONDONTWRITEBYTECODE=1",
		"SITE_URL=" + s.URL(), "SITE_USER=" + s.User(), "SITE_TOKEN=" + s.Token(), "SITE_CA=" + ca,
	}
	var errs strings.Builder
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil || errs.Len() > 0 {
		t.Fatalf("%v\n%s", err, errs.String())
	}
	return decode[T](t, out)
}

// A client of other people's making reads Data Center whole, and notices
// nothing.
func TestAPublicClientReadsDataCenter(t *testing.T) {
	t.Parallel()
	python(t)
	site := jiratest.Generate(jiratest.GenerateParams{Issues: 70, Seed: 8, Now: noon})
	for signIn, opts := range map[string]jiratest.Options{
		"basic": {ContextPath: "/jira"},
		"token": {BearerOnly: true},
	} {
		t.Run(signIn, func(t *testing.T) {
			t.Parallel()
			opts.Flavour, opts.Site, opts.MaxPage = jiratest.DataCenter, site, 20
			s := startLoose(t, opts)
			args := []string{signIn, "dc"}
			if len(site.Boards()) > 0 {
				args = append(args, "boards")
			}
			got := runPython[reading](t, s, args...)
			checkReading(t, s, site, got)
			checkViolations(t, s)
		})
	}
}

func checkReading(t *testing.T, s *jiratest.Server, site *jiratest.Site, got reading) {
	t.Helper()
	if got.Me != s.Me().Name || got.Cloud || got.Version != "10.3.24" || got.Total != 70 || got.Some != 3 {
		t.Errorf("it found %q on %q, Cloud %v, %d issues, %d of some", got.Me, got.Version, got.Cloud, got.Total, got.Some)
	}
	if len(got.Fields) < 20 || len(got.Statuses) < 3 || len(got.Types) < 4 || len(got.Filters) < 2 || !slices.Equal(got.Projects, []string{"OPS", "SHOP"}) {
		t.Errorf("it found %v, %v, %v, %v, %v", got.Fields, got.Statuses, got.Types, got.Filters, got.Projects)
	}
	if len(got.Keys) != 70 || len(slices.Compact(slices.Sorted(slices.Values(got.Keys)))) != 70 || len(got.Summaries) != 70 {
		t.Errorf("it read %d issues: %v", len(got.Keys), got.Keys)
	}
	if got.Wrong.Status != 400 || !strings.Contains(got.Wrong.Text, "nonsense") {
		t.Errorf("a wrong query is %+v", got.Wrong)
	}
	for _, board := range site.Boards() {
		var sprints []string
		for _, sprint := range site.Sprints() {
			if sprint.Board == board.ID {
				sprints = append(sprints, sprint.Name)
			}
		}
		if have, found := got.Boards[board.Name]; !found || !slices.Equal(slices.Sorted(slices.Values(have)), slices.Sorted(slices.Values(sprints))) {
			t.Errorf("the board %s has the sprints %v, want %v", board.Name, have, sprints)
		}
	}
	for _, issue := range site.Issues() {
		var want []any
		for _, h := range issue.Histories {
			var items []any
			for _, item := range h.Items {
				items = append(items, []any{item.Field, value(item.FromString), value(item.ToString)})
			}
			want = append(want, []any{h.ID, h.At.UTC().Format(jiratest.TimeLayout), items})
		}
		have := got.Histories[issue.ID]
		if len(want)+len(have) > 0 {
			if diff := cmp.Diff(want, have); diff != "" {
				t.Errorf("the history of %s differs: %s", issue.Key, diff)
			}
		}
	}
}

func value(text *string) any {
	if text == nil {
		return nil
	}
	return *text
}

// checkViolations wants what Weir may not do, and this client does: it keeps
// the cookies.
func checkViolations(t *testing.T, s *jiratest.Server) {
	t.Helper()
	for _, v := range s.Violations() {
		if !strings.HasSuffix(v, "a cookie came back, but no cookie of Jira may be kept") {
			t.Errorf("an unforeseen violation: %s", v)
		}
	}
}

// On Cloud this client asks for a search that Jira has taken away since, and is
// told so.
func TestAPublicClientIsToldThatCloudsOldSearchIsGone(t *testing.T) {
	t.Parallel()
	python(t)
	s := startLoose(t, jiratest.Options{Site: small()})
	got := runPython[struct {
		Me     string
		Cloud  bool
		Fields int
		Search refusal
	}](t, s, "basic", "cloud")
	if got.Me != s.Me().Display || !got.Cloud || got.Fields < 20 {
		t.Errorf("it found %+v", got)
	}
	if got.Search.Status != 410 || !strings.Contains(got.Search.Text, "/rest/api/3/search/jql") {
		t.Errorf("its search is answered with %s", fmt.Sprint(got.Search))
	}
	checkViolations(t, s)
}
