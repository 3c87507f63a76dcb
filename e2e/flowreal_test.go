package e2e_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The real issues, end to end: their statuses were renamed, moved between
// workflows, and named in two scripts.
func TestFlowOfRealIssues(t *testing.T) {
	t.Parallel()
	fixtures := filepath.Join("..", "..", "shared", "fixtures", "jira")
	issues := filepath.Join(fixtures, "cloud-issues-with-changelog.json")
	if _, err := os.Stat(issues); err != nil {
		t.Skip("the fixtures are not beside this checkout: ", err)
	}
	flow := func(args ...string) []byte {
		t.Helper()
		command := process(t, nil, append([]string{"flow"}, args...)...)
		var told strings.Builder
		command.Stderr = &told
		out, err := command.Output()
		if err != nil {
			t.Fatalf("flow %q: %v\n%s", args, err, told.String())
		}
		return out
	}
	var answer struct {
		Items []struct {
			Key, Outcome, Start, Finish string
			CycleDays                   *float64 `json:"cycle_days"`
		}
		Percentiles map[string]*float64
		CFD         []struct{ Counts map[string]int }
		Quality     []struct{ ID string }
	}
	common := []string{"--from", issues, "--statuses", filepath.Join(fixtures, "cloud-status.json"), "--zone", "Asia/Shanghai", "--as-of", "2021-06-01"}
	byStatus := append(common, "--start", "In Development", "--finish", "已完成")
	if err := json.Unmarshal(flow(append([]string{"show", "--json"}, byStatus...)...), &answer); err != nil {
		t.Fatal(err)
	}
	if len(answer.Items) != 33 || len(answer.Quality) == 0 {
		t.Fatalf("%d items and %d findings", len(answer.Items), len(answer.Quality))
	}
	for _, item := range answer.Items {
		// It went from In Development back to Open, which is before, and came to
		// Closed, which is behind, on 19 June 2020.
		if item.Key == "EE-1" && (item.Outcome != "finished" || item.Start != "2020-06-19" || item.Finish != "2021-03-28" || item.CycleDays == nil || *item.CycleDays != 283) {
			t.Errorf("EE-1 is %+v", item)
		}
	}
	last := answer.CFD[len(answer.CFD)-1].Counts
	if last["已完成"] != 30 {
		t.Errorf("the diagram ends with %v", last)
	}
	board := flow(append([]string{"show", "--board", filepath.Join(fixtures, "board-configuration.json")}, common...)...)
	if !strings.Contains(string(board), "Selected for development") {
		t.Errorf("the board's columns are no stages: %s", board)
	}
	page := filepath.Join(t.TempDir(), "page.html")
	flow(append([]string{"export", "--html", page}, byStatus...)...)
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	for _, person := range []string{"Ivo Rowan", "accountId", "modularity metric", "http://", "https://"} {
		if strings.Contains(string(text), person) {
			t.Errorf("the page holds %q", person)
		}
	}
}
