package markdown_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"weir"
	"weir/internal/tasks"
	"weir/internal/tasks/markdown"
	"weir/internal/testenv"
)

func markOf(n int) string {
	return tasks.Identity{Site: "jira.example", Issue: strconv.Itoa(n)}.Mark()
}

func creating(n int, name string) tasks.Op {
	return tasks.Op{Kind: tasks.Create, Mark: markOf(n), Change: tasks.Change{
		Name: &name, URL: new("https://jira.example/browse/OPS-" + strconv.Itoa(n)), Tagged: new(true),
	}}
}

// apply carries out ops that may fail, and returns the results.
func apply(t testing.TB, target *markdown.Target, ops ...tasks.Op) []tasks.Result {
	t.Helper()
	var results []tasks.Result
	for r, err := range target.Apply(t.Context(), ops) {
		if err != nil {
			t.Fatal(err)
		}
		results = append(results, r)
	}
	return results
}

// done carries out ops that may not fail, and returns the tasks.
func done(t testing.TB, target *markdown.Target, ops ...tasks.Op) []tasks.Task {
	t.Helper()
	var made []tasks.Task
	for _, r := range apply(t, target, ops...) {
		if r.Err != nil {
			t.Fatal(r.Err)
		}
		made = append(made, r.Task)
	}
	return made
}

func list(t testing.TB, target *markdown.Target) map[string]tasks.Task {
	t.Helper()
	found, err := target.Tasks(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	byID := map[string]tasks.Task{}
	for _, task := range found {
		byID[task.ID] = task
	}
	return byID
}

func update(task tasks.Task, c tasks.Change) tasks.Op {
	return tasks.Op{Kind: tasks.Update, Mark: task.Mark, Task: task, Change: c}
}

func TestTheFileReadsAsItIsDocumented(t *testing.T) {
	t.Parallel()
	f := newFile(t, "# Notes\n\nMine.\n")
	op := creating(42, "[OPS-42] Mend the *pump*\n--> now")
	op.Change.Due = &tasks.Date{Year: 2026, Month: 12, Day: 1}
	op.Change.Note = new("Status: To Do\n\n- [ ] not a task <!-- x")
	sub := creating(43, "[OPS-43] Buy a seal")
	sub.Change.Parent, sub.Change.State = &tasks.Ref{Mark: op.Mark}, new(tasks.Completed)
	gone := creating(44, "[OPS-44] Paint it")
	gone.Change.State = new(tasks.Dropped)
	done(t, f.open(), op, sub, gone)
	want := `# Notes

Mine.

## Jira <!-- weir:section -->

- [ ] [OPS-42](https://jira.example/browse/OPS-42) Mend the \*pump\* --\> now <!-- weir:MARK42 --> #Work/JIRA 🆔 SHORT42 📅 2026-12-01
    <!-- weir:note -->
    Status: To Do

    - \[ ] not a task <\!-- x
    <!-- /weir:note -->
    - [x] [OPS-43](https://jira.example/browse/OPS-43) Buy a seal <!-- weir:MARK43 --> #Work/JIRA 🆔 SHORT43 ✅ 2024-03-01
- [-] [OPS-44](https://jira.example/browse/OPS-44) Paint it <!-- weir:MARK44 --> #Work/JIRA 🆔 SHORT44 ❌ 2024-03-01
`
	for _, n := range []int{42, 43, 44} {
		want = strings.NewReplacer(fmt.Sprintf("MARK%d", n), markOf(n), fmt.Sprintf("SHORT%d", n), markOf(n)[:8]).Replace(want)
	}
	if d := cmp.Diff(want, f.read(t)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// drawText draws a file of lines that are often close to what Weir writes.
func drawText(t *rapid.T) string {
	pieces := []string{
		"- [ ] ", "* [x] ", "1. [-] ", "> - [/] ", "\t", "    ", "  ", "# ", "## Jira <!-- weir:section -->", "<!-- weir:note -->", "<!-- /weir:note -->",
		"<!-- weir:" + markOf(1) + " -->", "<!-- weir:" + markOf(2) + " -->", "🆔 " + markOf(1)[:8], "📅 2024-02-30", "📅 2024-02-28", "#Work/JIRA", " ^b",
		"[OPS-1](https://jira.example/browse/OPS-1)", "text", "\\", "```", "---", "é", "\u2028", "\r", "\n", "\r\n", "\n\n", "\uFEFF", "\x00", "",
	}
	var b strings.Builder
	for _, p := range rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(pieces), rapid.String()), 0, 40).Draw(t, "pieces") {
		b.WriteString(p)
	}
	return strings.ToValidUTF8(b.String(), "?")
}

// check tries a property, WEIR_ROUNDS times as often as usual.
func check(t *testing.T, property func(*rapid.T)) {
	for range testenv.Rounds(t) {
		rapid.Check(t, property)
	}
}

// A file whose last line ends in half of a line end is no other one when lines
// are added.
func TestALineThatIsNoLongerTheLastOneStaysTheSame(t *testing.T) {
	t.Parallel()
	target := file{}.open()
	for _, text := range []string{
		"- [ ] <!-- weir:" + markOf(9) + " -->\r", "- [ ] x <!-- weir:" + markOf(9) + " --> mine", "a\r\n- [ ] x <!-- weir:" + markOf(9) + " -->\r",
	} {
		before := markdown.Read(target, text)
		written, _, err := markdown.Carry(target, text, []tasks.Op{creating(1, "[OPS-1] One")})
		if err != nil {
			t.Fatal(err)
		}
		after := markdown.Read(target, written)
		delete(after, markOf(1))
		if d := cmp.Diff(before, after); d != "" || !strings.HasPrefix(written, text) {
			t.Errorf("%q became %q (-want +got):\n%s", text, written, d)
		}
	}
}

func TestWhatIsReadIsWrittenAsItWas(t *testing.T) {
	t.Parallel()
	check(t, func(t *rapid.T) {
		text := drawText(t)
		if got := markdown.Reprint(text); got != text {
			t.Fatalf("%q became %q", text, got)
		}
	})
}

func FuzzWhatIsReadIsWrittenAsItWas(f *testing.F) {
	f.Add(theirs)
	f.Add("\uFEFF- [ ] [OPS-1](https://x.example/browse/OPS-1) x <!-- weir:" + markOf(1) + " --> 🆔 1\r\n\t<!-- weir:note -->\r\n\ta")
	f.Add("\r\r\n\n- [")
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return
		}
		if got := markdown.Reprint(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
		if twice := markdown.WriteThenRead(text); twice != markdown.Clean(text) {
			t.Errorf("the note %q came back as %q", text, twice)
		}
		name, _ := markdown.ReadName(markdown.WriteName(text, ""))
		if name != markdown.OneLine(text) {
			t.Errorf("the name %q came back as %q", text, name)
		}
	})
}

