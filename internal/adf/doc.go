// Package adf holds a document in Atlassian Document Format and writes it as
// Markdown, HTML and plain text.
//
// It must not lose text: what it does not know keeps its children and its words.
// It must not let a document's text mean anything in the output's format.
package adf
