package file

import (
	"fmt"
	"slices"
	"strings"

	"weir/internal/report"
	"weir/internal/table"
)

func (markdown) write(data []byte, v report.View) ([]byte, []string, error) {
	f, err := mdOpen(data)
	if err != nil {
		return nil, nil, err
	}
	part, _, err := f.table(v.Mark)
	switch {
	case err != nil:
		return nil, nil, err
	case v.Mode != report.Replace:
		return f.add(v, mdPrint(v, titleAmong(v, f.headed))), nil, nil
	case part != nil && v.Same:
		return f.replace(part.first, part.last, f.refreshed(*part, v)), nil, nil
	case part != nil:
		return f.replace(part.first, part.last, mdPrint(v, titleOf(v))), nil, nil
	case v.Same && len(v.Columns) == 0:
		return nil, nil, noTable()
	default:
		return f.add(v, mdPrint(v, titleOf(v))), f.unmarked(v), nil
	}
}

// headed reports whether a heading stands in the file.
func (f mdFile) headed(title string) bool {
	line := mdTitle(title)
	return slices.ContainsFunc(f.lines, func(l mdLine) bool { return l.text == line })
}

func mdTitle(title string) string { return "## " + table.MarkdownText(title) }

// unmarked tells of a table that looks like the report's, where there is none that
// is: somebody has deleted the comments around it. What they have made of it since
// is theirs, so that it is not taken up again.
func (f mdFile) unmarked(v report.View) []string {
	fenced, titles := f.fenced(), headings(v)
	for i := 0; i+2 < len(f.lines); i++ {
		if fenced[i] || !mdRule.MatchString(f.lines[i+1].text) || !strings.Contains(f.lines[i].text, "|") {
			continue
		}
		row := mdSplit(f.lines[i].text)
		alike := len(row) == len(titles)
		for k := 0; alike && k < len(row); k++ {
			title, _ := mdRead(row[k])
			alike = title == typed(titles[k])
		}
		if alike && f.leads(i+2, slices.Index(titles, keyTitle(v))) {
			return []string{fmt.Sprintf("The table at line %d has the report's headings, but not the comments by which Weir knows its own: it was left as it is, and a new one was made below. "+
				"Take over from it what you want to keep, and delete it.", i+1)}
		}
	}
	return nil
}

// replace puts lines in the place of others.
func (f mdFile) replace(first, last int, lines []string) []byte {
	from, to := f.lines[first].from, f.lines[last].to
	if first == 0 && strings.HasPrefix(f.data, "\ufeff") {
		from = len("\ufeff")
	}
	text := strings.Join(lines, f.end)
	if strings.HasSuffix(f.data[:to], "\n") {
		text += f.end
	}
	return []byte(f.data[:from] + text + f.data[to:])
}

// add puts lines below the last part of the report, or else at the end.
func (f mdFile) add(v report.View, lines []string) []byte {
	at := len(f.data)
	if parts, err := f.parts(v.Mark); err == nil && len(parts) > 0 {
		at = f.lines[parts[len(parts)-1].last].to
	}
	before, after := f.data[:at], f.data[at:]
	if before != "" && before != "\ufeff" {
		if !strings.HasSuffix(before, "\n") {
			before += f.end
		}
		before += f.end
	}
	if after != "" && strings.TrimSpace(strings.SplitN(after, "\n", 2)[0]) != "" {
		after = f.end + after
	}
	return []byte(before + strings.Join(lines, f.end) + f.end + after)
}

// leads reports whether a table's rows from a line on lead to issues.
func (f mdFile) leads(from, key int) bool {
	for i := from; i < len(f.lines) && strings.Contains(f.lines[i].text, "|") && !mdRule.MatchString(f.lines[i].text); i++ {
		if mdKey(mdSplit(f.lines[i].text), key) != "" {
			return true
		}
	}
	return false
}

