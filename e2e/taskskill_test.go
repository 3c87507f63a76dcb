package e2e_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"weir"
	"weir/internal/audit"
	"weir/internal/jira/jiratest"
	"weir/internal/tasks/caldav/davtest"
	"weir/internal/testenv"
)

// A killing kills Weir again and again while it brings a job into step, and has
// the team and the user work in between.
type killing struct {
	*office
	random *rand.Rand
	length time.Duration // of a whole run, as far as is known
	n      int           // of the user's words
	words  []string      // what the user wrote
	own    int           // tasks that the user made
	kills  int
	whole  int // runs that came to their end before they were killed
	left   int // kills that left a file behind that was being written
}

// L1, L2: the real process is killed at random moments. WEIR_ROUNDS=30 makes of
// it the 200 times that are asked for.
func TestAProcessThatIsKilledLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it takes many runs")
	}
	t.Run("in a Markdown file", func(t *testing.T) {
		t.Parallel()
		newKilling(t, nil).run(killCount(t, 6))
	})
	t.Run("in a CalDAV list", func(t *testing.T) {
		t.Parallel()
		newKilling(t, davtest.Radicale(t)).run(killCount(t, 4))
	})
}

// killCount is usual many, and 100 in a full run: 200 for both targets.
func killCount(t testing.TB, usual int) int {
	t.Helper()
	return min(100, usual*testenv.Rounds(t))
}

// 1,150 issues have a little more than 300 that are not resolved.
const killIssues = 1150

func newKilling(t *testing.T, dav *davtest.Server) *killing {
	seed := rand.Uint64() //nolint:gosec // any number will do
	if given, err := strconv.ParseUint(os.Getenv("WEIR_KILL_SEED"), 10, 64); err == nil {
		seed = given
	}
	t.Logf("WEIR_KILL_SEED=%d makes the same moments", seed)
	site := jiratest.New(t, jiratest.Options{Site: jiratest.Generate(jiratest.GenerateParams{Issues: killIssues, Seed: 11, Now: time.Now()})})
	k := &killing{office: newOffice(t, site, dav, "organise = 'nested'"), random: rand.New(rand.NewPCG(seed, 1))} //nolint:gosec // a test
	if dav == nil {
		k.write("Jira.md", "# My tasks\n\n- [ ] buy milk\n")
	}
	return k
}

func (k *killing) run(kills int) {
	t := k.t
	k.measure()
	for k.kills < kills {
		if k.whole > 3*kills+20 {
			t.Fatalf("%d runs came to their end, and %d were killed", k.whole, k.kills)
		}
		k.killOne()
		k.user()
		k.team()
	}
	t.Logf("%d kills, of which %d left a file half done; %d runs came to their end before", k.kills, k.left, k.whole)
	k.end()
	k.end() // what it had to find out after a kill, it knows now
	held, wrote := k.bytes(), k.writes()
	k.end()
	if k.bytes() != held || k.writes() != wrote {
		t.Errorf("a further run sent %d writes, and changed something: %v", k.writes()-wrote, k.bytes() != held)
	}
	k.check()
}

// command is a run of Weir.
func (k *killing) command(args ...string) (*exec.Cmd, *bytes.Buffer) {
	command := process(k.t, k.environ(), args...)
	var out bytes.Buffer
	command.Stdout, command.Stderr = &out, &out
	return command, &out
}

// measure finds out how long a first run takes, in a place of its own.
func (k *killing) measure() {
	k.t.Helper()
	if _, err := binary(); err != nil { // it is built before the clock runs
		k.t.Fatal(err)
	}
	if k.list != "" {
		k.length = 5 * time.Second // made right by the first runs
		return
	}
	k.write("try.toml", strings.Replace(k.read("config.toml"), "Jira.md", "try.md", 1))
	command, out := k.command("tasks", "sync")
	command.Env = append(command.Env, "WEIR_CONFIG="+k.path("try.toml"), "WEIR_STATE_DIR="+k.path("try"))
	started := time.Now()
	if err := command.Run(); err != nil {
		k.t.Fatalf("%v: %s", err, out)
	}
	k.length = time.Since(started)
}

