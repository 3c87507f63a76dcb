//go:build unix

package cli

import "syscall"

// noCoreDump keeps tokens in memory from being written to a disk when the
// program crashes.
func noCoreDump() {
	// Best effort: a system that refuses to lower a limit is not to be feared more.
	_ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{})
}
