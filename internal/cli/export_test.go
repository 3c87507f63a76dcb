package cli

import (
	"io"

	"weir/internal/app"
	"weir/internal/report"
)

// ExitCode lets tests look at the one map of exit codes.
func ExitCode(err error) int { return exitCode(err) }

// What the demo keeps as tasks and as a report, and how many rows of that it shows.
const (
	DemoQuery = demoQuery
	DueQuery  = dueQuery
	MostShown = mostShown
)

// TrialLines lets tests look at what a person reads of a dry run.
var TrialLines = trialLines

// PrintTrial prints what a dry run of one report of several found out.
func PrintTrial(w io.Writer, job app.Report, t report.Trial) {
	newSession(Call{Stdout: w, Stderr: io.Discard}).printTrial(job, t, true)
}
