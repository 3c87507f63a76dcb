package tasks_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"weir"
	"weir/internal/tasks"
	"weir/internal/testenv"
)

// A history is a random one: Jira changes, the user works, machines run, fail
// and are killed. After each run that ended well, all must be in order.
type history struct {
	*world
	rt *rapid.T

	ids      []string
	machines []*ledger
	tokens   map[string]string // what the user wrote into notes, and in which task
	names    map[string]string // what the user called a task, and which
	own      map[string]tasks.Task
	touched  map[string]bool // tasks that the user changed in any way
	gone     map[string]bool // tasks that the user deleted
	reported map[string]bool // values that were reported as given way
	pure     bool            // one machine, which never loses its database
	n        int
}

var errKill = errors.New("killed")

func TestAnyHistory(t *testing.T) {
	t.Parallel()
	for range testenv.Rounds(t) {
		rapid.Check(t, func(rt *rapid.T) { newHistory(t, rt).run() })
	}
}

func newHistory(t *testing.T, rt *rapid.T) *history {
	w := newWorld(t)
	w.yes = true
	w.set.JQL = rapid.SampledFrom([]string{mine, unresolved}).Draw(rt, "jql")
	w.set.Organise = rapid.SampledFrom([]tasks.Organise{tasks.None, tasks.Project, tasks.Nested}).Draw(rt, "organise")
	w.set.OnLeft = rapid.SampledFrom([]tasks.OnLeft{tasks.LeftComplete, tasks.LeftDrop, tasks.LeftUntag, tasks.LeftKeep}).Draw(rt, "on_left")
	w.list.Caps.Cascades = rapid.Bool().Draw(rt, "cascades")
	w.list.NoMarks = rapid.Bool().Draw(rt, "no marks")
	if rapid.Bool().Draw(rt, "lossy") {
		w.list.Holds = func(text string) string { return strings.ReplaceAll(strings.TrimRight(text, " "), "e", "E") }
	}
	h := &history{
		world: w, rt: rt, tokens: map[string]string{}, names: map[string]string{}, own: map[string]tasks.Task{},
		touched: map[string]bool{}, gone: map[string]bool{}, reported: map[string]bool{},
		pure: rapid.Bool().Draw(rt, "pure"),
	}
	h.machines = []*ledger{newLedger("first"), newLedger("second")}
	if !h.pure && w.list.NoMarks && w.set.OnLeft == tasks.LeftUntag {
		w.set.OnLeft = tasks.LeftKeep // without its tag and a mark no other machine can know a task
	}
	return h
}

func (h *history) run() {
	for range rapid.IntRange(1, 4).Draw(h.rt, "issues") {
		h.newIssue()
	}
	h.rt.Repeat(map[string]func(*rapid.T){
		"jira":  func(*rapid.T) { h.jira() },
		"user":  func(*rapid.T) { h.user() },
		"sync":  func(*rapid.T) { h.good() },
		"bad":   func(*rapid.T) { h.bad() },
		"later": func(*rapid.T) { h.site.now = h.site.now.Add(time.Duration(h.draw(30)) * time.Hour) },
		"lose": func(*rapid.T) {
			if !h.pure {
				h.machines[0] = newLedger("a new one")
			}
		},
		"": func(*rapid.T) { h.once() },
	})
	h.good()
}

func (h *history) draw(n int) int { return rapid.IntRange(0, n-1).Draw(h.rt, "n") }

// word returns a text that occurs only once.
func (h *history) word() string {
	h.n++
	return fmt.Sprintf("word-%d-", h.n)
}

func (h *history) newIssue() {
	h.ids = append(h.ids, h.site.add(fmt.Sprintf("OPS-%d", len(h.ids)+1), h.word()))
}

// jira lets something happen in Jira.
func (h *history) jira() {
	id := h.ids[h.draw(len(h.ids))]
	h.site.now = h.site.now.Add(time.Duration(h.draw(90)) * time.Second)
	switch h.draw(10) {
	case 0:
		h.newIssue()
	case 1, 2:
		h.site.edit(id, summary(h.word()))
	case 3, 4:
		h.site.edit(id, status([]weir.Status{toDo, inProgress, doneStatus, withdrawn}[h.draw(4)]))
	case 5:
		h.site.edit(id, due(weir.Date{Year: 2024, Month: 5, Day: 1 + h.draw(28)}))
	case 6:
		h.site.edit(id, about(h.word()+"\n--- end of what is from Jira ---\nmore"))
	case 7:
		h.site.quietly(id, isMine(h.draw(2) == 0))
	case 8:
		h.site.quietly(id, hidden(h.draw(3) == 0))
	case 9:
		h.move(id)
	}
}

