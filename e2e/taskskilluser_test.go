package e2e_test

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"weir/internal/tasks"
	"weir/internal/tasks/caldav/davtest"
)

// user writes something, as people do with an editor or another program.
func (k *killing) user() {
	k.t.Helper()
	if k.list == "" {
		k.inFile()
	} else {
		k.inList()
	}
}

// inFile writes behind a task, into the note of another one, between them, and
// adds a task.
func (k *killing) inFile() {
	k.t.Helper()
	lines := strings.Split(k.read("Jira.md"), "\n")
	behind, within := -1, -1
	for _, i := range k.random.Perm(len(lines)) {
		switch {
		case behind < 0 && strings.Contains(lines[i], "] [") && strings.Contains(lines[i], "<!-- weir:"):
			behind = i
		case within < 0 && strings.Contains(lines[i], "--- end of what is from Jira ---"):
			within = i
		}
	}
	if behind >= 0 {
		lines[behind] += " " + k.note()
	}
	if within >= 0 {
		before, _, _ := strings.Cut(lines[within], "---")
		lines[within] += "\n" + before + k.note()
	}
	mine := "- [ ] a task of my own, " + k.note() + "\n- " + k.note() + "\n"
	k.write("Jira.md", strings.Replace(strings.Join(lines, "\n"), "- [ ] buy milk\n", "- [ ] buy milk\n"+mine, 1))
}

// note is a word that the user has written, with a stop behind it, so that none
// is the beginning of another one.
func (k *killing) note() string {
	w := k.word()
	k.words = append(k.words, w)
	return w + "."
}

// inList writes into the note of a task, gives an object a property that Weir
// does not know, and adds a task.
func (k *killing) inList() {
	k.t.Helper()
	all, ours := k.tasks()
	for _, i := range k.random.Perm(len(all)) {
		task := all[i]
		if ours[task.Mark].ID == "" {
			continue
		}
		for _, err := range k.target().Apply(k.t.Context(), []tasks.Op{{
			Kind: tasks.Update, Mark: task.Mark, Task: task, Change: tasks.Change{Note: new(task.Note + "\n" + k.note())},
		}}) {
			if err != nil {
				k.t.Fatal(err)
			}
		}
		text := k.send(http.MethodGet, task.Mark+".ics", "")
		k.send(http.MethodPut, task.Mark+".ics", strings.Replace(text, "END:VTODO", "COMMENT:"+k.note()+"\r\nEND:VTODO", 1))
		break
	}
	k.own++
	k.send(http.MethodPut, "own"+k.word()+".ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//A program//EN\r\nBEGIN:VTODO\r\n"+
		"UID:"+k.word()+"\r\nDTSTAMP:20240301T090000Z\r\nSUMMARY:a task of my own "+k.note()+"\r\nEND:VTODO\r\nEND:VCALENDAR\r\n")
}

// send is the user's own program at the list.
func (k *killing) send(method, name, body string) string {
	k.t.Helper()
	r, err := http.NewRequestWithContext(k.t.Context(), method, strings.TrimSuffix(k.list, "/")+"/"+name, strings.NewReader(body))
	if err != nil {
		k.t.Fatal(err)
	}
	r.SetBasicAuth(davtest.User, davtest.Password)
	r.Header.Set("Content-Type", "text/calendar; charset=utf-8")
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	answer, err := transport.RoundTrip(r)
	if err != nil {
		k.t.Fatal(err)
	}
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.Body.Close() != nil || answer.StatusCode >= 300 {
		k.t.Fatalf("%s %s: %s, %v: %s", method, name, answer.Status, err, text)
	}
	return string(text)
}

// bytes is all that the target holds: the file, or the objects of the list with
// their lines unfolded.
func (k *killing) bytes() string {
	k.t.Helper()
	if k.list == "" {
		return k.read("Jira.md")
	}
	var all strings.Builder
	err := filepath.WalkDir(k.kept, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".ics") || strings.Contains(path, ".Radicale.cache") {
			return err
		}
		text, err := os.ReadFile(path) //nolint:gosec // a file of the test
		all.WriteString(strings.NewReplacer("\r\n ", "", "\n ", "").Replace(string(text)))
		return err
	})
	if err != nil {
		k.t.Fatal(err)
	}
	return all.String()
}
