// Package app wires Weir's parts together: it is the one place that knows them
// all. It turns the configuration, the keychain and the environment into
// clients, and holds what the commands do.
//
// It must not print, ask or decide exit codes: that is the command line's.
package app
