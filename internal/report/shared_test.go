package report_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"weir/internal/report"
)

// shared reads a file from the directory with Atlassian's documents, or from
// beside it; without them, the test is skipped.
func shared(t *testing.T, path string) any {
	t.Helper()
	dir, told := os.LookupEnv("WEIR_SPECS")
	if !told {
		dir = filepath.Join("..", "..", "..", "shared", "specs")
	}
	source, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(path)))
	if errors.Is(err, fs.ErrNotExist) && (!told || strings.HasPrefix(path, "..")) {
		t.Skipf("%s is not here: WEIR_SPECS names the directory of Atlassian's API documents", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	var doc any
	if err := json.Unmarshal(source, &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

// found is what a document tells of fields: their types, and values.
type found struct {
	types  map[string]report.Field // by id, or by what stands for it
	values map[string][]string     // by id of the field
}

// look walks through a document, examples that are texts included.
func (f *found) look(doc any) {
	switch doc := doc.(type) {
	case []any:
		for _, v := range doc {
			f.look(v)
		}
	case map[string]any:
		f.field(doc)
		if fields, ok := doc["fields"].(map[string]any); ok {
			for id, value := range fields {
				raw, err := json.Marshal(value)
				if err == nil && value != nil && !slices.Contains(f.values[id], string(raw)) {
					f.values[id] = append(f.values[id], string(raw))
				}
			}
		}
		for _, v := range doc {
			f.look(v)
		}
	case string:
		var inner any
		if strings.HasPrefix(doc, "{") && json.Unmarshal([]byte(doc), &inner) == nil {
			f.look(inner)
		}
	}
}

// field takes the type of a field from an object that describes one.
func (f *found) field(doc map[string]any) {
	schema, ok := doc["schema"].(map[string]any)
	if !ok {
		return
	}
	text := func(name string) string { s, _ := schema[name].(string); return s }
	if text("type") == "" || text("$ref") != "" {
		return
	}
	id, _ := doc["id"].(string)
	if system := text("system"); system != "" {
		id = system
	}
	field := report.Field{ID: id, Name: "The field", Type: text("type"), Items: text("items"), Custom: text("custom")}
	f.types[field.ID+field.Type+field.Items+field.Custom] = field
}

func newFound() *found {
	return &found{types: map[string]report.Field{}, values: map[string][]string{}}
}

// isJSON reports whether a text is what programs read, and people do not.
func isJSON(s string) bool {
	s = strings.TrimSpace(s)
	return s != "" && strings.ContainsAny(s[:1], "{[") && json.Valid([]byte(s)) || strings.Contains(s, `":`) || strings.Contains(s, "map[")
}

func TestEachTypeInAtlassiansDocumentsHasAForm(t *testing.T) {
	t.Parallel()
	f := newFound()
	for _, name := range []string{"jira-cloud-v3.openapi.json", "jira-agile-1.0.openapi.json"} {
		f.look(shared(t, name))
	}
	if len(f.types) < 6 || len(f.values) < 10 {
		t.Fatalf("found only %d types and values of %d fields", len(f.types), len(f.values))
	}
	var values []string
	for _, v := range f.values {
		values = append(values, v...)
	}
	for name, field := range f.types {
		if cell := shown(t, field, "null"); !cell.IsBlank() {
			t.Errorf("%s: null is %+v", name, cell)
		}
		spec := column(t, field)
		for _, raw := range values {
			cell := filled(spec, raw)
			checkCell(t, name+" of "+raw, cell)
			if isJSON(cell.Text) {
				t.Errorf("%s: %s is shown as %s", name, raw, cell.Text)
			}
		}
	}
}

// The types are not told in these files: each value is shown by its field's id and
// its shape.
func TestTheFieldsOfRealIssuesAreReadable(t *testing.T) {
	t.Parallel()
	f := newFound()
	for _, name := range []string{"jira/cloud-issues-with-changelog.json", "jira/openapi-examples.json", "wiki/dc-issue-1.json", "wiki/dc-issue-2.json"} {
		f.look(shared(t, "../fixtures/"+name))
	}
	if len(f.values) < 40 {
		t.Fatalf("found only the values of %d fields", len(f.values))
	}
	kinds := map[report.Kind]int{}
	for id, values := range f.values {
		for _, raw := range values {
			cell := shown(t, report.Field{ID: id, Type: "any"}, raw)
			kinds[cell.Kind]++
			checkCell(t, id+" of "+raw, cell)
			if isJSON(cell.Text) {
				t.Errorf("%s: %.200s is shown as %s", id, raw, cell.Text)
			}
		}
	}
	for _, kind := range []report.Kind{report.Text, report.Number, report.Day, report.Moment, report.Duration} {
		if kinds[kind] == 0 {
			t.Errorf("there is no cell of kind %s: %v", kind, kinds)
		}
	}
}
