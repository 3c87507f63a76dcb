//go:build !cheapkeychain

package keychain

// defaultWorkFactor is age's own choice for passphrases: about a second and
// 256 MB. It is also the most that is accepted of a file, so that a file that
// somebody else made cannot take all memory.
const defaultWorkFactor = 18
