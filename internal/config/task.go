package config

import (
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The targets that a job of tasks can have.
const (
	Markdown = "markdown"
	CalDAV   = "caldav"
)

// A Task is a job of `weir tasks` as it is configured: a query whose issues are
// kept in step as tasks. What the file leaves out is empty, save Target.
type Task struct {
	Name   string
	Jira   string // the site's name; empty: the default site
	JQL    string
	Target string // Markdown or CalDAV

	File  string // of Markdown: a full path
	Title string // of Markdown: the heading of the section for new tasks

	URL    string // of CalDAV: the server, or the list itself
	User   string
	List   string // its name, its path or its address
	CAFile string // a full path: certificates to trust besides the system's

	Tag      string
	Organise string // none, project or nested
	// Completed and Dropped name statuses. Nil means that nothing was said, and
	// an empty list that there is none.
	Completed, Dropped []string
	OnLeft             string   // complete, drop, untag or keep
	KeepLocal          []string // of name and due
	Fields             []TaskField

	Overlap   time.Duration // 0: the default, as below
	GraceRuns int
	Grace     time.Duration
}

// A TaskField is a further field of Jira's to show with each task.
type TaskField struct {
	ID    string // for instance priority or customfield_10016
	Label string // empty: as the ID
}

// taskTable is a table [tasks.NAME] of the file.
type taskTable struct {
	Jira      string   `toml:"jira"`
	JQL       string   `toml:"jql"`
	Target    string   `toml:"target"`
	File      string   `toml:"file"`
	Title     string   `toml:"title"`
	URL       string   `toml:"url"`
	User      string   `toml:"user"`
	List      string   `toml:"list"`
	CAFile    string   `toml:"ca_file"`
	Tag       string   `toml:"tag"`
	Organise  string   `toml:"organise"`
	Completed []string `toml:"completed"`
	Dropped   []string `toml:"dropped"`
	OnLeft    string   `toml:"on_left"`
	KeepLocal []string `toml:"keep_local"`
	Fields    []string `toml:"fields"`
	Overlap   string   `toml:"overlap"`
	GraceRuns int64    `toml:"grace_runs"`
	Grace     string   `toml:"grace"`
}

// settings are the texts of a table, which are what `weir tasks init` writes.
func (t taskTable) settings() []setting {
	return []setting{
		{key: "jira", value: t.Jira},
		{key: "jql", value: t.JQL},
		{key: "target", value: t.Target},
		{key: "file", value: t.File},
		{key: "title", value: t.Title},
		{key: "url", value: t.URL},
		{key: "user", value: t.User},
		{key: "list", value: t.List},
		{key: "ca_file", value: t.CAFile},
		{key: "tag", value: t.Tag},
	}
}

// task returns what a checked table means in the file at configPath.
func (t taskTable) task(name, configPath, home string) Task {
	path := func(p string) string {
		if p = expandHome(p, home); p != "" && !filepath.IsAbs(p) {
			p = filepath.Join(filepath.Dir(configPath), p)
		}
		return p
	}
	job := Task{
		Name: name, Jira: t.Jira, JQL: t.JQL, Target: t.Target,
		File: path(t.File), Title: t.Title,
		URL: t.URL, User: t.User, List: t.List, CAFile: path(t.CAFile),
		Tag: t.Tag, Organise: t.Organise, Completed: t.Completed, Dropped: t.Dropped, OnLeft: t.OnLeft,
		KeepLocal: t.KeepLocal, GraceRuns: int(t.GraceRuns),
	}
	if job.Target == "" {
		job.Target = Markdown
	}
	// These were checked when the file was read; what is wrong stays zero.
	job.Overlap, _ = parseSpan(t.Overlap)
	job.Grace, _ = parseSpan(t.Grace)
	for _, text := range t.Fields {
		job.Fields = append(job.Fields, taskField(text))
	}
	return job
}

// taskField reads a field as the file names it: its id, or ID=LABEL.
func taskField(text string) TaskField {
	id, label, _ := strings.Cut(text, "=")
	f := TaskField{ID: strings.TrimSpace(id), Label: strings.TrimSpace(label)}
	if known, ok := fieldNames()[strings.ToLower(f.ID)]; ok {
		if f.Label == "" {
			f.Label = known.Label
		}
		f.ID = known.ID
	}
	return f
}

// fieldNames are people's names for fields that every Jira has.
func fieldNames() map[string]TaskField {
	return map[string]TaskField{
		"priority":  {"priority", "Priority"},
		"labels":    {"labels", "Labels"},
		"type":      {"issuetype", "Type"},
		"assignee":  {"assignee", "Assignee"},
		"reporter":  {"reporter", "Reporter"},
		"project":   {"project", "Project"},
		"comments":  {"comment", "Comments"},
		"estimate":  {"timeoriginalestimate", "Estimate"},
		"remaining": {"timeestimate", "Remaining"},
	}
}

// parseSpan reads a length of time in the units of JQL: 30m, 2h, 1d, 2w. The
// empty text is 0.
func parseSpan(text string) (time.Duration, bool) {
	if text == "" {
		return 0, true
	}
	units := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour}
	unit, known := units[text[len(text)-1]]
	n, err := strconv.Atoi(text[:len(text)-1])
	return time.Duration(n) * unit, known && err == nil && n > 0 && n < 100000
}

// Task returns the job with the given name.
func (c *Config) Task(name string) (Task, bool) {
	job, ok := c.Tasks[name]
	return job, ok
}

// TaskNames lists the jobs of tasks in the order of their names.
func (c *Config) TaskNames() []string { return slices.Sorted(maps.Keys(c.Tasks)) }
