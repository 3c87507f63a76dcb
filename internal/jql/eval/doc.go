// Package eval decides which issues a parsed query means, as Jira would, so
// that the simulator answers searches from data.
//
// It knows the types of fields, Jira's date arithmetic, its text search, how
// histories are asked, and the wording of its refusals. It must not know where issues come from, how they are stored, or
// what time it is: the caller brings issues, a schema and a clock.
//
// It is a model of Jira for tests and demonstrations, not a filter for real
// data: what a real query means is for the real Jira to say.
package eval
