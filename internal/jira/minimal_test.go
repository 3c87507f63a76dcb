package jira_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"weir"
	"weir/internal/jira"
	"weir/internal/jira/jiratest"
)

// Promise D2: Jira sends histories whole, with old texts and people's names.
// The decoder keeps changes of status, flag and resolution, and makes nothing
// else into a value.
func TestOnlyWhatMeasuresFlowComesOutOfAHistory(t *testing.T) {
	t.Parallel()
	for _, flavour := range flavours() {
		t.Run(string(flavour), func(t *testing.T) {
			t.Parallel()
			site := team(60)
			s := jiratest.New(t, jiratest.Options{Flavour: flavour, Site: site})
			issues, err := collect(t, client(t, s), jira.Query{JQL: "project is not EMPTY", Fields: []string{"status"}, History: true})
			if err != nil {
				t.Fatal(err)
			}
			kinds := make(map[weir.ChangeKind]int)
			for _, issue := range issues {
				for _, change := range issue.History.Changes {
					kinds[change.Kind]++
				}
				all := fmt.Sprintf("%+v", issue)
				if strings.Contains(all, jiratest.Canary) {
					t.Errorf("%s carries a text of its history", issue.Key)
				}
				for _, person := range site.People() {
					if strings.Contains(all, person.Display) {
						t.Errorf("%s carries the name of %s", issue.Key, person.Display)
					}
				}
			}
			for _, kind := range []weir.ChangeKind{weir.StatusChange, weir.FlagChange, weir.ResolutionChange} {
				if kinds[kind] == 0 {
					t.Errorf("no change of kind %d came: the test proves nothing", kind)
				}
			}
		})
	}
}

// Promise D3, as far as the client goes: what is asked for is what is named.
func TestOnlyTheNamedFieldsAreAskedFor(t *testing.T) {
	t.Parallel()
	for _, flavour := range flavours() {
		s := jiratest.New(t, jiratest.Options{Flavour: flavour, Site: team(5)})
		if _, err := collect(t, client(t, s), jira.Query{JQL: "project is not EMPTY", Fields: []string{"duedate", "status"}}); err != nil {
			t.Fatal(err)
		}
		asked := 0
		for _, request := range s.Requests() {
			if strings.Contains(request.Path, "/search") {
				asked++
				if got := request.Query.Get("fields"); got != "duedate,status" || request.Query.Has("expand") {
					t.Errorf("asked for fields %q, expand %q", got, request.Query.Get("expand"))
				}
			}
		}
		if asked == 0 {
			t.Error("no search was made")
		}
	}
}

// Promise R6: doctor can tell what an account may do beyond reading.
func TestPermissionsBeyondReadingAreTold(t *testing.T) {
	t.Parallel()
	s := jiratest.New(t, jiratest.Options{Site: team(3), Intercept: func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, "/mypermissions") {
			return false
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"permissions":{"BROWSE_PROJECTS":{"name":"Browse Projects","havePermission":true},`+
			`"EDIT_ISSUES":{"name":"Edit Issues","havePermission":true},"ADMINISTER":{"name":"Administer Jira","havePermission":false}}}`)
		return true
	}})
	grant, err := client(t, s).Permissions(t.Context())
	if err != nil || !grant.Browse || !slices.Equal(grant.Beyond, []string{"Edit Issues"}) {
		t.Errorf("grant is %+v, %v", grant, err)
	}
}
