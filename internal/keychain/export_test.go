package keychain

// ErrCannotList is what a Ring returns that does not tell what it keeps.
var ErrCannotList = errCannotList
