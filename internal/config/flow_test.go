package config_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/config"
)

const flowFile = `[jira.work]
url = "https://a.example"

[flow.ops]
jira = "work"
board = 42
jql = "type != Epic"
stages = ["Backlog = To Do", "Build = In Progress, 10004", "Test", "Done = Done, Closed"]
start = "Build"
finish = "Done"
waiting = ["Test"]
limits = ["Build = 5"]
zone = "Europe/Berlin"
cycle = "hours"
backward = "pause"
percentiles = "type-7"
calendar = "working-days"
holidays = "holidays.txt"
discard = ["Won't Do"]
types = ["Story"]
sle = 90
window = "12w"

[flow.ops.type.Bug]
start = "Backlog"
stages = ["Build = Triage"]
`

func TestAFlowJobIsUnderstood(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	h.write(t, flowFile)
	want := config.Flow{
		Name: "ops", Jira: "work", Board: 42, JQL: "type != Epic",
		Stages: []config.FlowStage{
			{Name: "Backlog", Statuses: []string{"To Do"}},
			{Name: "Build", Statuses: []string{"In Progress", "10004"}},
			{Name: "Test", Statuses: []string{"Test"}},
			{Name: "Done", Statuses: []string{"Done", "Closed"}},
		},
		Start: "Build", Finish: "Done", Waiting: []string{"Test"}, Limits: []config.FlowLimit{{Stage: "Build", Items: 5}},
		ByType: map[string]config.FlowType{"Bug": {Start: "Backlog", Stages: []config.FlowStage{{Name: "Build", Statuses: []string{"Triage"}}}}},
		Zone:   "Europe/Berlin", Cycle: "hours", Backward: "pause", Percentiles: "type-7", Calendar: "working-days",
		Holidays: strings.TrimSuffix(h.path(), "config.toml") + "holidays.txt",
		Discard:  []string{"Won't Do"}, Types: []string{"Story"}, SLE: 90, Window: "12w",
	}
	if diff := cmp.Diff(want, h.load(t).Flow["ops"]); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestEveryFaultOfAFlowJobIsReported(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"nothing to measure": {"", `5:7: [flow.ops] needs board or jql, for instance board = 42, or jql = "project = OPS"`},
		"no such site":       {"board = 1\njira = 'wrok'", `there is no [jira.wrok] (did you mean "work"?)`},
		"a negative board":   {"board = -1", "board is the number of a board"},
		"one stage":          {"board = 1\nstages = ['Done']", "stages are two at least"},
		"an empty stage":     {"board = 1\nstages = ['Build =', 'Done']", `"Build =" is no stage`},
		"a start elsewhere":  {"board = 1\nstages = ['Build', 'Done']\nstart = 'Biuld'", `there is no stage "Biuld" (did you mean "Build"?)`},
		"a wrong limit":      {"board = 1\nlimits = ['Build']", `"Build" is no limit: write "Build = 5"`},
		"a wrong policy":     {"board = 1\nbackward = 'first'", "backward is last-entry, first-entry, pause"},
		"a wrong zone":       {"board = 1\nzone = 'Berlin'", `"Berlin" is no time zone`},
		"useless holidays":   {"board = 1\nholidays = 'h.txt'", "holidays mean something with"},
		"a wrong percentile": {"board = 1\nsle = 100", "sle is a percentile"},
		"a wrong window":     {"board = 1\nwindow = 'long'", `window is a length of time such as`},
		"a window of hours":  {"board = 1\nwindow = '2h'", `such as "12w" or "90d"`},
		"a wrong type":       {"board = 1\n[flow.ops.type.Bug]\nstages = ['=']", `"=" is no stage`},
		"an unknown key":     {"board = 1\nstage = []", `unknown key stage in [flow.ops] (did you mean "stages"?)`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHome(t)
			h.write(t, "[jira.work]\nurl = 'https://a.example'\n\n# measured\n[flow.ops]\n"+c.text+"\n")
			if got := h.fails(t, weir.BadConfig); !strings.Contains(got, c.want) {
				t.Errorf("got %v, want %q", got, c.want)
			}
		})
	}
}

func TestAFlowJobIsWrittenAndTheRestStays(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	h.write(t, "# mine\n[flow.ops]\nboard = 1 # the old one\nstages = [\"A\", \"B\"]\nzone = \"Europe/Berlin\"\n\n[flow.other]\njql = \"x = y\"\n")
	c := h.load(t)
	job := c.Flow["ops"]
	job.Board, job.Stages = 42, []config.FlowStage{{Name: "Build", Statuses: []string{"In \"Progress\"", "10004"}}, {Name: "Done", Statuses: []string{"Done"}}}
	job.Start, job.Limits = "Build", []config.FlowLimit{{Stage: "Build", Items: 5}}
	if err := c.SaveFlow(job); err != nil {
		t.Fatal(err)
	}
	want := `# mine
[flow.ops]
board = 42 # the old one
stages = [
  "Build = In \"Progress\", 10004",
  "Done",
]
zone = "Europe/Berlin"
start = "Build"
limits = [
  "Build = 5",
]

[flow.other]
jql = "x = y"
`
	got, err := os.ReadFile(h.path())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if diff := cmp.Diff(job, h.load(t).Flow["ops"]); diff != "" {
		t.Errorf("read again (-want +got)\n%s", diff)
	}
	if err := c.RemoveFlow("ops"); err != nil {
		t.Fatal(err)
	}
	if names := h.load(t).FlowNames(); !cmp.Equal(names, []string{"other"}) {
		t.Errorf("left are %v", names)
	}
}
