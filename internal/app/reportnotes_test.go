package app_test

import (
	"strings"
	"testing"

	"weir/internal/jira/jiratest"
)

// In each of the files, the column of the notes may be renamed.
func TestARenamedColumnOfNotesInAFile(t *testing.T) {
	t.Parallel()
	for ending, change := range map[string][]string{
		"md":   {"| Note |", "| Comments |"},
		"html": {">Note</th>", ">Comments</th>"},
		"csv":  {",Note,", ",Comments,"},
	} {
		t.Run(ending, func(t *testing.T) {
			t.Parallel()
			b := newBureau(t, "columns = ['key', 'note', 'status']\n", jiratest.Options{})
			config := content(t, b.path(".config/weir/config.toml"))
			b.put(".config/weir/config.toml", strings.ReplaceAll(config, "r.md", "r."+ending))
			b.mustRun()
			before := content(t, b.path("r."+ending))
			after := strings.Replace(before, change[0], change[1], 1)
			if before == after {
				t.Fatalf("there is no %q in\n%.3000s", change[0], before)
			}
			b.put("r."+ending, after)
			out := b.mustRun()
			if told := strings.Join(out.Told, " "); !strings.Contains(told, `called "Note" again`) || out.Run.Counts.Rescued != 1 {
				t.Errorf("told %q: %+v", told, out.Run.Counts)
			}
		})
	}
}
