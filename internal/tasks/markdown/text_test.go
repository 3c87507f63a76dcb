package markdown_test

import (
	"strings"
	"testing"

	"weir/internal/tasks"
	"weir/internal/tasks/markdown"
)

// What Templater would carry out stands in no note, and is read as it was.
func TestANoteHoldsNoCommandOfTemplater(t *testing.T) {
	t.Parallel()
	for _, note := range []string{"<% tp.file %>", "```\n<%* x %>\n```", `<\% x`, `<\\%`, "<%% x <%%%", `<\%\% x`, "<<%<!--%%"} {
		op := creating(1, "[OPS-1] Mend the pump <% x %>")
		op.Change.Note = &note
		text, results, err := markdown.Carry(newFile(t, "").open(), "", []tasks.Op{op})
		if err != nil || results[0].Err != nil {
			t.Fatal(err, results)
		}
		if strings.Contains(text, "<%") {
			t.Errorf("%q is written as\n%s", note, text)
		}
		if got := results[0].Task.Note; got != note {
			t.Errorf("%q is read as %q", note, got)
		}
	}
}
