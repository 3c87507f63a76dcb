// Package cli is Weir's command line: commands, flags, help, prompts, progress,
// and the one place that prints errors and decides exit codes.
//
// Data goes to standard output, everything else to standard error. Nothing is
// asked without a terminal, and no secret is ever taken from a flag. What the
// commands do stands in other packages; here they are only called.
package cli
