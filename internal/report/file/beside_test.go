package file_test

import (
	"os"
	"path/filepath"
	"testing"

	"weir/internal/report"
	"weir/internal/report/file"
	"weir/internal/report/pagetest"
)

// The file of a run is found behind one that cannot be read any more, and not behind
// a name that is free.
func TestTheFileOfARunIsFoundBehindWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	page, err := file.New(file.Options{Path: filepath.Join(dir, "weekly.md")})
	if err != nil {
		t.Fatal(err)
	}
	v := pagetest.Sample()
	v.Mode = report.NewPage
	var paths []string
	for _, run := range []string{"one", "two"} {
		v.Run = run
		wrote, err := page.Write(t.Context(), v, report.Found{})
		if err != nil {
			t.Fatal(err)
		}
		paths = append(paths, wrote.Where)
	}
	if err := os.Remove(paths[0]); err != nil {
		t.Fatal(err)
	}
	if path, ok := page.Written(v.Begun, mark, "two"); ok {
		t.Errorf("found %s behind a free name", path)
	}
	if err := os.Mkdir(paths[0], 0o700); err != nil {
		t.Fatal(err)
	}
	if path, ok := page.Written(v.Begun, mark, "two"); !ok || path != paths[1] {
		t.Errorf("found %q, %t, want %s", path, ok, paths[1])
	}
	if path, ok := page.Written(v.Begun, mark, "one"); ok {
		t.Errorf("found %s, which is gone", path)
	}
}
