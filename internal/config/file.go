package config

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"

	"weir/internal/nearest"
	"weir/internal/secret"
)

// maxSize is how large the file may be; a person's is a few kilobytes.
const maxSize = 1 << 20

// file is what the TOML file may hold. A new section is a new field, whose type
// has the section's keys as fields and a method check, which file.check calls.
type file struct {
	DefaultSite string               `toml:"default_site"`
	Keychain    string               `toml:"keychain"`
	Jira        map[string]siteTable `toml:"jira"`
	Tasks       map[string]taskTable `toml:"tasks"`
	Flow        map[string]flowTable `toml:"flow"`

	Microsoft microsoftTable         `toml:"microsoft"`
	Columns   map[string][]string    `toml:"columns"`
	Report    map[string]reportTable `toml:"report"`
}

// check looks at the values, once their types are known to be right.
func (f file) check(c *checker) {
	if f.Keychain != "" && !isKeychainMode(f.Keychain) {
		c.ofValue([]string{"keychain"}, "keychain is auto, system or file%s", didYouMean(f.Keychain, keychainModes()))
	}
	names := slices.Sorted(maps.Keys(f.Jira))
	if _, ok := f.Jira[f.DefaultSite]; f.DefaultSite != "" && !ok {
		c.ofValue([]string{"default_site"}, "there is no [%s]%s", dotted([]string{"jira", f.DefaultSite}), didYouMean(f.DefaultSite, names))
	}
	for _, name := range names {
		f.Jira[name].check(c, []string{"jira", name})
	}
	for _, name := range slices.Sorted(maps.Keys(f.Tasks)) {
		f.Tasks[name].check(c, name, names)
	}
	for _, name := range slices.Sorted(maps.Keys(f.Flow)) {
		f.Flow[name].check(c, name, names)
	}
	f.checkPlaces(c)
	f.Microsoft.check(c)
	f.checkSets(c)
	sets := slices.Sorted(maps.Keys(f.Columns))
	for _, name := range slices.Sorted(maps.Keys(f.Report)) {
		f.Report[name].check(c, name, names, sets)
	}
	f.checkReports(c)
}

func keychainModes() []string { return []string{"auto", "system", "file"} }

func isKeychainMode(s string) bool { return slices.Contains(keychainModes(), s) }

// didYouMean returns a remark to put behind an error, or nothing.
func didYouMean(word string, candidates []string) string {
	if near := nearest.Word(word, candidates); near != "" {
		return fmt.Sprintf(" (did you mean %q?)", near)
	}
	return ""
}

// byteOrderMark is what some editors of Windows put before a text.
const byteOrderMark = "\ufeff"

// parse reads and checks the whole text of the file. It returns what could be
// understood even when there are faults. A byte-order mark is left out.
func (c *Config) parse(source []byte) (file, faults) {
	return parseAs(checker{path: c.Path, home: c.home, schedule: c.schedule}, source, file.check)
}

// parseAs reads a text whose keys are the fields of T. The checker knows the path
// of its file, and what ~ means in it.
func parseAs[T any](c checker, source []byte, check func(T, *checker)) (T, faults) {
	var f T
	source = bytes.TrimPrefix(source, []byte(byteOrderMark))
	c.doc = &document{source: source}
	if at, text := badEncoding(source); text != "" {
		c.atOffset(at, "%s", text)
		return f, c.faults
	}
	doc, err := newDocument(source)
	if err != nil {
		c.syntax(err)
		return f, c.faults
	}
	c.doc = doc
	var tree map[string]any
	if err := toml.Unmarshal(source, &tree); err != nil {
		c.syntax(err)
		return f, c.faults
	}
	c.decode(nil, tree, &f)
	check(f, &c)
	if len(c.faults) == 0 {
		f = *new(T)
		// The library's own strict reading has the last word.
		if err := toml.NewDecoder(bytes.NewReader(source)).DisallowUnknownFields().Decode(&f); err != nil {
			c.syntax(err)
		}
	}
	slices.SortStableFunc(c.faults, func(a, b fault) int { return a.offset - b.offset })
	return f, c.faults
}

// badEncoding says where and why source is no UTF-8 text.
func badEncoding(source []byte) (at int, text string) {
	if bytes.HasPrefix(source, []byte("\xff\xfe")) || bytes.HasPrefix(source, []byte("\xfe\xff")) {
		return 0, "the file is UTF-16; save it as UTF-8"
	}
	for at < len(source) {
		r, size := utf8.DecodeRune(source[at:])
		if r == utf8.RuneError && size <= 1 {
			return at, "the file is not UTF-8 from here on; save it as UTF-8"
		}
		at += size
	}
	return 0, ""
}

// syntax reports what the library says. Its description of the place is left
// out, because it quotes the lines around it.
func (c *checker) syntax(err error) {
	var several *toml.StrictMissingError
	var one *toml.DecodeError
	var parse *syntaxError
	switch {
	case errors.As(err, &parse):
		c.atOffset(parse.offset, "%s", parse.text)
	case errors.As(err, &several):
		for _, e := range several.Errors {
			c.atLine(e.Position())("%s", trimLibrary(e.Error()))
		}
	case errors.As(err, &one):
		c.atLine(one.Position())("%s", trimLibrary(one.Error()))
	default:
		c.atOffset(0, "%s", secret.Scrub(err.Error()))
	}
}
