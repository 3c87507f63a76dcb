package cli

import (
	"fmt"
	"path/filepath"
	"strings"

	"weir"
)

// demoTable is what the demo shows as a table, demoPlace where in OneNote, and
// demoNote what somebody writes beside it.
const (
	demoTable = "project = OPS AND resolution = Unresolved ORDER BY priority DESC, key"
	demoTitle = "Open work"
	demoPlace = "Team notebook/Weekly/" + demoTitle
	demoNote  = "Mei asks the supplier"
)

// reportFile is the report that stays.
func (d *demo) reportFile() string { return filepath.Join(filepath.Dir(d.page), "report.html") }

// reportSteps show a table of issues on a page of OneNote, before the team works
// on.
func (d *demo) reportSteps() []demoStep {
	columns := "key,summary,status,assignee,note"
	return []demoStep{
		{why: "A table of issues on a page of OneNote, a simulated one. First somebody signs in:", args: []string{"report", "sign-in", "--device"}},
		{why: "It is set up once, and written:", args: []string{"report", "init", "weekly", "--jql", demoTable, "--columns", columns, "--onenote", demoPlace, "--run"}},
		{why: "The same in a file, HTML here (Markdown, CSV and XLSX work, too), without any account:", args: []string{
			"report", "init", "page", "--jql", demoTable, "--columns", columns, "--group", "status", "--file", d.reportFile(), "--run",
		}},
		{why: "On the page somebody writes a note beside an issue:", do: d.writeNote},
	}
}

// refreshSteps show what becomes of the table when the team has worked on.
func (d *demo) refreshSteps() []demoStep {
	return []demoStep{
		{why: "And the tables? They are refreshed where they stand:", args: []string{"report", "run"}},
		{why: "The page in OneNote now. The note is still there:", do: d.showTable},
		{why: "Open the page in OneNote, as it is simulated, and the file, in a browser:", do: func() error {
			fmt.Fprintf(d.call.Stdout, "  %s\n  %s\n", d.graph.URL, d.reportFile())
			return nil
		}},
	}
}

// writeNote is what a colleague does.
func (d *demo) writeNote() error {
	table := d.graph.Table(demoTitle)
	if len(table) < 2 {
		fmt.Fprintln(d.call.Stdout, "  (this team has no such issue)")
		return nil
	}
	note := len(table[0]) - 1
	if err := d.graph.Type(demoTitle, 1, note, demoNote); err != nil {
		return err
	}
	d.noted = table[1][0]
	d.quote("you     ", "beside "+d.noted+": "+demoNote)
	return nil
}

// showTable shows the table as it stands in OneNote.
func (d *demo) showTable() error {
	table := d.graph.Table(demoTitle)
	for _, row := range table {
		row[0] = "  " + row[0]
	}
	if len(table) > 0 {
		d.printColumns(table)
	}
	if d.noted == "" {
		return nil
	}
	for _, text := range d.graph.Texts(demoTitle) {
		if strings.Contains(text, demoNote) {
			return nil
		}
	}
	return &weir.Error{Kind: weir.Unexpected, Text: "the note beside " + d.noted + " is lost", Next: "please report it, with all that the demo printed"}
}
