// Package archtest holds the rules of the architecture as tests: who may import
// whom, which library may be used where, who may open a connection, and how
// every file has to look. They read what `go list` says and the syntax trees of
// the sources for every operating system, not only for the one at hand. Beside
// them stand the tests of the build: that it is reproducible, that each commit
// is scanned, that the script which prepares a machine does what it says.
//
// It is a package of tests alone, and nothing may import it. A rule is a
// function of a package, so that each is also tried on a small bad example. A
// rule must not be weakened to let a change pass; a table may grow when the
// change is right, and its line then says who gained what.
package archtest
