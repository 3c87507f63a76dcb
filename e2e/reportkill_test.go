package e2e_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"weir/internal/jira/jiratest"
	"weir/internal/msgraph/graphtest"
)

// A newsroom is one user's computer, with reports in a file and in OneNote.
type newsroom struct {
	t       testing.TB
	dir     string
	environ []string // beyond the usual, before which it counts
	site    *jiratest.Server
	graph   *graphtest.Server
	running atomic.Pointer[os.Process]
	keys    []string
	notes   []string // what people have written
}

// newNewsroom sets one up. Microsoft's tokens are of a usual length, or of another.
func newNewsroom(t testing.TB, token ...int) *newsroom {
	t.Helper()
	n := &newsroom{t: t, dir: t.TempDir()}
	site := jiratest.Generate(jiratest.GenerateParams{Issues: 60, Seed: 11, Now: time.Now()})
	n.site = jiratest.New(t, jiratest.Options{Site: site})
	for _, i := range site.Issues() {
		n.keys = append(n.keys, i.Key)
	}
	n.graph = graphtest.ForTest(t, graphtest.Options{
		RefreshSize: append(token, 0)[0], ClientID: simulatedClient, AutoConsent: true, TitleLag: -1, SectionLag: -1, DeviceInterval: time.Second,
		Limits: graphtest.Limits{PerMinute: -1, PerHour: -1}, // here, hours pass in a minute
	})
	n.graph.AddSection(n.graph.AddNotebook("Team notebook"), "Weekly")
	n.settle()
	return n
}

// colleague is another computer, with the same reports.
func (n *newsroom) colleague() *newsroom {
	c := &newsroom{t: n.t, dir: n.t.TempDir(), site: n.site, graph: n.graph, keys: n.keys}
	c.settle()
	return c
}

// settle writes what a computer needs to know.
func (n *newsroom) settle() {
	n.t.Helper()
	n.write("config.toml", `[report.file]
id = "0a1b2c3d"
jql = "project is not EMPTY ORDER BY key"
columns = ["key", "summary", "note"]
page = { file = "r.md" }

[report.page]
id = "0a1b2c3d"
jql = "project is not EMPTY ORDER BY key"
columns = ["key", "summary", "note"]
page = { onenote = "Team notebook/Weekly/Open work" }
`)
	n.write("jira.pem", string(n.site.CAPEM()))
	n.write("graph.pem", string(n.graph.CAPEM()))
	n.write("passphrase", "planted-passphrase-of-a-test")
}

func (n *newsroom) path(name string) string { return filepath.Join(n.dir, name) }

func (n *newsroom) write(name, text string) {
	n.t.Helper()
	if err := os.WriteFile(n.path(name), []byte(text), 0o600); err != nil {
		n.t.Fatal(err)
	}
}

// file is the table in the file.
func (n *newsroom) file() string {
	n.t.Helper()
	text, err := os.ReadFile(n.path("r.md"))
	if err != nil && !os.IsNotExist(err) {
		n.t.Fatal(err)
	}
	return string(text)
}

func (n *newsroom) command(args ...string) (*exec.Cmd, *bytes.Buffer) {
	command := process(n.t, append([]string{
		"HOME=" + n.dir, "WEIR_CONFIG=" + n.path("config.toml"), "WEIR_STATE_DIR=" + n.path("state"),
		"WEIR_KEYCHAIN=file", "WEIR_KEYCHAIN_PASSPHRASE_FILE=" + n.path("passphrase"),
		"WEIR_JIRA_URL=" + n.site.URL(), "WEIR_JIRA_USER=" + n.site.User(), "WEIR_JIRA_TOKEN=" + n.site.Token(), "WEIR_JIRA_CA_FILE=" + n.path("jira.pem"),
		"WEIR_MICROSOFT_CLIENT_ID=" + simulatedClient, "WEIR_MICROSOFT_LOGIN=" + n.graph.URL(), "WEIR_MICROSOFT_GRAPH=" + n.graph.URL(),
		"WEIR_MICROSOFT_CA_FILE=" + n.path("graph.pem"),
	}, n.environ...), args...)
	var out bytes.Buffer
	command.Stdout, command.Stderr = &out, &out
	return command, &out
}

// weir runs to its end.
func (n *newsroom) weir(args ...string) {
	n.t.Helper()
	if command, out := n.command(args...); command.Run() != nil {
		n.t.Fatalf("weir %q: %s", args, out)
	}
}

// killed runs until somebody kills it, which it reports.
func (n *newsroom) killed(after time.Duration, args ...string) bool {
	n.t.Helper()
	command, out := n.command(args...)
	if err := command.Start(); err != nil {
		n.t.Fatal(err)
	}
	n.running.Store(command.Process)
	if after > 0 {
		kill := time.AfterFunc(after, n.kill)
		defer kill.Stop()
	}
	err := command.Wait()
	n.running.Store(nil)
	if err != nil && command.ProcessState.ExitCode() >= 0 {
		n.t.Fatalf("weir %q ended by itself: %v: %s", args, err, out)
	}
	return err != nil
}

