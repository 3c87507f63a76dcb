package table

import (
	"encoding/csv"
	"encoding/json"
	"time"

	"weir"
	"weir/internal/formula"
)

type csvRows struct {
	w       *csv.Writer
	columns []Column
}

func (c *csvRows) head() error {
	titles := make([]string, len(c.columns))
	for i, column := range c.columns {
		titles[i] = formula.Safe(column.ID)
	}
	return c.w.Write(titles)
}

func (c *csvRows) row(issue weir.Issue) error {
	cells := make([]string, len(c.columns))
	for i, column := range c.columns {
		value := column.Value(issue)
		cells[i] = Text(value, time.RFC3339)
		if _, number := value.(json.Number); !number {
			cells[i] = formula.Safe(cells[i])
		}
	}
	return c.w.Write(cells)
}

func (c *csvRows) end() error {
	c.w.Flush()
	return c.w.Error()
}
