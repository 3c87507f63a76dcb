package cli_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"weir"
	"weir/internal/app"
	"weir/internal/cli"
)

// A viewer sees the demo's Jira as it is at a moment, through Weir's commands.
type viewer struct {
	t       *testing.T
	now     func() time.Time
	jira    *app.Simulation
	dir     string
	environ []string
}

// view starts the demo's Jira at a moment. The clock goes on from there, in the
// zone of the moment.
func view(t *testing.T, at time.Time) *viewer {
	t.Helper()
	ahead := time.Until(at)
	v := &viewer{t: t, dir: t.TempDir(), now: func() time.Time { return time.Now().Add(ahead).In(at.Location()) }}
	env := app.NewEnvironment(nil)
	env.Now = v.now
	jira, err := env.Simulate(app.SimulateParams{Generate: 120, Seed: 7, Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := jira.Stop(); err != nil {
			t.Error(err)
		}
	})
	v.jira, v.environ = jira, append([]string{"HOME=" + v.dir, "WEIR_CONFIG=" + v.dir + "/config.toml", "WEIR_STATE_DIR=" + v.dir + "/state"}, jira.Variables()...)
	return v
}

// run runs a command, and reads the JSON that it prints into a value unless that is nil.
func (v *viewer) run(into any, args ...string) {
	v.t.Helper()
	var stdout, stderr bytes.Buffer
	code := cli.Run(v.t.Context(), cli.Call{Args: args, Environ: v.environ, Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr, Now: v.now})
	if code != 0 {
		v.t.Fatalf("weir %s ends with %d: %s", strings.Join(args, " "), code, &stderr)
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal(stdout.Bytes(), into); err != nil {
		v.t.Fatalf("weir %s prints %s: %v", strings.Join(args, " "), &stdout, err)
	}
}

type viewed struct{ Key, Status, Due string }

func (v *viewer) issues(query string) (rows []viewed) {
	v.t.Helper()
	v.run(&rows, "issues", "--jql", query, "--columns", "key,status,due", "--json")
	return rows
}

func indexOf(rows []viewed, key string) int {
	return slices.IndexFunc(rows, func(r viewed) bool { return r.Key == key })
}

// The team is made up from the day, so that it is another one on each day of the
// week, and none may be too idle for the demo.
func TestTheDemoIsWorthSeeingAtAnyMoment(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	moments := []time.Time{
		time.Date(2027, time.March, 28, 1, 59, 0, 0, berlin), time.Date(2027, time.March, 28, 3, 0, 0, 0, berlin), // the clocks go forward
		time.Date(2027, time.October, 31, 2, 30, 0, 0, berlin), time.Date(2027, time.October, 31, 4, 0, 0, 0, berlin), // and back
		time.Date(2026, time.December, 31, 23, 59, 0, 0, berlin), time.Date(2027, time.January, 1, 0, 2, 0, 0, time.UTC),
		time.Date(2027, time.February, 28, 12, 0, 0, 0, time.UTC), time.Date(2024, time.February, 29, 12, 0, 0, 0, time.UTC),
		time.Date(2027, time.May, 31, 23, 59, 0, 0, time.UTC), time.Date(2027, time.June, 1, 0, 0, 0, 0, time.FixedZone("far east", 14*3600)),
	}
	for day := range 7 {
		for _, minute := range []int{6, 23*60 + 59} {
			moments = append(moments, time.Date(2026, time.November, 30+day, 0, minute, 0, 0, time.UTC))
		}
	}
	for _, at := range moments {
		t.Run(at.Format("Mon 2006-01-02 15:04 MST"), func(t *testing.T) {
			t.Parallel()
			v := view(t, at)
			v.hasMuchToShow()
			v.hasTasksThatChange()
			v.hasAReportThatChanges()
		})
	}
}

func (v *viewer) hasMuchToShow() {
	v.t.Helper()
	if n := len(v.issues("resolution = Unresolved")); n < 8 {
		v.t.Errorf("%d issues are open", n)
	}
	if n := len(v.issues("statusCategory = Done AND resolved >= -30d")); n < 3 {
		v.t.Errorf("%d issues were finished lately", n)
	}
	board := strconv.Itoa(v.jira.Board("SHOP"))
	var shown struct {
		Summary struct{ Finished, WIP int }
	}
	v.run(&shown, "flow", "show", "--board", board, "--jql", "type != Epic", "--json")
	if s := shown.Summary; s.Finished < 20 || s.WIP < 1 {
		v.t.Errorf("the flow is %+v", s)
	}
	v.run(nil, "flow", "forecast", "--board", board, "--jql", "type != Epic", "--items", "10")
}

func (v *viewer) hasTasksThatChange() {
	v.t.Helper()
	file := filepath.Join(v.dir, "Jira.md")
	v.run(nil, "tasks", "init", "mine", "--file", file, "--jql", cli.DemoQuery)
	v.run(nil, "tasks", "sync")
	before, err := os.ReadFile(file)
	if err != nil {
		v.t.Fatal(err)
	}
	all := v.issues(cli.DemoQuery)
	if len(all) < 3 || !bytes.Contains(before, []byte("- [ ] ["+all[0].Key+"](")) {
		v.t.Fatalf("the tasks are %+v:\n%s", all, before)
	}
	seen := 0
	err = v.jira.WorkOn(v.now(), 60, 7, all[0].Key, func(e app.SimulatedEvent) {
		if indexOf(all, e.Key) >= 0 {
			seen++
		}
	})
	if err != nil || seen == 0 {
		v.t.Fatalf("the team did %d things to the tasks: %v", seen, err)
	}
	var synced []struct {
		Counts struct{ Updated, Completed, Dropped, Unseen, Held, Failed int }
	}
	v.run(&synced, "tasks", "sync", "--json")
	if c := synced[0].Counts; c.Updated+c.Completed+c.Dropped == 0 || c.Held+c.Failed > 0 {
		v.t.Errorf("the tasks are %+v", c)
	}
}

func (v *viewer) hasAReportThatChanges() {
	v.t.Helper()
	before := v.issues(cli.DueQuery)
	if len(before) < 3 {
		v.t.Fatalf("only %+v are due", before)
	}
	v.run(nil, "report", "init", "file", "--jql", cli.DueQuery, "--file", filepath.Join(v.dir, "report.html"), "--run")
	moved, finished, today := before[1], before[2], weir.DateOf(v.now())
	if moved.Status == "Done" || finished.Status == "Done" {
		v.t.Errorf("what is to be worked on is done already: %+v", before)
	}
	events, err := v.jira.ChangeFor(v.now(), moved.Key, finished.Key, today)
	if err != nil || len(events) != 3 {
		v.t.Fatalf("%+v, %v", events, err)
	}
	after := v.issues(cli.DueQuery)
	if at := indexOf(after, moved.Key); at < 0 || after[at].Status == moved.Status {
		v.t.Errorf("%+v has not changed: %+v", moved, after)
	}
	if at := indexOf(after, events[2].Key); at < 0 || at > cli.MostShown-2 || after[at].Due != today.String() {
		v.t.Errorf("the new one is not shown: %+v", after)
	}
	var ran []struct {
		Counts struct{ New, Cells, Left int }
	}
	v.run(&ran, "report", "run", "--json")
	if c := ran[0].Counts; c.New != 1 || c.Cells < 1 || c.Left != 1 {
		v.t.Errorf("the report counts %+v", c)
	}
}
