// Package promises reads docs/promises.md, the list of what Weir says about
// security and privacy with the tests that prove each line, and tells from the
// outcome of those tests the state of each promise.
//
// It is a tool of the project and no part of the program. It must not run
// anything or write anything itself: that is the business of its command in
// internal/promises/run.
package promises
