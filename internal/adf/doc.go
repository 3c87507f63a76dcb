// Package adf holds a document in Atlassian Document Format and writes it as
// Markdown, HTML and plain text.
//
// It must not lose text: what it does not know keeps its children and its words.
// It must not let a document's text mean anything in the output's format. It adds
// no words of its own, save "attachment" for a file without name and address, and
// the marks of tasks.
//
// # How nodes are written
//
// HTML stands for both profiles unless OneNote has its own form; "cell" is what
// becomes of a block in a cell of a Markdown or text table, or in a line.
//
//	node                    Markdown                       HTML                           text
//	paragraph               lines; two breaks part it      p                              wrapped
//	heading                 # to ######; bold in a cell    h1 to h6                       a line
//	hardBreak               \ at the end; <br> in a cell   br                             a new line
//	blockquote              > before each line             blockquote; OneNote: p, cite   > before each line
//	panel                   as a quote                     div; OneNote: coloured div     as a quote
//	codeBlock               a fence longer than any in it  pre; cell: a code span a line  four spaces
//	bulletList              - (+ after another list)       ul                             -
//	orderedList             1. (1) after another), start   ol start; OneNote: p if not 1  1.
//	listItem                all its blocks, indented       li                             the same
//	taskItem, blockTaskItem - [x] and - [ ]; cell: ☑ ☐     li ☑ ☐; OneNote: p, to-do      - [x] and - [ ]
//	taskList in a taskList  below the task before it       the same                       the same
//	decisionItem            as a bullet list               ul                             -
//	table                   GFM; an empty header row if    table, thead, th scope;        a line for a row,
//	                        the first is not all headers   OneNote: td, bold headers      cells with |
//	tableHeader elsewhere   bold                           th                             plain
//	colspan, rowspan        empty cells                    attributes; OneNote: empty     empty cells
//	blocks in a cell        lines with <br>                blocks                         parts with /
//	table in a cell         a line for a row, cells with | table                          the same
//	expand, nestedExpand    its title in bold, content     details; OneNote: as Markdown  title, content
//	layoutSection, -Column  one column after another       the same                       the same
//	rule                    ---                            hr; OneNote: dashes            ---
//	media, mediaInline      ![name](address), a link where img; OneNote: a link           name (address)
//	                        it is no picture, or the name
//	mediaSingle, mediaGroup each in a line; a link of the  the same                       the same
//	                        first is its picture's
//	caption                 a paragraph in italics         the same                       a paragraph
//	inlineCard, blockCard,  [title](address), else the     a                              title (address)
//	embedCard               address, else the JQL
//	status                  bold                           strong                         the text
//	date                    2024-03-01, or as asked for    the same                       the same
//	mention                 @Name with one @               the same                       the same
//	emoji                   the character, else :name:     the same                       the same
//	placeholder             its text                       the same                       the same
//	extension, bodied- and  text, title or body, then the  the same                       the same
//	inlineExtension         content; else title or key
//	syncBlock               nothing: it holds nothing
//	bodiedSyncBlock         its content                    the same                       the same
//	anything else           its text and its content       the same                       the same
//
// The name of a file is its alternative text, else its file name, else the end of
// its address. OneNote gets links instead of images, since its servers would fetch them.
//
// # How marks are written
//
//	strong, em, strike, code  ** * ~~ ` in Markdown (_ where * would be misread); elements in HTML
//	link                      only to http, https and mailto; the text of any other stays; titles are left out
//	underline                 u in HTML; in Markdown, which has no such form, the text stays
//	subsup                    <sub> and <sup> in HTML and Markdown; in text, ^ before what is raised behind a letter or digit
//	fontSize                  small in HTML
//	textColor, -background    a span with a style in HTML, where the colour is #rrggbb; else the text stays
//	alignment, indentation    a style of the paragraph in HTML
//	annotation, border, breakout, dataConsumer, fragment, and unknown ones: the text stays
//
// Links stand outside of other marks, spaces outside of all. Where CommonMark's
// rules do not let marks begin or end, punctuation is moved out of them, and
// where that does not help, some marks go: the words are right in any case. What was written is
// checked with the algorithm that readers use. No raw HTML is written but <sub> and
// <sup>, and <br> in a cell.
//
// # What is left out of text
//
// Control characters but tab and line feed, the characters that override or
// isolate the direction of text, byte order marks and what is no character. Other
// line breaks become line feeds; what is not Unicode becomes U+FFFD. In Markdown,
// white space at the ends of lines goes, an address that the document did
// not link is escaped so that nobody else links it, and an item without content
// holds a no-break space.
//
// # Notes in which code is carried out
//
// With Options.Inert, a block of code names its language only if that is an ordinary
// language of programs or data: "dataviewjs", "tasks", "query", "button" and whatever
// else a plug-in may know are left out, and the code stays. A code span that begins with
// = or $= (Dataview), with a word in capitals and a bracket (Meta Bind) or with "button-"
// is written as plain text, and a picture as a link. Signs that mean something in the
// midst of code, too (<% of Templater), are left to the one who writes the note.
//
// # HTML
//
// A page's body has a, blockquote, br, code, details, div, em, h1 to h6, hr, img,
// li, ol, p, pre, s, small, span, strong, sub, summary, sup, table, tbody, td, th,
// thead, tr, u and ul. OneNote's has what OneNote keeps: a, br, cite, div, em, h1 to h6, li, ol,
// p, pre, span, strike, strong, sub, sup, table, td, tr, u and ul. Their attributes are
// in the package's tests.
package adf
