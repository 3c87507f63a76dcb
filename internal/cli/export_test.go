package cli

// ExitCode lets tests look at the one map of exit codes.
func ExitCode(err error) int { return exitCode(err) }
