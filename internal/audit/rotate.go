package audit

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// oldPath names the n-th old file, 1 for the youngest: audit.1.jsonl.
func oldPath(path string, n int) string {
	extension := filepath.Ext(path)
	return strings.TrimSuffix(path, extension) + "." + strconv.Itoa(n) + extension
}

// oldNumbers lists the old files that there are, youngest first. No directory
// means none.
func oldNumbers(path string) ([]int, error) {
	files, err := os.ReadDir(filepath.Dir(path))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, storage("list the files of", err)
	}
	extension := filepath.Ext(path)
	stem := strings.TrimSuffix(filepath.Base(path), extension) + "."
	var numbers []int
	for _, file := range files {
		rest, starts := strings.CutPrefix(file.Name(), stem)
		digits, ends := strings.CutSuffix(rest, extension)
		n, err := strconv.Atoi(digits)
		if starts && ends && err == nil && n > 0 && strconv.Itoa(n) == digits && file.Type().IsRegular() {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	return numbers, nil
}

// rotate puts the file aside and makes the old ones older, up to the first gap:
// one that a crash in the middle of this left is closed before the oldest file
// is given up.
func rotate(path string, keep int) error {
	numbers, err := oldNumbers(path)
	if err != nil {
		return err
	}
	gap := 1
	for gap < keep && slices.Contains(numbers, gap) {
		gap++
	}
	for n := gap; n > 1; n-- {
		if err := os.Rename(oldPath(path, n-1), oldPath(path, n)); err != nil {
			return fmt.Errorf("make an old file older: %w", err)
		}
	}
	if err := os.Rename(path, oldPath(path, 1)); err != nil {
		return fmt.Errorf("rename the file: %w", err)
	}
	for _, n := range numbers {
		if n <= keep {
			continue
		}
		if err := os.Remove(oldPath(path, n)); err != nil {
			return fmt.Errorf("remove the oldest file: %w", err)
		}
	}
	return nil
}
