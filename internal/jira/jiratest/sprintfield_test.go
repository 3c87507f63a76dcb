package jiratest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"weir/internal/jira/jiratest"
)

const sprintOfDC = "com.atlassian.greenhopper.service.sprint.Sprint@1f[id=7,rapidViewId=3,state=ACTIVE,name=One, two [three],startDate=2026-01-05T10:00:00.000+01:00," +
	"endDate=2026-01-19T09:00:00.000Z,completeDate=<null>,activatedDate=2026-01-05T09:00:00.000Z,sequence=7,goal=less, name=x,autoStartStop=false,synced=false]"

func TestSprintsOfDataCenterBecomeObjectsOnCloud(t *testing.T) {
	t.Parallel()
	text, err := json.Marshal([]string{sprintOfDC, "anything else"})
	if err != nil {
		t.Fatal(err)
	}
	cloud, dc := both(t, read(t, `{"issues":[{"id":"1","key":"AB-1","fields":{"summary":"x","customfield_10500":`+string(text)+`}}],
		"names":{"customfield_10500":"Sprint"},
		"schema":{"customfield_10500":{"type":"array","items":"string","custom":"com.pyxis.greenhopper.jira:gh-sprint","customId":10500}}}`))
	want := `[{"boardId":3,"endDate":"2026-01-19T09:00:00.000Z","goal":"less, name=x","id":7,"name":"One, two [three]","startDate":"2026-01-05T09:00:00.000Z","state":"active"},"anything else"]`
	if got := string(one(t, cloud, "AB-1").Fields["customfield_10500"]); got != want {
		t.Errorf("Cloud shows %s", got)
	}
	if got := decode[[]string](t, one(t, dc, "AB-1").Fields["customfield_10500"]); len(got) != 2 || got[0] != sprintOfDC {
		t.Errorf("Data Center shows %q", got)
	}
}

func TestASprintComesBackFromItsText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.StringMatching(`[a-zö ,\[\]{}"=<>|]{0,12}`)
		sprint := map[string]any{
			"id": json.Number(rapid.StringMatching(`[1-9][0-9]{0,6}`).Draw(t, "id")), "boardId": json.Number("4"),
			"name": "S" + words.Draw(t, "name"), "goal": words.Draw(t, "goal"), "state": rapid.SampledFrom([]string{"future", "active", "closed"}).Draw(t, "state"),
			"startDate": "2026-01-05T09:00:00.000Z", "endDate": "2026-01-19T09:00:00.000Z",
		}
		if sprint["state"] == "closed" {
			sprint["completeDate"] = "2026-01-19T08:00:00.000Z"
		}
		text := jiratest.PrintSprint(sprint)
		want, err := json.Marshal(sprint)
		if err != nil {
			t.Fatal(err)
		}
		got, err := json.Marshal(jiratest.ParseSprint(text))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	})
}

func FuzzParseSprint(f *testing.F) {
	f.Add(sprintOfDC)
	f.Add("com.atlassian.greenhopper.service.sprint.Sprint@[")
	f.Add("com.atlassian.greenhopper.service.sprint.Sprint@x[id=,name=]")
	f.Fuzz(func(t *testing.T, text string) {
		s := jiratest.ParseSprint(text)
		if s == nil {
			return
		}
		if name, ok := s["name"].(string); ok && !strings.Contains(text, name) {
			t.Errorf("%q has the name %q", text, name)
		}
	})
}
