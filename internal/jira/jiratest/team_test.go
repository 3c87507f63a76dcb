package jiratest_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"weir/internal/jira/jiratest"
)

// work lets a team work for some events, and returns its site and what it did.
func work(seed uint64, events int) (*jiratest.Live, []jiratest.Event) {
	live := liveSite(60)
	var happened []jiratest.Event
	team := jiratest.NewTeam(live, jiratest.TeamParams{
		Seed: seed, Start: noon, Every: time.Minute, OnEvent: func(e jiratest.Event) { happened = append(happened, e) },
	})
	team.Until(noon.Add(time.Duration(events) * time.Minute))
	return live, happened
}

func TestATeamDoesEverythingThatTeamsDo(t *testing.T) {
	t.Parallel()
	live, happened := work(1, 1500)
	for _, want := range []string{
		"created it", "moved it to In Progress", "moved it to To Do", "moved it to Done", "gave it to", "flagged it", "took the flag down",
		"made it due on", "took the due date away", "changed its title", "rewrote its description", "commented on it", "labelled it",
		"made its priority", "deleted it", "moved it to Platform operations, as OPS-",
	} {
		if !slices.ContainsFunc(happened, func(e jiratest.Event) bool { return strings.HasPrefix(e.What, want) }) {
			t.Errorf("nobody ever %s", want)
		}
	}
	for n, e := range happened {
		if e.Key == "" || e.Who == "" || n > 0 && !e.At.After(happened[n-1].At) {
			t.Errorf("event %d is %v", n, e)
		}
	}
	for _, i := range live.Site().Issues() {
		l := decode[struct {
			Status struct {
				Category struct{ Key string } `json:"statusCategory"`
			}
			Resolution *struct{ Name string }
		}](t, mustJSON(i.Fields))
		if (l.Status.Category.Key == "done") != (l.Resolution != nil) {
			t.Errorf("%s is %s with the resolution %v", i.Key, l.Status.Category.Key, l.Resolution)
		}
	}
}

func TestEqualTeamsTellOneStory(t *testing.T) {
	t.Parallel()
	first, did := work(3, 200)
	second, didToo := work(3, 200)
	if diff := cmp.Diff(did, didToo); diff != "" {
		t.Errorf("the stories differ:\n%s", diff)
	}
	if !bytes.Equal(mustJSON(first.Site().Issues()), mustJSON(second.Site().Issues())) {
		t.Error("the sites differ")
	}
	if _, other := work(4, 200); cmp.Equal(did, other) {
		t.Error("another seed tells the same story")
	}
}

// A client that asks again sees what happened meanwhile, and nothing before it
// has happened.
func TestTimeMovesWhileAClientReads(t *testing.T) {
	t.Parallel()
	h, live := &hand{now: noon}, liveSite(60)
	s := start(t, jiratest.Options{Live: live, Now: h.time})
	var last time.Time
	jiratest.NewTeam(live, jiratest.TeamParams{Seed: 2, Start: noon, Every: time.Minute, OnEvent: func(e jiratest.Event) { last = e.At }})
	const changed = "updated > 1780315200000" // noon
	if got := search(t, s, changed); len(got) != 0 {
		t.Fatalf("changed before anything happened: %v", got)
	}
	now := h.move(time.Hour)
	if got := search(t, s, changed); len(got) < 5 || last.After(now) {
		t.Errorf("after an hour %d issues have changed; the last change was at %v", len(got), last)
	}
}
