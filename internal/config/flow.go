package config

import (
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A Flow is a job of `weir flow` as it is configured: which issues are measured,
// and how. What the file leaves out is empty.
type Flow struct {
	Name  string
	Jira  string // the site's name; empty: the default site
	Board int    // the id of a board; 0: none
	JQL   string // which issues; with a board, which of its issues
	// Stages are the steps of the work, from left to right. None: the columns of
	// the board, or the status categories.
	Stages        []FlowStage
	Start, Finish string   // stages
	Waiting       []string // stages in which work lies and waits
	Limits        []FlowLimit
	ByType        map[string]FlowType // by issue type: what differs

	Zone        string // of the IANA; empty: that of the computer
	Cycle       string // inclusive, difference or hours
	Backward    string // last-entry, first-entry or pause
	Percentiles string // nearest-rank or type-7
	Calendar    string // every-day or working-days
	Holidays    string // a full path: a file with a day to a line
	Discard     []string
	Types       []string
	SLE         int
	Window      string // how much history a forecast is made from, as 12w
}

// A FlowStage is a stage as a person writes it.
type FlowStage struct {
	Name     string
	Statuses []string // names or ids
}

// A FlowLimit is how many items there should be in a stage at most.
type FlowLimit struct {
	Stage string
	Items int
}

// A FlowType is what differs for one issue type.
type FlowType struct {
	Stages        []FlowStage // statuses that lead to other stages than for the rest
	Start, Finish string
}

// flowTable is a table [flow.NAME] of the file.
type flowTable struct {
	Jira        string                   `toml:"jira"`
	Board       int64                    `toml:"board"`
	JQL         string                   `toml:"jql"`
	Stages      []string                 `toml:"stages"`
	Start       string                   `toml:"start"`
	Finish      string                   `toml:"finish"`
	Waiting     []string                 `toml:"waiting"`
	Limits      []string                 `toml:"limits"`
	Zone        string                   `toml:"zone"`
	Cycle       string                   `toml:"cycle"`
	Backward    string                   `toml:"backward"`
	Percentiles string                   `toml:"percentiles"`
	Calendar    string                   `toml:"calendar"`
	Holidays    string                   `toml:"holidays"`
	Discard     []string                 `toml:"discard"`
	Types       []string                 `toml:"types"`
	SLE         int64                    `toml:"sle"`
	Window      string                   `toml:"window"`
	Type        map[string]flowTypeTable `toml:"type"`
}

// flowTypeTable is a table [flow.NAME.type.TYPE] of the file.
type flowTypeTable struct {
	Stages []string `toml:"stages"`
	Start  string   `toml:"start"`
	Finish string   `toml:"finish"`
}

// ParseStage reads a stage as a person writes it: "Build = In Progress, Review",
// or the name of a status that is a stage by itself. It reports whether there
// was anything to read.
func ParseStage(text string) (FlowStage, bool) {
	name, list, several := strings.Cut(text, "=")
	stage := FlowStage{Name: strings.TrimSpace(name)}
	if !several {
		list = name
	}
	for status := range strings.SplitSeq(list, ",") {
		if status = strings.TrimSpace(status); status != "" {
			stage.Statuses = append(stage.Statuses, status)
		}
	}
	return stage, stage.Name != "" && len(stage.Statuses) > 0
}

// String writes the stage as ParseStage reads it.
func (s FlowStage) String() string {
	if len(s.Statuses) == 1 && s.Statuses[0] == s.Name {
		return s.Name
	}
	return s.Name + " = " + strings.Join(s.Statuses, ", ")
}

// ParseLimit reads "Build = 5".
func ParseLimit(text string) (FlowLimit, bool) {
	name, number, _ := strings.Cut(text, "=")
	n, err := strconv.Atoi(strings.TrimSpace(number))
	limit := FlowLimit{Stage: strings.TrimSpace(name), Items: n}
	return limit, err == nil && n > 0 && limit.Stage != ""
}

// flow returns what a checked table means in the file at configPath.
func (t flowTable) flow(name, configPath, home string) Flow {
	job := Flow{
		Name: name, Jira: t.Jira, Board: int(t.Board), JQL: t.JQL, Stages: stagesOf(t.Stages),
		Start: t.Start, Finish: t.Finish, Waiting: t.Waiting,
		Zone: t.Zone, Cycle: t.Cycle, Backward: t.Backward, Percentiles: t.Percentiles,
		Calendar: t.Calendar, Holidays: expandHome(t.Holidays, home), Discard: t.Discard, Types: t.Types,
		SLE: int(t.SLE), Window: t.Window,
	}
	if job.Holidays != "" && !filepath.IsAbs(job.Holidays) {
		job.Holidays = filepath.Join(filepath.Dir(configPath), job.Holidays)
	}
	for _, text := range t.Limits {
		limit, _ := ParseLimit(text) // was checked when the file was read
		job.Limits = append(job.Limits, limit)
	}
	for kind, rule := range t.Type {
		if job.ByType == nil {
			job.ByType = map[string]FlowType{}
		}
		job.ByType[kind] = FlowType{Stages: stagesOf(rule.Stages), Start: rule.Start, Finish: rule.Finish}
	}
	return job
}

func stagesOf(texts []string) []FlowStage {
	var stages []FlowStage
	for _, text := range texts {
		stage, _ := ParseStage(text) // was checked when the file was read
		stages = append(stages, stage)
	}
	return stages
}

// FlowNames lists the jobs of flow in the order of their names.
func (c *Config) FlowNames() []string { return slices.Sorted(maps.Keys(c.Flow)) }

// SaveFlow writes which issues a job measures, and its stages, into the file, in
// place of those of the job of that name, whose other keys stay, and takes it
// over.
func (c *Config) SaveFlow(job Flow) error {
	if err := CheckTaskName(job.Name); err != nil {
		return err
	}
	return c.change(func(doc *document, f *file) ([]byte, error) {
		table := f.Flow[job.Name]
		table.Jira, table.Board, table.JQL = job.Jira, int64(job.Board), job.JQL
		table.Start, table.Finish = job.Start, job.Finish
		table.Stages, table.Waiting, table.Limits = nil, job.Waiting, nil
		for _, stage := range job.Stages {
			table.Stages = append(table.Stages, stage.String())
		}
		for _, limit := range job.Limits {
			table.Limits = append(table.Limits, limit.Stage+" = "+strconv.Itoa(limit.Items))
		}
		if f.Flow == nil {
			f.Flow = map[string]flowTable{}
		}
		f.Flow[job.Name] = table
		return doc.set([]string{"flow", job.Name}, table.settings())
	})
}

// RemoveFlow takes the job called name out of the file. Comments stay. A job
// that is not there is gone already.
func (c *Config) RemoveFlow(name string) error {
	return c.change(func(doc *document, f *file) ([]byte, error) {
		if _, ok := f.Flow[name]; !ok {
			return doc.source, nil
		}
		delete(f.Flow, name)
		return doc.remove([]string{"flow", name})
	})
}

// settings are the keys that `weir flow init` writes.
func (t flowTable) settings() []setting {
	board := ""
	if t.Board > 0 {
		board = strconv.FormatInt(t.Board, 10)
	}
	return []setting{
		{key: "jira", value: t.Jira},
		{key: "board", value: board, bare: true},
		{key: "jql", value: t.JQL},
		{key: "stages", value: list(t.Stages), bare: true},
		{key: "start", value: t.Start},
		{key: "finish", value: t.Finish},
		{key: "waiting", value: list(t.Waiting), bare: true},
		{key: "limits", value: list(t.Limits), bare: true},
	}
}

// list writes texts as an array of TOML, one to a line; none is nothing.
func list(texts []string) string {
	if len(texts) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("[\n")
	for _, text := range texts {
		b.WriteString("  " + quote(text) + ",\n")
	}
	b.WriteString("]")
	return b.String()
}
