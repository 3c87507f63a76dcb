// Package config reads and writes Weir's one configuration file, lays the
// environment over it, and checks both.
//
// It must never hold a secret in the file: tokens and accounts live in the
// keychain. It reports all faults of a file at once, each with its line and
// column, and writes the file so that nothing but the entry in question changes.
package config
