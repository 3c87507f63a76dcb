//go:build !unix

package audit_test

// preparations are possible on Unix only.
func preparations() map[string]func() error { return nil }
