package jql

// ParseWithin is Parse with other bounds.
func ParseWithin(text string, maxLength, maxDepth int) (*Query, error) {
	return parseWithin(text, maxLength, maxDepth)
}
