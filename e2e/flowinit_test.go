package e2e_test

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestAMeasurementIsSetUpByQuestions(t *testing.T) {
	t.Parallel()
	dir, environ := desk(t)
	screen := converse(t, environ, "flow init ops", [][2]string{
		{"by its number: ", "two"},
		{"by its number: ", "77"},
		{"by its number: ", "1"},
		{"start [In Progress]: ", "Nowhere"},
		{"start [In Progress]: ", "In Review"},
		{"finished [Done]: ", "To Do"},
		{"finished [Done]: ", ""},
	})
	for _, want := range []string{"Boards:", "that is not a number", "sees no board 77", `there is no stage "Nowhere"`, "next: weir flow show ops"} {
		if !strings.Contains(screen, want) {
			t.Errorf("%q is not on the screen: %s", want, screen)
		}
	}
	if got := string(mustRead(t, filepath.Join(dir, "config.toml"))); !strings.Contains(got, "start = \"In Review\"\nfinish = \"Done\"\n") {
		t.Errorf("the configuration holds %s", got)
	}
}
