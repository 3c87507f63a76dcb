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
	links []xlsxLink
	kept  *xlsxKept // nil: no sheet was written
	parts map[string]*bytes.Buffer
}

// placeholder is the one link that the library has put where all belong.
const placeholder = "weir!links"

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
	if err := z.link(); err != nil {
		return err
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

// link finishes the sheet on which the placeholder is.
func (z *xlsxZip) link() error {
	name := ""
	for part, b := range z.parts {
		if strings.HasPrefix(part, "xl/worksheets/") && bytes.Contains(b.Bytes(), []byte(`location="`+placeholder+`"`)) {
			name = part
		}
	}
	if name == "" || z.kept == nil {
		if len(z.links) > 0 {
			return errors.New("there is no place for the links")
		}
		return nil
	}
	sheet, err := z.compose(z.parts[name].Bytes())
	if err != nil {
		return err
	}
	for part, b := range z.parts {
		if part != name && looksOn(part) {
			z.parts[part] = bytes.NewBuffer(z.kept.follow(b.Bytes()))
		}
	}
	z.parts[name] = bytes.NewBuffer(sheet)
	delete(z.parts, relsOf(name))
	if rels := z.rels(); rels != nil {
		z.parts[relsOf(name)] = bytes.NewBuffer(rels)
	}
	return nil
}
