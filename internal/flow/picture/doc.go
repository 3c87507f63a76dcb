// Package picture makes charts of what was measured: it chooses the questions,
// words the answers, and states by which formula and policy each was made. The
// page, the files that the command line writes and the web show the same
// pictures.
//
// It must not measure anything itself, must not read a file or a clock, and holds
// no text of an issue: what is drawn are keys, types, stages and figures.
package picture
