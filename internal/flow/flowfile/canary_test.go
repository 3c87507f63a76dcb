package flowfile_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/jira/jiratest"
)

const canary = jiratest.Canary

func generated(t testing.TB, n int, flavour jiratest.Flavour) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := jiratest.WriteIssues(&file, jiratest.GenerateParams{Issues: n, Seed: 5}, flavour); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// Promise D2: of a file come no texts and no people, wherever they stand.
func TestOnlyWhatMeasuresFlowComesOutOfAFile(t *testing.T) {
	t.Parallel()
	files := map[string][]byte{"every field": []byte(one)}
	people := make(map[string][]string)
	for _, flavour := range []jiratest.Flavour{jiratest.Cloud, jiratest.DataCenter} {
		file := generated(t, 300, flavour)
		files[string(flavour)] = file
		people[string(flavour)] = displayNames(t, file)
	}
	for name, file := range files {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if !bytes.Contains(file, []byte(canary)) {
				t.Fatal("nothing is planted in the file")
			}
			issues, report, err := collect(bytes.NewReader(file))
			if err != nil || len(issues) == 0 {
				t.Fatal(len(issues), err)
			}
			all := fmt.Sprintf("%+v %+v", issues, report)
			if at := strings.Index(all, canary); at >= 0 {
				t.Errorf("a text came out: %s", all[max(0, at-200):at+20])
			}
			for _, person := range people[name] {
				if strings.Contains(all, person) {
					t.Errorf("%s came out", person)
				}
			}
		})
	}
}

// displayNames finds the people of a file.
func displayNames(t testing.TB, file []byte) (names []string) {
	t.Helper()
	var page struct {
		Issues []struct {
			Changelog struct {
				Histories []struct{ Author struct{ DisplayName string } }
			}
		}
	}
	if err := json.Unmarshal(file, &page); err != nil {
		t.Fatal(err)
	}
	for _, issue := range page.Issues {
		for _, h := range issue.Changelog.Histories {
			names = append(names, h.Author.DisplayName)
		}
	}
	slices.Sort(names)
	if names = slices.Compact(names); len(names) < 3 {
		t.Fatalf("the file has few people: %q", names)
	}
	return names
}

// A file whose errors would be shown, or whose odd issues would be reported, may
// not give texts away on that road.
func TestErrorsShowNoTexts(t *testing.T) {
	t.Parallel()
	for end := 0; end < len(one); end += 7 {
		_, report, err := read(t, one[:end]+"\x00")
		if err == nil || strings.Contains(fmt.Sprintf("%v %+v", err, report), canary) {
			t.Fatalf("broken at %d: %v", end, err)
		}
	}
	for _, text := range []string{
		`[{"id":"1","key":"` + canary + ` is no key","fields":{"status":]`,
		`[{"id":"1","key":"` + canary + ` is no key","changelog":{"histories":]`,
		`[{"id":"` + canary + ` no id","key":"` + canary + ` is no key","fields":{}}]`,
	} {
		_, report, err := read(t, text)
		if err == nil || strings.Contains(fmt.Sprintf("%v %+v", err, report), canary) {
			t.Errorf("%s: %v %+v", text, err, report)
		}
	}
}

type reference struct {
	ID, Key string
	Fields  struct {
		IssueType struct {
			ID, Name string
			Subtask  bool
		}
		Status struct {
			ID, Name       string
			StatusCategory struct{ Key weir.Category }
		}
		Created, ResolutionDate string
		Resolution              weir.Named
		Project                 struct{ Key string }
		Parent                  struct{ ID, Key string }
	}
	Changelog struct {
		Histories []struct {
			ID, Created string
			Items       []struct {
				Field, FieldType, From, FromString, To string
				ToName                                 string `json:"toString"`
			}
		}
	}
}

// The fast reading is compared with a plain one.
func TestGeneratedIssuesAreReadAsEncodingJSONReadsThem(t *testing.T) {
	t.Parallel()
	for _, flavour := range []jiratest.Flavour{jiratest.Cloud, jiratest.DataCenter} {
		t.Run(string(flavour), func(t *testing.T) {
			t.Parallel()
			file := generated(t, 500, flavour)
			var page struct{ Issues []reference }
			if err := json.Unmarshal(file, &page); err != nil {
				t.Fatal(err)
			}
			got, _, err := collect(bytes.NewReader(file))
			if err != nil || len(got) != 500 {
				t.Fatal(len(got), err)
			}
			kinds := make(map[weir.ChangeKind]int)
			for i := range got {
				want := page.Issues[i].issue(t)
				for _, change := range want.History.Changes {
					kinds[change.Kind]++
				}
				want.History.Complete = got[i].History.Complete
				if diff := cmp.Diff(want, got[i]); diff != "" {
					t.Fatal(diff)
				}
			}
			if len(kinds) != 3 {
				t.Errorf("the file proves little: %v", kinds)
			}
		})
	}
}

func (r reference) issue(t testing.TB) weir.Issue {
	t.Helper()
	f := r.Fields
	issue := weir.Issue{
		ID: r.ID, Key: r.Key, Type: weir.Type(f.IssueType),
		Status:  weir.Status{ID: f.Status.ID, Name: f.Status.Name, Category: f.Status.StatusCategory.Key},
		Created: moment(t, f.Created), Resolved: moment(t, f.ResolutionDate), Resolution: f.Resolution,
		Project: weir.Project{Key: f.Project.Key}, Parent: weir.Parent{ID: f.Parent.ID, Key: f.Parent.Key},
	}
	for _, h := range r.Changelog.Histories {
		for _, item := range h.Items {
			if kind := weir.ChangeKindOf(item.Field, item.FieldType); kind != 0 {
				issue.History.Changes = append(issue.History.Changes, weir.Change{
					ID: h.ID, At: moment(t, h.Created), Kind: kind,
					From: weir.Named{ID: item.From, Name: item.FromString}, To: weir.Named{ID: item.To, Name: item.ToName},
				})
			}
		}
	}
	issue.History.Sort()
	return issue
}

func moment(t testing.TB, s string) time.Time {
	t.Helper()
	if s == "" {
		return time.Time{}
	}
	at, err := time.Parse("2006-01-02T15:04:05.000-0700", s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}
