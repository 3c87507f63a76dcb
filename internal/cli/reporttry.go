package cli

import (
	"fmt"
	"strings"

	"weir/internal/app"
	"weir/internal/report"
)

// How much of a dry run the terminal shows: lines of each report, and keys on one
// of them.
const (
	mostChanges = 20
	mostKeys    = 10
)

// printTrial says below the counts what a run would change.
func (s *session) printTrial(job app.Report, t report.Trial, several bool) {
	indent := ""
	if several {
		fmt.Fprintf(s.call.Stdout, "%s:\n", job.Name)
		indent = "  "
	}
	for _, line := range trialLines(job, t) {
		fmt.Fprintln(s.call.Stdout, indent+s.clean(line))
	}
}

// trialLines is what a person reads of a dry run.
func trialLines(job app.Report, t report.Trial) []string {
	var lines, keys []string
	most := mostChanges
	state := stateOf(job, t)
	if state != "" {
		lines = append(lines, state)
	}
	for _, what := range []report.What{report.NewRow, report.LeftRow} {
		if what == report.NewRow && t.First {
			continue // all of them, as is said above
		}
		if keys = keysOf(t.Changes, what); len(keys) > 0 {
			lines = append(lines, string(what)+": "+listed(keys))
			most--
		}
	}
	single := 0
	for _, c := range t.Changes {
		if c.What != report.ChangedCell && c.What != report.KeptText {
			continue
		}
		if single++; single <= most {
			lines = append(lines, changeLine(c))
		}
	}
	if single > most {
		lines = append(lines, fmt.Sprintf("… and %d more", single-most))
	}
	return lines
}

// stateOf says what a run would do to the table as a whole; nothing where the
// changes say it all.
func stateOf(job app.Report, t report.Trial) string {
	all := fmt.Sprintf("all %s would be new", several(t.Counts.Rows, "row"))
	switch t.Counts.Rows {
	case 0:
		all = "no issue matches the query at present"
	case 1:
		all = "the only row would be new"
	}
	adds, what := report.Mode(job.Mode) == report.Append, "table would be added"
	if report.Mode(job.Mode) == report.NewPage {
		adds, what = true, "page would be made"
		if job.Page.File != "" {
			what = "file would be made"
		}
	}
	switch {
	case adds && t.First:
		return "a first " + what + ": " + all
	case adds:
		return "a " + what
	case !t.Exists && t.First:
		return "there is no table yet: " + all
	case !t.Exists:
		return "the table is not there any more: it would be made anew"
	case t.Fixed:
		return "the table holds something that cannot be carried over, such as a picture: it would be left, and a new one made"
	case t.First:
		return "the table that is there is not one of this computer's: " + all
	case t.Same:
		return "nothing would change but the line above the table"
	case len(t.Changes) == 0:
		return "no row and no cell would change: only the order, the columns, or marks of the last refresh"
	}
	return ""
}

func keysOf(changes []report.Change, what report.What) (keys []string) {
	for _, c := range changes {
		if c.What == what {
			keys = append(keys, c.Key)
		}
	}
	return keys
}

func listed(keys []string) string {
	if len(keys) <= mostKeys {
		return strings.Join(keys, ", ")
	}
	return fmt.Sprintf("%s … and %d more", strings.Join(keys[:mostKeys], ", "), len(keys)-mostKeys)
}

// changeLine says what would become of a cell.
func changeLine(c report.Change) string {
	where := strings.TrimSpace(c.Key + " " + c.Column)
	if where != "" {
		where += ": "
	}
	switch {
	case c.What == report.KeptText:
		return string(c.What) + ": " + where + quoted(c.From)
	case c.Known:
		return string(c.What) + ": " + where + quoted(c.From) + " → " + quoted(c.To)
	}
	return string(c.What) + ": " + strings.TrimSuffix(where, ": ")
}

// quoted is a text of a cell on one line.
func quoted(text string) string {
	if text = cellText(text); text == "" {
		return "(blank)"
	}
	return text
}

// changesWire is the JSON of the changes: docs/report.md describes it.
func changesWire(changes []report.Change) []map[string]any {
	list := make([]map[string]any, 0, len(changes))
	for _, c := range changes {
		wire := map[string]any{"change": string(c.What), "key": c.Key, "column": c.Column, "from": nil, "to": nil}
		if c.Known {
			wire["from"] = c.From
		}
		if c.What == report.ChangedCell {
			wire["to"] = c.To
		}
		list = append(list, wire)
	}
	return list
}