// move gives an issue another parent, or another key.
func (h *history) move(id string) {
	if h.draw(3) == 0 && !h.list.NoMarks {
		h.site.edit(id, key(fmt.Sprintf("NEW-%d", h.n)))
		h.n++
		return
	}
	parent := h.ids[h.draw(len(h.ids))] // itself and circles included
	p := h.site.latest(parent)
	h.site.edit(id, below([]weir.Parent{{}, {ID: "9000", Key: "EPIC-1", Summary: "Epic"}, {ID: parent, Key: p.Key, Summary: p.Summary}}[h.draw(3)]))
}

// user lets the user do something with a task that is Weir's.
func (h *history) user() {
	all := slices.DeleteFunc(h.list.All(), func(t tasks.Task) bool { return h.own[t.ID].ID != "" })
	if len(all) == 0 {
		return
	}
	h.work(all[h.draw(len(all))])
}

func (h *history) work(t tasks.Task) {
	h.touched[t.ID] = true
	w := h.word()
	edit := func(do func(*tasks.Task)) { h.list.User(t.ID, do) }
	note := func(text string) {
		h.tokens[w] = t.ID
		edit(func(t *tasks.Task) { t.Note = text })
	}
	switch h.draw(9) {
	case 0:
		note(w + "\n" + t.Note)
	case 1:
		note(t.Note + "\n" + w)
	case 2: // within the block
		note(strings.Replace(t.Note, "Status: ", "Status: "+w+"\nStatus: ", 1) + "\n" + w)
	case 3: // a marker goes
		if h.list.NoMarks {
			return
		}
		note(strings.Replace(t.Note, []string{"--- end of what is from Jira ---", "--- from Jira, kept up to date by Weir ---"}[h.draw(2)], w, 1) + w)
	case 4:
		name := t.Name + " " + w
		h.names[name] = t.ID
		edit(func(t *tasks.Task) { t.Name = name })
	case 5:
		edit(func(t *tasks.Task) { t.Due = weir.Date{Year: 2024, Month: 6, Day: 1 + h.draw(28)} })
	case 6:
		edit(func(t *tasks.Task) { t.State = []tasks.State{tasks.Open, tasks.Completed, tasks.Dropped}[h.draw(3)] })
	case 7:
		own := h.list.Add(tasks.Task{Name: w, Note: "mine", State: tasks.Completed})
		for _, task := range h.list.All() {
			if task.ID == own {
				h.own[own] = task
			}
		}
		edit(func(t *tasks.Task) { t.Parent = own })
	case 8:
		h.gone[t.ID] = true
		h.list.Delete(t.ID)
	}
}

// machine chooses who runs.
func (h *history) machine() {
	h.links = h.machines[0]
	if !h.pure {
		h.links = h.machines[h.draw(2)]
	}
	h.full = h.draw(5) == 0
}

// good is a run that nothing disturbs, and one right after it.
func (h *history) good() {
	h.machine()
	report, err := h.try()
	if err != nil {
		h.rt.Fatalf("sync: %v", err)
	}
	h.remember(report)
	h.inOrder()
	h.full = false
	writes := h.list.Writes
	report, err = h.try()
	c := report.Counts
	if c.Dropped > 0 && slices.ContainsFunc(h.ids, func(id string) bool { return h.site.latest(id).hidden }) {
		return // the grace of something invisible ended with just this run
	}
	if err != nil || h.list.Writes != writes || c.Created+c.Updated+c.Completed+c.Reopened+c.Dropped+c.Moved+c.Kept > 0 {
		h.rt.Fatalf("a second run did something: %+v, %v", c, err)
	}
}

// bad is a run that something disturbs.
func (h *history) bad() {
	h.machine()
	left, how := h.draw(12), h.draw(5)
	strike := func() error {
		if left--; left != 0 {
			return nil
		}
		if how == 0 {
			return errors.New("failed")
		}
		panic(errKill)
	}
	switch how {
	case 0, 1, 2: // anywhere
		h.links.hook = strike
		h.list.Before = func(tasks.Op) error { return strike() }
		h.list.After = func(tasks.Op) error { return strike() }
	case 3: // the user is at work at the same time
		h.list.Before = func(op tasks.Op) error {
			if h.draw(2) == 0 && slices.ContainsFunc(h.list.All(), func(t tasks.Task) bool { return t.ID == op.Task.ID }) {
				for _, t := range h.list.All() {
					if t.ID == op.Task.ID {
						h.work(t)
					}
				}
			}
			return nil
		}
	case 4: // single deeds fail, done or undone
		h.list.Before = func(tasks.Op) error { return []error{nil, errors.New("undone")}[h.draw(2)] }
		h.list.After = func(tasks.Op) error { return []error{nil, errors.New("done")}[h.draw(2)] }
	}
	h.attempt()
	h.links.hook, h.list.Before, h.list.After = nil, nil, nil
}

