package app

import "weir/internal/atomicfile"

// WriteResult writes a file that the user asked for, whole or not at all, for the
// user alone.
func WriteResult(path string, data []byte) error { return atomicfile.Write(path, data, 0o600) }

// MakeResultDir makes the directory for such files, unless it is there.
func MakeResultDir(path string) error { return atomicfile.MakeDir(path) }
