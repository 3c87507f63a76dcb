package e2e_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"weir/internal/msgraph/graphtest"
)

// A crash kills Weir again and again while it refreshes one report, and has the
// team and a person at the page work in between.
type crash struct {
	*newsroom
	name   string // of the report
	random *rand.Rand
	length time.Duration // of a whole run
	round  int
	kills  int
	whole  int // runs that came to their end before they were killed
}

// longToken is how long Microsoft's tokens are here: no entry of a keychain holds one,
// so that a run can be killed between its parts.
const longToken = 3000

// newCrash sets up one report and runs it once.
func newCrash(t *testing.T, name, settings string) *crash {
	t.Helper()
	seed := rand.Uint64() //nolint:gosec // any number will do
	if given, err := strconv.ParseUint(os.Getenv("WEIR_KILL_SEED"), 10, 64); err == nil {
		seed = given
	}
	t.Logf("WEIR_KILL_SEED=%d makes the same moments", seed)
	c := &crash{newsroom: newNewsroom(t, longToken), name: name, random: rand.New(rand.NewPCG(seed, 1))} //nolint:gosec // a test
	c.write("config.toml", fmt.Sprintf("[report.%s]\nid = '0a1b2c3d'\njql = 'project is not EMPTY ORDER BY key'\ncolumns = ['key', 'summary', 'note']\n%s\n", name, settings))
	return c
}

// begin makes the page, and finds out how long a run takes.
func (c *crash) begin() {
	c.t.Helper()
	c.weir("report", "run", c.name)
	c.work(0)
	began := time.Now()
	c.weir("report", "run", c.name)
	c.length = time.Since(began)
}

// step kills one run: at a random moment, or, where there are any, at a request
// that is named by a fault.
func (c *crash) step(faults []graphtest.Fault) {
	c.t.Helper()
	c.round++
	c.work(c.round)
	after := 1 + time.Duration(c.random.Int64N(int64(c.length)))
	if len(faults) > 0 && c.random.IntN(3) > 0 {
		f := faults[c.random.IntN(len(faults))]
		f.After, f.Skip = c.random.IntN(2) == 0, c.random.IntN(2)
		f.Run, f.Hang = c.kill, true
		c.graph.Fail(f)
		after = 0
	}
	if c.killed(after, "report", "run", c.name) {
		c.kills++
	} else {
		c.whole++
	}
	c.graph.Heal()
}

// word is what a person writes now: a text that occurs nowhere else.
func (c *crash) word() string {
	note := fmt.Sprintf("note-%d-of-a-person", len(c.notes))
	c.notes = append(c.notes, note)
	return note
}

// ran returns the runs that the history has as done, each by its id.
func (c *crash) ran() (done []string) {
	c.t.Helper()
	command, out := c.command("report", "history", c.name, "--limit", "1000", "--json")
	var runs []struct{ Run, Result string }
	if err := command.Run(); err != nil || json.Unmarshal(out.Bytes(), &runs) != nil {
		c.t.Fatalf("the history: %v: %s", err, out)
	}
	for _, r := range runs {
		if r.Result == "" || r.Result == "ok" {
			done = append(done, r.Run)
		}
	}
	slices.Sort(done)
	return done
}

// state looks at what Weir keeps for itself.
func (c *crash) state() {
	c.t.Helper()
	checkTrail(c.t, c.path("state/audit.jsonl"), c.kills)
	db, err := sql.Open("sqlite", c.path("state/weir.db"))
	if err != nil {
		c.t.Fatal(err)
	}
	var verdict string
	var reports int
	if err := db.QueryRowContext(c.t.Context(), `PRAGMA integrity_check`).Scan(&verdict); err != nil || verdict != "ok" {
		c.t.Errorf("the database: %s, %v", verdict, err)
	}
	if err := db.QueryRowContext(c.t.Context(), `SELECT count(*) FROM reports`).Scan(&reports); err != nil || reports != 1 {
		c.t.Errorf("the database knows %d reports, %v", reports, err)
	}
	if err := db.Close(); err != nil {
		c.t.Error(err)
	}
}

// boundaries are the requests at which a run may be killed: before one takes
// effect, or after.
func boundaries() []graphtest.Fault {
	return []graphtest.Fault{
		{Method: "POST", Path: "/{tenant}/oauth2/v2.0/token"},
		{Method: "GET", Path: "/pages/{id}/content"},
		{Method: "PATCH", Path: "/pages/{id}/content"},
		{Method: "GET", Path: "/sections/{id}/pages"},
		{Method: "POST", Path: "/sections/{id}/pages"},
	}
}

