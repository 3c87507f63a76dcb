package jql_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
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
