package config

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"weir"
	"weir/internal/atomicfile"
)

// SaveSite writes site into the file, in place of the one of that name, and
// takes it over, without credentials. Every other byte of the file stays.
func (c *Config) SaveSite(site Site) error {
	site.CAFile = expandHome(site.CAFile, c.home)
	site, err := site.checked()
	if err != nil {
		return err
	}
	return c.change(func(doc *document, f *file) ([]byte, error) {
		table := site.table()
		if old, ok := f.Jira[site.Name]; ok && old.site(site.Name, c.Path, c.home).same(site) {
			table = old // the same, be it written in another way
		}
		if f.Jira == nil {
			f.Jira = map[string]siteTable{}
		}
		f.Jira[site.Name] = table
		return doc.set([]string{"jira", site.Name}, table.settings())
	})
}

// RemoveSite takes the site called name out of the file, and default_site if
// it names that one. Comments stay. A site that is not there is gone already.
func (c *Config) RemoveSite(name string) error {
	return c.change(func(doc *document, f *file) ([]byte, error) {
		if _, ok := f.Jira[name]; !ok {
			return doc.source, nil
		}
		delete(f.Jira, name)
		paths := [][]string{{"jira", name}}
		if f.DefaultSite == name {
			f.DefaultSite = ""
			paths = append(paths, []string{"default_site"})
		}
		return doc.remove(paths...)
	})
}

// SaveTask writes the job's query, its target and its tag into the file, in
// place of those of the job of that name, whose other keys stay, and takes it over.
func (c *Config) SaveTask(job Task) error {
	if err := CheckTaskName(job.Name); err != nil {
		return err
	}
	return c.change(func(doc *document, f *file) ([]byte, error) {
		table, there := f.Tasks[job.Name]
		if table.task(job.Name, c.Path, c.home).File != job.File {
			table.File = shortHome(job.File, c.home)
		}
		if !there || table.task("", "", "").Target != job.Target {
			table.Target = job.Target
		}
		table.Jira, table.JQL, table.Tag = job.Jira, job.JQL, job.Tag
		table.URL, table.User, table.List, table.CAFile = job.URL, job.User, job.List, job.CAFile
		if job.Target != Markdown {
			table.Title = ""
		}
		if f.Tasks == nil {
			f.Tasks = map[string]taskTable{}
		}
		f.Tasks[job.Name] = table
		meant := table.task(job.Name, c.Path, c.home)
		for _, name := range slices.Sorted(maps.Keys(f.Tasks)) {
			if name != job.Name && meant.samePlace(f.Tasks[name].task(name, c.Path, c.home)) {
				return nil, ErrRival(job.Name, name)
			}
		}
		return doc.set([]string{"tasks", job.Name}, table.settings())
	})
}

// RemoveTask takes the job called name out of the file. Comments stay. A job
// that is not there is gone already.
func (c *Config) RemoveTask(name string) error {
	return c.change(func(doc *document, f *file) ([]byte, error) {
		if _, ok := f.Tasks[name]; !ok {
			return doc.source, nil
		}
		delete(f.Tasks, name)
		return doc.remove([]string{"tasks", name})
	})
}

// change edits the text of the file under its lock, from what the file holds
// at that moment. edit returns the new text, and changes f to what it should
// mean. A file that has faults is not touched, nor one in which the new text
// would mean anything else than that.
//
// The file and its directory are made where they are missing, for the owner
// alone; a file that is there keeps its mode, and a symbolic link stays one.
func (c *Config) change(edit func(*document, *file) ([]byte, error)) error {
	var meant file
	// Nobody waits for long: the lock gives up by itself.
	err := atomicfile.Edit{
		Path: c.Path, Limit: maxSize, Perm: 0o600, KeepPerm: true, Writer: c.writer,
		Change: func(source []byte) ([]byte, error) {
			f, found := c.parse(source)
			if err := found.err(); err != nil {
				return nil, &weir.Error{Kind: weir.BadConfig, Text: c.Path + " was not changed", Err: err}
			}
			text, marked := bytes.CutPrefix(source, []byte(byteOrderMark))
			doc, err := newDocument(text)
			if err != nil {
				return nil, fmt.Errorf("read %s: %w", c.Path, err)
			}
			changed, err := edit(doc, &f)
			if err != nil || source == nil && len(changed) == 0 {
				return nil, err
			}
			if got, found := c.parse(changed); len(found) > 0 || !sameFile(got, f) {
				return nil, byHand(nil, "change")
			}
			if marked {
				changed = append([]byte(byteOrderMark), changed...)
			}
			meant = f
			return changed, nil
		},
	}.Do(context.Background())
	if err != nil {
		return err
	}
	c.take(meant)
	return nil
}

// sameFile reports whether two files mean the same.
func sameFile(a, b file) bool {
	if len(a.Jira)+len(b.Jira) == 0 {
		a.Jira, b.Jira = nil, nil
	}
	if len(a.Tasks)+len(b.Tasks) == 0 {
		a.Tasks, b.Tasks = nil, nil
	}
	if len(a.Flow)+len(b.Flow) == 0 {
		a.Flow, b.Flow = nil, nil
	}
	if len(a.Report)+len(b.Report) == 0 {
		a.Report, b.Report = nil, nil
	}
	if len(a.Columns)+len(b.Columns) == 0 {
		a.Columns, b.Columns = nil, nil
	}
	return reflect.DeepEqual(a, b)
}
