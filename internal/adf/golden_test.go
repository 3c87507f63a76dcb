package adf_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"weir/internal/adf"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Each file of testdata/golden holds a document and what it is in each format.
func TestGolden(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/golden/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	covered := ""
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		source := archive.Files[0]
		covered += string(source.Data)
		d := parse(t, string(source.Data))
		now := &txtar.Archive{Files: []txtar.File{
			source,
			{Name: "markdown", Data: []byte(adf.Markdown(d, adf.Options{}) + "\n")},
			{Name: "text", Data: []byte(adf.Text(d, adf.Options{Width: 60}) + "\n")},
			{Name: "page.html", Data: []byte(adf.HTML(d, adf.Options{}))},
			{Name: "onenote.html", Data: []byte(adf.HTML(d, adf.Options{Profile: adf.OneNote}))},
		}}
		if *update {
			if err := os.WriteFile(file, txtar.Format(now), 0o600); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if diff := cmp.Diff(string(txtar.Format(archive)), string(txtar.Format(now))); diff != "" {
			t.Errorf("%s (-want +got; -update writes it anew):\n%s", file, diff)
		}
	}
	for _, kind := range nodeTypes() {
		if !strings.Contains(covered, `"type": "`+kind+`"`) {
			t.Errorf("no golden file shows %s", kind)
		}
	}
}
