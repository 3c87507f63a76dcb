// Package wiki reads Jira's wiki markup, the rich text of Data Center, into the
// document tree of package adf.
//
// It must not lose text, and no input may make it panic, hang or grow without
// bound: what is no markup is text.
//
// # How it reads
//
// A first walk over the text pairs the macros ([pair]). Then blocks are read
// line by line ([parser.region]), where a macro counts as part of the line in
// which it opens, and each line's inline markup from left to right
// ([parser.inline]). Every step works on a range of the one text, so that
// nothing is copied and nothing is read more than a fixed number of times: a
// macro never holds another of its own name, an effect never itself, a cell no
// table. What comes out is put where ADF allows it ([fit]).
//
// # What it makes of what ADF does not have
//
//   - a heading in a list, a quote: a bold paragraph
//   - a quote in a list: its paragraphs; a quote in a panel, a panel or a table
//     in a quote and the like: beside one another
//   - a title of a panel, of code: a bold paragraph before or at its start
//   - a file, or an image amid words: a mediaInline, whose alt is the link's
//     text, else what is said of the image, else the file's name; an image from
//     an address is a block, and ends the sentence or the heading that it is in
//   - a citation: emphasis
//   - a mention: the name behind one @, the text of the link if it has one
//   - an emoticon: an emoji whose text is the character that comes nearest
//   - an issue key: text, because the site's address is not known here
//   - {anchor}: nothing, it shows nothing in Jira either
//   - a macro that is not known, or not closed: the text as written
package wiki
