package file

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"weir"
	"weir/internal/atomicfile"
	"weir/internal/report"
)

// maxPages is how many files of one day are looked at for a free name.
const maxPages = 1000

// beside writes a file for this run beside the one that the page is called after.
func (p *Page) beside(ctx context.Context, v report.View) (report.Wrote, error) {
	for n := 1; n <= maxPages; n++ {
		path := dated(p.options.Path, weir.DateOf(v.Begun).String(), n)
		var told []string
		err := p.edit(ctx, path, func(old []byte) ([]byte, error) {
			if old == nil {
				out, sentences, err := p.codec.write(nil, v)
				told = sentences
				return out, err
			}
			// A file that cannot be read is somebody's, and its name is taken.
			if there, err := p.codec.has(old, v.Mark, v.Run); !there || err != nil {
				return nil, errTaken
			}
			return old, nil
		})
		if !errors.Is(err, errTaken) {
			return report.Wrote{Where: path, Told: told}, err
		}
	}
	return report.Wrote{}, &weir.Error{
		Kind: weir.Storage, Text: fmt.Sprintf("there are %d files of this day beside %s already", maxPages, p.options.Path),
		Next: "move the old ones away, or let the report run less often",
	}
}

var errTaken = errors.New("the name is taken")

// Written finds the file that a run has written which began at a moment, in the
// report's zone. ok is false where it is not there any more, or cannot be read.
func (p *Page) Written(begun time.Time, mark, run string) (path string, ok bool) {
	for n := 1; n <= maxPages; n++ {
		path := dated(p.options.Path, weir.DateOf(begun).String(), n)
		data, _, err := atomicfile.Read(path, maxFile)
		switch {
		case err != nil: // somebody's, whose name is taken
			continue
		case data == nil:
			return "", false // no run writes behind a name that is free
		}
		if there, err := p.codec.has(data, mark, run); err == nil && there {
			return path, true
		}
	}
	return "", false
}

// Pattern is how the files of the mode report.NewPage are called that stand beside
// a path: weekly-YYYY-MM-DD.md.
func Pattern(path string) string { return dated(path, "YYYY-MM-DD", 1) }

// dated is the name of the n-th file of a day: weekly-2026-11-29-2.md.
func dated(path, day string, n int) string {
	ext := filepath.Ext(path)
	name := strings.TrimSuffix(path, ext) + "-" + day
	if n > 1 {
		name += fmt.Sprint("-", n)
	}
	return name + ext
}
