package markdown_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"weir/internal/tasks"
	"weir/internal/tasks/markdown"
	"weir/internal/tasks/targettest"
)

func clock() time.Time { return time.Date(2024, 3, 1, 23, 30, 0, 0, time.UTC) }

// A file is a Markdown file and its user.
type file struct{ path string }

func newFile(t testing.TB, text string) file {
	t.Helper()
	f := file{filepath.Join(t.TempDir(), "Jira.md")}
	f.write(t, text)
	return f
}

func (f file) open() *markdown.Target {
	return markdown.New(markdown.Options{File: f.path, Tag: "Work:JIRA", Now: clock})
}

func (f file) read(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile(f.path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func (f file) write(t testing.TB, text string) {
	t.Helper()
	if err := os.WriteFile(f.path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// lineOf returns where a task's line is among the lines, and these.
func (f file) lineOf(t testing.TB, task tasks.Task) (at int, lines []string) {
	t.Helper()
	lines = strings.Split(f.read(t), "\n")
	for i, l := range lines {
		if strings.Contains(l, "🆔 "+task.ID[:8]) {
			return i, lines
		}
	}
	t.Fatalf("no line for %s in:\n%s", task.ID, f.read(t))
	return 0, nil
}

func (f file) user(t *testing.T, task tasks.Task, c tasks.Change) {
	at, lines := f.lineOf(t, task)
	edit := func(pattern, to string) {
		lines[at] = regexp.MustCompile(pattern).ReplaceAllString(lines[at], to)
	}
	if c.Name != nil {
		edit(`(\[.\]) .*( <!-- weir)`, "${1} "+*c.Name+"${2}")
	}
	if c.Due != nil {
		edit(`📅 [0-9-]+`, "📅 "+c.Due.String())
	}
	if c.State != nil {
		edit(`- \[.\]`, "- ["+map[tasks.State]string{tasks.Open: " ", tasks.Completed: "x", tasks.Dropped: "-"}[*c.State]+"]")
	}
	if c.Note != nil {
		begin, end := at+1, at+1
		if strings.Contains(lines[begin], "<!-- weir:note -->") {
			for end = begin + 1; !strings.Contains(lines[end], "<!-- /weir:note -->"); end++ {
			}
			end++
		}
		note := "    <!-- weir:note -->\n    " + strings.ReplaceAll(*c.Note, "\n", "\n    ") + "\n    <!-- /weir:note -->"
		lines = append(append(append([]string{}, lines[:begin]...), note), lines[end:]...)
	}
	f.write(t, strings.Join(lines, "\n"))
}

func (f file) delete(t *testing.T, task tasks.Task) {
	at, lines := f.lineOf(t, task)
	end := at + 1
	for end < len(lines) && strings.HasPrefix(lines[end], "    ") {
		end++
	}
	f.write(t, strings.Join(append(append([]string{}, lines[:at]...), lines[end:]...), "\n"))
}

// plant adds signs of Obsidian's, a tag, a block's name, and points of a list.
func (f file) plant(t *testing.T, task tasks.Task) func() bool {
	at, lines := f.lineOf(t, task)
	signs := []string{"call Bob first", "#own", "⏫", "🔁 every week", "⏳ 2024-02-01", "^block-7"}
	lines[at] = strings.Replace(lines[at], " 🆔", " call Bob first #own ⏫ 🔁 every week ⏳ 2024-02-01 🆔", 1) + " ^block-7"
	below := "    - my own point\n\t\t- [ ] and below it  \n\n      a paragraph"
	end := at
	for !strings.Contains(lines[end], "<!-- /weir:note -->") {
		end++
	}
	lines[end] += "\n" + below
	f.write(t, strings.Join(lines, "\n"))
	return func() bool {
		at, lines := f.lineOf(t, task)
		for _, sign := range signs {
			if !strings.Contains(lines[at], sign) {
				t.Logf("%s is missing: %s", sign, lines[at])
				return false
			}
		}
		return strings.HasSuffix(lines[at], " ^block-7") && strings.Contains(strings.Join(lines[at:], "\n"), "\n"+below)
	}
}

const theirs = "\uFEFF---\r\ntags: [x]\r\n---\r\n# Mine\r\n\r\n- [ ] [OPS-1] not theirs 📅 2024-01-01 🆔 abc\r\n\t- [x] nested #tag  \r\n" +
	"* [/] half\r\n1. [ ] numbered\r\n> - [ ] quoted\r\n```\r\n- [ ] in a fence <!-- weir\r\n```\r\n<!-- weir:note -->\r\nsome text\x0b with\ttabs  \r\n\r\n\r\n| a | b |\nlast, without an end"

func (f file) others(t *testing.T) func() string {
	f.write(t, theirs+f.read(t))
	return func() string { return f.read(t)[:len(theirs)] }
}

func TestMarkdownIsATarget(t *testing.T) {
	t.Parallel()
	targettest.Run(t, func(t *testing.T) targettest.Harness {
		f := newFile(t, "")
		return targettest.Harness{
			Open:   func(*testing.T) tasks.Target { return f.open() },
			User:   f.user,
			Delete: f.delete,
			Plant:  f.plant,
			Others: f.others,
			Raw: func(t *testing.T) string {
				info, err := os.Stat(f.path)
				if err != nil {
					t.Fatal(err)
				}
				return info.ModTime().String() + f.read(t)
			},
			Untag: func(t *testing.T, task tasks.Task) {
				at, lines := f.lineOf(t, task)
				lines[at] = regexp.MustCompile(` <!-- weir:\S+ --> #Work/JIRA`).ReplaceAllString(lines[at], "")
				f.write(t, strings.Join(lines, "\n"))
			},
			Break: func(t *testing.T) {
				if err := os.Remove(f.path); err != nil {
					t.Fatal(err)
				}
				if err := os.Mkdir(f.path, 0o700); err != nil {
					t.Fatal(err)
				}
			},
		}
	})
}
