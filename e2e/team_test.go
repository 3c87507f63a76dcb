package e2e_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// A user watches the simulated team work, and a colleague who sees one project
// only reads what changed there.
func TestASimulatedTeamWorksWhileItIsWatched(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no interrupt that a test could send")
	}
	ready := filepath.Join(t.TempDir(), "ready.json")
	simulator := process(t, nil, "simulate", "jira", "--generate", "40", "--every", "20ms", "--account", "guest@example.com=SHOP", "--ready-file", ready)
	told, err := simulator.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := simulator.Start(); err != nil {
		t.Fatal(err)
	}
	var site struct {
		URL      string `json:"url"`
		CAFile   string `json:"ca_file"`
		Accounts []struct {
			User, Token string
			Projects    []string
		}
	}
	if err := json.Unmarshal(waitForFile(t, ready), &site); err != nil || len(site.Accounts) != 1 {
		t.Fatalf("the ready file says %+v, %v", site, err)
	}
	event := regexp.MustCompile(`^\d\d:\d\d:\d\d  (SHOP|OPS)-\d+ +\S.* (moved|created|gave|flagged|took|made|changed|rewrote|commented|labelled|deleted) `)
	lines := bufio.NewScanner(told)
	for n := 0; n < 20 && lines.Scan(); n++ {
		if !event.MatchString(lines.Text()) {
			t.Errorf("%q tells of no event", lines.Text())
		}
	}
	if err := lines.Err(); err != nil {
		t.Error(err)
	}
	guest := site.Accounts[0]
	list := process(t, []string{
		"WEIR_JIRA_URL=" + site.URL, "WEIR_JIRA_USER=" + guest.User, "WEIR_JIRA_TOKEN=" + guest.Token, "WEIR_JIRA_CA_FILE=" + site.CAFile,
	}, "issues", "--jql", "updated >= -10m", "--columns", "key,updated", "--json")
	text, err := list.Output()
	var issues []map[string]any
	if err != nil || json.Unmarshal(text, &issues) != nil || len(issues) == 0 {
		t.Errorf("%d issues changed, %v: %s", len(issues), err, text)
	}
	for _, i := range issues {
		if key, _ := i["key"].(string); !strings.HasPrefix(key, "SHOP-") {
			t.Errorf("the guest sees %v", i)
		}
	}
	if err := simulator.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() { // until the simulator has closed it
	}
	if err := simulator.Wait(); err != nil {
		t.Errorf("the simulator ended with %v", err)
	}
}
