package e2e_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"weir/internal/jira/jiratest"
	"weir/internal/msgraph/graphtest"
)

// photograph has the picture of docs/report.md taken anew:
// go test ./e2e -run TestThePageInOneNote -photograph.
var photograph = flag.Bool("photograph", false, "write docs/report-page.png")

// The page of a report as people see it in the simulated OneNote after a refresh,
// with all that a report shows: groups, colours, marks, notes, and what was kept.
func TestThePageInOneNoteKeepsNobodyOut(t *testing.T) {
	t.Parallel()
	axe := axeCore(t)
	b := startBrowser(t, "ignore-certificate-errors") // the simulation's own
	url := teamPage(t)
	for _, d := range []display{{1280, "light"}, {1280, "dark"}, {390, "light"}} {
		p := b.open(t, d, url)
		checkSurroundings(t, p, d)
		checkWidth(t, p, d, d.scheme)
		if text := answer[string](p, `document.querySelector("article").innerText`); !strings.Contains(text, "waits for the supplier") {
			t.Errorf("the page shows %q", text)
		}
		photo := p.photo()
		checkNotBlank(t, photo)
		if *photograph && d == (display{1280, "light"}) {
			if err := os.WriteFile(filepath.Join("..", "docs", "report-page.png"), photo, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		p.run(axe)
		checkAxe(t, p, d.scheme)
		checkNothingElse(t, p, url)
	}
}

// checkNotBlank sees that a picture shows more than a background.
func checkNotBlank(t *testing.T, photo []byte) {
	t.Helper()
	picture, err := png.Decode(bytes.NewReader(photo))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[[3]uint32]bool{}
	for y := picture.Bounds().Min.Y; y < picture.Bounds().Max.Y; y++ {
		for x := picture.Bounds().Min.X; x < picture.Bounds().Max.X; x++ {
			r, g, b, _ := picture.At(x, y).RGBA()
			seen[[3]uint32{r, g, b}] = true
		}
	}
	if len(seen) < 100 {
		t.Errorf("the picture has %d colours only", len(seen))
	}
}

// teamPage has a report written, people write beside it, a team work on, and the
// report refreshed; it returns where the page can be looked at.
func teamPage(t *testing.T) string {
	t.Helper()
	now := time.Now()
	live := jiratest.NewLive(jiratest.Generate(jiratest.GenerateParams{Issues: 60, Seed: 7, Now: now}))
	site := jiratest.New(t, jiratest.Options{Live: live})
	graph := graphtest.ForTest(t, graphtest.Options{
		ClientID: simulatedClient, AutoConsent: true, TitleLag: -1, SectionLag: -1, DeviceInterval: time.Second,
	})
	graph.AddSection(graph.AddNotebook("Team notebook"), "Weekly")
	run := reporter(t, site, graph)
	run("sign-in", "--device")
	run("init", "weekly", "--jql", "project = SHOP AND resolution = Unresolved ORDER BY priority DESC, key", "--group", "priority",
		"--columns", "key,summary,status,assignee,due,Story Points=Points,note", "--totals", "Story Points", "--onenote", "Team notebook/Weekly/Open work of the shop", "--run")
	page := graph.Page("Open work of the shop")
	keys := writeOn(t, page)
	err := live.Edit(now, func(e *jiratest.Edit) error {
		someone := site.Me()
		day, _ := json.Marshal(now.AddDate(0, 0, 2).Format(time.DateOnly)) // a text always can be written
		_, err := e.Create(jiratest.NewIssue{Project: "SHOP", Type: "Bug", Summary: "Payments by card fail since noon", By: &someone, Fields: map[string]json.RawMessage{
			"priority": json.RawMessage(`{"id":"1","name":"Highest"}`), "duedate": day, "customfield_10016": json.RawMessage("3"),
		}})
		if err == nil {
			err = e.Transition(keys[1], &someone, "In Review")
		}
		if err == nil {
			err = e.Transition(keys[3], &someone, "Done")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	run("run")
	return graph.URL() + "/view/" + page.ID()
}

// reporter returns a function that runs `weir report` as somebody who has both.
func reporter(t *testing.T, site *jiratest.Server, graph *graphtest.Server) func(args ...string) {
	t.Helper()
	dir := t.TempDir()
	authorities := filepath.Join(dir, "ca.pem")
	if err := os.WriteFile(authorities, slices.Concat(site.CAPEM(), graph.CAPEM()), 0o600); err != nil {
		t.Fatal(err)
	}
	environ := []string{
		"HOME=" + dir, "WEIR_CONFIG=" + filepath.Join(dir, "config.toml"), "WEIR_STATE_DIR=" + dir, "TZ=UTC",
		"WEIR_KEYCHAIN=file", "WEIR_KEYCHAIN_PASSPHRASE=a-passphrase-of-this-test",
		"WEIR_JIRA_URL=" + site.URL(), "WEIR_JIRA_USER=" + site.User(), "WEIR_JIRA_TOKEN=" + site.Token(), "WEIR_JIRA_CA_FILE=" + authorities,
		"WEIR_MICROSOFT_CLIENT_ID=" + simulatedClient, "WEIR_MICROSOFT_LOGIN=" + graph.URL() + "/common",
		"WEIR_MICROSOFT_GRAPH=" + graph.URL() + "/v1.0", "WEIR_MICROSOFT_CA_FILE=" + authorities,
	}
	return func(args ...string) {
		t.Helper()
		if out, err := process(t, environ, append([]string{"report"}, args...)...).CombinedOutput(); err != nil {
			t.Fatalf("%q: %v\n%s", args, err, out)
		}
	}
}

// writeOn has people write on the page, and returns the keys of its rows.
func writeOn(t *testing.T, page *graphtest.Page) (keys []string) {
	t.Helper()
	var rows []int
	for row, cells := range page.Tables()[0] {
		if strings.HasPrefix(cells[0], "SHOP-") {
			keys, rows = append(keys, cells[0]), append(rows, row)
		}
	}
	if len(keys) < 6 {
		t.Fatalf("the page has %q only", keys)
	}
	for i, note := range map[int]string{1: "waits for the supplier", 3: "tell the customer when it is out", 4: "Mei knows more"} {
		if err := page.TypeInCell(0, rows[i], 6, note); err != nil {
			t.Fatal(err)
		}
	}
	for _, err := range []error{
		page.TypeAbove("Please add your notes before Monday, 10:00."),
		page.TypeBelow("For Monday: who is on call this week?"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return keys
}
