package page_test

import (
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"weir"
	"weir/internal/flow"
	"weir/internal/flow/page"
	"weir/internal/flow/picture"
)

func TestThePageNeedsNothingElse(t *testing.T) {
	t.Parallel()
	tm := usualTeam()
	text := write(t, tm.analyse(t, tm.generate(200, 300, 1), flow.Policy{}), page.Params{Subject: "a board"})

	t.Run("it names no address", func(t *testing.T) {
		t.Parallel()
		if at := regexp.MustCompile(`(?i)https?:|//[a-z]|url\(|@import|@font-face`).FindString(text); at != "" {
			t.Errorf("the page has %q", at)
		}
	})
	t.Run("it loads and runs nothing", func(t *testing.T) {
		t.Parallel()
		for _, n := range all(parse(t, text), "") {
			switch n.Data {
			case "script", "link", "img", "image", "iframe", "object", "embed", "form", "use", "base", "input", "button":
				t.Errorf("the page has a %s", n.Data)
			}
			for _, a := range n.Attr {
				if a.Key == "src" || a.Key == "srcset" || a.Key == "style" || strings.HasPrefix(a.Key, "on") {
					t.Errorf("a %s has %s=%q", n.Data, a.Key, a.Val)
				}
				if a.Key == "href" && !strings.HasPrefix(a.Val, "#") {
					t.Errorf("a link leads to %q", a.Val)
				}
			}
		}
	})
	t.Run("its policy forbids all that it does not need", func(t *testing.T) {
		t.Parallel()
		meta := all(parse(t, text), "meta")
		found := false
		for _, m := range meta {
			if attribute(m, "http-equiv") == "Content-Security-Policy" {
				found = true
				if want := "default-src 'none'; style-src 'unsafe-inline'; img-src data:"; !strings.HasPrefix(attribute(m, "content"), want) {
					t.Errorf("the policy is %q", attribute(m, "content"))
				}
			}
		}
		if !found {
			t.Error("the page has no Content-Security-Policy")
		}
	})
}

func TestLinksLeadToIssuesWhereTheyAreAskedFor(t *testing.T) {
	t.Parallel()
	tm := usualTeam()
	a := tm.analyse(t, tm.generate(120, 200, 1), flow.Policy{})
	outward := func(link func(string) string) []string {
		var list []string
		for _, n := range all(parse(t, write(t, a, page.Params{Params: picture.Params{Link: link}})), "a") {
			if href := attribute(n, "href"); !strings.HasPrefix(href, "#") {
				list = append(list, href)
			}
		}
		return list
	}
	links := outward(prefixed("https://jira.example.com/browse/"))
	if len(links) < 100 {
		t.Errorf("only %d links", len(links))
	}
	for _, l := range links {
		if !strings.HasPrefix(l, "https://jira.example.com/browse/OPS-") {
			t.Fatalf("a link leads to %q", l)
		}
	}
	if links := outward(prefixed("javascript:alert(1)//")); len(links) > 0 {
		t.Errorf("a link runs a script: %q", links[0])
	}
}

func TestTheSameGivesTheSamePage(t *testing.T) {
	t.Parallel()
	tm := usualTeam()
	p := page.Params{Params: picture.Params{Forecast: flow.ForecastParams{Seed: 7}}, Generated: now()}
	d := tm.generate(150, 200, 3)
	first, second := write(t, tm.analyse(t, d, flow.Policy{}), p), write(t, tm.analyse(t, d, flow.Policy{}), p)
	if first != second {
		t.Error("two pages of the same differ")
	}
}

func TestThePageOfTenThousandIssuesIsSmall(t *testing.T) {
	t.Parallel()
	tm := usualTeam()
	p := page.Params{Params: picture.Params{Link: prefixed("https://jira.example.com/browse/")}}
	size := len(write(t, tm.analyse(t, tm.generate(10_000, 730, 1), flow.Policy{}), p))
	if size > 2_000_000 {
		t.Errorf("the page has %d bytes", size)
	}
	t.Logf("%d bytes", size)
}

