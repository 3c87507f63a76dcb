package e2e_test

import (
	"bytes"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"weir/internal/msgraph/graphtest"
)

// Processes that refresh one report at the same time keep out of each other's way,
// in a file and in OneNote: one of them works, and whoever finds it at work says so.
func TestRunsOfOneReportAtOnceDoubleNothing(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it takes many runs")
	}
	n := newNewsroom(t)
	n.environ = keyring(t)
	n.weir("report", "sign-in", "--device")
	n.weir("report", "run")
	page := n.graph.Page("Open work")
	for round := range killCount(t, 3) {
		for _, name := range []string{"file", "page"} {
			n.work(round)
			note := fmt.Sprintf("note-%d-of-a-person", round)
			if name == "page" {
				if err := page.TypeInCell(0, 1+round%len(n.keys), 2, note+". "); err != nil {
					t.Fatal(err)
				}
				n.notes = append(n.notes, note)
			}
			if worked := together(t, "another run of the report "+name+" is at work", n.start(name), n.start(name), n.start(name)); worked == 0 {
				t.Error("nobody refreshed the report")
			}
			text := n.file()
			if name == "page" {
				n.wholePage(page)
				text = page.Text()
			}
			if !strings.Contains(text, fmt.Sprintf("Summary of round %d", round)) {
				t.Fatalf("the change of round %d is not in\n%s", round, text)
			}
		}
	}
	if rows := strings.Count(n.file(), "\n| ["); rows != len(n.keys) || strings.Count(n.file(), "<!-- weir-file-0a1b2c3d") != 1 {
		t.Errorf("the file has %d rows, want %d in one table:\n%s", rows, len(n.keys), n.file())
	}
}

// Two computers with the same configuration refresh one page, and a person types on
// it at that very moment: each run finishes, or says that the page was being written
// on, and no note is lost or doubled.
func TestTwoComputersShareAPage(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it takes many runs")
	}
	one := newNewsroom(t)
	two := one.colleague()
	one.environ, two.environ = keyring(t), keyring(t)
	for _, n := range []*newsroom{one, two} {
		n.weir("report", "sign-in", "--device")
	}
	one.weir("report", "run", "page")
	page := one.graph.Page("Open work")
	for round := range min(killCount(t, 3), 30) { // after a refusal, Weir waits for seconds
		one.work(round)
		// While the two are between reading and writing, somebody types.
		one.graph.Fail(graphtest.Fault{Method: "PATCH", Path: "/pages/{id}/content", Skip: round % 2, Run: func() {
			note := fmt.Sprintf("note-%d-of-a-person", round)
			if err := page.TypeInCell(0, 1+round%len(one.keys), 2, note+". "); err != nil {
				t.Error(err)
			}
			one.notes = append(one.notes, note)
		}})
		together(t, "somebody was writing on the page all the time", one.start("page"), two.start("page"))
		one.graph.Heal()
		one.wholePage(page)
	}
	if len(one.notes) == 0 {
		t.Error("nobody has typed")
	}
	for _, n := range []*newsroom{one, two, one} {
		n.weir("report", "run", "page")
		one.wholePage(page)
	}
	if len(one.graph.Pages()) != 1 {
		t.Errorf("there are %d pages", len(one.graph.Pages()))
	}
}

// wholePage checks the table in OneNote, with all that people wrote.
func (n *newsroom) wholePage(page *graphtest.Page) {
	n.t.Helper()
	if tables := page.Tables(); len(tables) != 1 || len(tables[0]) != 1+len(n.keys) {
		n.t.Fatalf("%d tables, want one with %d rows:\n%s", len(tables), 1+len(n.keys), page.Text())
	}
	for _, note := range n.notes {
		if count := strings.Count(page.Text(), note+"."); count != 1 {
			n.t.Fatalf("%s is there %d times in\n%s", note, count, page.Text())
		}
	}
}

// A started process is one that is at work.
type started struct {
	*exec.Cmd
	out *bytes.Buffer
}

func (n *newsroom) start(name string) started {
	n.t.Helper()
	command, out := n.command("report", "run", name)
	if err := command.Start(); err != nil {
		n.t.Fatal(err)
	}
	return started{command, out}
}

// together waits for processes, and counts those that did their work. The others must
// say why they did not.
func together(t *testing.T, why string, all ...started) (worked int) {
	t.Helper()
	for _, p := range all {
		err := p.Wait()
		switch {
		case err == nil:
			worked++
		case p.ProcessState.ExitCode() == 1 && strings.Contains(p.out.String(), why):
		default:
			t.Fatalf("ended with %v: %s", err, p.out)
		}
	}
	return worked
}
