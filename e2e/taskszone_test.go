package e2e_test

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"regexp"
	"sync/atomic"
	"testing"
	"time"

	"weir/internal/jira/jiratest"
)

// Profile, computer and server are in three zones, one of which changes its
// clocks; the index is behind by minutes; somebody changes an issue in the very
// moment of each run. Nothing is lost, by the number that a site takes for a
// moment, nor by the date and minute that others want.
func TestNoUpdateIsLostWhateverTheClocksSay(t *testing.T) {
	t.Parallel()
	const newYork, berlin, lordHowe = "America/New_York", "Europe/Berlin", "Australia/Lord_Howe"
	for name, c := range map[string]struct {
		profile, computer, server string
		at                        time.Time // when the clocks change
	}{
		"the profile's clocks go forward":      {newYork, berlin, lordHowe, time.Date(2026, 3, 8, 7, 0, 0, 0, time.UTC)},
		"the profile's clocks go back":         {newYork, berlin, lordHowe, time.Date(2026, 11, 1, 6, 0, 0, 0, time.UTC)},
		"the profile's clocks go back by half": {lordHowe, newYork, berlin, time.Date(2026, 4, 4, 15, 0, 0, 0, time.UTC)},
		"the computer's clocks go back":        {newYork, berlin, lordHowe, time.Date(2026, 10, 25, 1, 0, 0, 0, time.UTC)},
		"the server's clocks go back":          {lordHowe, berlin, newYork, time.Date(2026, 11, 1, 6, 0, 0, 0, time.UTC)},
	} {
		for _, flavour := range []jiratest.Flavour{jiratest.Cloud, jiratest.DataCenter} {
			t.Run(name+" on "+string(flavour), func(t *testing.T) {
				t.Parallel()
				// Data Center stands for the sites that take no number.
				newSeries(t, flavour, c.at.Add(-2*time.Hour), c.profile, c.computer, c.server).run(c.at.Add(3 * time.Hour))
			})
		}
	}
}

// A series of runs, in a world whose clock the test turns.
type series struct {
	*office
	clock  atomic.Int64 // milliseconds since 1970
	random *rand.Rand
}

// lag is how far the index may be behind. The job reads back a little further.
const lag = 8 * time.Minute

func newSeries(t *testing.T, flavour jiratest.Flavour, start time.Time, profile, computer, server string) *series {
	t.Helper()
	s := &series{random: rand.New(rand.NewPCG(uint64(start.Unix()), 7))} //nolint:gosec // a test
	s.clock.Store(start.UnixMilli())
	o := jiratest.Options{
		Flavour: flavour, Zone: zone(t, profile), ServerZone: zone(t, server), Now: s.time, IndexLag: lag,
		Site: jiratest.Generate(jiratest.GenerateParams{Issues: 120, Seed: 3, Now: start}),
	}
	if flavour == jiratest.DataCenter {
		o.Intercept = refuseNumbers
	}
	site := jiratest.New(t, o)
	s.office = newOffice(t, site, nil, "overlap = '10m'")
	s.zone, s.now = zone(t, computer), s.time
	return s
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Skip(err)
	}
	return z
}

func (s *series) time() time.Time { return time.UnixMilli(s.clock.Load()).UTC() }

// pass lets time go by.
func (s *series) pass(d time.Duration) { s.clock.Add(d.Milliseconds()) }

var numberAsTime = regexp.MustCompile(`updated >= [0-9]{10,}`)

// refuseNumbers answers as a site that takes dates alone.
func refuseNumbers(w http.ResponseWriter, r *http.Request) bool {
	query := r.URL.Query().Get("jql")
	if !numberAsTime.MatchString(query) {
		return false
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusBadRequest)
	_, _ = io.WriteString(w, `{"errorMessages":["Date value for field 'updated' is invalid."],"errors":{}}`)
	return true
}

func (s *series) run(until time.Time) {
	live := s.site.Live()
	live.Follow(jiratest.NewTeam(live, jiratest.TeamParams{Seed: 9, Start: s.time(), Every: 2 * time.Minute}))
	runs := 0
	for s.time().Before(until) {
		s.sync()
		s.change("summary", fmt.Sprintf("Named in the moment of run %d", runs))
		s.pass(time.Duration(s.random.IntN(50)) * time.Second) // most often still the same minute
		s.change("duedate", fmt.Sprintf("2031-%02d-%02d", 1+s.random.IntN(12), 1+s.random.IntN(28)))
		s.pass(time.Duration(s.random.IntN(20*60)) * time.Second)
		runs++
	}
	live.Follow(quiet{})
	s.pass(lag + time.Second)
	s.sync()
	s.matches()
	s.t.Logf("%d runs", runs)
}

// change has somebody change an issue now.
func (s *series) change(field, text string) {
	s.t.Helper()
	value, err := json.Marshal(text)
	if err != nil {
		s.t.Fatal(err)
	}
	me, live := s.site.Me(), s.site.Live()
	var open []string
	for _, issue := range live.Advance(s.time()).Issues() {
		if unresolved(issue) && !done(issue) {
			open = append(open, issue.ID)
		}
	}
	if err := live.Edit(s.time(), func(e *jiratest.Edit) error { return e.Set(open[s.random.IntN(len(open))], &me, field, value) }); err != nil {
		s.t.Fatal(err)
	}
}
