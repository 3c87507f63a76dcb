// Package tasks keeps the tasks of a task manager in step with Jira issues,
// one way, without losing what the user wrote.
//
// A run reads issues from a Source, tasks from a Target, and what earlier runs
// left in a Links; Plan, a pure function, compares the three and says what is
// to be done; Apply does it, and notes each task with the deed that made it.
// The three ports are declared here, and the adapters serve them.
//
// The package must not know how Jira, a task manager or a database is reached,
// must not read a clock, and must not close a task because something is merely
// missing from an answer.
package tasks
