// Package e2e holds the user's view of Weir: scripts of the command line, run
// against the simulated Jira. It has tests only.
package e2e
