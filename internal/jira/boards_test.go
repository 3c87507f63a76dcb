package jira_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/jira"
	"weir/internal/jira/jiratest"
)

func TestBoardsAndTheirColumnsInBothFlavours(t *testing.T) {
	t.Parallel()
	for _, flavour := range flavours() {
		t.Run(string(flavour), func(t *testing.T) {
			t.Parallel()
			s := jiratest.New(t, jiratest.Options{Flavour: flavour, Site: team(60)})
			c := client(t, s)
			boards, err := c.Boards(t.Context(), jira.BoardQuery{})
			if err != nil || len(boards) != 2 || boards[0].Kind != weir.Scrum || boards[1].Kind != weir.Kanban || boards[0].Name == "" {
				t.Fatalf("boards are %+v, %v", boards, err)
			}
			checkSprints(t, c, boards[0])
			boards = boards[1:]
			statuses, err := c.Statuses(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			category := make(map[string]weir.Category)
			for _, status := range statuses {
				category[status.ID] = status.Category
			}
			config, err := c.BoardConfiguration(t.Context(), boards[0].ID)
			if err != nil || config.Project.Key == "" || config.FilterID == "" || config.Name != boards[0].Name {
				t.Fatalf("configuration is %+v, %v", config, err)
			}
			if done := config.Done(); done < 0 || category[config.Columns[done].Statuses[0]] != weir.Done {
				t.Errorf("done is column %d of %+v", done, config.Columns)
			}
			if category[config.Columns[0].Statuses[0]] != weir.ToDo {
				t.Errorf("the first column is %+v", config.Columns[0])
			}
			for _, q := range []jira.BoardQuery{{Project: config.Project.Key}, {Name: strings.ToUpper(boards[0].Name)}} {
				if found, err := c.Boards(t.Context(), q); err != nil || len(found) != 1 || found[0].ID != boards[0].ID {
					t.Errorf("%+v finds %+v, %v", q, found, err)
				}
			}
			if found, err := c.Boards(t.Context(), jira.BoardQuery{Kind: weir.Kanban}); err != nil || len(found) != 1 || found[0].ID != boards[0].ID {
				t.Errorf("kanban boards are %+v, %v", found, err)
			}
			if sprints, err := c.Sprints(t.Context(), boards[0]); err != nil || len(sprints) != 0 {
				t.Errorf("sprints of a kanban board are %v, %v", sprints, err)
			}
			for _, request := range s.Requests() {
				if strings.HasSuffix(request.Path, boards[0].ID+"/sprint") {
					t.Error("a kanban board was asked for its sprints")
				}
			}
			simple := boards[0]
			simple.Kind = weir.Simple
			if sprints, err := c.Sprints(t.Context(), simple); err != nil || len(sprints) != 0 {
				t.Errorf("sprints of a board that refuses are %v, %v", sprints, err)
			}
			simple.Kind = weir.Scrum
			_, err = c.Sprints(t.Context(), simple)
			wantKind(t, err, weir.BadQuery)
			_, err = c.BoardConfiguration(t.Context(), "999")
			wantKind(t, err, weir.NotFound)
			for _, id := range []string{"", "1/issue", "x"} {
				_, err = c.BoardConfiguration(t.Context(), id)
				wantKind(t, err, weir.BadInput)
			}
		})
	}
}

// checkSprints reads the sprints of a board whose team has worked for months:
// closed ones, one that runs, and perhaps some to come.
func checkSprints(t *testing.T, c *jira.Client, board weir.Board) {
	t.Helper()
	sprints, err := c.Sprints(t.Context(), board)
	if err != nil || len(sprints) < 3 {
		t.Fatalf("sprints are %+v, %v", sprints, err)
	}
	count := make(map[weir.SprintState]int)
	for _, s := range sprints {
		count[s.State]++
		if s.Name == "" || !s.End.After(s.Start) || (s.State == weir.Closed) != !s.Completed.IsZero() {
			t.Errorf("a sprint is %+v", s)
		}
	}
	active, err := c.Sprints(t.Context(), board, weir.Active)
	if err != nil || count[weir.Active] != 1 || len(active) != 1 || count[weir.Closed] == 0 {
		t.Errorf("the states are %v; active are %+v, %v", count, active, err)
	}
}

func TestABoardsConfigurationOfARealJira(t *testing.T) {
	t.Parallel()
	body := readFixture(t, "jira/board-configuration.json")
	s := jiratest.New(t, jiratest.Options{Site: team(3), Intercept: func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, "/configuration") {
			return false
		}
		writeJSON(w, http.StatusOK, body)
		return true
	}})
	config, err := client(t, s).BoardConfiguration(t.Context(), "35")
	if err != nil {
		t.Fatal(err)
	}
	if config.Kind != weir.Kanban || config.Project.Key != "IT" || config.FilterID != "12116" || config.SubQuery == "" || config.Limits != "issueCount" {
		t.Errorf("configuration is %+v", config)
	}
	if len(config.Columns) != 6 || config.Columns[0].Min != 5 || config.Columns[0].Max != 30 || config.Done() != 5 || config.Column("10801") != 4 || config.Column("1") != -1 {
		t.Errorf("columns are %+v", config.Columns)
	}
	_, err = client(t, s).BoardConfiguration(t.Context(), "36") // the answer is about another board
	wantKind(t, err, weir.NotJira)
}

func TestSprintsWithAndWithoutTimes(t *testing.T) {
	t.Parallel()
	var states []string
	s := jiratest.New(t, jiratest.Options{Site: team(3), Intercept: func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, "/board/7/sprint") {
			return false
		}
		states = append(states, r.URL.Query().Get("state"))
		writeJSON(w, http.StatusOK, `{"maxResults":50,"startAt":0,"isLast":true,"values":[
			{"id":37,"state":"CLOSED","name":"First","startDate":"2026-03-02T09:00:00.000+01:00","endDate":"2026-03-16T09:00:00.000Z","completeDate":"2026-03-16T09:00:00.000Z","originBoardId":7,"goal":"none of our business"},
			{"id":38,"state":"future","name":"Next","originBoardId":8}]}`)
		return true
	}})
	sprints, err := client(t, s).Sprints(t.Context(), weir.Board{ID: "7", Kind: weir.Scrum}, weir.Future, weir.Closed, weir.Future)
	if err != nil {
		t.Fatal(err)
	}
	end := time.Date(2026, 3, 16, 9, 0, 0, 0, time.UTC)
	want := []weir.Sprint{
		{ID: "37", BoardID: "7", Name: "First", State: weir.Closed, Start: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), End: end, Completed: end},
		{ID: "38", BoardID: "8", Name: "Next", State: weir.Future},
	}
	if diff := cmp.Diff(want, sprints, cmp.Comparer(time.Time.Equal)); diff != "" {
		t.Errorf("sprints differ (-want +got):\n%s", diff)
	}
	if len(states) != 1 || states[0] != "closed,future" {
		t.Errorf("asked for the states %q", states)
	}
}

func TestADoneColumnIsTheLastThatHasAStatus(t *testing.T) {
	t.Parallel()
	for want, columns := range map[int][]weir.Column{
		-1: {{Name: "Done"}},
		0:  {{Name: "Doing", Statuses: []string{"3"}}, {Name: "Done"}},
		2:  {{Name: "Done", Statuses: []string{"1"}}, {Name: "Doing"}, {Name: "Gone", Statuses: []string{"3", "4"}}},
	} {
		if got := (weir.BoardConfiguration{Columns: columns}).Done(); got != want {
			t.Errorf("done is %d of %+v, want %d", got, columns, want)
		}
	}
}
