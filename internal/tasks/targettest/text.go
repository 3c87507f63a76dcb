package targettest

import (
	"strings"
	"testing"
	"unicode/utf8"

	"weir/internal/tasks"
)

// awkwardNames are summaries that could be taken for something else, in some
// format or other. They are one line, as the engine makes them.
func awkwardNames() []string {
	return []string{
		"[OPS-1] - [x] done? #tag @today 📅 2020-01-01 ✅ 2020-01-02 🆔 abc ⏫",
		"[OPS-2] BEGIN:VTODO END:VTODO SUMMARY;X=1:no, really; \\n \\, \\;",
		"[OPS-3] <!-- weir --> <b>bold</b> `code` **strong** _em_ [link](https://x.example) | cell",
		"[OPS-4] שלום \u200f ملخص 👩‍🔧 e\u0301 \u00a0 Ω",
		"[OPS-5] " + strings.Repeat("long words ", 900),
		"[OPS-6] ${x} %s {{y}} \"quoted\" 'single' \\ back /* c */ // d",
		"[OPS-7]",
		"[OPS-8] ends in a marker ^weir-1 %%comment%%",
	}
}

// awkwardNotes are notes that could end a task or begin another one.
func awkwardNotes() []string {
	return []string{
		"- [ ] not a task\n  - [x] nor this\n\t- [ ] nor that",
		"END:VTODO\nEND:VCALENDAR\nBEGIN:VTODO\nUID:x",
		"\n\nbegins and ends with empty lines\n\n",
		"  two spaces before,\n    four,\n\ta tab\n#heading\n> quote\n---\n***",
		"```\nfence\n```\n~~~\n<!-- comment",
		"-->\n<!-- /weir -->\n%% x %%",
		"trailing spaces  \nbackslash \\\nbackslash n \\n comma , semicolon ; colon :",
		"שלום \u200f 👩‍🔧 e\u0301 \u00a0\u2028 line separator",
		strings.Repeat("many lines\n", 500) + strings.Repeat("x", 5000),
		"[OPS-9] name in a note\nhttps://jira.example/browse/OPS-9",
	}
}

func awkward(t *testing.T, h Harness) {
	text := h.Others(t)
	before := text()
	target := h.Open(t)
	var ops []tasks.Op
	for i, name := range awkwardNames() {
		ops = append(ops, making(string(rune('1'+i)), name))
	}
	made := done(t, target, ops...)
	found := list(t, h)
	if len(found) != len(made) {
		t.Fatalf("%d tasks, want %d: %+v", len(found), len(made), found)
	}
	for i, task := range made {
		if strings.ContainsAny(task.Name, "\r\n") || !utf8.ValidString(task.Name) || len(task.Name) < len("[OPS-1]") {
			t.Errorf("the name became %q", task.Name)
		}
		if task.Note != *ops[i].Change.Note || task.Due != *ops[i].Change.Due || task.State != tasks.Open {
			t.Errorf("%q changed something else: %+v", task.Name, task)
		}
		// What the target makes of a name it makes of it each time.
		again := done(t, target, tasks.Op{Kind: tasks.Update, Mark: ops[i].Mark, Task: task, Change: tasks.Change{Name: ops[i].Change.Name, State: new(tasks.Completed)}})[0]
		if again.Name != task.Name || again.State != tasks.Completed {
			t.Errorf("the second time it is %+v, the first time %+v", again, task)
		}
	}
	if n := len(list(t, h)); n != len(made) {
		t.Errorf("%d tasks, want %d", n, len(made))
	}
	if text() != before {
		t.Error("what is not ours has changed")
	}
}

func notes(t *testing.T, h Harness) {
	text := h.Others(t)
	before := text()
	target := h.Open(t)
	var ops []tasks.Op
	for i, note := range awkwardNotes() {
		op := making(string(rune('a'+i)), "[OPS-1] Mend the pump")
		op.Change.Note = &note
		ops = append(ops, op)
	}
	made := done(t, target, ops...)
	for i, task := range made {
		want := *ops[i].Change.Note
		if task.Note != want {
			t.Errorf("got note %q, want %q", task.Note, want)
		}
		if task.Name != *ops[i].Change.Name || task.Due != *ops[i].Change.Due {
			t.Errorf("%q changed something else: %+v", want, task)
		}
	}
	if n := len(list(t, h)); n != len(ops) {
		t.Fatalf("%d tasks, want %d", n, len(ops))
	}
	for i, task := range made {
		longer := "before\n" + task.Note + "\nafter"
		got := done(t, target, tasks.Op{Kind: tasks.Update, Mark: ops[i].Mark, Task: task, Change: tasks.Change{Note: &longer}})[0]
		if got.Note != longer {
			t.Errorf("got note %q, want %q", got.Note, longer)
		}
	}
	if text() != before {
		t.Error("what is not ours has changed")
	}
}

func unknown(t *testing.T, h Harness) {
	target := h.Open(t)
	task := done(t, target, making("1", "[OPS-1] Mend the pump"))[0]
	survives := h.Plant(t, task)
	task = only(t, h)
	for _, change := range []tasks.Change{
		{Name: new("[OPS-1] Another name")},
		{Note: new("another\nnote")},
		{Due: &tasks.Date{Year: 2025, Month: 5, Day: 6}},
		{Due: &tasks.Date{}},
		{State: new(tasks.Completed)},
		{State: new(tasks.Open)},
	} {
		task = done(t, target, tasks.Op{Kind: tasks.Update, Mark: mark("1"), Task: task, Change: change})[0]
		if !survives() {
			t.Fatalf("what was planted is gone after %+v", change)
		}
	}
}

func others(t *testing.T, h Harness) {
	text := h.Others(t)
	before := text()
	if found := list(t, h); len(found) != 0 {
		t.Fatalf("taken for ours: %+v", found)
	}
	target := h.Open(t)
	task := done(t, target, making("1", "[OPS-1] Mend the pump"))[0]
	task = done(t, target, tasks.Op{Kind: tasks.Update, Mark: mark("1"), Task: task, Change: tasks.Change{Note: new("a\nb\nc"), State: new(tasks.Completed)}})[0]
	if text() != before {
		t.Error("what is not ours has changed after an update")
	}
	done(t, target, tasks.Op{Kind: tasks.Remove, Mark: mark("1"), Task: task})
	if got := text(); got != before {
		t.Errorf("what is not ours has changed after a removal:\n got %q\nwant %q", got, before)
	}
}
