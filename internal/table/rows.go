package table

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/rivo/uniseg"

	"weir"
)

type jsonRows struct {
	w       io.Writer
	columns []Column
	any     bool
}

func (j *jsonRows) head() error { _, err := io.WriteString(j.w, "["); return err }

func (j *jsonRows) row(i weir.Issue) error {
	separator := "\n  {"
	if j.any {
		separator = ",\n  {"
	}
	j.any = true
	if _, err := io.WriteString(j.w, separator); err != nil {
		return err
	}
	for n, c := range j.columns {
		name, err := compactJSON(c.ID)
		if err != nil {
			return err
		}
		value, err := compactJSON(jsonValue(c.Value(i)))
		if err != nil {
			return err
		}
		comma := ""
		if n > 0 {
			comma = ", "
		}
		if _, err := fmt.Fprintf(j.w, "%s%s: %s", comma, name, value); err != nil {
			return err
		}
	}
	_, err := io.WriteString(j.w, "}")
	return err
}

func (j *jsonRows) end() error {
	closing := "\n]\n"
	if !j.any {
		closing = "]\n"
	}
	_, err := io.WriteString(j.w, closing)
	return err
}

// compactJSON leaves < and > as they are: nobody puts this into a web page.
func compactJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// jsonValue keeps numbers, truth values and lists as they are; moments become
// RFC 3339.
func jsonValue(v any) any {
	switch v := v.(type) {
	case time.Time:
		return v.Format("2006-01-02T15:04:05.000Z07:00")
	case weir.Date:
		return v.String()
	}
	return v
}

type csvRows struct {
	w       *csv.Writer
	columns []Column
}

func (c *csvRows) head() error {
	titles := make([]string, len(c.columns))
	for i, column := range c.columns {
		titles[i] = formulaSafe(column.ID)
	}
	return c.w.Write(titles)
}

func (c *csvRows) row(issue weir.Issue) error {
	cells := make([]string, len(c.columns))
	for i, column := range c.columns {
		value := column.Value(issue)
		cells[i] = Text(value, time.RFC3339)
		if _, number := value.(json.Number); !number {
			cells[i] = formulaSafe(cells[i])
		}
	}
	return c.w.Write(cells)
}

func (c *csvRows) end() error {
	c.w.Flush()
	return c.w.Error()
}

type markdownRows struct {
	w       io.Writer
	columns []Column
	options Options
}

func (m *markdownRows) head() error {
	var titles, rules []string
	for _, c := range m.columns {
		titles = append(titles, markdownCell(c.Title))
		rules = append(rules, "---")
	}
	_, err := fmt.Fprintf(m.w, "| %s |\n| %s |\n", strings.Join(titles, " | "), strings.Join(rules, " | "))
	return err
}

func (m *markdownRows) row(i weir.Issue) error {
	var cells []string
	for _, c := range m.columns {
		cell := markdownCell(humanText(c.Value(i), m.options.Zone))
		if strings.EqualFold(c.Title, "key") && i.URL != "" {
			cell = "[" + cell + "](" + i.URL + ")"
		}
		cells = append(cells, cell)
	}
	_, err := fmt.Fprintf(m.w, "| %s |\n", strings.Join(cells, " | "))
	return err
}

func (m *markdownRows) end() error { return nil }

// terminalRows keeps the rows until the widths of all are known.
type terminalRows struct {
	w       io.Writer
	columns []Column
	options Options
	lines   [][]string
}

func (t *terminalRows) head() error {
	var titles []string
	for _, c := range t.columns {
		titles = append(titles, strings.ToUpper(Line(c.Title)))
	}
	t.lines = append(t.lines, titles)
	return nil
}

func (t *terminalRows) row(i weir.Issue) error {
	var cells []string
	for _, c := range t.columns {
		cell := shorten(Line(humanText(c.Value(i), t.options.Zone)), t.options.Width)
		if cell == "" {
			cell = "-"
		}
		cells = append(cells, cell)
	}
	t.lines = append(t.lines, cells)
	return nil
}

func (t *terminalRows) end() error {
	widths := make([]int, len(t.columns))
	for _, line := range t.lines {
		for i, cell := range line {
			widths[i] = max(widths[i], uniseg.StringWidth(cell))
		}
	}
	for _, line := range t.lines {
		for i, cell := range line {
			line[i] = pad(cell, widths[i])
		}
		if _, err := fmt.Fprintln(t.w, strings.TrimRight(strings.Join(line, "  "), " ")); err != nil {
			return err
		}
	}
	return nil
}

// humanText shows moments to the minute, in zone.
func humanText(v any, zone *time.Location) string {
	if t, ok := v.(time.Time); ok && zone != nil {
		v = t.In(zone)
	}
	return Text(v, "2006-01-02 15:04")
}