// killOne starts a run and kills it at a random moment of its length; every
// second time, in a file, when it begins to write.
func (k *killing) killOne() {
	k.t.Helper()
	args := []string{"tasks", "sync"}
	if k.random.IntN(3) == 0 {
		args = append(args, "--full")
	}
	before := k.halfDone()
	command, out := k.command(args...)
	started := time.Now()
	if err := command.Start(); err != nil {
		k.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	after := time.Duration(k.random.Int64N(int64(k.length) + 1))
	if k.list == "" && k.random.IntN(2) == 0 {
		k.untilItWrites(ended, before)
		after = time.Duration(k.random.Int64N(int64(3 * time.Millisecond)))
	}
	select {
	case err := <-ended:
		k.finished(err, time.Since(started), out)
		return
	case <-time.After(after):
	}
	_ = command.Process.Kill() // it may just have ended
	if err := <-ended; err == nil || command.ProcessState.Exited() && runtime.GOOS != "windows" {
		k.finished(err, time.Since(started), out)
		return
	}
	k.kills++
	if fresh(k.halfDone(), before) {
		k.left++
	}
	if after > k.length*9/10 && k.list != "" {
		k.length += k.length / 5
	}
}

// untilItWrites waits until the file is being replaced, or the run has ended.
func (k *killing) untilItWrites(ended chan error, before []string) {
	tick := time.NewTicker(200 * time.Microsecond)
	defer tick.Stop()
	for range tick.C {
		if fresh(k.halfDone(), before) {
			return
		}
		select {
		case err := <-ended:
			ended <- err
			return
		default:
		}
	}
}

// halfDone lists the files that are being written, or were when Weir was killed.
func (k *killing) halfDone() []string {
	k.t.Helper()
	names, err := filepath.Glob(k.path(".*.tmp"))
	if err != nil {
		k.t.Fatal(err)
	}
	return names
}

// fresh reports whether a list has a name that it did not have before.
func fresh(now, before []string) bool {
	return slices.ContainsFunc(now, func(name string) bool { return !slices.Contains(before, name) })
}

// finished takes note of a run that nobody killed.
func (k *killing) finished(err error, took time.Duration, out *bytes.Buffer) {
	k.t.Helper()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 3) {
		k.t.Fatalf("a run after %d kills ended with %v: %s", k.kills, err, out)
	}
	k.whole++
	k.length = took
}

// end is a run that comes to its end.
func (k *killing) end() {
	k.t.Helper()
	command, out := k.command("tasks", "sync")
	if err := command.Run(); err != nil {
		k.t.Fatalf("after %d kills: %v: %s", k.kills, err, out)
	}
}

// team lets the team work, and somebody change many issues at once, so that
// there is something to do.
func (k *killing) team() {
	k.t.Helper()
	live, now := k.site.Live(), time.Now()
	const events, every = 30, time.Millisecond
	jiratest.NewTeam(live, jiratest.TeamParams{Seed: k.random.Uint64(), Every: every, Start: now.Add(-events * every)})
	live.Advance(now)
	live.Follow(quiet{})
	me := k.site.Me()
	err := live.Edit(time.Now(), func(e *jiratest.Edit) error {
		for _, issue := range live.Site().Issues() {
			if !unresolved(issue) || k.random.IntN(3) > 0 {
				continue
			}
			name, _ := json.Marshal(fmt.Sprintf("Renamed %d", k.random.IntN(1e6)))
			due, _ := json.Marshal(fmt.Sprintf("2031-%02d-%02d", 1+k.random.IntN(12), 1+k.random.IntN(28)))
			if err := errors.Join(e.Set(issue.ID, &me, "summary", name), e.Set(issue.ID, &me, "duedate", due)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		k.t.Fatal(err)
	}
}

// quiet is a story in which nothing happens.
type quiet struct{}

func (quiet) Until(time.Time) {}

// word is a text that occurs only once.
func (k *killing) word() string {
	k.n++
	return fmt.Sprintf("word-%d-of-the-user", k.n)
}

// check looks at everything once nobody is at work any more.
func (k *killing) check() {
	k.t.Helper()
	k.matches()
	all, ours := k.tasks()
	if k.list != "" && len(all) != len(ours)+k.own { // a file tells of no check boxes but Weir's
		k.t.Errorf("there are %d tasks, of which %d are Weir's and %d the user's", len(all), len(ours), k.own)
	}
	text := k.bytes()
	for _, word := range k.words {
		if n := strings.Count(text, word+"."); n != 1 {
			k.t.Errorf("%q is there %d times", word, n)
		}
	}
	k.checkState()
}

// checkState looks at what Weir keeps for itself.
func (k *killing) checkState() {
	k.t.Helper()
	checkTrail(k.t, k.path("state/audit.jsonl"), k.kills)
	command, out := k.command("audit")
	if err := command.Run(); err != nil {
		k.t.Errorf("weir audit: %v: %s", err, out)
	}
	command, out = k.command("tasks", "status")
	if err := command.Run(); err != nil {
		k.t.Errorf("weir tasks status: %v: %s", err, out)
	}
	db, err := sql.Open("sqlite", k.path("state/weir.db"))
	if err != nil {
		k.t.Fatal(err)
	}
	var verdict string
	if err := db.QueryRowContext(k.t.Context(), `PRAGMA integrity_check`).Scan(&verdict); err != nil || verdict != "ok" {
		k.t.Errorf("the database: %s, %v", verdict, err)
	}
	if err := db.Close(); err != nil {
		k.t.Error(err)
	}
	if left := k.halfDone(); len(left) > 0 {
		k.t.Errorf("half-written files are left: %v", left)
	}
}

// checkTrail checks that the audit trail can be read, but for a line for each time
// that a process was killed while it wrote one.
func checkTrail(t testing.TB, path string, kills int) {
	t.Helper()
	entries, torn := 0, 0
	for _, err := range audit.Read(path, audit.ReadOptions{}) {
		switch {
		case err == nil:
			entries++
		case weir.KindOf(err) == weir.BadInput:
			torn++ // a line that was being written
		default:
			t.Error(err)
		}
	}
	if entries == 0 || torn > kills {
		t.Errorf("the audit trail has %d entries and %d lines that are none", entries, torn)
	}
}