func TestTextsComeBackFromTheFile(t *testing.T) {
	t.Parallel()
	check(t, func(t *rapid.T) {
		text := drawText(t)
		if got := markdown.WriteThenRead(text); got != markdown.Clean(text) {
			t.Fatalf("the note %q came back as %q", text, got)
		}
		if got, _ := markdown.ReadName(markdown.WriteName(text, "")); got != markdown.OneLine(text) {
			t.Fatalf("the name %q came back as %q", text, got)
		}
		url := "https://jira.example/browse/OPS-1"
		name := "[OPS-1] " + text
		if got, gotURL := markdown.ReadName(markdown.WriteName(name, url)); got != markdown.OneLine(name) || gotURL != url {
			t.Fatalf("the name %q came back as %q", name, got)
		}
	})
}

func TestWhateverTheFileHoldsEachTaskIsThereOnceAndTheRestStays(t *testing.T) {
	t.Parallel()
	target := file{}.open()
	check(t, func(t *rapid.T) {
		text := drawText(t)
		before := markdown.Read(target, text)
		var ops []tasks.Op
		hostile := drawText(t)
		for i := 1; i <= 3; i++ {
			op := creating(i, "[OPS-1] "+hostile)
			op.Change.Note = &hostile
			ops = append(ops, op)
		}
		written, results, err := markdown.Carry(target, text, ops)
		if err != nil {
			t.Fatal(err)
		}
		var removing []tasks.Op
		for _, r := range results {
			if _, there := before[r.Task.ID]; there != errors.Is(r.Err, tasks.ErrConflict) {
				t.Fatalf("%+v, although before there was %+v", r, before)
			}
			if r.Err == nil {
				removing = append(removing, tasks.Op{Kind: tasks.Remove, Mark: r.Task.Mark, Task: r.Task})
			}
		}
		after := markdown.Read(target, written)
		for i := 1; i <= 3; i++ {
			if _, ok := after[markOf(i)]; !ok {
				t.Fatalf("task %d is missing in %q", i, written)
			}
		}
		for id, task := range before {
			if d := cmp.Diff(task, after[id]); d != "" && task.Mark != "" {
				t.Fatalf("a task that no op named has changed: %s\n%q", d, written)
			}
		}
		// Every byte of the user's is still there, and after the removal nothing
		// else but the section's heading, ends of lines and indentation.
		restored, _, err := markdown.Carry(target, written, removing)
		if err != nil || squeeze(restored) != squeeze(text) {
			t.Fatalf("%q became\n%q, %v", text, restored, err)
		}
	})
}

