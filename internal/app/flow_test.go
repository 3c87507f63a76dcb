package app_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/app"
	"weir/internal/flow"
	"weir/internal/jira/jiratest"
)

// A team is a home with a simulated Jira whose histories are full of canaries.
type team struct {
	home
	site *jiratest.Server
}

func newTeam(t *testing.T, o jiratest.Options) *team {
	t.Helper()
	if o.Site == nil {
		o.Site = jiratest.Generate(jiratest.GenerateParams{Issues: 150, Seed: 5, Now: made})
	}
	site := jiratest.New(t, o)
	h := newHome(t, "WEIR_JIRA_URL="+site.URL(), "WEIR_JIRA_USER="+site.User(), "WEIR_JIRA_TOKEN="+site.Token(), "WEIR_JIRA_CA_FILE=~/ca.pem")
	if o.Flavour == jiratest.DataCenter {
		h.env = append(h.env, "WEIR_JIRA_USER=")
	}
	h.put("ca.pem", string(site.CAPEM()))
	return &team{home: h, site: site}
}

func (tm *team) read(job app.FlowJob) app.FlowReading {
	tm.t.Helper()
	reading, err := tm.open().ReadFlow(tm.t.Context(), job, app.FlowParams{})
	if err != nil {
		tm.t.Fatalf("%v\n%s", err, weir.NextStep(err))
	}
	return reading
}

func (tm *team) board(name string) int {
	tm.t.Helper()
	boards, err := tm.open().Boards(tm.t.Context(), "", "")
	if err != nil {
		tm.t.Fatal(err)
	}
	for _, b := range boards {
		if strings.Contains(b.Name, name) {
			id, _ := strconv.Atoi(b.ID)
			return id
		}
	}
	tm.t.Fatalf("there is no board %q among %v", name, boards)
	return 0
}

// Promise D2: what is asked, and what becomes of what Jira sends unasked.
func TestFlowReadsNoTextAndNobody(t *testing.T) {
	t.Parallel()
	flavours(t, func(t *testing.T, flavour jiratest.Flavour) {
		tm := newTeam(t, jiratest.Options{Flavour: flavour})
		reading := tm.read(app.FlowJob{Board: tm.board("OPS"), JQL: "type != Epic"})
		may := []string{"issuetype", "status", "created", "resolution", "resolutiondate", "key", "id", ""}
		for _, r := range tm.site.Requests() {
			for field := range strings.SplitSeq(r.Query.Get("fields"), ",") {
				if !slices.Contains(may, field) {
					t.Errorf("%s asks for the field %q", r.Path, field)
				}
			}
			if expand := r.Query.Get("expand"); expand != "" && expand != "changelog" {
				t.Errorf("%s asks to expand %q", r.Path, expand)
			}
		}
		if violations := tm.site.Violations(); len(violations) > 0 {
			t.Errorf("Jira was asked what it must not be: %v", violations)
		}
		held := fmt.Sprintf("%+v", reading)
		if len(reading.Data.Items) < 10 || !strings.Contains(held, "OPS-") {
			t.Fatalf("%d issues were read", len(reading.Data.Items))
		}
		if strings.Contains(held, jiratest.Canary) {
			t.Error("a text of a history was kept")
		}
		for _, p := range tm.site.Live().Site().People() {
			if strings.Contains(held, p.Display) || strings.Contains(held, p.AccountID+" ") {
				t.Errorf("%s is known", p.Display)
			}
		}
	})
}

func TestABoardGivesItsColumnsAsStages(t *testing.T) {
	t.Parallel()
	flavours(t, func(t *testing.T, flavour jiratest.Flavour) {
		tm := newTeam(t, jiratest.Options{Flavour: flavour})
		board := tm.board("OPS")
		reading := tm.read(app.FlowJob{Board: board})
		if reading.Workflow.Source != flow.SourceBoard || len(reading.Workflow.Stages) < 3 {
			t.Fatalf("the workflow is %+v", reading.Workflow)
		}
		a, err := flow.Analyse(reading.Data, reading.Workflow, reading.Policy, made, flow.Window{})
		if err != nil {
			t.Fatal(err)
		}
		if len(a.Finished()) < 5 || len(a.InProgress()) == 0 {
			t.Errorf("%d items are finished, %d in progress", len(a.Finished()), len(a.InProgress()))
		}
		// What init writes is read as the board's own columns are.
		saved, _, err := tm.open().BoardStages(t.Context(), "", board)
		if err != nil {
			t.Fatal(err)
		}
		again := tm.read(saved)
		b, err := flow.Analyse(again.Data, again.Workflow, again.Policy, a.Now, flow.Window{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(a.CumulativeFlow(), b.CumulativeFlow()); diff != "" {
			t.Errorf("the saved stages give other figures (-want +got)\n%s", diff)
		}
	})
}

// A column may be called in a way that the configuration cannot write.
func TestAnyColumnCanBeWrittenAsAStage(t *testing.T) {
	t.Parallel()
	const board = `{"id":2,"name":"odd","type":"kanban","filter":{"id":"10"},"columnConfig":{"columns":[
		{"name":"A = B, C","statuses":[{"id":"10000"}],"max":3},{"name":"\"=\"\n[x]","statuses":[{"id":"10001"},{"id":"10002"}]},{"name":"Done","statuses":[{"id":"10004"}]}]}}`
	tm := newTeam(t, jiratest.Options{Intercept: func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, "/configuration") {
			return false
		}
		w.Header().Set("Content-Type", "application/json")
		_, err := w.Write([]byte(board))
		return err == nil
	}})
	a := tm.open()
	job, _, err := a.BoardStages(t.Context(), "", 2)
	if err != nil {
		t.Fatal(err)
	}
	job.Name = "odd"
	if err := a.SaveFlow(job); err != nil {
		t.Fatal(err)
	}
	read, err := tm.open().FlowJob("odd")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(job, read); diff != "" {
		t.Errorf("what was written is read as another job (-want +got)\n%s", diff)
	}
}

