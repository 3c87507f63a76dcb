package table

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"

	"weir"
)

// A Format is a way of writing a table.
type Format string

// The formats.
const (
	Terminal Format = "table"
	JSON     Format = "json"
	CSV      Format = "csv"
	Markdown Format = "markdown"
)

// Formats lists them all.
func Formats() []Format { return []Format{Terminal, JSON, CSV, Markdown} }

// Options are how a table is written.
type Options struct {
	Format Format
	Width  int            // columns of the terminal, into which lines are made to fit; 0: not one, nothing is cut
	Zone   *time.Location // for moments in the terminal and in Markdown; nil: as Jira sent them
}

// Write writes the issues as rows and returns how many. Rows are written as
// they come, but for a terminal, where the widths must be known first. At an
// error of the sequence it stops: what was written until then stays valid as
// far as it goes, and for JSON the array is left open so that nobody takes it
// for whole.
func Write(w io.Writer, columns []Column, issues iter.Seq2[weir.Issue, error], o Options) (int, error) {
	buffered := bufio.NewWriter(w)
	var rows rowWriter
	switch o.Format {
	case JSON:
		rows = &jsonRows{w: buffered, columns: columns}
	case CSV:
		rows = &csvRows{w: csv.NewWriter(buffered), columns: columns}
	case Markdown:
		rows = &markdownRows{w: buffered, columns: columns, options: o}
	default:
		rows = &terminalRows{w: buffered, columns: columns, options: o}
	}
	n, err := writeRows(rows, issues)
	return n, errors.Join(err, buffered.Flush())
}

type rowWriter interface {
	head() error
	row(i weir.Issue) error
	end() error // after the last row of a whole table
}

func writeRows(rows rowWriter, issues iter.Seq2[weir.Issue, error]) (n int, err error) {
	if err := rows.head(); err != nil {
		return 0, fmt.Errorf("write table: %w", err)
	}
	for issue, err := range issues {
		if err != nil {
			return n, err
		}
		if err := rows.row(issue); err != nil {
			return n, fmt.Errorf("write table: %w", err)
		}
		n++
	}
	if err := rows.end(); err != nil {
		return n, fmt.Errorf("write table: %w", err)
	}
	return n, nil
}
