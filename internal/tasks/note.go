package tasks

import "strings"

// The note of a task is the user's, but for one block between two lines:
//
//	--- from Jira, kept up to date by Weir ---
//	URL: https://jira.example/browse/OPS-42
//	Status: In Progress
//
//	The description.
//	--- end of what is from Jira ---
//
// What stands before and after it survives byte for byte. A note without a
// whole block, because the user deleted it or one of its lines, has none: what
// is left of it is the user's. It is put back, below everything, when the
// issue changes the next time.
//
// Where the user wrote within the block and the issue changed, too, the new
// block is followed by the lines as the user left them.
const (
	blockBegin = "--- from Jira, kept up to date by Weir ---"
	blockEnd   = "--- end of what is from Jira ---"
	blockYours = "--- these lines as you had changed them ---"
)

// A block is where the lines of Jira's stand in a note.
type block struct {
	start, end int    // of the whole, from the first marker to the last, without the line end after it
	body       string // the lines between
}

// findBlock finds the first whole block: an end and the last beginning before it.
func findBlock(note string) (block, bool) {
	start, body := -1, 0
	for at := 0; at <= len(note); {
		line, _, _ := strings.Cut(note[at:], "\n")
		next := at + len(line) + 1
		switch marker(line) {
		case blockBegin:
			start, body = at, next
		case blockEnd:
			if start >= 0 {
				return block{start, at + len(blockEnd), strings.TrimSuffix(note[body:at], "\n")}, true
			}
		}
		at = next
	}
	return block{}, false
}

// marker returns a line without the white space that an editor may have added.
func marker(line string) string { return strings.TrimRight(line, " \t\r") }

// putBlock puts a new body into a note, in the place of the old block or, where
// there is none, after everything. The lines in yours, if there are any, come
// after the block.
func putBlock(note, body, yours string) string {
	text := blockBegin + "\n" + body + "\n" + blockEnd
	if yours != "" {
		text += "\n" + blockYours + "\n" + yours
	}
	if b, found := findBlock(note); found {
		return note[:b.start] + text + note[b.end:]
	}
	switch {
	case note == "":
		return text
	case strings.HasSuffix(note, "\n"):
		return note + "\n" + text
	default:
		return note + "\n\n" + text
	}
}

// harmless changes lines that read like a marker, so that nothing that Jira
// sends can end the block.
func harmless(body string) string {
	if !strings.Contains(body, "---") {
		return body
	}
	all := strings.Split(body, "\n")
	for i, line := range all {
		switch marker(line) {
		case blockBegin, blockEnd, blockYours:
			all[i] = `\` + line
		}
	}
	return strings.Join(all, "\n")
}

// urlIn returns the address in a line "URL: …" of a note, the first one.
func urlIn(note string) string {
	for line := range strings.Lines(note) {
		if url, found := strings.CutPrefix(line, "URL: "); found {
			return strings.TrimSpace(url)
		}
	}
	return ""
}

// keyIn returns the key in a name that begins with [KEY].
func keyIn(name string) string {
	rest, found := strings.CutPrefix(name, "[")
	key, _, closed := strings.Cut(rest, "]")
	if !found || !closed {
		return ""
	}
	return key
}
