package cli

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"weir"
	"weir/internal/app"
	"weir/internal/report"
)

type previewOptions struct {
	format string
	file   string
	json   bool
}

func (s *session) reportPreviewCommand() *cobra.Command {
	var o previewOptions
	cmd := &cobra.Command{
		Use:   "preview NAME",
		Short: "See what a first run would write, and write nothing",
		Long: `Reads Jira and shows the table of a report: on this terminal, or in one of the formats
of files. Neither its page nor what Weir remembers of it is touched, so nothing is
marked as new or changed, and notes are not in it.`,
		Example: `weir report preview weekly
weir report preview weekly --format markdown
weir report preview weekly -o preview.xlsx
weir report preview weekly --json | jq '.rows | length'`,
		Args: exactlyOne("the name of a report", "weir report preview weekly"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.check(); err != nil {
				return err
			}
			return s.eachReport(args, func(a *app.App, jobs []app.Report) error {
				return s.previewReport(cmd.Context(), a, jobs[0], o)
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.format, "format", "", strings.Join(app.ReportFormats(), ", ")+" (default: a table for the terminal, or what the end of FILE says)")
	flags.StringVarP(&o.file, "output", "o", "", "write it to a `file`; one that is there is replaced")
	flags.BoolVar(&o.json, "json", false, "answer as JSON")
	return cmd
}

func (o *previewOptions) check() error {
	if o.format == "" && o.file != "" && !o.json {
		if o.format = app.FileFormatOf(o.file); o.format == "" {
			return &weir.Error{Kind: weir.Usage, Text: "the name of the file does not say its format: " + o.file, Next: "give it with --format: " + strings.Join(app.ReportFormats(), ", ")}
		}
	}
	switch {
	case o.json && (o.format != "" || o.file != ""):
		return &weir.Error{Kind: weir.Usage, Text: "--json goes with neither --format nor -o", Next: "choose one of them"}
	case o.format != "" && !slices.Contains(app.ReportFormats(), o.format):
		return &weir.Error{Kind: weir.Usage, Text: fmt.Sprintf("there is no format %q", o.format), Next: "the formats are " + strings.Join(app.ReportFormats(), ", ")}
	}
	return nil
}

func (s *session) previewReport(ctx context.Context, a *app.App, job app.Report, o previewOptions) error {
	progress := s.newProgress(job.Name + ": asking Jira")
	view, err := a.PreviewReport(ctx, job, app.ReportParams{OnRead: progress.page})
	progress.done()
	if err != nil {
		return err
	}
	switch {
	case o.json:
		return s.printJSON(viewWire(view))
	case o.format == "":
		s.printView(view, 0)
		return nil
	case o.file == "" && o.format == "xlsx" && s.terminal.outTTY:
		return &weir.Error{Kind: weir.Usage, Text: "a workbook is nothing to look at on a terminal", Next: "write it to a file: weir report preview " + job.Name + " -o preview.xlsx"}
	}
	var out bytes.Buffer
	if err := app.RenderReport(&out, view, o.format); err != nil {
		return err
	}
	if o.file != "" {
		if err := a.Spare(o.file); err != nil {
			return err
		}
		if err := app.WriteResult(o.file, out.Bytes()); err != nil {
			return err
		}
		fmt.Fprintf(s.call.Stderr, "wrote %s\n", s.own(o.file))
		return nil
	}
	_, err = out.WriteTo(s.call.Stdout)
	return err
}

// printView prints a table for the terminal, with so many rows of issues at most;
// 0: all.
func (s *session) printView(view report.View, most int) {
	head := make([]string, len(view.Columns))
	for i, column := range view.Columns {
		head[i] = strings.ToUpper(column.Title)
	}
	rows := [][]string{head}
	shown := 0
	for _, group := range view.Groups {
		if most > 0 && shown == most {
			break
		}
		if group.Heading != "" {
			rows = append(rows, []string{group.Label()})
		}
		for _, row := range group.Rows {
			if most > 0 && shown == most {
				break
			}
			rows = append(rows, cellTexts(row.Cells))
			shown++
		}
	}
	if len(view.Totals) > 0 && most == 0 {
		rows = append(rows, cellTexts(view.Totals))
	}
	for _, row := range rows {
		for i := range row {
			row[i] = s.env.Redactor.Scrub(row[i])
		}
	}
	s.printColumns(rows)
	if all := view.Rows(); most > 0 && all > most {
		fmt.Fprintf(s.call.Stdout, "… and %d more\n", all-most)
	}
	if view.Line.More {
		fmt.Fprintf(s.call.Stderr, "the query selects more than the %d rows that are shown: see max_rows\n", view.Rows())
	}
	if view.Rows() == 0 {
		fmt.Fprintln(s.call.Stderr, "no issue matches the query at present")
	}
}

// mostCell is how much of a cell the terminal shows, in characters.
const mostCell = 50

func cellTexts(cells []report.Cell) []string {
	texts := make([]string, len(cells))
	for i, cell := range cells {
		texts[i] = cellText(cell.Text)
	}
	return texts
}

func cellText(cell string) string {
	text := []rune(strings.Join(strings.Fields(cell), " "))
	if len(text) > mostCell {
		text = append(text[:mostCell-1], '…')
	}
	return string(text)
}

// viewWire is the JSON of `weir report preview`: docs/report.md describes it.
func viewWire(view report.View) map[string]any {
	columns := make([]map[string]any, 0, len(view.Columns))
	for _, column := range view.Columns {
		columns = append(columns, map[string]any{"id": column.ID, "title": column.Title, "kind": string(column.Kind)})
	}
	rows := make([]map[string]any, 0, view.Rows())
	for _, group := range view.Groups {
		for _, row := range group.Rows {
			cells := make([]string, len(row.Cells))
			for i, cell := range row.Cells {
				cells[i] = cell.Text
			}
			rows = append(rows, map[string]any{"key": row.Key, "url": row.URL, "group": group.Heading, "cells": cells})
		}
	}
	totals := make([]string, 0, len(view.Totals))
	for _, cell := range view.Totals {
		totals = append(totals, cell.Text)
	}
	return map[string]any{
		"report": view.Report, "title": view.Title, "at": view.Line.At.UTC(), "query": view.Line.Query, "more": view.Line.More,
		"columns": columns, "rows": rows, "totals": totals,
	}
}