func TestAQueryIsMeasuredByCategories(t *testing.T) {
	t.Parallel()
	tm := newTeam(t, jiratest.Options{})
	reading := tm.read(app.FlowJob{JQL: "project = OPS ORDER BY created"})
	if got := reading.Workflow.Names(); !slices.Equal(got, []string{"To Do", "In Progress", "Done"}) {
		t.Errorf("the stages are %v", got)
	}
	_, err := tm.open().ReadFlow(t.Context(), app.FlowJob{JQL: "project = OPS AND created > 2040-01-01"}, app.FlowParams{})
	if weir.KindOf(err) != weir.NotFound {
		t.Errorf("an empty result gives %v", err)
	}
	_, err = tm.open().ReadFlow(t.Context(), app.FlowJob{JQL: "project = OPS", Start: "Nowhere"}, app.FlowParams{})
	if weir.KindOf(err) != weir.Usage || !strings.Contains(weir.NextStep(err), "In Progress") {
		t.Errorf("an unknown stage gives %v, %s", err, weir.NextStep(err))
	}
}

func TestChildrenAreFoundByIDs(t *testing.T) {
	t.Parallel()
	flavours(t, func(t *testing.T, flavour jiratest.Flavour) {
		tm := newTeam(t, jiratest.Options{Flavour: flavour, Site: jiratest.Generate(jiratest.GenerateParams{Issues: 400, Seed: 2, Now: made})})
		below := map[string][]string{}
		for _, i := range tm.site.Live().Site().Issues() {
			var parent struct{ Key string }
			if json.Unmarshal(i.Fields["parent"], &parent) == nil && parent.Key != "" {
				below[parent.Key] = append(below[parent.Key], i.Key)
			}
		}
		if len(below) == 0 {
			t.Fatal("no issue has a parent")
		}
		for parent, children := range below {
			data, err := tm.open().ReadBelow(t.Context(), app.FlowJob{}, parent)
			if err != nil {
				t.Fatal(err)
			}
			var found []string
			for _, item := range data.Items {
				found = append(found, item.Key)
			}
			for _, child := range children {
				if !slices.Contains(found, child) {
					t.Errorf("below %s there is no %s among %v", parent, child, found)
				}
			}
			break
		}
	})
}

// What is below an issue is less to somebody who is not signed in any more, and
// Jira need not say so: that is an error, never a smaller number.
func TestALostSignInLeavesNothingOutBelowAnIssue(t *testing.T) {
	t.Parallel()
	made := jiratest.Generate(jiratest.GenerateParams{Issues: 400, Seed: 2, Now: made})
	whole := newTeam(t, jiratest.Options{Site: made})
	parent, want := "", 0
	for _, i := range made.Issues() {
		if !strings.Contains(string(i.Fields["issuetype"]), `"Epic"`) {
			continue
		}
		data, err := whole.open().ReadBelow(t.Context(), app.FlowJob{}, i.Key)
		if err != nil {
			t.Fatal(err)
		}
		if parent, want = i.Key, len(data.Items); want >= 3 {
			break
		}
	}
	if want < 3 {
		t.Fatal("no epic has three issues below it")
	}
	for after := 3; after < 7; after++ { // from the first question for children on
		t.Run(fmt.Sprintf("after %d requests", after), func(t *testing.T) {
			t.Parallel()
			tm := newTeam(t, jiratest.Options{Site: made, Anonymous: true, Faults: []jiratest.Fault{{After: after, Do: jiratest.LoseSignIn, Tell: "nothing"}}})
			data, err := tm.open().ReadBelow(t.Context(), app.FlowJob{}, parent)
			if weir.KindOf(err) != weir.Unauthorised {
				t.Errorf("%d issues are left of %d, and the error is %v", len(data.Items), want, err)
			}
		})
	}
}
