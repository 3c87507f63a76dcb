package promises_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir/internal/promises"
)

const day = "2026-11-21"

func TestAListIsRead(t *testing.T) {
	t.Parallel()
	list, err := promises.Parse(strings.NewReader(`# Title

| id | since | promise | proved by |
|---|---|---|---|
| R1 | 2026-11-21 | Only ` + "`GET`" + `. | ` + "`internal/outbound: TestA, FuzzB`; `.: TestC`" + ` |
| R2 | 2027-01-02 | Listed paths. | not yet: the client, with its job |
| C1 | 2026-11-21 | Both. | internal/jira/jiratest: TestD; not yet: the rest |
`))
	if err != nil {
		t.Fatal(err)
	}
	want := []promises.Promise{
		{
			ID: "R1", Since: time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC), Text: "Only `GET`.", Line: 5,
			Tests: []promises.Test{{Package: "internal/outbound", Name: "TestA"}, {Package: "internal/outbound", Name: "FuzzB"}, {Package: ".", Name: "TestC"}},
		},
		{ID: "R2", Since: time.Date(2027, 1, 2, 0, 0, 0, 0, time.UTC), Text: "Listed paths.", Later: "the client, with its job", Line: 6},
		{
			ID: "C1", Since: time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC), Text: "Both.", Later: "the rest", Line: 7,
			Tests: []promises.Test{{Package: "internal/jira/jiratest", Name: "TestD"}},
		},
	}
	if diff := cmp.Diff(want, list); diff != "" {
		t.Error(diff)
	}
}

func TestAWrongRowIsNamed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, row, want string }{
		{"a cell is missing", "| R1 | " + day + " | text |", "line 1: R1: has 3 cells"},
		{"the day is not a day", "| R1 | soon | text | not yet: x |", `since "soon"`},
		{"the promise is empty", "| R1 | " + day + " | | not yet: x |", "says nothing"},
		{"nothing proves it, without a word", "| R1 | " + day + " | text | |", "names neither"},
		{"it is open when the proof comes", "| R1 | " + day + " | text | not yet: |", "does not say with what"},
		{"a test has no package", "| R1 | " + day + " | text | TestA |", "does not read like"},
		{"a package is a sentence", "| R1 | " + day + " | text | see here: TestA |", "does not read like"},
		{"a package leaves the module", "| R1 | " + day + " | text | ../other: TestA |", "does not read like"},
		{"a test is a pattern", "| R1 | " + day + " | text | internal/jql: Test.* |", "is not the name of a test"},
		{"a test is not one", "| R1 | " + day + " | text | internal/jql: Testify |", "is not the name of a test"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := promises.Parse(strings.NewReader(c.row))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want it to say %q", err, c.want)
			}
		})
	}
}

func TestTheListIsFixed(t *testing.T) {
	t.Parallel()
	whole := func() []promises.Promise {
		var list []promises.Promise
		for _, id := range promises.IDs() {
			list = append(list, promises.Promise{ID: id})
		}
		return list
	}
	swapped := whole()
	swapped[0], swapped[1] = swapped[1], swapped[0]
	for _, c := range []struct {
		name string
		list []promises.Promise
		want string
	}{
		{"every promise once", whole(), ""},
		{"a promise was dropped", whole()[1:], "R1: stands in the list 0 times"},
		{"a promise stands twice", append(whole(), promises.Promise{ID: "S3"}), "S3: stands in the list 2 times"},
		{"a promise was slipped in", append(whole(), promises.Promise{ID: "X1"}), "X1: is not a promise"},
		{"the order changed", swapped, "not in order"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := promises.Complete(c.list)
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
	if n := len(promises.IDs()); n != 56 {
		t.Errorf("%d ids, want 56", n)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("| R1 | 2026-11-21 | Only GET. | `internal/outbound: TestA`; not yet: more |\n")
	f.Add("| R1 | 2026-11-21 ||||")
	f.Add("|\n||\n| R9999999999999999999999 |")
	f.Fuzz(func(t *testing.T, text string) {
		list, err := promises.Parse(strings.NewReader(text))
		for _, p := range list {
			if err == nil && len(p.Tests) == 0 && p.Later == "" {
				t.Errorf("%s has no proof and no word about it", p.ID)
			}
		}
	})
}
