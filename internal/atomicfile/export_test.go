package atomicfile

import "github.com/gofrs/flock"

// Current opens to the tests whether a lock is the one that others find.
func Current(lock *flock.Flock, path string) bool { return current(lock, path) }

// IsStrange is isStrange.
var IsStrange = isStrange
