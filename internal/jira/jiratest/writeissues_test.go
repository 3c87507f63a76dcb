package jiratest_test

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"weir"
	"weir/internal/jira/jiratest"
)

func TestTheStreamTellsTheIssuesOfTheSite(t *testing.T) {
	t.Parallel()
	for seed, n := range []int{1, 39, 300, 3000} { // the last needs three chunks
		p := jiratest.GenerateParams{Issues: n, Seed: uint64(seed), Now: noon}
		streamed := slices.Collect(jiratest.Issues(p))
		if !reflect.DeepEqual(jiratest.Generate(p).Issues(), streamed) {
			t.Errorf("%d issues: the stream is not the site", n)
		}
	}
	for range jiratest.Issues(jiratest.GenerateParams{Issues: 3000, Now: noon}) {
		break // leaving early is allowed
	}
}

func TestOnlyTheNamedFieldsAreGenerated(t *testing.T) {
	t.Parallel()
	whole := jiratest.GenerateParams{Issues: 50, Seed: 5, Now: noon}
	part := whole
	part.Fields = []string{"status", "created", "customfield_10021"}
	all := jiratest.Generate(whole).Issues()
	for n, i := range jiratest.Generate(part).Issues() {
		if len(i.Fields) != 3 || string(i.Fields["status"]) != string(all[n].Fields["status"]) || !reflect.DeepEqual(i.Histories, all[n].Histories) {
			t.Fatalf("%s has %d fields, or is another issue", i.Key, len(i.Fields))
		}
	}
}

// shown is everything that a server shows of a site, without its address.
func shown(t *testing.T, s *jiratest.Server) map[string]string {
	t.Helper()
	issues := make(map[string]string)
	for start := 0; ; {
		query := params("jql", "created > 0 ORDER BY id", "fields", "*all", "expand", "changelog", "maxResults", "100")
		if s.Flavour() == jiratest.DataCenter {
			query.Set("startAt", strconv.Itoa(start))
		} else {
			for _, i := range all(t, s, query) {
				issues[i.Key] = flat(t, s, i)
			}
			return issues
		}
		p := get[page](t, s, searchPath(s), query)
		for _, i := range p.Issues {
			issues[i.Key] = flat(t, s, i)
		}
		start += len(p.Issues)
		if len(p.Issues) == 0 {
			return issues
		}
	}
}

func flat(t *testing.T, s *jiratest.Server, i found) string {
	t.Helper()
	return strings.ReplaceAll(string(mustJSON(decode[any](t, mustJSON(i)))), s.URL(), "https://site")
}

func TestWrittenIssuesReadBackAreTheSite(t *testing.T) {
	t.Parallel()
	p := jiratest.GenerateParams{Issues: 250, Seed: 11, Now: noon, Projects: 4}
	for _, flavour := range []jiratest.Flavour{jiratest.Cloud, jiratest.DataCenter} {
		t.Run(string(flavour), func(t *testing.T) {
			t.Parallel()
			var file bytes.Buffer
			if err := jiratest.WriteIssues(&file, p, flavour); err != nil {
				t.Fatal(err)
			}
			if lines := bytes.Count(file.Bytes(), []byte("\n")); lines != p.Issues+2 {
				t.Errorf("%d lines for %d issues", lines, p.Issues)
			}
			site, err := jiratest.Read("file", &file)
			if err != nil {
				t.Fatal(err)
			}
			want := shown(t, start(t, jiratest.Options{Site: jiratest.Generate(p), Flavour: flavour}))
			got := shown(t, start(t, jiratest.Options{Site: site, Flavour: flavour}))
			if len(want) != p.Issues || len(got) != p.Issues {
				t.Fatalf("%d and %d issues", len(want), len(got))
			}
			for key, text := range want {
				if text != got[key] {
					t.Fatalf("%s (-want +got):\n%s", key, cmp.Diff(decode[any](t, []byte(text)), decode[any](t, []byte(got[key]))))
				}
			}
		})
	}
}

func TestWritingSaysWhyItFails(t *testing.T) {
	t.Parallel()
	p := jiratest.GenerateParams{Issues: 500, Now: noon}
	if err := jiratest.WriteIssues(new(bytes.Buffer), p, "server"); !errors.Is(err, weir.Usage) {
		t.Errorf("an unknown flavour: %v", err)
	}
	broken := errors.New("the disk is full")
	if err := jiratest.WriteIssues(failing{broken}, p, jiratest.Cloud); !errors.Is(err, broken) || !errors.Is(err, weir.Storage) || weir.NextStep(err) == "" {
		t.Errorf("a full disk: %v", err)
	}
	if _, err := jiratest.Read("x", iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("a broken reader: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
