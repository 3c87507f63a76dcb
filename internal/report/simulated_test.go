package report_test

import (
	"context"
	"net/url"
	"testing"
	"time"

	"weir"
	"weir/internal/jira"
	"weir/internal/jira/jiratest"
	"weir/internal/outbound"
	"weir/internal/report"
	"weir/internal/secret"
)

// read reads all issues of a simulated site, with all their fields, as columns.
func read(t testing.TB, flavour jiratest.Flavour, issues int) ([]report.Spec, []weir.Issue) {
	t.Helper()
	site := jiratest.Generate(jiratest.GenerateParams{Seed: 7, Issues: issues})
	server := jiratest.New(t, jiratest.Options{Flavour: flavour, Site: site})
	address, err := url.Parse(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	client, err := jira.New(jira.Params{
		Name: "work", Site: address, User: secret.New(server.User()), Token: secret.New(server.Token()),
		Endpoints: []jira.Endpoint{jira.Search, jira.Fields},
		Outbound:  outbound.Options{CA: server.CAPEM(), Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }},
	})
	if err != nil {
		t.Fatal(err)
	}
	fields, err := client.Fields(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	names, known := []string{"key", "note"}, make([]report.Field, len(fields))
	for i, f := range fields {
		known[i] = report.Field{ID: f.ID, Name: f.Name, Type: f.Type, Items: f.Items, Custom: f.CustomType}
		if f.ID != "issuekey" && f.ID != "statusCategory" { // Key is there already, and Category is of the status
			names = append(names, f.ID)
		}
	}
	specs, err := report.Columns(names, known, report.Style{Zone: berlin(), Site: server.URL()})
	if err != nil {
		t.Fatal(err)
	}
	var found []weir.Issue
	for issue, err := range client.Issues(t.Context(), jira.Query{JQL: "created >= 2000-01-01 ORDER BY key", Fields: report.FieldIDs(specs)}) {
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, issue)
	}
	return specs, found
}

func TestEverySimulatedIssueIsReadable(t *testing.T) {
	t.Parallel()
	for _, flavour := range []jiratest.Flavour{jiratest.Cloud, jiratest.DataCenter} {
		t.Run(string(flavour), func(t *testing.T) {
			t.Parallel()
			specs, issues := read(t, flavour, 400)
			if len(issues) < 400 {
				t.Fatalf("only %d issues", len(issues))
			}
			filled, kinds := map[string]int{}, map[report.Kind]int{}
			for _, issue := range issues {
				for _, s := range specs {
					if s.Cell == nil {
						continue
					}
					cell := s.Cell(issue)
					checkCell(t, issue.Key+" "+s.ID, cell)
					if isJSON(cell.Text) {
						t.Errorf("%s: %s is shown as %s", issue.Key, s.ID, cell.Text)
					}
					if !cell.IsBlank() {
						filled[s.Title]++
						kinds[cell.Kind]++
					}
				}
			}
			for _, title := range []string{"Key", "Summary", "Description", "Sprint", "Story Points", "Cause", "Acceptance criteria", "Seen at", "Promised for", "Linked Issues", "Log page", "Rank", "Charged to"} {
				if filled[title] == 0 {
					t.Errorf("no issue has anything in %q: %v", title, filled)
				}
			}
			for _, kind := range []report.Kind{report.Text, report.Number, report.Day, report.Moment} {
				if kinds[kind] == 0 {
					t.Errorf("there is no cell of kind %s: %v", kind, kinds)
				}
			}
		})
	}
}

func BenchmarkCells(b *testing.B) {
	specs, issues := read(b, jiratest.Cloud, 200)
	var eight []report.Spec
	for _, s := range specs {
		switch s.Title {
		case "Key", "Summary", "Status", "Assignee", "Updated", "Description", "Story Points", "Sprint":
			eight = append(eight, s)
		}
	}
	if len(eight) != 8 || len(issues) < 200 {
		b.Fatalf("%d columns, %d issues", len(eight), len(issues))
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, issue := range issues[:200] {
			for _, s := range eight {
				s.Cell(issue)
			}
		}
	}
}
