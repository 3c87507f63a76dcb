package e2e_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"weir/internal/cli"
	"weir/internal/jira/jiratest"
)

// Promises D2, D7, R1 and R2, of all commands that measure flow: what they ask is
// what the administrator approved; no text of an issue and nobody's name comes out
// of them or stays behind, not even with --debug; and there is no file afterwards
// but those that were asked for, the configuration and the audit trail.
func TestFlowShowsAndKeepsNothingOfTheIssues(t *testing.T) {
	t.Parallel()
	for _, flavour := range []jiratest.Flavour{jiratest.Cloud, jiratest.DataCenter} {
		t.Run(string(flavour), func(t *testing.T) {
			t.Parallel()
			m := newMeasured(t, flavour)
			m.run("init", "ops", "--board", "2", "--debug")
			m.run("show", "ops", "--debug")
			m.run("age", "ops", "--debug", "--json")
			m.run("quality", "ops", "--debug")
			m.run("forecast", "ops", "--items", "5", "--debug")
			m.run("forecast", "ops", "--epic", m.parent(), "--debug")
			m.run("export", "ops", "--json", "--html", m.in("page.html"), "--csv", m.in("items.csv"), "--svg", m.in("svg"), "--links", "--debug")
			m.checkRequests()
			m.checkFiles()
		})
	}
}

// measured is a home, and a site whose histories are full of canaries.
type measured struct {
	t       *testing.T
	dir     string
	site    *jiratest.Server
	environ []string
}

func newMeasured(t *testing.T, flavour jiratest.Flavour) *measured {
	t.Helper()
	m := &measured{t: t, dir: t.TempDir()}
	site := jiratest.New(t, jiratest.Options{
		Flavour: flavour, Site: jiratest.Generate(jiratest.GenerateParams{Issues: 150, Seed: 5, Now: m.now()}), Now: m.now,
	})
	m.site = site
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, site.CAPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	user := site.User()
	if flavour == jiratest.DataCenter {
		user = ""
	}
	m.environ = []string{
		"HOME=" + m.dir, "WEIR_CONFIG=" + m.in("config.toml"), "WEIR_STATE_DIR=" + m.in("state"), "WEIR_KEYCHAIN=file",
		"WEIR_JIRA_URL=" + site.URL(), "WEIR_JIRA_USER=" + user, "WEIR_JIRA_TOKEN=" + site.Token(), "WEIR_JIRA_CA_FILE=" + ca,
	}
	return m
}

// now is always the same: how much there is to measure differs with the hour.
func (*measured) now() time.Time { return time.Date(2025, time.June, 3, 15, 0, 0, 0, time.UTC) }

func (m *measured) in(name string) string { return filepath.Join(m.dir, name) }

// run calls weir flow, and searches what it tells.
func (m *measured) run(args ...string) {
	m.t.Helper()
	var out, errs bytes.Buffer
	args = append([]string{"flow"}, args...)
	code := cli.Run(m.t.Context(), cli.Call{Args: args, Environ: m.environ, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Now: m.now})
	if code != 0 {
		m.t.Fatalf("%q ended with %d\n%s", args, code, errs.String())
	}
	m.search(strings.Join(args, " "), slices.Concat(out.Bytes(), errs.Bytes()))
}

func (m *measured) search(where string, text []byte) {
	m.t.Helper()
	if bytes.Contains(text, []byte(jiratest.Canary)) {
		m.t.Errorf("%s: there is a text of a history", where)
	}
	live := m.site.Live().Site()
	for _, p := range live.People() {
		for _, name := range []string{p.Display, p.AccountID} {
			if name != "" && bytes.Contains(text, []byte(name)) {
				m.t.Errorf("%s: there is %s", where, name)
			}
		}
	}
	for _, i := range live.Issues() {
		var summary string
		if json.Unmarshal(i.Fields["summary"], &summary) == nil && len(summary) > 10 && bytes.Contains(text, []byte(summary)) {
			m.t.Errorf("%s: there is the summary of %s", where, i.Key)
		}
	}
}

// parent returns the key of an issue with issues below it.
func (m *measured) parent() string {
	m.t.Helper()
	for _, i := range m.site.Live().Site().Issues() {
		var parent struct{ Key string }
		if json.Unmarshal(i.Fields["parent"], &parent) == nil && parent.Key != "" {
			return parent.Key
		}
	}
	m.t.Fatal("no issue has a parent")
	return ""
}

// checkRequests holds what was asked against what `weir access` shows.
func (m *measured) checkRequests() {
	m.t.Helper()
	var approved []string
	for _, job := range []string{"flow", "flow-init"} {
		var out bytes.Buffer
		cli.Run(m.t.Context(), cli.Call{Args: []string{"access", job, "--json"}, Environ: m.environ, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out})
		var answer []struct {
			Paths []struct {
				Cloud      string
				DataCenter string `json:"data_center"`
			}
		}
		if err := json.Unmarshal(out.Bytes(), &answer); err != nil {
			m.t.Fatalf("weir access %s: %v\n%s", job, err, out.String())
		}
		for _, a := range answer {
			for _, p := range a.Paths {
				path := p.Cloud
				if m.site.Flavour() == jiratest.DataCenter {
					path = p.DataCenter
				}
				approved = append(approved, path)
			}
		}
	}
	requests := m.site.Requests()
	if len(requests) < 10 {
		m.t.Fatalf("there are %d requests", len(requests))
	}
	may := []string{"issuetype", "status", "created", "resolution", "resolutiondate", "key", "id", "-all", ""}
	for _, r := range requests {
		if r.Method != http.MethodGet || !slices.ContainsFunc(approved, func(path string) bool { return fits(path, r.Path) }) {
			m.t.Errorf("%s %s was not approved: %v", r.Method, r.Path, approved)
		}
		for field := range strings.SplitSeq(r.Query.Get("fields"), ",") {
			if !slices.Contains(may, field) {
				m.t.Errorf("%s asks for the field %q", r.Path, field)
			}
		}
	}
	if violations := m.site.Violations(); len(violations) > 0 {
		m.t.Errorf("Jira was asked what it must not be: %v", violations)
	}
}

// fits reports whether a path is one of a template such as /issue/{id}.
func fits(template, path string) bool {
	x, y := strings.Split(template, "/"), strings.Split(path, "/")
	return len(x) == len(y) && !slices.ContainsFunc(x, func(part string) bool {
		i := slices.Index(x, part)
		return part != y[i] && !strings.HasPrefix(part, "{")
	})
}

// checkFiles looks at what is left.
func (m *measured) checkFiles() {
	m.t.Helper()
	found := map[string]bool{}
	err := filepath.WalkDir(m.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == m.dir {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
			m.t.Errorf("others may read %s: %v", path, info.Mode())
		}
		if d.IsDir() {
			return nil
		}
		name, _ := filepath.Rel(m.dir, path)
		text, err := os.ReadFile(path) //nolint:gosec // nobody else writes there
		m.search(name, text)
		top, _, _ := strings.Cut(filepath.ToSlash(name), "/")
		found[top] = true
		if top == "state" && !strings.Contains(name, "audit") {
			m.t.Errorf("%s stays behind", name)
		}
		return err
	})
	if err != nil {
		m.t.Fatal(err)
	}
	for name := range found {
		if !slices.Contains([]string{"config.toml", "config.toml.lock", "state", "page.html", "items.csv", "svg"}, name) {
			m.t.Errorf("%s stays behind", name)
		}
	}
	if !found["page.html"] || !found["items.csv"] || !found["svg"] {
		m.t.Errorf("there are only %v", found)
	}
}
