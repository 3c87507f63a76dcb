package config

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"weir"
	"weir/internal/secret"
)

var (
	reportID = regexp.MustCompile(`^[a-z0-9]{4,32}$`)
	filterID = regexp.MustCompile(`^[0-9]{1,18}$`)
)

// check looks at the values of a table, once their types are known to be right.
// sites are the names of the configured ones, sets those of the columns.
func (t reportTable) check(c *checker, name string, sites, sets []string) {
	k := taskChecker{c, []string{"report", name}}
	if !jobName.MatchString(name) {
		c.atKey(k.at, "a report's name is up to 40 of a-z, 0-9, - and _")
	}
	if t.ID != "" && !reportID.MatchString(t.ID) {
		k.wrong("id", "id is 4 to 32 of a-z and 0-9: with the name it marks the table on the page")
	}
	if t.Jira != "" && t.Jira != EnvironmentSite && !slices.Contains(sites, t.Jira) {
		k.wrong("jira", "there is no [%s]%s", dotted([]string{"jira", t.Jira}), didYouMean(t.Jira, sites))
	}
	t.checkQuery(k)
	t.checkColumns(k, sets)
	k.choice("mode", t.Mode, "replace", "append", "page")
	if t.MaxRows < 0 || t.MaxRows > MaxReportRows {
		k.wrong("max_rows", "%s", rowsText())
	}
	if t.Zone != "" {
		if _, err := time.LoadLocation(t.Zone); err != nil || t.Zone == "Local" {
			k.wrong("zone", `%q is no time zone: write one as "Europe/Berlin"`, t.Zone)
		}
	}
	if t.Schedule != "" && c.schedule != nil {
		if err := c.schedule(t.Schedule); err != nil {
			k.wrong("schedule", "%s", withNext(err))
		}
	}
	t.Page.check(taskChecker{c, slices.Concat(k.at, []string{"page"})}, k, t.Mode)
}

// withNext writes an error with its next step on one line, as a fault has it.
func withNext(err error) string {
	if next := weir.NextStep(err); next != "" {
		return err.Error() + ": " + strings.ReplaceAll(next, "\n", "; ")
	}
	return err.Error()
}

func (t reportTable) checkQuery(k taskChecker) {
	switch {
	case strings.TrimSpace(t.JQL) == "" && t.Filter == "":
		k.needs("jql or filter", `for instance jql = "project = OPS ORDER BY priority DESC", or filter = "10042"`)
	case t.JQL != "" && t.Filter != "":
		k.wrong("filter", "jql and filter exclude each other: a saved filter has its own query")
	case t.Filter != "" && !filterID.MatchString(t.Filter):
		k.wrong("filter", "filter is the number of a saved filter: it is in the address of its page")
	}
}

func (t reportTable) checkColumns(k taskChecker, sets []string) {
	seen := map[string]bool{}
	for _, column := range t.Columns {
		set, named := strings.CutPrefix(column, "@")
		switch name := strings.ToLower(strings.TrimSpace(column)); {
		case name == "":
			k.wrong("columns", "a column has no name: is there a comma too many?")
		case named && !slices.Contains(sets, set):
			k.wrong("columns", "there is no set of columns %q in [columns]%s", set, didYouMean(set, sets))
		case seen[name]:
			k.wrong("columns", "the column %q is named twice", column)
		default:
			seen[name] = true
		}
	}
}

// check looks at where a report goes. table is the checker of the report.
func (p reportPlace) check(k, table taskChecker, mode string) {
	switch {
	case p.File == "" && p.OneNote == "":
		if !k.c.reported(k.at) {
			table.needs("page", `for instance page = { file = "~/Reports/weekly.html" }, or page = { onenote = "Notebook/Section/Page" }`)
		}
		return
	case p.File != "" && p.OneNote != "":
		k.wrong("onenote", "file and onenote exclude each other: make one report for each")
		return
	case p.OneNote != "":
		if OneNotePath(p.OneNote, mode) == nil {
			k.wrong("onenote", `onenote is "Notebook/Section/Page", with section groups between notebook and section`)
		}
		if p.Format != "" {
			k.wrong("format", "format means nothing to a page of OneNote")
		}
		if p.BOM {
			k.wrong("bom", "bom means nothing to a page of OneNote")
		}
		return
	}
	k.choice("format", p.Format, ReportFormats()...)
	switch page := (ReportPage{File: p.File, Format: p.Format}); {
	case page.FileFormat() == "":
		k.wrong("file", `the name of the file does not say its format: let it end in .html, .md, .csv or .xlsx, or add format = "html"`)
	case p.BOM && page.FileFormat() != ReportCSV:
		k.wrong("bom", "bom means something for CSV files only")
	}
}

