//go:build cheapkeychain

package keychain

// defaultWorkFactor makes hundreds of runs of a program affordable in tests. A
// program that is built so opens no file of a real one.
const defaultWorkFactor = 2
