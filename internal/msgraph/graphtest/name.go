package graphtest

import (
	"strings"
	"unicode/utf16"
)

// badName returns the code with which the service refuses the name of a
// notebook or a section, or "". Characters are counted as the service counts
// them, in UTF-16.
func badName(name string, most int) string {
	switch {
	case strings.TrimSpace(name) == "":
		return "20152"
	case strings.HasPrefix(name, " "):
		return "20154"
	case strings.ContainsAny(name, `?*\/:<>|&#"%~`):
		return "20153"
	case len(utf16.Encode([]rune(name))) > most:
		return "20155"
	default:
		return ""
	}
}

// The longest names, in characters.
const (
	maxNotebookName = 128
	maxSectionName  = 50
)
