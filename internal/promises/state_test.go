package promises_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir/internal/promises"
)

// output is what `go test -json` says about tests that end in every way.
const output = `{"Action":"start","Package":"weir/internal/x"}
not JSON: a line of the go command
{"Action":"run","Package":"weir/internal/x","Test":"TestGood"}
{"Action":"output","Package":"weir/internal/x","Test":"TestGood","Output":"=== RUN   TestGood\n"}
{"Action":"pass","Package":"weir/internal/x","Test":"TestGood","Elapsed":0}
{"Action":"run","Package":"weir/internal/x","Test":"TestBad"}
{"Action":"output","Package":"weir/internal/x","Test":"TestBad","Output":"    x_test.go:9: a secret came through\n"}
{"Action":"fail","Package":"weir/internal/x","Test":"TestBad","Elapsed":0}
{"Action":"output","Package":"weir/internal/x","Test":"TestSkipped","Output":"    x_test.go:12: secret-tool is missing\n"}
{"Action":"output","Package":"weir/internal/x","Test":"TestSkipped","Output":"--- SKIP: TestSkipped (0.00s)\n"}
{"Action":"skip","Package":"weir/internal/x","Test":"TestSkipped","Elapsed":0}
{"Action":"output","Package":"weir/internal/x","Test":"TestParts/one_part","Output":"        x_test.go:15: node is missing\n"}
{"Action":"skip","Package":"weir/internal/x","Test":"TestParts/one_part","Elapsed":0}
{"Action":"pass","Package":"weir/internal/x","Test":"TestParts/another_part","Elapsed":0}
{"Action":"pass","Package":"weir/internal/x","Test":"TestParts","Elapsed":0}
{"Action":"run","Package":"weir/internal/x","Test":"TestCrashed"}
{"Action":"fail","Package":"weir/internal/x","Elapsed":0}
`

func outcomes(t *testing.T) map[promises.Test]promises.Outcome {
	t.Helper()
	found, err := promises.Outcomes(strings.NewReader(output))
	if err != nil {
		t.Fatal(err)
	}
	all := map[promises.Test]promises.Outcome{}
	for name, o := range found {
		all[promises.Test{Package: "internal/x", Name: name}] = o
	}
	return all
}

func TestOutcomesAreReadFromTheOutputOfGoTest(t *testing.T) {
	t.Parallel()
	got := map[string]promises.Outcome{}
	for test, o := range outcomes(t) {
		o.Output = "" // shown as it is
		got[test.Name] = o
	}
	want := map[string]promises.Outcome{
		"TestGood":    {State: promises.Proved},
		"TestBad":     {State: promises.Failed},
		"TestSkipped": {State: promises.NotApplicable, Skips: []string{"secret-tool is missing"}},
		"TestParts":   {State: promises.Proved, Skips: []string{"node is missing"}},
		"TestCrashed": {State: promises.Failed},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAPromiseStandsAsItsTestsDo(t *testing.T) {
	t.Parallel()
	all := outcomes(t)
	for _, c := range []struct {
		name  string
		tests []string
		later string
		want  string
	}{
		{"its tests pass", []string{"TestGood"}, "", "R1  proved               internal/x TestGood"},
		{"nothing proves it yet", nil, "its job", "R1  not yet              comes with its job"},
		{"a part is not proved yet", []string{"TestGood"}, "its job", "R1  not yet              comes with its job; so far: internal/x TestGood"},
		{"a test fails", []string{"TestGood", "TestBad"}, "", "R1  failed               internal/x TestGood, TestBad (failed)"},
		{"a test fails before the rest is proved", []string{"TestBad"}, "its job", "R1  failed               internal/x TestBad (failed)"},
		{"a test crashes", []string{"TestCrashed"}, "", "R1  failed               internal/x TestCrashed (failed)"},
		{"a test did not run", []string{"TestAbsent"}, "", "R1  failed               internal/x TestAbsent (did not run)"},
		{"all its tests are skipped", []string{"TestSkipped"}, "", "R1  not applicable here  secret-tool is missing; internal/x TestSkipped"},
		{
			"one of its tests is skipped",
			[]string{"TestGood", "TestSkipped"},
			"",
			"R1  proved               internal/x TestGood, TestSkipped (not applicable here: secret-tool is missing)",
		},
		{"a part of a test is skipped", []string{"TestParts"}, "", "R1  proved               internal/x TestParts (in part; not applicable here: node is missing)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := promises.Promise{ID: "R1", Later: c.later}
			for _, name := range c.tests {
				p.Tests = append(p.Tests, promises.Test{Package: "internal/x", Name: name})
			}
			if got := promises.Stand(p, all).String(); got != c.want {
				t.Errorf("line\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestPackagesAreNamedWhereTheyChange(t *testing.T) {
	t.Parallel()
	p := promises.Promise{ID: "C1", Tests: []promises.Test{{"internal/x", "TestA"}, {"internal/x", "TestB"}, {".", "TestA"}}}
	passed := map[promises.Test]promises.Outcome{}
	for _, test := range p.Tests {
		passed[test] = promises.Outcome{State: promises.Proved}
	}
	s := promises.Stand(p, passed)
	if got, want := s.String(), "C1  proved               internal/x TestA, TestB; . TestA"; got != want {
		t.Errorf("line %q, want %q", got, want)
	}
	if got, want := promises.Summary([]promises.Standing{s}), "1 promises: 1 proved, 0 not yet, 0 not applicable here, 0 failed"; got != want {
		t.Errorf("summary %q, want %q", got, want)
	}
	want := map[string][]string{"internal/x": {"TestA", "TestB"}, ".": {"TestA"}}
	if diff := cmp.Diff(want, promises.ByPackage([]promises.Promise{p, p})); diff != "" {
		t.Error(diff)
	}
}
