package wiki_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir/internal/adf/wiki"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The trees of the small documents, to be read by a person: each text in quotes,
// and its tree in the next line.
func TestTreesOfTheSmallDocuments(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, text := range corpus(t, "small") {
		fmt.Fprintf(&b, "%q\n    %s\n", text, show(wiki.Parse(text)))
	}
	file := filepath.Join("testdata", "corpus", "small.golden")
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")); diff != "" {
		t.Errorf("(-want +got), or run with -update:\n%s", diff)
	}
}
