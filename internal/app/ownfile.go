package app

import (
	"os"
	"path/filepath"

	"weir"
	"weir/internal/atomicfile"
)

// NotOwn refuses a file to be written for people that is one of Weir's own, or
// would be among them, under whatever name: the configuration, credentials, the trail, the database.
func (a *App) NotOwn(path string) error {
	target, err := atomicfile.Target(path)
	if err != nil {
		return err
	}
	own := sameFile(filepath.Dir(target), a.dirs.State)
	for _, file := range []string{a.config.Path, a.encryptedPath()} {
		own = own || sameFile(target, file)
	}
	if !own {
		return nil
	}
	return &weir.Error{
		Kind: weir.BadConfig, Text: path + " is a file that Weir works with, or among those",
		Next: "name another file, in a directory of your own",
	}
}

// Spare refuses a file that would be replaced whole: besides Weir's own, as in NotOwn,
// those in which people write, with the table of a report or with tasks.
func (a *App) Spare(path string) error {
	if err := a.NotOwn(path); err != nil {
		return err
	}
	kept := map[string]string{}
	for name, job := range a.config.Report {
		kept[job.Page.File] = "the file of the report " + name
	}
	for name, job := range a.config.Tasks {
		kept[job.File] = "the file of the tasks " + name
	}
	for file, whose := range kept {
		if file != "" && sameFile(path, file) {
			return &weir.Error{Kind: weir.Usage, Text: path + " is " + whose + ", in which people may have written", Next: "name another file"}
		}
	}
	return nil
}

// sameFile reports whether two paths lead to one file or directory, be it one that
// is not there yet.
func sameFile(a, b string) bool {
	absA, errA := filepath.Abs(a)
	absB, errB := filepath.Abs(b)
	if errA == nil && errB == nil && absA == absB {
		return true
	}
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}
