package markdown_test

import (
	"slices"
	"strings"
	"testing"

	"weir/internal/tasks"
)

// A task whose line was deleted comes back, and the note that was left goes,
// unless the user has written in it.
func TestAStrayNoteGoesWhenItsTaskComesBack(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		task   int // whose line is deleted
		change func(string) string
		notes  int
	}{
		"below another task":  {2, func(s string) string { return s }, 2},
		"below the heading":   {1, func(s string) string { return s }, 2},
		"changed by the user": {2, func(s string) string { return strings.Replace(s, "about 2", "about 2, I think", 1) }, 3},
		"without its end":     {2, func(s string) string { return s[:strings.LastIndex(s, "    <!-- /weir:note -->")] }, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFile(t, "")
			one, two := creating(1, "[OPS-1] One"), creating(2, "[OPS-2] Two")
			one.Change.Note, two.Change.Note = new("about 1\n\n- [ ] no task"), new("about 2\n\n- [ ] no task")
			ops := []tasks.Op{one, two}
			done(t, f.open(), ops...)
			var kept []string
			for line := range strings.Lines(f.read(t)) {
				if !strings.Contains(line, markOf(test.task)) {
					kept = append(kept, line)
				}
			}
			f.write(t, test.change(strings.Join(kept, "")))
			made := done(t, f.open(), ops[test.task-1])
			if got, want := made[0].Note, *ops[test.task-1].Change.Note; got != want {
				t.Errorf("its note is %q, want %q", got, want)
			}
			if got := strings.Count(f.read(t), "<!-- weir:note -->"); got != test.notes {
				t.Errorf("%d notes, want %d:\n%s", got, test.notes, f.read(t))
			}
		})
	}
}

// A note that stays behind is told, wherever it lies, until it is gone.
func TestANoteWithoutATaskIsTold(t *testing.T) {
	t.Parallel()
	note := "    <!-- weir:note -->\n    --- from Jira ---\n    URL: https://jira.example/browse/OPS-7\n    <!-- /weir:note -->\n"
	whole := "- [ ] [OPS-1](https://jira.example/browse/OPS-1) One <!-- weir:" + markOf(1) + " --> 🆔 " + markOf(1)[:8] + "\n" + note
	for name, c := range map[string]struct {
		text string
		want []tasks.Stray
	}{
		"none":                            {whole, nil},
		"below no task":                   {"text\n\n" + note, []tasks.Stray{{Line: 3, URL: "https://jira.example/browse/OPS-7"}}},
		"below a task that has one":       {whole + note, []tasks.Stray{{Line: 6, URL: "https://jira.example/browse/OPS-7"}}},
		"below a check box of the user's": {"- [ ] buy milk\n" + note + whole, []tasks.Stray{{Line: 2, URL: "https://jira.example/browse/OPS-7"}}},
		"below a point of the user's":     {"- milk\n" + note, []tasks.Stray{{Line: 2, URL: "https://jira.example/browse/OPS-7"}}},
		"without its end":                 {"<!-- weir:note -->\nmy text\n", []tasks.Stray{{Line: 1}}},
		"two":                             {note + whole + "\n# End\n<!-- weir:note -->\n<!-- /weir:note -->\n", []tasks.Stray{{Line: 1, URL: "https://jira.example/browse/OPS-7"}, {Line: 12}}},
		"of a task without its mark":      {strings.Replace(whole, "<!-- weir:"+markOf(1)+" -->", "", 1), nil},
		"of a task without mark and sign": {"- [ ] [OPS-1](https://jira.example/browse/OPS-1) One\n" + note, nil},
	} {
		f := newFile(t, c.text)
		got, err := f.open().Strays()
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: got %+v, %v, want %+v", name, got, err, c.want)
		}
	}
}
