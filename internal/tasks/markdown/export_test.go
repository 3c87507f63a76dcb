package markdown

import "weir/internal/tasks"

// Reprint reads a text and writes it.
func Reprint(text string) string { return parse(text).String() }

// WriteThenRead makes a task with a note, and returns the note as it is read.
func WriteThenRead(note string) string {
	d := parse("")
	it := d.create("00000000-0000-8000-8000-000000000000", nil, "Jira")
	d.setNote(it, note)
	return parse(d.String()).items[0].note.String()
}

// Carry carries out ops on a text in place of a file.
func Carry(t *Target, text string, ops []tasks.Op) (string, []tasks.Result, error) {
	d := parse(text)
	results := t.carryOut(d, ops)
	written := d.String()
	return written, results, t.complete(written, results)
}

// Read returns the tasks of a text by their ids.
func Read(t *Target, text string) map[string]tasks.Task {
	d := parse(text)
	d.identify(nil)
	found := map[string]tasks.Task{}
	for _, it := range d.items {
		if !it.copied {
			found[it.identity()] = t.describe(it)
		}
	}
	return found
}

// Names and notes as they are written and read.
var (
	WriteName = writeName
	ReadName  = readName
	OneLine   = oneLine
	Clean     = cleanNote
)
