// Package markdown keeps tasks as check boxes in one Markdown file, in the form
// that the Tasks plug-in of Obsidian documents, so that they can be used there
// and read anywhere.
//
// A task of ours is a line with a mark, and below it its note between two marks.
// The user may move, indent, tick and edit it; every other line of the file is
// written as it was read, byte for byte. The file is replaced in one step, and
// what an editor wrote in between is read again first.
//
// The package must not merge anything: it says what is there, and does what it
// is told.
package markdown

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"weir"
	"weir/internal/atomicfile"
	"weir/internal/tasks"
)

// maxFile is how large a file may be. A task with its note has about 1 kB.
const maxFile = 64 << 20

// Options say which file it is.
type Options struct {
	File  string // its path
	Title string // of the section that is made for new tasks; empty: Jira
	// Tag is what our tasks carry, for instance Work:JIRA, which is written
	// #Work/JIRA; empty for none.
	Tag  string
	Zone *time.Location   // the user's; nil: UTC
	Now  func() time.Time // the clock
}

// A Target is one file.
type Target struct {
	options Options
	tag     string // as it is written
}

var _ tasks.Target = (*Target)(nil)

// New returns the target for a file. It opens nothing: the file need not exist.
func New(o Options) *Target {
	if o.Title == "" {
		o.Title = "Jira"
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Target{options: o, tag: tagText(o.Tag)}
}

// tagText writes a tag as Obsidian takes it: letters, digits, _, - and / alone.
func tagText(tag string) string {
	tag = strings.Map(func(r rune) rune {
		switch {
		case r == ':' || r == '/':
			return '/'
		case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' || r == '-':
			return r
		}
		return '-'
	}, strings.Trim(tag, " #"))
	if tag == "" {
		return ""
	}
	return "#" + tag
}

// Capabilities says what a check box can hold.
func (t *Target) Capabilities() tasks.Capabilities {
	return tasks.Capabilities{Nested: true, Drop: true, Tags: t.tag != ""}
}

// Tasks reads the check boxes that are ours, and those that look as if they
// stood for an issue. Where there is no file, there is no task; but a file that
// has held some and is gone is an error, since it may only have been moved.
func (t *Target) Tasks(ctx context.Context, linked []string) ([]tasks.Task, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	data, _, err := atomicfile.Read(t.options.File, maxFile)
	if err != nil {
		return nil, err
	}
	if data == nil && len(linked) > 0 {
		return nil, &weir.Error{
			Kind: weir.NotFound,
			Text: "the file with the tasks is gone: " + t.options.File,
			Next: "if it was moved, name its new place in the configuration;\nto begin anew, make an empty file there",
		}
	}
	d, err := t.parse(data)
	if err != nil {
		return nil, err
	}
	if data == nil {
		if err := t.needFolder(); err != nil {
			return nil, err
		}
	}
	d.identify(linked)
	var found []tasks.Task
	for _, it := range d.items {
		if it.copied {
			continue
		}
		if task := t.describe(it); task.Mark != "" || task.Tagged || task.URL != "" || keyed.MatchString(task.Name) || !strings.HasPrefix(task.ID, linePrefix) {
			found = append(found, task)
		}
	}
	return found, nil
}

func (t *Target) parse(data []byte) (*document, error) {
	if !utf8.Valid(data) {
		return nil, &weir.Error{
			Kind: weir.BadInput,
			Text: t.options.File + " is not UTF-8 text, so nothing is written to it",
			Next: "save it as UTF-8 with your editor, or name another file",
		}
	}
	return parse(string(data)), nil
}

// Check reports whether tasks can be kept in the file: it is UTF-8 text or not
// there yet, its folder is there, and both can be written. It changes nothing.
func (t *Target) Check() error {
	if err := t.needFolder(); err != nil {
		return err
	}
	data, _, err := atomicfile.Read(t.options.File, maxFile)
	if err != nil {
		return err
	}
	if _, err := t.parse(data); err != nil {
		return err
	}
	return atomicfile.Probe(t.options.File)
}

// needFolder is an error where there is no folder for the file: a folder that is
// missing is a mistake, or a disk that is not there now.
func (t *Target) needFolder() error {
	target, err := atomicfile.Target(t.options.File)
	if err != nil {
		return err
	}
	switch info, err := os.Stat(filepath.Dir(target)); {
	case err != nil:
		return &weir.Error{Kind: weir.Storage, Text: "there is no folder for " + t.options.File, Next: "make the folder, or name another file", Err: err}
	case !info.IsDir():
		return &weir.Error{Kind: weir.Storage, Text: "there is no folder for " + t.options.File, Next: "name a file in a folder"}
	}
	return nil
}

// linePrefix begins the ids of check boxes that nothing but their text tells
// apart.
const linePrefix = "line:"

// identify gives an id to what has no mark. The sign 🆔 of a task that we know
// still tells it when the user has removed the mark.
func (d *document) identify(linked []string) {
	known := make(map[string]string, len(linked))
	for _, id := range linked {
		known[short(id)] = id
	}
	for _, it := range d.items {
		if it.mark != "" {
			delete(known, short(it.mark))
		}
	}
	seen := map[string]int{}
	for _, it := range d.items {
		if it.mark != "" {
			continue
		}
		if s := it.shortID(); s != "" && known[s] != "" {
			it.id = known[s]
			delete(known, s)
			continue
		}
		sum := sha256.Sum256([]byte(it.line.text))
		it.id = linePrefix + hex.EncodeToString(sum[:8])
		if seen[it.id]++; seen[it.id] > 1 {
			it.id += "-" + strconv.Itoa(seen[it.id])
		}
	}
}

// identity is the task's id.
func (it *item) identity() string {
	if it.mark != "" {
		return it.mark
	}
	return it.id
}

// describe turns a check box into a task.
func (t *Target) describe(it *item) tasks.Task {
	task := tasks.Task{
		ID: it.identity(), Version: it.version, Mark: it.mark, Note: it.note.String(),
		Due: it.due(), State: it.state(), Tagged: it.tagAt(t.tag) != nil,
	}
	task.Name, task.URL = readName(it.name)
	task.Name = oneLine(task.Name)
	if it.within != nil {
		task.Parent = it.within.identity()
	}
	if t.tag == "" {
		task.Tagged = it.mark != ""
	}
	return task
}

func parseDate(s string) tasks.Date {
	day, err := weir.ParseDate(s)
	if err != nil {
		return tasks.Date{}
	}
	return day
}

// Apply carries out all ops in one replacement of the file.
func (t *Target) Apply(ctx context.Context, ops []tasks.Op) iter.Seq2[tasks.Result, error] {
	return func(yield func(tasks.Result, error) bool) {
		if len(ops) == 0 {
			return
		}
		if err := ctx.Err(); err != nil {
			yield(tasks.Result{}, err)
			return
		}
		var results []tasks.Result
		err := t.edit(ctx, func(d *document) (string, error) {
			results = t.carryOut(d, ops)
			text := d.String()
			return text, t.complete(text, results)
		})
		if err != nil {
			yield(tasks.Result{}, err)
			return
		}
		for _, r := range results {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// edit reads the file, changes it and writes it, all under its lock.
func (t *Target) edit(ctx context.Context, change func(*document) (string, error)) error {
	return atomicfile.Edit{
		Path: t.options.File, Limit: maxFile, Perm: fs.FileMode(0o600), KeepPerm: true, Shared: true,
		Change: func(old []byte) ([]byte, error) {
			d, err := t.parse(old)
			if err != nil {
				return nil, err
			}
			text, err := change(d)
			if err != nil || old == nil && text == "" {
				return nil, err
			}
			return []byte(text), nil
		},
	}.Do(ctx)
}

// complete reads the tasks of the results out of the text that is to be
// written, so that they are what the next run will read.
func (t *Target) complete(text string, results []tasks.Result) error {
	if len(text) > maxFile {
		return &weir.Error{Kind: weir.Storage, Text: "the tasks are too many for one file: " + t.options.File, Next: "divide the query into several jobs, each with a file of its own"}
	}
	d := parse(text)
	var ids []string
	for _, r := range results {
		ids = append(ids, r.Task.ID)
	}
	d.identify(ids)
	now := make(map[string]*item, len(d.items))
	for _, it := range d.items {
		if !it.copied {
			now[it.identity()] = it
		}
	}
	for i, r := range results {
		switch it := now[r.Task.ID]; {
		case r.Task.Version == removed:
			results[i].Task.Version = ""
		case it != nil && r.Task.ID != "":
			results[i].Task = t.describe(it)
		case r.Err == nil:
			return &weir.Error{Kind: weir.Unexpected, Text: "a task would be lost in writing, so nothing was written to " + t.options.File, Err: errors.New(r.Task.ID)}
		}
	}
	return nil
}

// removed stands for the version of a task that an op has removed.
const removed = "removed"
