package cli

// ExitCode lets tests look at the one map of exit codes.
func ExitCode(err error) int { return exitCode(err) }

// TrialLines lets tests look at what a person reads of a dry run.
var TrialLines = trialLines
