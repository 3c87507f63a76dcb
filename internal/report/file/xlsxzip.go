package file

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

// xlsxLink is a link on a cell. Those of people's may lead to a location within the
// workbook, and have words of their own.
type xlsxLink struct {
	at                                  xlsxAt
	address, location, tooltip, display string
}

// xlsxZip packs a workbook: always in the same order, and with the links of the
// sheet, which the library can add one by one only, in a time that grows with their
// square.
type xlsxZip struct {
	out   io.Writer
	part  string // with the report's sheet; empty: it was not written
	links []xlsxLink
	kept  *xlsxKept
	parts map[string]*bytes.Buffer
}

// Create begins a part.
func (z *xlsxZip) Create(name string) (io.Writer, error) {
	b := &bytes.Buffer{}
	z.parts[strings.TrimPrefix(name, "/")] = b
	return b, nil
}

// AddFS is of no use here.
func (z *xlsxZip) AddFS(fs.FS) error { return errors.ErrUnsupported }

// Close writes all parts.
func (z *xlsxZip) Close() error {
	if z.part != "" {
		if err := z.finish(); err != nil {
			return err
		}
	}
	z.dropChain()
	for name, b := range z.parts {
		if mark := []byte(string(escapeMark)); strings.HasPrefix(name, "xl/worksheets/") && bytes.Contains(b.Bytes(), mark) {
			z.parts[name] = bytes.NewBuffer(bytes.ReplaceAll(b.Bytes(), mark, []byte("_x005F_")))
		}
	}
	w := zip.NewWriter(z.out)
	// The list of contents comes first: it begins with a bracket.
	for _, name := range slices.Sorted(maps.Keys(z.parts)) {
		part, err := w.Create(name)
		if err != nil {
			return fmt.Errorf("pack %s: %w", name, err)
		}
		if _, err := z.parts[name].WriteTo(part); err != nil {
			return fmt.Errorf("pack %s: %w", name, err)
		}
	}
	if err := w.Close(); err != nil {
		return fmt.Errorf("pack the workbook: %w", err)
	}
	return nil
}

// finish makes of the sheet what it is to be, and lets all follow that looks at it.
func (z *xlsxZip) finish() error {
	written := z.parts[z.part]
	if written == nil {
		return errors.New("the sheet is not where it was")
	}
	sheet, err := z.compose(written.Bytes())
	if err != nil {
		return err
	}
	for part, b := range z.parts {
		if part != z.part && looksOn(part) {
			z.parts[part] = bytes.NewBuffer(z.kept.follow(b.Bytes()))
		}
	}
	z.parts[z.part] = bytes.NewBuffer(sheet)
	delete(z.parts, relsOf(z.part))
	if rels := z.rels(); rels != nil {
		z.parts[relsOf(z.part)] = bytes.NewBuffer(rels)
	}
	return nil
}
