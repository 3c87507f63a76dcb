package file

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"weir"
	"weir/internal/atomicfile"
	"weir/internal/report"
)

// maxFile is how large a file may be: a row of a report has less than 2 kB.
const maxFile = 64 << 20

// Options say which file it is.
type Options struct {
	Path   string
	Format Format // empty: told by the path
	// BOM begins a CSV file that is made with a byte order mark, without which
	// Excel takes UTF-8 for something else. A file that is there keeps what it has.
	BOM bool
	// Writer replaces files; its zero value is the operating system's.
	Writer atomicfile.Writer
}

// A Page is one file, or in the mode report.NewPage a file beside it for each run.
type Page struct {
	options Options
	codec   codec
}

var _ report.Page = (*Page)(nil)

// A codec reads and writes one format. Its errors are *weir.Error.
type codec interface {
	// read finds the table with the mark. data is nil where there is no file.
	read(data []byte, mark string) (report.Found, error)
	// has reports whether the snapshot of a run is there.
	has(data []byte, mark, run string) (bool, error)
	// write returns the file with the view in it, and what people should know.
	write(data []byte, v report.View) (out []byte, told []string, err error)
}

// New returns the page of a file. It opens nothing: the file need not exist. The
// error is of kind Usage where no format is known.
func New(o Options) (*Page, error) {
	if o.Format == "" {
		f, err := FormatOf(o.Path)
		if err != nil {
			return nil, err
		}
		o.Format = f
	}
	c, err := codecOf(o)
	if err != nil {
		return nil, err
	}
	return &Page{o, c}, nil
}

// Render writes a view as a file of its own that holds nothing else, for previews.
// Of options it heeds the BOM alone.
func Render(w io.Writer, v report.View, format Format, o Options) error {
	o.Format = format
	c, err := codecOf(o)
	if err != nil {
		return err
	}
	if csv, ok := c.(commas); ok {
		csv.preview = true
		c = csv
	}
	v.Mode, v.Same = report.Replace, false
	out, _, err := c.write(nil, v)
	if err != nil {
		return err
	}
	if _, err := w.Write(out); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// version is what a file held when it was read.
type version struct {
	exists bool
	sum    [sha256.Size]byte
}

func versionOf(data []byte) version { return version{data != nil, sha256.Sum256(data)} }

// Read reads the file and finds the table in it.
func (p *Page) Read(ctx context.Context, mark string) (report.Found, error) {
	if err := ctx.Err(); err != nil {
		return report.Found{}, fmt.Errorf("read %s: %w", p.options.Path, context.Cause(ctx))
	}
	data, _, err := atomicfile.Read(p.options.Path, maxFile)
	if err != nil {
		return report.Found{}, err
	}
	f, err := p.codec.read(data, mark)
	if err != nil {
		return report.Found{}, p.explain(err)
	}
	f.Version = versionOf(data)
	return f, nil
}

// Write replaces the file, if it is what Read has read.
func (p *Page) Write(ctx context.Context, v report.View, f report.Found) (report.Wrote, error) {
	if err := ctx.Err(); err != nil {
		return report.Wrote{}, fmt.Errorf("write %s: %w", p.options.Path, context.Cause(ctx))
	}
	if err := Check(p.options.Format, v.Mode); err != nil {
		return report.Wrote{}, err
	}
	if v.Mode == report.NewPage {
		return p.beside(ctx, v)
	}
	var told []string
	err := p.edit(ctx, p.options.Path, func(old []byte) ([]byte, error) {
		if f.Version != versionOf(old) {
			return nil, report.ErrChanged
		}
		out, sentences, err := p.next(old, v)
		told = sentences
		return out, err
	})
	return report.Wrote{Where: p.options.Path, Told: told}, err
}

// next is what the file is to hold. What is there already stays as it is.
func (p *Page) next(old []byte, v report.View) ([]byte, []string, error) {
	if v.Mode != report.Replace {
		there, err := p.codec.has(old, v.Mark, v.Run)
		if there || err != nil {
			return old, nil, err
		}
	}
	return p.codec.write(old, v)
}

// edit replaces a file in one step. Its errors say which file it was.
func (p *Page) edit(ctx context.Context, path string, change func([]byte) ([]byte, error)) error {
	return atomicfile.Edit{
		Path: path, Limit: maxFile, Perm: 0o600, KeepPerm: true, Shared: true, Writer: p.options.Writer,
		Change: func(old []byte) ([]byte, error) {
			out, err := change(old)
			if err == nil && len(out) > maxFile {
				err = &weir.Error{Kind: weir.Storage, Text: "the report is too large for one file", Next: "show fewer rows: give the report a limit"}
			}
			return out, p.explain(err)
		},
	}.Do(ctx)
}

// explain adds the file's path to an error about its content.
func (p *Page) explain(err error) error {
	var e *weir.Error
	if !errors.As(err, &e) || errors.Is(err, report.ErrChanged) {
		return err
	}
	return &weir.Error{Kind: e.Kind, Text: p.options.Path, Err: err}
}