// squeeze leaves out what Weir may add to a file for good: the heading of its
// section, and blanks.
func squeeze(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(s, "## Jira <!-- weir:section -->", "")), "")
}

func TestTheUserMayArrangeTheFile(t *testing.T) {
	t.Parallel()
	// made writes two tasks with a sub-task, and hands over the file's text.
	made := func(t *testing.T) (file, []tasks.Task) {
		f := newFile(t, "")
		parent := creating(1, "[OPS-1] One")
		parent.Change.Note = new("note")
		child := creating(2, "[OPS-2] Two")
		child.Change.Parent = &tasks.Ref{Mark: parent.Mark}
		return f, done(t, f.open(), parent, child, creating(3, "[OPS-3] Three"))
	}
	for name, arrange := range map[string]func(text string) string{
		"tabs instead of blanks":         func(s string) string { return strings.ReplaceAll(s, "    ", "\t") },
		"other line ends":                func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"a quotation":                    func(s string) string { return "> " + strings.ReplaceAll(s, "\n", "\n> ") },
		"another bullet":                 func(s string) string { return strings.ReplaceAll(s, "- [", "* [") },
		"numbers":                        func(s string) string { return strings.ReplaceAll(s, "- [", "1. [") },
		"the heading renamed":            func(s string) string { return strings.Replace(s, "## Jira", "# My work", 1) },
		"the heading removed":            func(s string) string { return s[strings.Index(s, "- ["):] },
		"the end of a note removed":      func(s string) string { return strings.Replace(s, "    <!-- /weir:note -->\n", "", 1) },
		"no end at the last line":        strings.TrimSpace,
		"blanks at the ends of lines":    func(s string) string { return strings.ReplaceAll(s, "\n", "  \n") },
		"a state that Weir does not use": func(s string) string { return strings.ReplaceAll(s, "- [ ]", "- [/]") },
	} {
		t.Run(name+" loses no task and no relation", func(t *testing.T) {
			t.Parallel()
			f, before := made(t)
			f.write(t, arrange(f.read(t)))
			found := list(t, f.open())
			for _, want := range before {
				got := found[want.ID]
				if got.Name != want.Name || strings.TrimSpace(got.Note) != want.Note || got.URL != want.URL || got.State != want.State || got.Tagged != want.Tagged {
					t.Errorf("got %+v, want %+v in:\n%s", got, want, f.read(t))
				}
				if got.Parent != want.Parent && name != "a quotation" {
					t.Errorf("%s lies in %q, want %q", got.Name, got.Parent, want.Parent)
				}
				after := done(t, f.open(), update(got, tasks.Change{Note: new("new\n\nnote"), State: new(tasks.Completed)}))[0]
				if after.Note != "new\n\nnote" || after.State != tasks.Completed {
					t.Errorf("got %+v in:\n%s", after, f.read(t))
				}
				found = list(t, f.open())
			}
			if len(found) != 3 {
				t.Errorf("%d tasks in:\n%s", len(found), f.read(t))
			}
		})
	}
	t.Run("a task below a point of one's own lies outside, and stays there", func(t *testing.T) {
		t.Parallel()
		f, before := made(t)
		at, lines := f.lineOf(t, before[2])
		moved := "# Mine\n- my point\n    " + lines[at] + "\n        - [ ] my own step\n" + strings.Join(lines[:at], "\n") + "\n"
		f.write(t, moved)
		got := list(t, f.open())[before[2].ID]
		if got.Parent == "" || got.Parent == before[0].ID || got.Version == before[2].Version {
			t.Errorf("got %+v", got)
		}
		done(t, f.open(), update(got, tasks.Change{Name: new("[OPS-3] Three, renamed"), Note: new("a note")}))
		for _, want := range []string{"\n    - [ ] [OPS-3](", "\n        <!-- weir:note -->\n        a note\n", "\n        - [ ] my own step\n"} {
			if !strings.Contains(f.read(t), want) {
				t.Errorf("no %q in:\n%s", want, f.read(t))
			}
		}
	})
	t.Run("a task is moved with what the user put below it, and removed without", func(t *testing.T) {
		t.Parallel()
		f, before := made(t)
		at, lines := f.lineOf(t, before[2])
		lines[at] += "\n    - [ ] my own step\n\n      with a text"
		f.write(t, strings.Join(lines, "\n"))
		three := list(t, f.open())[before[2].ID]
		three = done(t, f.open(), update(three, tasks.Change{Parent: &tasks.Ref{ID: before[1].ID}}))[0]
		if three.Parent != before[1].ID || !strings.Contains(f.read(t), "\n            - [ ] my own step\n\n              with a text\n") {
			t.Errorf("%+v in:\n%s", three, f.read(t))
		}
		one := list(t, f.open())[before[0].ID]
		results := apply(t, f.open(), update(one, tasks.Change{Parent: &tasks.Ref{ID: three.ID}}))
		if !errors.Is(results[0].Err, weir.BadInput) {
			t.Errorf("a task was put into itself: %+v", results)
		}
		done(t, f.open(), tasks.Op{Kind: tasks.Remove, Mark: three.Mark, Task: three})
		if !strings.Contains(f.read(t), "\n        - [ ] my own step\n\n          with a text\n") {
			t.Errorf("the user's step is not where it belongs:\n%s", f.read(t))
		}
	})
	t.Run("a copy of a line is the user's", func(t *testing.T) {
		t.Parallel()
		f, before := made(t)
		at, lines := f.lineOf(t, before[2])
		copied := strings.Replace(lines[at], "Three", "Copy", 1)
		f.write(t, f.read(t)+copied+"\n")
		found := list(t, f.open())
		if len(found) != 3 || found[before[2].ID].Name != before[2].Name {
			t.Errorf("got %+v", found)
		}
		done(t, f.open(), update(found[before[2].ID], tasks.Change{State: new(tasks.Completed)}))
		if !strings.HasSuffix(f.read(t), copied+"\n") {
			t.Errorf("the copy has changed:\n%s", f.read(t))
		}
	})
	t.Run("a task that somebody wrote is shown with its address, and marked with the first change", func(t *testing.T) {
		t.Parallel()
		f := newFile(t, "- [ ] [OPS-1](https://jira.example/browse/OPS-1) Mend it, *please* ⏫ 📅 2024-05-01\n")
		found, err := f.open().Tasks(t.Context(), nil)
		if err != nil || len(found) != 1 || found[0].Name != "[OPS-1] Mend it, *please*" || found[0].URL == "" || found[0].Mark != "" || found[0].Tagged {
			t.Fatalf("got %+v, %v", found, err)
		}
		op := update(found[0], tasks.Change{State: new(tasks.Completed), Tagged: new(true)})
		op.Mark = markOf(1)
		if got := done(t, f.open(), op)[0]; got.Mark != op.Mark || got.Name != found[0].Name || got.Due != found[0].Due || !got.Tagged {
			t.Errorf("got %+v in:\n%s", got, f.read(t))
		}
		want := "- [x] [OPS-1](https://jira.example/browse/OPS-1) Mend it, *please* <!-- weir:" + op.Mark + " --> #Work/JIRA ⏫ 📅 2024-05-01 🆔 " + op.Mark[:8] + " ✅ 2024-03-01\n"
		if d := cmp.Diff(want, f.read(t)); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
	})
}

func TestANotesOwnLinesKeepTheirBytes(t *testing.T) {
	t.Parallel()
	f := newFile(t, "")
	op := creating(1, "[OPS-1] One")
	op.Change.Note = new("--- from Jira ---\nold\n--- end ---")
	task := done(t, f.open(), op)[0]
	own := "    - [ ] a step of mine <!-- mine -->\n  less indented %% x %%"
	f.write(t, strings.Replace(f.read(t), "    --- end ---", "    --- end ---\n"+own, 1))
	task = list(t, f.open())[task.ID]
	note := strings.Replace(task.Note, "old", "new\n- [ ] step", 1)
	done(t, f.open(), update(task, tasks.Change{Note: &note}))
	if text := f.read(t); !strings.Contains(text, own) || !strings.Contains(text, `- \[ ] step`) {
		t.Errorf("got:\n%s", text)
	}
}
