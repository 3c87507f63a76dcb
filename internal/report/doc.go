// Package report makes a table of the issues that a query selects, and keeps it
// fresh on a page among what people write there.
//
// It is pure but for its ports: a Source of issues, a Page to write to, a Memory
// of ids and keyed hashes. It must not know Jira's client, OneNote or a file
// format, and must never lose a text that somebody typed: what has no place in
// the table any more goes into the list below it.
package report