// Promises L2, L4 and C1, in OneNote: a process that is killed anywhere, again and
// again, doubles no table, no snapshot and no page, loses nothing that people wrote,
// and can still sign in, although Microsoft gives a new token each time.
func TestAReportInOneNoteIsKilledAnywhere(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it takes many runs")
	}
	for _, mode := range []string{"replace", "append", "page"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			c := newCrash(t, mode, "mode = '"+mode+"'\npage = { onenote = 'Team notebook/Weekly/Open work' }")
			c.environ = keyring(t)
			c.weir("report", "sign-in", "--device")
			c.onPaper(mode)
		})
	}
}

func (c *crash) onPaper(mode string) {
	t := c.t
	// The first run is killed, too, when the page is being made.
	c.graph.Fail(graphtest.Fault{Method: "POST", Path: "/sections/{id}/pages", After: true, Hang: true, Run: c.kill})
	if !c.killed(0, "report", "run", c.name) {
		t.Fatal("the first run was not killed")
	}
	c.graph.Heal()
	c.begin()
	for kills := killCount(t, 6); c.kills < kills; {
		if c.whole > 3*kills+20 {
			t.Fatalf("%d runs came to their end, and %d were killed", c.whole, c.kills)
		}
		c.typeInOneNote()
		c.step(boundaries())
		c.checkOneNote(mode, false)
		if c.random.IntN(3) == 0 {
			c.weir("report", "run", c.name)
			c.checkOneNote(mode, true)
			if mode == "page" {
				c.shelve()
			}
		}
	}
	c.weir("report", "run", c.name)
	c.checkOneNote(mode, true)
	c.state()
	t.Logf("%d kills; %d runs came to their end before", c.kills, c.whole)
}

// typeInOneNote lets a person write a note into a row of a random table, a line
// above all, and sort the rows now and then.
func (c *crash) typeInOneNote() {
	c.t.Helper()
	pages := slices.DeleteFunc(c.graph.Pages(), func(p *graphtest.Page) bool { return len(p.Tables()) == 0 })
	page := pages[c.random.IntN(len(pages))]
	tables := page.Tables()
	table := c.random.IntN(len(tables))
	err := page.TypeInCell(table, 1+c.random.IntN(len(tables[table])-1), 2, c.word()+". ")
	switch c.random.IntN(4) {
	case 0:
		err = page.TypeAbove(c.word())
	case 1:
		err = page.SortRows(table, c.random.IntN(2), c.random.IntN(2) == 0)
	}
	if err != nil {
		c.t.Fatal(err)
	}
}

// shelve gives the pages that are done names of their own, as if much time had
// passed: a page of the same minute is one that a run looks into.
func (c *crash) shelve() {
	for i, p := range c.graph.Pages() {
		p.Rename(fmt.Sprintf("Minutes %d", i))
	}
}

// tagged finds the run of each snapshot in the markup of a page.
var tagged = regexp.MustCompile(`data-id="weir-[a-z]+-0a1b2c3d\.r([a-z0-9]+)\.1"`)

// checkOneNote looks at all pages. At the end of a run, what the history says is done
// is there, and nothing else.
func (c *crash) checkOneNote(mode string, ended bool) {
	c.t.Helper()
	var text strings.Builder
	var runs []string
	pages := c.graph.Pages()
	for _, p := range pages {
		text.WriteString(p.Text() + "\n")
		for _, m := range tagged.FindAllStringSubmatch(p.HTML(), -1) {
			runs = append(runs, m[1])
		}
	}
	for _, note := range c.notes {
		if n := strings.Count(text.String(), note); n != 1 {
			c.t.Fatalf("%s is there %d times in\n%s", note, n, text.String())
		}
	}
	if mode == "replace" {
		if len(pages) != 1 || len(pages[0].Tables()) != 1 {
			c.t.Fatalf("%d pages, want one with one table:\n%s", len(pages), text.String())
		}
		if rows := pages[0].Tables()[0]; ended && (len(rows) != 1+len(c.keys) || !strings.Contains(text.String(), fmt.Sprintf("Summary of round %d", c.round))) {
			c.t.Fatalf("%d rows, want %d and the heading:\n%s", len(rows), len(c.keys), text.String())
		}
		return
	}
	slices.Sort(runs)
	if once := slices.Compact(slices.Clone(runs)); len(once) != len(runs) {
		c.t.Fatalf("a snapshot is there twice: %q", runs)
	}
	if mode == "page" && len(pages) != len(runs) {
		c.t.Fatalf("%d pages for %d runs", len(pages), len(runs))
	}
	if !ended {
		return
	}
	if done := c.ran(); !slices.Equal(done, runs) {
		c.t.Fatalf("the history has %q, and there are %q", done, runs)
	}
}
