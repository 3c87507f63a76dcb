package jiratest_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"weir/internal/jira/jiratest"
)

// agileAnswer asks for a path of Jira Software and decodes the answer.
func agileAnswer(t *testing.T, s *jiratest.Server, path string, v any) int {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/rest/agile/1.0/"+path, nil)
	r.SetBasicAuth(s.User(), s.Token())
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	if err := json.Unmarshal(w.Body.Bytes(), v); err != nil {
		t.Fatalf("%s: %v in %s", path, err, w.Body)
	}
	return w.Code
}

type agileList struct {
	StartAt, MaxResults int
	Total               *int
	IsLast              bool
	Values              []struct {
		ID       int64
		Name     string
		Type     string
		Key      string
		Location *struct{ ProjectKey string }
	}
}

func TestASiteWithoutBoardsHasOneForEachProject(t *testing.T) {
	t.Parallel()
	for _, flavour := range []jiratest.Flavour{jiratest.Cloud, jiratest.DataCenter} {
		t.Run(string(flavour), func(t *testing.T) {
			t.Parallel()
			site := jiratest.NewSite(jiratest.Generate(jiratest.GenerateParams{Issues: 60, Now: noon}).Issues())
			s := jiratest.New(t, jiratest.Options{Flavour: flavour, Site: site, Now: clock})
			var boards agileList
			if status := agileAnswer(t, s, "board", &boards); status != http.StatusOK || len(boards.Values) != 2 || !boards.IsLast || boards.MaxResults != 50 {
				t.Fatalf("status %d, boards %+v", status, boards)
			}
			if cloud := flavour == jiratest.Cloud; (boards.Total != nil) != cloud || (boards.Values[0].Location != nil) != cloud {
				t.Errorf("total %v, location %v", boards.Total, boards.Values[0].Location)
			}
			var config struct {
				ColumnConfig struct {
					Columns []struct {
						Name     string
						Statuses []struct{ ID, Self string }
					}
				}
				Location struct{ Key string }
				Filter   struct{ ID string }
			}
			if status := agileAnswer(t, s, "board/1/configuration", &config); status != http.StatusOK || len(config.ColumnConfig.Columns) < 3 || config.Filter.ID == "" {
				t.Fatalf("status %d, configuration %+v", status, config)
			}
			onBoard := 0
			for _, issue := range site.Issues() {
				if strings.HasPrefix(issue.Key, config.Location.Key+"-") {
					onBoard++
				}
			}
			var issues struct {
				Total  int
				Issues []struct {
					Key    string
					Fields map[string]any
				}
			}
			if status := agileAnswer(t, s, "board/1/issue?maxResults=3&fields=status&jql=statusCategory+is+not+EMPTY+ORDER+BY+created", &issues); status != http.StatusOK || issues.Total != onBoard || len(issues.Issues) != 3 {
				t.Errorf("status %d, %d issues of %d, want 3 of %d", status, len(issues.Issues), issues.Total, onBoard)
			}
			if len(issues.Issues) > 0 && len(issues.Issues[0].Fields) != 1 {
				t.Errorf("fields are %v", issues.Issues[0].Fields)
			}
			var epics agileList
			if status := agileAnswer(t, s, "board/1/epic?maxResults=50", &epics); status != http.StatusOK || len(epics.Values) == 0 || epics.Values[0].Key == "" {
				t.Errorf("status %d, epics %+v", status, epics)
			}
		})
	}
}

func TestWhatABoardRefuses(t *testing.T) {
	t.Parallel()
	site := jiratest.NewSite(jiratest.Generate(jiratest.GenerateParams{Issues: 60, Now: noon}).Issues())
	s := jiratest.New(t, jiratest.Options{Site: site, Now: clock})
	for path, want := range map[string]int{
		"board/1/sprint":                        http.StatusBadRequest, // kanban
		"board/99":                              http.StatusNotFound,
		"board/99/configuration":                http.StatusNotFound,
		"board/x/issue":                         http.StatusNotFound,
		"board/1/issue?jql=nonsense+%3D+1":      http.StatusBadRequest,
		"board/1/issue?jql=project+%3D+A)+or+(": http.StatusBadRequest,
		"board?projectKeyOrId=NOPE":             http.StatusBadRequest,
		"board?startAt=-1":                      http.StatusBadRequest,
		"board/1":                               http.StatusOK,
		"board?type=scrum":                      http.StatusOK,
	} {
		var body struct{ ErrorMessages []string }
		if status := agileAnswer(t, s, path, &body); status != want || (status != http.StatusOK) != (len(body.ErrorMessages) > 0) {
			t.Errorf("%s answers %d %q, want %d", path, status, body.ErrorMessages, want)
		}
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/rest/agile/1.0/board", nil)
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusOK || strings.Contains(w.Body.String(), "board/1") {
		t.Errorf("a stranger sees %d %s", w.Code, w.Body)
	}
}

func TestBoardsComeInPages(t *testing.T) {
	t.Parallel()
	s := jiratest.New(t, jiratest.Options{Site: jiratest.Generate(jiratest.GenerateParams{Issues: 60, Now: noon}), Now: clock})
	var ids []int64
	for at := 0; ; at++ {
		var page agileList
		agileAnswer(t, s, fmt.Sprintf("board?maxResults=1&startAt=%d", at), &page)
		for _, board := range page.Values {
			ids = append(ids, board.ID)
		}
		if page.IsLast {
			break
		}
	}
	if fmt.Sprint(ids) != "[1 2]" {
		t.Errorf("the boards are %v", ids)
	}
}
