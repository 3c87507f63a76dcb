// Package table turns issues into rows of named columns and writes them for a
// terminal, for programs (JSON, CSV) and for documents (Markdown).
//
// It is pure but for the writer that it is given. It must not know where issues
// come from, and no text of an issue may get out of its cell: not into the
// terminal as a control sequence, not into a spreadsheet as a formula, not into
// Markdown as markup.
package table
