package config

import (
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A Report is a job of `weir report` as it is configured: a table of the issues
// that a query selects, and the page on which it is kept fresh. What the file
// leaves out is empty, save Marks.
type Report struct {
	Name   string
	ID     string // with the name it is the mark on the page; empty: made of the site and the name
	Jira   string // the site's name; empty: the default site
	JQL    string
	Filter string // the id of a saved filter, in the place of JQL
	Title  string // the heading of the table; empty: the name
	// Columns are the names of columns, and of saved sets of them, as "@ops":
	// see Config.ReportColumns. None: the usual ones.
	Columns  []string
	Group    string   // the field by which the rows are grouped
	Totals   []string // columns
	Marks    bool     // whether changes are marked
	Mode     string   // replace, append or page
	MaxRows  int
	Zone     string // of the IANA; empty: that of the computer
	Schedule string // as "weekdays at 09:00"; empty: it runs when it is told to
	Page     ReportPage
}

// A ReportPage says where the table of a report stands: in a file, or on a page
// of OneNote.
type ReportPage struct {
	File   string // a full path
	Format string // html, markdown, csv or xlsx; empty: as the name of the file ends
	BOM    bool   // a CSV file begins with a byte-order mark, for Excel

	OneNote string // notebook, section and page, with a slash between each
}

// The formats of files.
const (
	ReportHTML     = "html"
	ReportMarkdown = "markdown"
	ReportCSV      = "csv"
	ReportXLSX     = "xlsx"
)

// ReportFormats lists them all.
func ReportFormats() []string { return []string{ReportHTML, ReportMarkdown, ReportCSV, ReportXLSX} }

// FileFormat returns the format of the file: what Format says, or else the end
// of its name. It is empty where neither says it.
func (p ReportPage) FileFormat() string {
	if p.Format != "" || p.File == "" {
		return p.Format
	}
	return FormatOf(p.File)
}

// FormatOf returns the format that the end of a file's name means, or nothing.
func FormatOf(path string) string {
	return map[string]string{
		".html": ReportHTML, ".htm": ReportHTML, ".md": ReportMarkdown, ".markdown": ReportMarkdown, ".csv": ReportCSV, ".xlsx": ReportXLSX,
	}[strings.ToLower(filepath.Ext(path))]
}

// OneNotePath splits what a person writes as the place of a page: "Notebook/
// Section/Page", with section groups between notebook and section. In the mode
// that makes a page for each run, the page may be left out. It returns nil for a
// text that names none.
func OneNotePath(text, mode string) []string {
	least := 3
	if mode == "page" {
		least = 2
	}
	parts := strings.Split(text, "/")
	for i := range parts {
		if parts[i] = strings.TrimSpace(parts[i]); parts[i] == "" {
			return nil
		}
	}
	if len(parts) < least {
		return nil
	}
	return parts
}

// reportTable is a table [report.NAME] of the file.
type reportTable struct {
	ID       string      `toml:"id"`
	Jira     string      `toml:"jira"`
	JQL      string      `toml:"jql"`
	Filter   string      `toml:"filter"`
	Title    string      `toml:"title"`
	Columns  []string    `toml:"columns"`
	Group    string      `toml:"group"`
	Totals   []string    `toml:"totals"`
	Marks    *bool       `toml:"marks"`
	Mode     string      `toml:"mode"`
	MaxRows  int64       `toml:"max_rows"`
	Zone     string      `toml:"zone"`
	Schedule string      `toml:"schedule"`
	Page     reportPlace `toml:"page"`
}

// reportPlace is the inline table page of a [report.NAME].
type reportPlace struct {
	File    string `toml:"file"`
	Format  string `toml:"format"`
	BOM     bool   `toml:"bom"`
	OneNote string `toml:"onenote"`
}

// report returns what a checked table means in the file at configPath.
func (t reportTable) report(name, configPath, home string) Report {
	return Report{
		Name: name, ID: t.ID, Jira: t.Jira, JQL: t.JQL, Filter: t.Filter, Title: t.Title,
		Columns: t.Columns, Group: t.Group, Totals: t.Totals, Marks: t.marked(),
		Mode: t.Mode, MaxRows: int(t.MaxRows), Zone: t.Zone, Schedule: t.Schedule,
		Page: t.Page.page(configPath, home),
	}
}

// marked reports whether changes are marked, as they are unless the table says no.
func (t reportTable) marked() bool { return t.Marks == nil || *t.Marks }

func (p reportPlace) page(configPath, home string) ReportPage {
	page := ReportPage{File: expandHome(p.File, home), Format: p.Format, BOM: p.BOM, OneNote: p.OneNote}
	if page.File != "" && !filepath.IsAbs(page.File) {
		page.File = filepath.Join(filepath.Dir(configPath), page.File)
	}
	return page
}

// ReportNames lists the reports in the order of their names.
func (c *Config) ReportNames() []string { return slices.Sorted(maps.Keys(c.Report)) }

// ReportColumns returns the columns of a report with the saved sets resolved.
// A set that is not there was refused when the file was read.
func (c *Config) ReportColumns(job Report) []string {
	var columns []string
	for _, name := range job.Columns {
		set, named := strings.CutPrefix(name, "@")
		if !named {
			columns = append(columns, name)
			continue
		}
		columns = append(columns, c.Columns[set]...)
	}
	return columns
}

// SaveReport writes what a report shows, and where, into the file, in place of
// those of the report of that name, whose other keys stay, and takes it over.
func (c *Config) SaveReport(job Report) error {
	if err := CheckTaskName(job.Name); err != nil {
		return err
	}
	return c.change(func(doc *document, f *file) ([]byte, error) {
		old := f.Report[job.Name]
		table := old
		table.ID, table.Jira, table.JQL, table.Filter, table.Title = job.ID, job.Jira, job.JQL, job.Filter, job.Title
		table.Columns, table.Group, table.Totals = orNone(job.Columns), job.Group, orNone(job.Totals)
		table.Schedule, table.Zone, table.Mode, table.MaxRows = job.Schedule, job.Zone, job.Mode, int64(job.MaxRows)
		if table.marked() != job.Marks {
			if table.Marks = nil; !job.Marks {
				table.Marks = &job.Marks
			}
		}
		if old.Page.page(c.Path, c.home) != job.Page {
			table.Page = reportPlace{File: shortHome(job.Page.File, c.home), Format: job.Page.Format, BOM: job.Page.BOM, OneNote: job.Page.OneNote}
		}
		if f.Report == nil {
			f.Report = map[string]reportTable{}
		}
		f.Report[job.Name] = table
		meant := table.report(job.Name, c.Path, c.home)
		for _, name := range slices.Sorted(maps.Keys(f.Report)) {
			if name != job.Name && meant.clashes(f.Report[name].report(name, c.Path, c.home)) {
				return nil, ErrReportRival(job.Name, name)
			}
		}
		return doc.setReport([]string{"report", job.Name}, old, table)
	})
}

// orNone makes an empty list none, as one is that the file leaves out.
func orNone(texts []string) []string {
	if len(texts) == 0 {
		return nil
	}
	return texts
}

// setReport writes what differs between two tables of one report.
func (d *document) setReport(path []string, old, table reportTable) ([]byte, error) {
	settings := []setting{
		{key: "id", value: table.ID},
		{key: "jira", value: table.Jira},
		{key: "jql", value: table.JQL},
		{key: "filter", value: table.Filter},
		{key: "title", value: table.Title},
	}
	if !slices.Equal(old.Columns, table.Columns) {
		settings = append(settings, setting{key: "columns", value: inline(table.Columns), bare: true})
	}
	settings = append(settings, setting{key: "group", value: table.Group})
	if !slices.Equal(old.Totals, table.Totals) {
		settings = append(settings, setting{key: "totals", value: inline(table.Totals), bare: true})
	}
	if old.marked() != table.marked() {
		value := ""
		if !table.marked() {
			value = "false"
		}
		settings = append(settings, setting{key: "marks", value: value, bare: true})
	}
	if old.MaxRows != table.MaxRows {
		value := ""
		if table.MaxRows != 0 {
			value = strconv.FormatInt(table.MaxRows, 10)
		}
		settings = append(settings, setting{key: "max_rows", value: value, bare: true})
	}
	settings = append(settings, []setting{
		{key: "mode", value: table.Mode},
		{key: "zone", value: table.Zone},
		{key: "schedule", value: table.Schedule},
	}...)
	place := slices.Concat(path, []string{"page"})
	_, written := d.pair(place)
	apart := !written && len(d.find(func(e entry) bool { return isPrefix(place, e.path) })) > 0
	if !apart && old.Page != table.Page {
		settings = append(settings, setting{key: "page", value: table.Page.inline(), bare: true})
	}
	changed, err := d.set(path, settings)
	if err != nil || !apart || old.Page == table.Page {
		return changed, err
	}
	// Somebody has given the page a table of its own, or dotted keys.
	again, err := newDocument(changed)
	if err != nil {
		return nil, err
	}
	return again.set(place, table.Page.settings())
}

func (p reportPlace) settings() []setting {
	bom := ""
	if p.BOM {
		bom = "true"
	}
	return []setting{
		{key: "file", value: p.File},
		{key: "format", value: p.Format},
		{key: "bom", value: bom, bare: true},
		{key: "onenote", value: p.OneNote},
	}
}

// inline writes the page as an inline table of TOML.
func (p reportPlace) inline() string {
	var parts []string
	for _, s := range p.settings() {
		if s.value != "" {
			parts = append(parts, s.key+" = "+s.written())
		}
	}
	return "{ " + strings.Join(parts, ", ") + " }"
}

// inline writes texts as an array of TOML on one line; none is nothing.
func inline(texts []string) string {
	if len(texts) == 0 {
		return ""
	}
	quoted := make([]string, len(texts))
	for i, text := range texts {
		quoted[i] = quote(text)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// RemoveReport takes the report called name out of the file. Comments stay. One
// that is not there is gone already.
func (c *Config) RemoveReport(name string) error {
	return c.change(func(doc *document, f *file) ([]byte, error) {
		if _, ok := f.Report[name]; !ok {
			return doc.source, nil
		}
		delete(f.Report, name)
		return doc.remove([]string{"report", name})
	})
}

// MaxReportRows is how many rows a report may show.
const MaxReportRows = 5000

func rowsText() string {
	return "max_rows is a number of rows from 1 to " + strconv.Itoa(MaxReportRows)
}
