package export_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir/internal/flow"
)

func findingIDs() []string {
	return []string{
		flow.FindingTruncated, flow.FindingWrongEnd, flow.FindingUncertain, flow.FindingGap, flow.FindingBeforeCreation,
		flow.FindingFuture, flow.FindingSkipped, flow.FindingStoppedFirst, flow.FindingReopened, flow.FindingCreatedStarted,
		flow.FindingBackStage, flow.FindingBackCategory, flow.FindingHidden, flow.FindingDiscarded, flow.FindingOpenChildren,
		flow.FindingEarlyChildren, flow.FindingUnplaced, flow.FindingGuessed, flow.FindingContradicted, flow.FindingTypes,
		flow.FindingStartUnreached,
	}
}

// rows returns the cells of the tables of a chapter, without their headings.
func (c chapter) rows() [][]string {
	var rows [][]string
	inTable := 0
	for _, line := range c.text {
		if !strings.HasPrefix(line, "|") {
			inTable = 0
			continue
		}
		if inTable++; inTable <= 2 {
			continue
		}
		var cells []string
		for _, cell := range strings.Split(strings.Trim(line, "| "), " | ") {
			cells = append(cells, strings.TrimSpace(cell))
		}
		rows = append(rows, cells)
	}
	return rows
}

// chapter returns the one with a title.
func (d document) chapter(t *testing.T, title string) chapter {
	t.Helper()
	for _, c := range d.chapters {
		if c.title == title {
			return c
		}
	}
	t.Fatalf("%s has no chapter %q", d.path, title)
	return chapter{}
}

// firsts returns the first cell of each row, in the order of the alphabet.
func firsts(rows [][]string) []string {
	var names []string
	for _, row := range rows {
		names = append(names, strings.Trim(row[0], "`"))
	}
	slices.Sort(names)
	return names
}

func TestAllFindingsAndCardsAreDocumented(t *testing.T) {
	t.Parallel()
	page := documentation(t, "flow.md")
	want := findingIDs()
	slices.Sort(want)
	if diff := cmp.Diff(want, firsts(page.chapter(t, "Data quality").rows())); diff != "" {
		t.Errorf("findings (-there are +documented)\n%s", diff)
	}
	sets := dataSets(t, page)
	q, err := sets.ask("verdict")
	if err != nil {
		t.Fatal(err)
	}
	cards, err := q.Health(q.forecast)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, c := range cards {
		ids = append(ids, c.ID)
	}
	for i, row := range page.chapter(t, "Health").rows() {
		if i >= len(cards) || strings.Trim(row[0], "`") != cards[i].ID || row[1] != cards[i].Title {
			t.Errorf("the row %v is not the card %d of %v, or asks another question", row[:2], i+1, ids)
		}
	}
	if n := len(page.chapter(t, "Health").rows()); n != len(cards) {
		t.Errorf("%d of %d cards are documented", n, len(cards))
	}
}

// A finding that is documented as one of a severity has it.
func TestSeveritiesAreDocumented(t *testing.T) {
	t.Parallel()
	page := documentation(t, "flow.md")
	documented := map[string]string{}
	for _, row := range page.chapter(t, "Data quality").rows() {
		documented[strings.Trim(row[0], "`")] = row[1]
	}
	sets := dataSets(t, page)
	seen := 0
	for _, left := range []string{"findings", "findings [histories]", "findings [type Bug]"} {
		q, err := sets.ask(left)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range q.Quality(flow.QualityParams{}) {
			if seen++; documented[f.ID] != string(f.Severity) {
				t.Errorf("%s is documented as %s, and is %s", f.ID, documented[f.ID], f.Severity)
			}
		}
	}
	if seen < 5 {
		t.Errorf("only %d findings were looked at", seen)
	}
}

var figureName = regexp.MustCompile(`^([^\[]+?)(?: (?:of|in|on|by|at) .*)?(?: \[.*\])? = `)

// What nobody asks for has no place among the answers.
func TestEveryAnswerIsUsed(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	for _, c := range documentation(t, "flow.md").chapters {
		for _, b := range c.of("figures") {
			for _, line := range b.lines {
				if m := figureName.FindStringSubmatch(line); m != nil {
					used[m[1]] = true
				}
			}
		}
	}
	for name := range answers() {
		if !used[name] {
			t.Errorf("the page never asks for %q", name)
		}
	}
}
