package file

// VersionOf is what Read would give for a file that it can read.
func VersionOf(data []byte) any { return versionOf(data) }
