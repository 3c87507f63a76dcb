//go:build unix

package atomicfile_test

import (
	"os"
	"path/filepath"
	"testing"

	"weir"
	"weir/internal/atomicfile"
)

// In /tmp anybody can put a link where a file is to be written.
func TestALinkOfSomebodyElsesIsNotFollowedWhereEverybodyMayWrite(t *testing.T) {
	t.Parallel()
	shared := filepath.Join(t.TempDir(), "tmp")
	mine := filepath.Join(t.TempDir(), "mine")
	link := filepath.Join(shared, "report.md")
	must(t, os.Mkdir(shared, 0o700))
	must(t, os.WriteFile(mine, []byte("mine"), 0o600))
	must(t, os.Symlink(mine, link))
	me, other := os.Geteuid(), os.Geteuid()+1
	if me == 0 {
		must(t, os.Lchown(link, other, -1))
		me, other = other, me // the link is the other's, and root is who looks
	}
	info, err := os.Lstat(link)
	must(t, err)
	if atomicfile.IsStrange(link, info, other) {
		t.Error("it is not followed in a directory of one's own")
	}
	must(t, os.Chmod(shared, 0o777))
	if !atomicfile.IsStrange(link, info, other) {
		t.Error("it is followed")
	}
	if atomicfile.IsStrange(link, info, me) {
		t.Error("its owner may not follow it")
	}
	if os.Geteuid() != 0 {
		return // nobody else can make a link for somebody
	}
	if err := atomicfile.Write(link, []byte("theirs"), 0o600); weir.KindOf(err) != weir.Storage || weir.NextStep(err) == "" {
		t.Errorf("got %v", err)
	}
	if text, err := os.ReadFile(mine); err != nil || string(text) != "mine" {
		t.Errorf("the file holds %q, %v", text, err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
