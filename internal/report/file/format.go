package file

import (
	"path/filepath"
	"strings"

	"weir"
	"weir/internal/report"
)

// A Format is a kind of file.
type Format string

// The formats.
const (
	HTML     Format = "html"
	Markdown Format = "markdown"
	CSV      Format = "csv"
	XLSX     Format = "xlsx"
)

// Formats lists them all.
func Formats() []Format { return []Format{HTML, Markdown, CSV, XLSX} }

// FormatOf tells the format by the end of a file's name. The error is of kind Usage.
func FormatOf(path string) (Format, error) {
	switch ext := strings.ToLower(filepath.Ext(path)); ext {
	case ".html", ".htm":
		return HTML, nil
	case ".md", ".markdown":
		return Markdown, nil
	case ".csv":
		return CSV, nil
	case ".xlsx":
		return XLSX, nil
	default:
		return "", &weir.Error{
			Kind: weir.Usage, Text: "the name of the file does not say what it is to hold: " + path,
			Next: "end it with .html, .md, .csv or .xlsx",
		}
	}
}

// Check reports whether a format has the mode. The error is of kind Usage.
func Check(f Format, m report.Mode) error {
	if f == CSV && m == report.Append {
		return &weir.Error{
			Kind: weir.Usage, Text: "a CSV file is one table, so no snapshot can be added below",
			Next: "use the mode replace, or page, which makes a file for each run;\nor a file that ends with .xlsx, .md or .html",
		}
	}
	return nil
}

func codecOf(o Options) (codec, error) {
	switch o.Format {
	case HTML:
		return hypertext{}, nil
	case Markdown:
		return markdown{}, nil
	case CSV:
		return commas{bom: o.BOM}, nil
	case XLSX:
		return &workbook{}, nil
	default:
		return nil, &weir.Error{
			Kind: weir.Usage, Text: "there is no format " + string(o.Format),
			Next: "the formats are html, markdown, csv and xlsx",
		}
	}
}
