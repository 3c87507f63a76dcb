package config

import (
	"slices"

	"weir"
	"weir/internal/atomicfile"
)

// ReadFlow reads a job of flow from a file of its own, which holds the keys of
// [flow.NAME] without that line. It need not say what is measured, and nothing of
// the configuration has a say in it. The error lists every fault with its line and
// column, and is of kind BadConfig; it is of kind BadInput where there is no such
// file.
func (c *Config) ReadFlow(path string) (Flow, error) {
	source, _, err := atomicfile.Read(path, maxSize)
	if err != nil {
		return Flow{}, err
	}
	if source == nil {
		return Flow{}, &weir.Error{
			Kind: weir.BadInput, Text: "there is no file " + path,
			Next: "name a file with the keys of [flow.NAME], as docs/flow.md explains them",
		}
	}
	table, found := parseAs(checker{path: path, home: c.home}, source, func(t flowTable, k *checker) { t.checkKeys(taskChecker{c: k}) })
	if i := slices.IndexFunc(found, func(f fault) bool { return f.unknown == "flow" }); i >= 0 {
		found[i].next = "write the keys of [flow.NAME] at the top of the file, without that line"
	}
	if err := found.errOf("the workflow"); err != nil {
		return Flow{}, err
	}
	return table.flow("", path, c.home), nil
}
