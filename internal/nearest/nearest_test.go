package nearest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"weir/internal/nearest"
)

func TestWord(t *testing.T) {
	t.Parallel()
	candidates := []string{"system", "file", "auto", "状态栏", "Work"}
	for name, test := range map[string]struct{ word, want string }{
		"a replaced letter":            {"sistem", "system"},
		"two swapped letters":          {"fiel", "file"},
		"a missing letter":             {"systm", "system"},
		"another case on either side":  {"wORK", "Work"},
		"letters of more than a byte":  {"状态烂", "状态栏"},
		"nothing close":                {"colour", ""},
		"nothing written":              {"", ""},
		"a word without any end":       {strings.Repeat("system", 100), ""},
		"a letter that is as far away": {"x", ""},
	} {
		if got := nearest.Word(test.word, candidates); got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	candidates := []string{"Spring", "Sprint Health Check", "summary", "Next Sprint", "next sprint", "due"}
	for name, test := range map[string]struct {
		word string
		n    int
		want []string
	}{
		"names that contain it come before those that are alike": {"sprint", 9, []string{"Next Sprint", "Sprint Health Check", "Spring"}},
		"no more than asked for":                                 {"sprint", 1, []string{"Next Sprint"}},
		"one that is alike":                                      {"sumary", 9, []string{"summary"}},
		"none that is far":                                       {"colour", 9, nil},
		"one letter is in many names and a hint":                 {"s", 9, nil},
		"nothing written":                                        {"", 9, nil},
	} {
		if diff := cmp.Diff(test.want, nearest.Words(test.word, candidates, test.n)); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}
