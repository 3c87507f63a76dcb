// Package testenv says what WEIR_ROUNDS, WEIR_SEED and REQUIRE_ALL mean to tests, and
// measures what they do where other work may slow the machine. It is for tests
// alone, and must know no other package of ours.
package testenv

import (
	"os"
	"strconv"
	"testing"
)

// Rounds is how many times as long as usual a long test is to run: WEIR_ROUNDS.
func Rounds(t testing.TB) int {
	t.Helper()
	text := os.Getenv("WEIR_ROUNDS")
	if text == "" {
		return 1
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("WEIR_ROUNDS is %q, not a number from 1 on", text)
	}
	return n
}

// Seed is the seed by which a random test is repeated, WEIR_SEED, or the usual one.
func Seed(t testing.TB, usual uint64) uint64 {
	t.Helper()
	text := os.Getenv("WEIR_SEED")
	if text == "" {
		return usual
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("WEIR_SEED is %q, not a number", text)
	}
	return n
}

// Skip skips a test that lacks something, or fails it where REQUIRE_ALL=1 says
// that every test must run.
func Skip(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("REQUIRE_ALL") == "1" {
		t.Fatalf("%s, and REQUIRE_ALL=1 asks for every test", why)
	}
	t.Skip(why)
}
