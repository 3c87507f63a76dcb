package app

// version is that of the newest entry in CHANGELOG.md.
const version = "0.1.0"

// Version returns Weir's version.
func Version() string { return version }
