package flowfile

import (
	"encoding/csv"
	"fmt"
	"io"
	"iter"

	"weir"
	"weir/internal/formula"
)

// A Row is an issue in a CSV file for ActionableAgile.
type Row struct {
	ID, Link, Name string
	Dates          []weir.Date // one for each stage; zero where it was not reached
	Attributes     []string    // one for each attribute
}

// Write writes rows as ActionableAgile reads them: ID, Link, Name, the dates of
// the stages as yyyy-mm-dd, the attributes. No spreadsheet takes a cell for a
// formula; ReadSheet reads the same dates again.
//
// An error's kind is weir.Storage, or weir.Unexpected for a row that does not
// fit the stages and attributes.
func Write(w io.Writer, rows iter.Seq[Row], stages, attributes []string) error {
	out := csv.NewWriter(w)
	cells := []string{"ID", "Link", "Name"}
	for _, title := range stages {
		cells = append(cells, safe(title))
	}
	for _, title := range attributes {
		cells = append(cells, safe(title))
	}
	if err := out.Write(cells); err != nil {
		return notWritten(err)
	}
	for row := range rows {
		if len(row.Dates) != len(stages) || len(row.Attributes) != len(attributes) {
			return &weir.Error{Kind: weir.Unexpected, Text: fmt.Sprintf("the row of %s does not fit the columns", row.ID)}
		}
		cells = append(cells[:0], safe(row.ID), safe(row.Link), safe(row.Name))
		for _, date := range row.Dates {
			cells = append(cells, date.String())
		}
		for _, text := range row.Attributes {
			cells = append(cells, safe(text))
		}
		if err := out.Write(cells); err != nil {
			return notWritten(err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return notWritten(err)
	}
	return nil
}

// safe also quotes what ReadSheet would take for quoted.
func safe(cell string) string {
	if formula.Undo(cell) != cell {
		cell = "'" + cell
	}
	return formula.Safe(cell)
}

func notWritten(err error) error {
	return &weir.Error{Kind: weir.Storage, Text: "write the CSV", Err: err, Next: "check that there is room, and that you may write there"}
}
