//go:build !unix

package cli

// noCoreDump has nothing to do where programs leave no core behind.
func noCoreDump() {}
