package app

// MoveOn lets tests see where the demo moves an issue.
var MoveOn = moveOn
