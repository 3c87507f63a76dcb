// Package page writes what was measured as one HTML file that needs nothing else:
// no script, no font, no image and no address outside it, unless links to the
// issues are asked for. It can be mailed, printed, projected and kept.
//
// It must not measure anything itself, must not read a file or a clock, holds no
// text of an issue and nobody's name, and lets no text of the data be more than
// text.
package page