// Nothing that an issue says in prose, and nobody in it, can come into the page,
// whatever a source hands over.
func TestNoTextOfAnIssueAndNobodyIsInThePage(t *testing.T) {
	t.Parallel()
	const canary = "CANARY"
	tm := usualTeam()
	c := flow.NewCollector(tm.statuses)
	for i := range 12 {
		done := now().AddDate(0, 0, -i)
		issue := weir.Issue{
			ID: "1" + string(rune('a'+i)), Key: "OPS-" + string(rune('a'+i)), Created: done.AddDate(0, 0, -9),
			Summary: canary, Description: weir.Document{Format: weir.Wiki, Source: canary},
			Type: weir.Type{Name: "Story"}, Status: tm.statuses[6],
			Assignee: weir.Person{ID: canary, Name: canary, Display: canary},
			Reporter: weir.Person{Display: canary}, Creator: weir.Person{Display: canary},
			Parent: weir.Parent{Key: "OPS-1", Summary: canary},
			Labels: []string{canary}, Components: []string{canary}, URL: "https://example.com/" + canary,
			Priority: weir.Named{Name: canary}, Project: weir.Project{Name: canary},
		}
		issue.History.Complete = true
		issue.History.Changes = []weir.Change{
			change(1, done.AddDate(0, 0, -7), tm.statuses[0], tm.statuses[2]), change(2, done, tm.statuses[2], tm.statuses[6]),
			{ID: "3", At: done, Kind: weir.ResolutionChange, To: weir.Named{Name: canary}},
		}
		c.Add(issue)
	}
	text := write(t, tm.analyse(t, c.Data(), flow.Policy{}), page.Params{})
	if strings.Contains(text, canary) {
		t.Error("a text of an issue, or a person, is in the page")
	}
	if !strings.Contains(text, "OPS-a") {
		t.Error("the issues are not in the page at all")
	}
}

func TestWhatIsWithheldSaysWhy(t *testing.T) {
	t.Parallel()
	tm := usualTeam()
	for i := range tm.stages {
		tm.stages[i].Waiting = false
	}
	for _, c := range []struct {
		name string
		n    int
		want []string
	}{
		{"without any item", 0, []string{"nothing was selected", "Nothing finished between", "Nothing is in progress on", "There is too little history to repeat forecasts in the past"}},
		{"with a few items", 9, []string{"needs 20 finished items", "Not configured: say in which stages work lies and waits"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := tm.generate(c.n, 60, 1)
			for i := range d.Items {
				d.Items[i].Flags = nil
			}
			text := words(parse(t, write(t, tm.analyse(t, d, flow.Policy{}), page.Params{})))
			for _, want := range c.want {
				if !strings.Contains(text, want) {
					t.Errorf("the page does not say %q", want)
				}
			}
			if strings.Contains(text, "NaN") || strings.Contains(text, "Inf") {
				t.Error("a figure is no number")
			}
		})
	}
}

func TestEveryVerdictShowsItsNumbers(t *testing.T) {
	t.Parallel()
	tm := usualTeam()
	tm.stages[2].Limit = 5
	root := parse(t, write(t, tm.analyse(t, tm.generate(600, 400, 1), flow.Policy{}), page.Params{}))
	judged := 0
	for _, n := range all(root, "li") {
		class := attribute(n, "class")
		if !strings.HasPrefix(class, "card ") || class == "card none" {
			continue
		}
		judged++
		facts := false
		for _, p := range all(n, "p") {
			facts = facts || attribute(p, "class") == "facts"
		}
		if !facts || len(all(n, "details")) != 1 || len(all(n, "svg")) != 1 {
			t.Errorf("%q: a card needs its verdict's shape, a number, and its rule one click away", words(n))
		}
	}
	if judged < 10 {
		t.Errorf("only %d cards have a verdict", judged)
	}
}

type fullDisk struct{}

var errFull = errors.New("the disk is full")

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestFaultsAreTold(t *testing.T) {
	t.Parallel()
	tm := usualTeam()
	a := tm.analyse(t, tm.generate(20, 60, 1), flow.Policy{})
	if err := page.Write(fullDisk{}, a, page.Params{}); !errors.Is(err, errFull) {
		t.Errorf("a full disk gives %v", err)
	}
	wrong := page.Params{Params: picture.Params{Forecast: flow.ForecastParams{Levels: []int{200}}}}
	if err := page.Write(io.Discard, a, wrong); err == nil {
		t.Error("a level of 200 % is taken")
	}
}

func TestThePageSaysWhenAndHowItWasMeasured(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("Somewhere", 3600)
	tm := usualTeam()
	p := flow.Policy{Cycle: flow.Difference, Backward: flow.PauseOnReturn, Percentiles: flow.Type7, Zone: zone, Calendar: flow.WorkingDays(4, 5), Discard: []string{"Won't Do"}, Types: []string{"Story", "Bug"}, SLE: 70}
	text := words(parse(t, write(t, tm.analyse(t, tm.generate(200, 200, 1), p), page.Params{Subject: "issues.json", Generated: now()})))
	for _, want := range []string{
		"How work flows: issues.json", "Work starts at “Analysis” and is finished at “Done”", "in Somewhere",
		"whole days from start to finish, the first not counted", "the clock pauses", "interpolated (type 7)",
		"Monday to Friday count, less 2 holidays", "resolution “Won't Do”", "“Story” and “Bug”", "70 % of finished items",
		"Made of the stages that you gave", "In Progress, In Review", "in progress, waiting", "20 Nov 2026, 16:04",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}