// mdPrint writes a part under a heading.
func mdPrint(v report.View, title string) []string {
	var ours []string // the lines that are to be known again
	say := func(text string) string {
		ours = append(ours, sum(text))
		return text
	}
	var body []string
	if title != "" {
		body = append(body, say(mdTitle(title)), "")
	}
	line := mdLineAbove(v)
	body = append(body, line, "")
	body = append(body, mdTable(v)...)
	if len(v.Left) > 0 {
		var keys []string
		for _, g := range v.Left {
			keys = append(keys, mdCell(report.Cell{Text: g.Key, Link: g.URL}))
		}
		body = append(body, "", say(bold+leftTitle+":"+bold+" "+strings.Join(keys, ", ")))
	}
	if len(v.Kept) > 0 {
		body = append(body, "", say(bold+keptTitle+bold), "")
		for _, p := range v.Kept {
			body = append(body, mdKept(p))
		}
	}
	begin := "<!-- " + v.Mark
	if v.Mode != report.Replace {
		begin += " run=" + v.Run
	}
	begin += " key=" + sum(keyTitle(v))
	if v.Mode == report.Replace {
		begin += mdWrote + v.Run
	}
	begin += " line=" + sum(line) + " ours=" + strings.Join(append(ours, sum(line)), ",") + " -->"
	return append(append([]string{begin}, body...), "", mdEnd(v.Mark))
}

// mdLineAbove is the line above the table.
func mdLineAbove(v report.View) string {
	text := table.MarkdownText(lineOf(v.Line))
	if link := table.LinkTarget(web(v.Line.Query)); link != "" {
		text += " · [" + jqlTitle + "](" + link + ")"
	}
	if marks := marksOf(v); marks != "" {
		text += " · " + marks + " (" + bold + "bold" + bold + ")"
	}
	return text
}

func mdTable(v report.View) []string {
	rules, titles := make([]string, len(v.Columns)), headings(v)
	for i, c := range v.Columns {
		rules[i], titles[i] = "---", mdEscape(titles[i])
		if c.Kind == report.Number || c.Kind == report.Duration {
			rules[i] = "---:"
		}
	}
	lines := []string{mdRow(titles), mdRow(rules)}
	for _, g := range v.Groups {
		if g.Heading != "" {
			head := make([]string, len(v.Columns))
			head[0] = bold + mdEscape(plain(g.Label())) + bold
			lines = append(lines, mdRow(head))
		}
		for _, r := range g.Rows {
			lines = append(lines, mdRow(mdCells(v, r)))
		}
	}
	for _, r := range v.Extra {
		lines = append(lines, mdRow(mdCells(v, r)))
	}
	if v.Totals != nil {
		cells := make([]string, len(v.Totals))
		for i, c := range v.Totals {
			if c.Text != "" {
				c.Changed = true // that is, bold
			}
			cells[i] = mdCell(c)
		}
		lines = append(lines, mdRow(cells))
	}
	return lines
}

func mdCells(v report.View, r report.Row) []string {
	cells := make([]string, len(r.Cells))
	for i, c := range r.Cells {
		cells[i] = mdCell(c)
		if r.New && cells[i] != "" && i < len(v.Columns) && v.Columns[i].ID == report.KeyColumn {
			cells[i] += newMark
		}
	}
	return cells
}

func mdRow(cells []string) string {
	row := "|"
	for _, c := range cells {
		if c != "" {
			row += " " + c
		}
		row += " |"
	}
	return row
}

// mdKept is a point of the list below the table.
func mdKept(p report.Passage) string {
	issue, where := sourceOf(p)
	label := mdEscape(issue)
	if link := table.LinkTarget(web(p.URL)); link != "" && issue != nowhere {
		label = "[" + label + "](" + link + ")"
	}
	if where != "" {
		label += between + mdEscape(where)
	}
	return "- " + bold + label + ":" + bold + " " + mdWritten(p.Text, p.Markup)
}

// refreshed is a part with another line above, and nothing else.
func (f mdFile) refreshed(part mdPart, v report.View) []string {
	old, line := part.attributes["line"], mdLineAbove(v)
	begin := strings.TrimPrefix(f.lines[part.first].text, "\ufeff")
	if old != "" {
		begin = strings.ReplaceAll(begin, old, sum(line))
	}
	if v.Run != "" {
		begin = strings.Replace(begin, mdWrote+part.attributes["wrote"], mdWrote+v.Run, 1)
	}
	lines := []string{begin}
	placed := false
	for i := part.first + 1; i <= part.last; i++ {
		text := f.lines[i].text
		if !placed && sum(text) == old {
			text, placed = line, true
		}
		lines = append(lines, text)
	}
	if !placed { // somebody has made the old one their own
		lines = append([]string{lines[0], line, ""}, lines[1:]...)
	}
	return lines
}

// mdWrote comes before the run that wrote a table, in the comment that begins it.
const mdWrote = " wrote="
