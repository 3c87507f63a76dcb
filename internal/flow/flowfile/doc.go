// Package flowfile reads issues, statuses and boards from files that people
// exported, so that flow can be measured without a connection: Jira's JSON, in
// every shape in which it is saved, and the CSV that ActionableAgile and its
// extractors write. It writes that CSV as well.
//
// It keeps what measures flow and nothing else: the rest of a file is skipped
// before it becomes a value. It must not take a part for the whole: a file that
// ends early, or is not what it should be, is an error that names the place.
// What cannot be measured in a whole file is left out, counted and named in a
// Report. It must not open files, reach a network, or look at a clock.
package flowfile
