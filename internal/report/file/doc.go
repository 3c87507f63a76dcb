// Package file keeps a report's table in a file: a self-contained HTML page, a
// Markdown file, a CSV file, or a workbook (XLSX).
//
// Each format finds the table by the report's mark, gives back what people have
// written in it, and replaces it; the rest of the file is theirs. A file is read and
// written whole, in one step, and only if it is still what was read.
//
// The package must not decide what a report shows, must not lose what is not the
// report's, and lets no text of an issue be more than text. A file that it does not
// understand is an error, and stays.
package file
