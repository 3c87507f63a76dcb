package jiratest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"weir/internal/jira/jiratest"
)

// The page for developers shows scripts that work, and every fault there is.
func TestThePageOnFaultsIsTrue(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "try-without-jira.md"))
	if err != nil {
		t.Fatal(err)
	}
	scripts := strings.Split(string(text), "```toml\n")[1:]
	if len(scripts) < 3 {
		t.Errorf("%d examples", len(scripts))
	}
	for _, example := range scripts {
		example, _, _ = strings.Cut(example, "```")
		script(t, example)
	}
	for _, action := range jiratest.Actions() {
		if !strings.Contains(string(text), "`"+string(action)+"`") {
			t.Errorf("the fault %q is not on the page", action)
		}
	}
}
