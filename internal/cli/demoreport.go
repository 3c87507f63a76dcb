package cli

import (
	"fmt"
	"strings"

	"weir"
)

// What the demo keeps as a report, and on which page.
const (
	dueQuery   = "statusCategory != Done AND due is not EMPTY ORDER BY due, key"
	dueColumns = "key,summary,status,due,note"
	duePage    = "Due next"
	ownLine    = "For Monday: who is on call this week?"
)

// reportSteps show a table on a page of OneNote that stays fresh among what people
// write, and the same table as a file.
func (d *demo) reportSteps() []demoStep {
	// On a terminal, what is given is not asked for.
	keep := func(name string, more ...string) []string {
		return append([]string{"report", "init", name, "--jql", dueQuery, "--columns", dueColumns, "--schedule", "weekdays at 09:00", "--run"}, more...)
	}
	return []demoStep{
		{
			why:  "A table on a page of OneNote, a simulated one. First somebody signs in; here the answer is yes at once:",
			args: []string{"report", "sign-in", "--device"},
		},
		{
			why:  "The report is set up once, and written:",
			args: keep("due", "--onenote", "Team notebook/Weekly/"+duePage),
		},
		{
			why:  "The same table in a file, without any account (Markdown, CSV and XLSX work, too):",
			args: keep("file", "--file", d.table, "--title", duePage),
		},
		{why: "The page in OneNote:", do: d.showPage},
		{why: "People write on the page, and meanwhile the team works on:", do: d.writeOnPage},
		{why: "Refresh both:", args: []string{"report", "run"}},
		{why: "The page now. What was written is still there, and a note has followed its issue:", do: d.showPage},
		{why: "Open the file in a browser:", do: func() error {
			fmt.Fprintf(d.call.Stdout, "  %s\n", d.table)
			return nil
		}},
	}
}

// mostShown is how many rows of a table the demo shows, its headings among them.
const mostShown = 9

// showPage prints what stands on the page; from the second time on with what came
// of each row.
func (d *demo) showPage() error {
	text, err := d.onenote.Text(duePage)
	if err != nil {
		return err
	}
	var rows [][]string // of the table in hand
	flush := func() {
		d.printColumns(rows[:min(len(rows), mostShown)])
		if len(rows) > mostShown {
			d.quote("", fmt.Sprintf("… and %d more", len(rows)-mostShown))
		}
		rows = nil
	}
	for line := range strings.SplitSeq(text, "\n") {
		cells := strings.Split(line, "\t")
		if len(cells) == 1 {
			flush()
			d.quote("", line)
			continue
		}
		for len(rows) > 0 && len(cells) < len(rows[0])-1 {
			cells = append(cells, "") // what is blank at the end of the page is not in its text
		}
		rows = append(rows, d.pageRow(cells))
	}
	flush()
	d.again = true
	return nil
}

// pageRow is a row of a table behind a word for what came of it since the page was
// shown last.
func (d *demo) pageRow(cells []string) []string {
	for i := range cells {
		cells[i] = d.clean(cells[i])
	}
	mark := "  "
	if note := strings.Count(dueColumns, ","); note < len(cells) { // else it is no row of the report
		ofJira := strings.Join(cells[:note], "\t")
		switch before, was := d.shown[cells[0]]; {
		case d.again && !was:
			mark += "new"
		case d.again && before != ofJira:
			mark += "changed"
		}
		d.shown[cells[0]] = ofJira
	}
	return append([]string{mark}, cells...)
}

// writeOnPage is what people write on the page, and what the team does meanwhile.
func (d *demo) writeOnPage() error {
	table := d.onenote.Table(duePage)
	key := func(row int) string {
		if row < len(table) {
			return table[row][0]
		}
		return "" // the seed made a team with less to do
	}
	moved, finished := key(2), key(3)
	for i, note := range []string{"waits for the supplier", "tell the customer when it is out"} {
		row := i + 2
		if key(row) == "" {
			continue
		}
		if err := d.onenote.Type(duePage, row, strings.Count(dueColumns, ","), note); err != nil {
			return err
		}
		d.quote("you     ", "as a note to "+key(row)+": "+note)
	}
	if err := d.onenote.Write(duePage, ownLine); err != nil {
		return err
	}
	d.quote("you     ", "below the table: "+ownLine)
	now := d.env.Now()
	events, err := d.simulation.ChangeFor(now, moved, finished, weir.DateOf(now))
	if err != nil {
		return err
	}
	for _, e := range events {
		fmt.Fprintf(d.call.Stdout, "  %-8s  %s %s\n", d.clean(e.Key), d.clean(e.Who), d.clean(e.What))
	}
	return nil
}