// clashes reports whether both reports would keep their tables in one place
// where they cannot be told apart: under one mark, or in a file that holds one
// table only.
func (r Report) clashes(o Report) bool {
	switch {
	case r.Page.File != "" && o.Page.File != "":
		if !oneFile(r.Page.File, o.Page.File) {
			return false
		}
		return !r.Page.holdsSeveral() || !o.Page.holdsSeveral() || r.Page.FileFormat() != o.Page.FileFormat() || r.sameMark(o)
	case r.Page.OneNote != "" && o.Page.OneNote != "":
		path := func(r Report) string { return strings.Join(OneNotePath(r.Page.OneNote, r.Mode), "/") }
		return strings.EqualFold(path(r), path(o)) && r.sameMark(o)
	default:
		return false
	}
}

// holdsSeveral reports whether tables of several reports can stand in the file.
func (p ReportPage) holdsSeveral() bool {
	return p.FileFormat() == ReportHTML || p.FileFormat() == ReportMarkdown
}

// sameMark reports whether two reports have one mark. Ids that are made of the
// names differ where the names do.
func (r Report) sameMark(o Report) bool {
	return r.ID == o.ID && r.ID != "" && r.Mark("") == o.Mark("")
}

// Mark is what finds the report's table again on a page: letters, digits and
// hyphens. derived is the id that a report has which names none.
func (r Report) Mark(derived string) string {
	id := r.ID
	if id == "" {
		id = derived
	}
	return "weir-" + strings.ReplaceAll(r.Name, "_", "-") + "-" + id
}

// ReportRival returns the name of another report that would write where job
// does, the first one by name, or nothing.
func (c *Config) ReportRival(job Report) string { return rivalOf(job.Name, c.Report, job.clashes) }

// ErrReportRival is the error for a report that would write where rival does.
func ErrReportRival(job, rival string) error {
	return &weir.Error{
		Kind: weir.BadConfig,
		Text: fmt.Sprintf("the reports %s and %s would keep their tables in one place, and each write over the other's", rival, job),
		Next: "give one of them a page or a file of its own; several tables have room in HTML and Markdown files and on pages of OneNote, each under an id of its own",
	}
}

// checkReports reports those that would write over one another, each beside the
// first one that it clashes with.
func (f file) checkReports(c *checker) {
	of := func(name string) Report { return f.Report[name].report(name, c.path, c.home) }
	eachRival(f.Report, of, Report.clashes, func(job, before Report) {
		taskChecker{c, []string{"report", job.Name}}.wrong("page",
			"[%s] and [%s] keep their tables in one place, and would each write over the other's: give one of them a page or a file of its own",
			dotted([]string{"report", before.Name}), dotted([]string{"report", job.Name}))
	})
}

// checkSets looks at the saved sets of columns.
func (f file) checkSets(c *checker) {
	for _, name := range slices.Sorted(maps.Keys(f.Columns)) {
		at := []string{"columns", name}
		if !jobName.MatchString(name) {
			c.atKey(at, "the name of a set of columns is up to 40 of a-z, 0-9, - and _")
		}
		for _, column := range f.Columns[name] {
			switch {
			case strings.TrimSpace(column) == "":
				c.ofValue(at, "a column has no name: is there a comma too many?")
			case strings.HasPrefix(column, "@"):
				c.ofValue(at, "a set holds columns, and no other set such as %q", column)
			}
		}
	}
}

// CheckChoices refuses what was typed wrong of a report whatever else it holds: its
// mode, its time zone, a byte-order mark where there can be none.
func (r Report) CheckChoices() error {
	modes := []string{"replace", "append", "page"}
	switch {
	case r.Mode != "" && !slices.Contains(modes, r.Mode):
		return &weir.Error{Kind: weir.Usage, Text: fmt.Sprintf("there is no mode %q", secret.Scrub(r.Mode)), Next: "the modes are " + strings.Join(modes, ", ")}
	case r.Page.BOM && r.Page.File != "" && r.Page.FileFormat() != ReportCSV:
		return &weir.Error{Kind: weir.Usage, Text: "a byte-order mark is for CSV files alone", Next: "leave --bom out, or name a file that ends with .csv"}
	case r.Zone == "":
		return nil
	}
	if _, err := time.LoadLocation(r.Zone); err != nil || r.Zone == "Local" {
		return &weir.Error{Kind: weir.Usage, Text: fmt.Sprintf("%q is no time zone", secret.Scrub(r.Zone)), Next: "write one as Europe/Berlin"}
	}
	return nil
}
