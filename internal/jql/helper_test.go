package jql_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// A fixture is a query and what Jira's own parser says about it.
type fixture struct {
	JQL     string `json:"jql"`
	OK      bool   `json:"ok"`
	OrderBy bool   `json:"orderBy"`
}

// fixtures reads the shared queries, which may be absent; then it returns nil.
func fixtures(t *testing.T) []fixture {
	t.Helper()
	b, err := os.ReadFile(filepath.FromSlash("../../../shared/fixtures/jql/queries.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	var all []fixture
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func fixtureTexts(t *testing.T) []string {
	t.Helper()
	var texts []string
	for _, f := range fixtures(t) {
		texts = append(texts, f.JQL)
	}
	return texts
}

// skipUnlessRequired skips a test that lacks a tool, or fails it where every
// test must run.
func skipUnlessRequired(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("REQUIRE_ALL") == "1" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// rounds is how many times as long as usual random tests should run.
func rounds(t *testing.T) int {
	t.Helper()
	return number(t, "WEIR_ROUNDS", 1)
}

func seedFrom(t *testing.T) uint64 {
	t.Helper()
	return uint64(number(t, "WEIR_SEED", int(rand.Uint32()))) //nolint:gosec // a seed, and only its bits count
}

func number(t *testing.T, variable string, otherwise int) int {
	t.Helper()
	s := os.Getenv(variable)
	if s == "" {
		return otherwise
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		t.Fatalf("%s is %q, not a number", variable, s)
	}
	return n
}
