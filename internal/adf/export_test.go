package adf

// Known reports whether a node of a type has a place.
func Known(kind string) bool { return places[kind] != unknown }
