// Package chart turns numbers into pictures and their data tables.
//
// A chart is made from a plain struct, one type for each kind (Scatter,
// Histogram, Run, Lines, CumulativeFlow, NetFlow, Ageing, TimeInStage,
// Behaviour, HowMany, When), by its method Chart. It is laid out once into a
// scene of marks, each with a semantic class; the SVG and the PNG are two ways to
// write the same scene. Table gives the figures behind the picture, for those who
// cannot see it and for those who want to read them.
//
// The SVG is made for a page with a strict Content-Security-Policy: classes and
// presentation attributes, no script, no style, no reference to the outside. The
// page's one style sheet, Stylesheet, colours the classes.
//
// The package must not know what the numbers mean, where they come from, what
// day it is or in which zone; it must not reach a network or a disk; and it must
// not let a text of its caller become anything but text.
package chart
