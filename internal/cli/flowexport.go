package cli

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"weir"
	"weir/internal/app"
	"weir/internal/chart"
	"weir/internal/flow"
	"weir/internal/flow/export"
	"weir/internal/flow/page"
	"weir/internal/flow/picture"
)

type exportOptions struct {
	flowOptions
	html, csv, svg, png string
	links, dark         bool
	seed                uint64
}

func (s *session) flowExportCommand() *cobra.Command {
	o := exportOptions{}
	cmd := &cobra.Command{
		Use:   "export [NAME] --html FILE | --csv FILE | --json | --svg DIR | --png DIR",
		Short: "Write the charts as a page or as pictures, and the figures as CSV or JSON",
		Long: `Writes what was measured: all charts with their tables and rules as one HTML file
that needs nothing else, each chart as SVG or PNG, the items with the day on which
they entered each stage as CSV (for ActionableAgile), or everything as JSON on
standard output. Several of these can be asked for at once. A file that is there is
replaced.`,
		Example: `weir flow export ops --html report.html
weir flow export --from issues.json --html report.html --csv items.csv
weir flow export ops --png charts/ --dark
weir flow export ops --csv -
weir flow export ops --json | jq '.items[] | select(.cycle_days > 20) | .key'`,
		Args: atMostOneJob,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.check(); err != nil {
				return err
			}
			return s.measured(cmd.Context(), args, &o.flowOptions, func(m *measurement) error {
				if err := o.spare(m.job, m.app); err != nil {
					return err
				}
				return m.export(cmd.Context(), &o)
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.html, "html", "", "write one page with everything to a `file`, - for standard output")
	flags.StringVar(&o.csv, "csv", "", "write the items to a `file`, - for standard output")
	flags.StringVar(&o.svg, "svg", "", "write each chart as SVG into a `directory`")
	flags.StringVar(&o.png, "png", "", "write each chart as PNG into a `directory`")
	flags.BoolVar(&o.links, "links", false, "with --html and --svg: let dots lead to their issues in Jira")
	flags.BoolVar(&o.dark, "dark", false, "with --svg and --png: on a dark ground")
	flags.Uint64Var(&o.seed, "seed", 1, "a `number` for the forecasts on the page; the same gives the same")
	bindFlow(cmd, &o.flowOptions)
	return cmd
}

func (o *exportOptions) check() error {
	switch {
	case o.html == "" && o.csv == "" && o.svg == "" && o.png == "" && !o.json:
		return &weir.Error{Kind: weir.Usage, Text: "it is not said what to write", Next: "give --html FILE, --csv FILE, --json, --svg DIR or --png DIR"}
	case o.json && o.csv == "-":
		return &weir.Error{Kind: weir.Usage, Text: "--json and --csv - would both go to standard output", Next: "write the CSV to a file"}
	case o.html == "-" && (o.json || o.csv == "-"):
		return &weir.Error{Kind: weir.Usage, Text: "--html - is not all that would go to standard output", Next: "write the page to a file"}
	case o.html != "" && (filepath.Clean(o.html) == filepath.Clean(o.csv) || same(o.html, o.csv)):
		return &weir.Error{Kind: weir.Usage, Text: "the page and the CSV would be the same file", Next: "give each a name of its own"}
	}
	return nil
}

// spare refuses to write over what is read: the files, those in directories, and
// what is named beside them; and over Weir's own.
func (o *exportOptions) spare(job app.FlowJob, a *app.App) error {
	read := slices.Concat(o.params.From, []string{o.params.BoardFile, o.params.StatusesFile, job.Holidays, o.workflow})
	for _, out := range []string{o.html, o.csv} {
		if out != "" && out != "-" {
			if err := a.Spare(out); err != nil {
				return err
			}
		}
		for _, in := range read {
			if same(out, in) || within(out, in) {
				return &weir.Error{Kind: weir.Usage, Text: out + " is what is to be read", Next: "write to another file"}
			}
		}
	}
	return nil
}

func same(a, b string) bool {
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}

// within reports whether a file is there and would be read with a directory, also
// under another name.
func within(file, dir string) bool {
	entries, err := os.ReadDir(dir)
	return err == nil && slices.ContainsFunc(entries, func(e os.DirEntry) bool {
		return filepath.Ext(e.Name()) == ".json" && same(file, filepath.Join(dir, e.Name()))
	})
}

func (m *measurement) export(ctx context.Context, o *exportOptions) error {
	p := flow.ForecastParams{Seed: o.seed, History: m.history()}
	var link func(string) string
	if o.links {
		link = m.reading.Link
	}
	if o.json {
		if err := m.printAnswer(p); err != nil {
			return err
		}
	}
	if o.csv != "" {
		if err := m.writeFile(ctx, o.csv, func(w io.Writer) error { return export.Sheet(w, m.Analysis, m.reading.Link) }); err != nil {
			return err
		}
	}
	drawn := picture.Params{Forecast: p, Link: link}
	if o.html != "" {
		err := m.writeFile(ctx, o.html, func(w io.Writer) error {
			return page.Write(w, m.Analysis, page.Params{Params: drawn, Subject: m.reading.Where, Remarks: m.reading.Remarks, Generated: m.env.Now().In(m.Policy.Zone)})
		})
		if err != nil {
			return err
		}
	}
	if o.svg == "" && o.png == "" {
		return nil
	}
	pictures, err := picture.Of(m.Analysis, drawn)
	if err != nil {
		return err
	}
	return m.writePictures(ctx, o, pictures)
}

func (m *measurement) writePictures(ctx context.Context, o *exportOptions, pictures []picture.Picture) error {
	theme := chart.Light
	if o.dark {
		theme = chart.Dark
	}
	for _, kind := range []struct {
		dir, ext string
		write    func(chart.Chart, io.Writer) error
	}{
		{o.svg, "svg", func(c chart.Chart, w io.Writer) error {
			return c.SVG(w, chart.Options{Standalone: true, Theme: theme, Links: o.links})
		}},
		{o.png, "png", func(c chart.Chart, w io.Writer) error { return c.PNG(w, chart.Options{Theme: theme}) }},
	} {
		if kind.dir == "" {
			continue
		}
		if err := app.MakeResultDir(kind.dir); err != nil {
			return err
		}
		for _, p := range pictures {
			if err := m.writeFile(ctx, filepath.Join(kind.dir, p.FileName(kind.ext)), func(w io.Writer) error { return kind.write(p.Chart, w) }); err != nil {
				return err
			}
		}
	}
	m.tellBoxes(o)
	return nil
}

// tellBoxes says that a name cannot be read in the PNG files.
func (m *measurement) tellBoxes(o *exportOptions) {
	for _, name := range m.Workflow.Names() {
		if o.png != "" && chart.Boxed(name) {
			fmt.Fprintf(m.call.Stderr, "note: the PNG files show boxes for characters as in %q, which their font lacks; the SVG files and the page show them\n", m.clean(name))
			return
		}
	}
}

// writeFile writes a file whole or not at all, and says so. Who interrupts gets no
// further one.
func (m *measurement) writeFile(ctx context.Context, path string, write func(io.Writer) error) error {
	m.done()
	if err := ctx.Err(); err != nil {
		return err
	}
	if path == "-" {
		return write(m.call.Stdout)
	}
	var b bytes.Buffer
	if err := cmp.Or(write(&b), ctx.Err()); err != nil {
		return err
	}
	if err := app.WriteResult(path, b.Bytes()); err != nil {
		return err
	}
	fmt.Fprintf(m.call.Stderr, "wrote %s (%s)\n", m.own(path), size(b.Len()))
	return nil
}

func size(n int) string {
	switch {
	case n >= 1<<20:
		return number(float64(n)/(1<<20)) + " MB"
	case n >= 1<<10:
		return number(float64(n)/(1<<10)) + " kB"
	default:
		return several(n, "byte")
	}
}
