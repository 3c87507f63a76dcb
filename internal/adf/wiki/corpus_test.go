package wiki_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// corpus reads the documents of a file, which a line of per cent signs divides.
func corpus(tb testing.TB, name string) []string {
	tb.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "corpus", name+".txt"))
	if err != nil {
		tb.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(strings.ReplaceAll(string(b), "\r\n", "\n"), "\n"), "\n%%%\n")
}