func (n *newsroom) kill() {
	if p := n.running.Load(); p != nil {
		_ = p.Kill() // it may have ended
	}
}

// work has the team change an issue.
func (n *newsroom) work(round int) {
	n.t.Helper()
	me := n.site.Me()
	err := n.site.Live().Edit(time.Now(), func(e *jiratest.Edit) error {
		return e.Set(n.keys[round%len(n.keys)], &me, "summary", fmt.Appendf(nil, `"Summary of round %d"`, round))
	})
	if err != nil {
		n.t.Fatal(err)
	}
}

// Promises L2 and L4: a run that writes a file is killed at random moments, and
// leaves the table as it was or as it was to be, with all that people wrote.
func TestAReportInAFileSurvivesKills(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it takes many runs")
	}
	n := newNewsroom(t)
	n.weir("report", "run", "file") // it is built before the clock runs
	n.work(0)
	began := time.Now()
	n.weir("report", "run", "file")
	length := time.Since(began)
	seed := rand.Uint64() //nolint:gosec // any number will do
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // a test
	row := regexp.MustCompile(`(?m)^(\| \[[A-Z]+-\d+\].*)\| \|$`)
	kills := 0
	for round := range killCount(t, 10) {
		n.work(round)
		if places := row.FindAllStringSubmatchIndex(n.file(), -1); len(places) > 0 {
			note := fmt.Sprintf("note-%d-of-a-person", round)
			text, at := n.file(), places[random.IntN(len(places))]
			n.write("r.md", text[:at[3]]+"| "+note+" |"+text[at[1]:])
			n.notes = append(n.notes, note)
		}
		if n.killed(1+time.Duration(random.Int64N(int64(length))), "report", "run", "file") {
			kills++
		}
		n.whole(n.file(), "<!-- weir-file-0a1b2c3d")
	}
	n.weir("report", "run", "file")
	n.whole(n.file(), "<!-- weir-file-0a1b2c3d")
	if rows := strings.Count(n.file(), "\n| ["); rows != len(n.keys) {
		t.Errorf("%d rows, want %d", rows, len(n.keys))
	}
	t.Logf("%d kills", kills)
}

// whole checks that there is one table, and all that people wrote.
func (n *newsroom) whole(text, mark string) {
	n.t.Helper()
	if mark != "" && strings.Count(text, mark) != 1 {
		n.t.Fatalf("%d tables in\n%s", strings.Count(text, mark), text)
	}
	for _, note := range n.notes {
		if strings.Count(text, note) != 1 {
			n.t.Fatalf("%s is there %d times in\n%s", note, strings.Count(text, note), text)
		}
	}
}

// The same in OneNote, at each request: before it takes effect, and when its
// answer is lost. The sign-in survives, too: Microsoft gives a new one each time.
func TestAReportInOneNoteSurvivesKills(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it takes many runs")
	}
	n := newNewsroom(t)
	n.weir("report", "sign-in", "--device")
	n.weir("report", "run", "page")
	page := n.graph.Page("Open work")
	for round, fault := range []graphtest.Fault{
		{Method: "GET", Path: "/pages/{id}/content"},
		{Method: "GET", Path: "/pages/{id}/content", After: true},
		{Method: "PATCH", Path: "/pages/{id}/content"},
		{Method: "PATCH", Path: "/pages/{id}/content", After: true},
		{Method: "POST", Path: "/{tenant}/oauth2/v2.0/token"},
		{Method: "POST", Path: "/{tenant}/oauth2/v2.0/token", After: true},
	} {
		n.work(round)
		note := fmt.Sprintf("note-%d-of-a-person", round)
		if err := page.TypeInCell(0, 1+3*round, 2, note); err != nil {
			t.Fatal(err)
		}
		n.notes = append(n.notes, note)
		fault.Run, fault.Reset = n.kill, true
		n.graph.Fail(fault)
		if !n.killed(0, "report", "run", "page") {
			t.Errorf("%s %s: it was not killed", fault.Method, fault.Path)
		}
		n.graph.Heal()
		n.whole(page.Text(), "")
		if len(page.Tables()) != 1 {
			t.Errorf("%d tables on the page", len(page.Tables()))
		}
		n.weir("report", "run", "page")
		n.whole(page.Text(), "")
		if text := page.Text(); !strings.Contains(text, fmt.Sprintf("Summary of round %d", round)) || len(page.Tables()) != 1 || len(page.Tables()[0]) != 1+len(n.keys) {
			t.Errorf("after a kill at %s %s the page is\n%s", fault.Method, fault.Path, text)
		}
	}
}
