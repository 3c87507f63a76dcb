package wiki_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"weir/internal/adf/wiki"
)

// descriptions reads the shared issues of Data Center, which may be absent.
func descriptions(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	files, err := filepath.Glob(filepath.FromSlash("../../../../shared/fixtures/wiki/*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		var issue struct {
			Fields struct {
				Description string
				Comment     struct{ Comments []struct{ Body string } }
			}
		}
		decodeJSON(t, b, &issue)
		all[filepath.Base(file)] = issue.Fields.Description
		for _, c := range issue.Fields.Comment.Comments {
			all[filepath.Base(file)+": "+c.Body[:min(len(c.Body), 20)]] = c.Body
		}
	}
	if len(all) == 0 {
		t.Skip("the shared issues are absent: ../shared/fixtures/wiki")
	}
	return all
}

func TestRealDescriptionsAreReadAsByAtlassian(t *testing.T) {
	t.Parallel()
	all := descriptions(t)
	needOracle(t)
	var texts []string
	for _, text := range all {
		texts = append(texts, text)
	}
	compareAll(t, texts)
}

func TestRealDescriptionsKeepTheirText(t *testing.T) {
	t.Parallel()
	for name, text := range descriptions(t) {
		tree := wiki.Parse(text)
		checkShape(t, text, tree)
		checkText(t, text, tree)
		seen := map[string]int{}
		for _, b := range tree.Content {
			seen[b.Type]++
		}
		t.Logf("%s: %v", name, seen)
		if code := strings.Count(text, "{code") / 2; seen["codeBlock"] < code {
			t.Errorf("%s: %d of %d blocks of code", name, seen["codeBlock"], code)
		}
	}
}