func (h *history) attempt() {
	defer func() {
		r := recover()
		if err, ok := r.(error); r != nil && (!ok || !errors.Is(err, errKill)) {
			panic(r)
		}
		for name, id := range h.names { // whoever is killed reports nothing
			for _, t := range h.list.All() {
				h.reported[name] = h.reported[name] || r != nil && t.ID == id && !strings.Contains(t.Name, name)
			}
		}
	}()
	report, _ := h.try()
	h.remember(report)
}

func (h *history) remember(r tasks.Report) {
	for _, k := range r.Kept {
		h.reported[k.Lost] = true
	}
}

// once checks what holds at every moment: no issue has two tasks, and nothing
// that the user wrote into a note is lost.
func (h *history) once() {
	seen := make(map[string]string)
	notes := make(map[string]string)
	for _, t := range h.list.All() {
		notes[t.ID] = t.Note
		id := h.speaksFor(t)
		if own, ok := h.own[t.ID]; ok {
			if t.Name != own.Name || t.Note != own.Note || t.State != own.State {
				h.rt.Fatalf("the user's own task has changed: %+v", t)
			}
		} else if other := seen[id]; other != "" {
			h.rt.Fatalf("two tasks for %s: %s and %s", id, other, t.ID)
		} else {
			seen[id] = t.ID
		}
	}
	for _, w := range slices.Sorted(maps.Keys(h.tokens)) {
		if id := h.tokens[w]; !h.gone[id] && !strings.Contains(notes[id], w) {
			h.rt.Fatalf("what the user wrote is lost: %s in %s: %q", w, id, notes[id])
		}
	}
}

// speaksFor tells which issue a task is for.
func (h *history) speaksFor(t tasks.Task) string {
	if t.Mark != "" {
		return t.Mark
	}
	key, _, _ := strings.Cut(t.Name, "]")
	return key
}

// inOrder checks what holds after a run: each issue has its task, and tasks that
// the user left alone say what Jira says.
func (h *history) inOrder() {
	h.once()
	byMark, byKey := make(map[string]tasks.Task), make(map[string]tasks.Task)
	for _, t := range h.list.All() {
		byMark[t.Mark], byKey[h.speaksFor(t)] = t, t
	}
	for _, id := range h.ids {
		i := h.site.latest(id)
		t, found := byMark[tasks.Identity{Site: "jira.example", Issue: id}.Mark()]
		if h.list.NoMarks {
			t, found = byKey["["+i.Key]
		}
		selected := i.mine && !i.hidden && (h.set.JQL == mine || i.Status.Category != weir.Done)
		if selected && !found && i.Status.Category != weir.Done {
			h.rt.Fatalf("%s has no task", i.Key)
		}
		if selected && found && h.pure && !h.touched[t.ID] {
			h.agrees(i, t)
		}
	}
	for name, id := range h.names {
		for _, t := range h.list.All() {
			if t.ID == id && !strings.Contains(t.Name, name) && !h.reported[name] && !h.renamed(name, id) {
				h.rt.Fatalf("the name %q gave way to %q, and nobody said so", name, t.Name)
			}
		}
	}
}

// renamed reports whether the user gave the task yet another name.
func (h *history) renamed(name, id string) bool {
	for other, of := range h.names {
		if of == id && other != name && (strings.HasPrefix(other, name) || h.reported[other]) {
			return true
		}
	}
	return false
}

func (h *history) agrees(i issue, t tasks.Task) {
	want := map[bool]tasks.State{true: tasks.Completed, false: tasks.Open}[i.Status.Category == weir.Done]
	if i.Status == withdrawn {
		want = tasks.Dropped
	}
	name, body := "["+i.Key+"] "+i.Summary, "Status: "+i.Status.Name
	if h.list.Holds != nil {
		name, body = h.list.Holds(name), h.list.Holds(body)
	}
	waits := h.list.Caps.Cascades && want.Closed() && t.State == tasks.Open
	closedFirst := t.Project && want.Closed() // it is there for what lies in it
	if t.Name != name || t.Due != i.Due || t.State != want && !waits && !closedFirst || !strings.Contains(t.Note, body) {
		h.rt.Fatalf("the task %+v does not say what the issue %+v says", t, i)
	}
}
