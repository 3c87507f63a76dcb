package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"

	"weir"
)

// LoadParams are what the configuration is found and read with.
type LoadParams struct {
	Environ []string // NAME=value
	GOOS    string   // as runtime.GOOS
}

// Load reads the configuration. A file that does not exist is an empty one.
func Load(p LoadParams) (*Config, Dirs, error) {
	v, err := readVariables(p.Environ)
	if err != nil {
		return nil, Dirs{}, err
	}
	dirs, path, err := findDirs(p.Environ, p.GOOS, v)
	if err != nil {
		return nil, Dirs{}, err
	}
	text, err := readFile(path)
	if err != nil {
		return nil, Dirs{}, err
	}
	c, err := parse(path, text)
	if err != nil {
		return nil, Dirs{}, err
	}
	for name, site := range c.Jira {
		site.CAFile = expandHome(site.CAFile, p.Environ)
		c.Jira[name] = site
	}
	c.env, err = v.environment()
	return c, dirs, err
}

// maxFile is far more than any configuration needs, in bytes.
const maxFile = 1 << 20

func readFile(path string) ([]byte, error) {
	f, err := os.Open(path) //nolint:gosec // which file it is, is the user's choice
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, unreadable(path, err)
	}
	defer f.Close() //nolint:errcheck // nothing was written
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	switch {
	case err != nil:
		return nil, unreadable(path, err)
	case len(text) > maxFile:
		return nil, unreadable(path, fmt.Errorf("it is larger than %d KiB", maxFile>>10))
	case !utf8.Valid(text):
		return nil, unreadable(path, errors.New("it is not UTF-8 text"))
	}
	return text, nil
}

func unreadable(path string, err error) error {
	return &weir.Error{
		Kind: weir.BadConfig, Text: "cannot read the configuration " + path,
		Next: "check the file and its permissions, or name another one in WEIR_CONFIG", Err: err,
	}
}

// A document is the file as it is written.
type document struct {
	DefaultSite string           `toml:"default_site"`
	Jira        map[string]table `toml:"jira"`
}

// A table is one [jira.NAME].
type table struct {
	URL    string `toml:"url"`
	APIURL string `toml:"api_url"`
	CAFile string `toml:"ca_file"`
}

// A fault is one thing that is wrong in the file.
type fault struct {
	line, column int
	text         string
}

// parse reads the text of a configuration file and reports all its faults.
func parse(path string, text []byte) (*Config, error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	var doc document
	decoder := toml.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	faults := decodeFaults(decoder.Decode(&doc))
	c := &Config{Path: path, DefaultSite: doc.DefaultSite, Jira: make(map[string]Site)}
	at := positions(text)
	for name, t := range doc.Jira {
		site, found := t.site(name, at)
		faults = append(faults, found...)
		c.Jira[name] = site
	}
	if _, ok := c.Jira[c.DefaultSite]; c.DefaultSite != "" && !ok && len(faults) == 0 {
		faults = append(faults, at.fault("there is no site "+c.DefaultSite, "default_site"))
	}
	if len(faults) > 0 {
		return nil, badFile(path, faults)
	}
	return c, nil
}

func (t table) site(name string, at index) (Site, []fault) {
	site := Site{Name: name, CAFile: t.CAFile}
	var faults []fault
	if CheckName(name) != nil {
		faults = append(faults, at.fault("a site's name is up to 40 of a-z, 0-9, - and _, and not env", "jira", name))
	}
	if t.URL == "" {
		faults = append(faults, at.fault("url is missing", "jira", name))
	} else if u, wrong := parseURL(t.URL); wrong != "" {
		faults = append(faults, at.fault("url "+wrong, "jira", name, "url"))
	} else {
		site.URL = u
	}
	if t.APIURL != "" {
		u, wrong := parseURL(t.APIURL)
		if wrong != "" {
			faults = append(faults, at.fault("api_url "+wrong, "jira", name, "api_url"))
		}
		site.APIURL = u
	}
	return site, faults
}

// decodeFaults turns the decoder's errors into faults. The text of a value is
// never repeated: it may be a secret in the wrong place.
func decodeFaults(err error) []fault {
	var unknown *toml.StrictMissingError
	var wrong *toml.DecodeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &unknown):
		faults := make([]fault, len(unknown.Errors))
		for i := range unknown.Errors {
			line, column := unknown.Errors[i].Position()
			faults[i] = fault{line, column, unknownKey(unknown.Errors[i].Key())}
		}
		return faults
	case errors.As(err, &wrong):
		line, column := wrong.Position()
		return []fault{{line, column, strings.TrimPrefix(wrong.Error(), "toml: ")}}
	}
	return []fault{{1, 1, "it is not valid TOML"}}
}

// unknownKey explains a key that has no meaning; those that look like a secret
// get a warning of their own.
func unknownKey(key toml.Key) string {
	last := key[len(key)-1]
	switch strings.ToLower(last) {
	case "token", "api_token", "apitoken", "password", "secret", "user", "username", "email", "pat":
		return strings.Join(key, ".") + ": accounts and tokens do not belong into this file; run `weir connect NAME`, then delete this line"
	}
	known := []string{"default_site", "jira"}
	if len(key) > 2 && key[0] == "jira" {
		known = []string{"url", "api_url", "ca_file"}
	}
	return fmt.Sprintf("unknown key %s (known here: %s)", strings.Join(key, "."), strings.Join(known, ", "))
}

func badFile(path string, faults []fault) error {
	slices.SortStableFunc(faults, func(a, b fault) int { return (a.line-b.line)*10000 + a.column - b.column })
	lines := make([]string, len(faults))
	for i, f := range faults {
		lines[i] = fmt.Sprintf("%s:%d:%d: %s", path, f.line, f.column, f.text)
	}
	text := "the configuration has an error: " + lines[0]
	next := "correct it; docs/using.md shows a whole file"
	if len(lines) > 1 {
		text = fmt.Sprintf("the configuration has %d errors", len(lines))
		next = strings.Join(lines, "\n") + "\n" + next
	}
	return &weir.Error{Kind: weir.BadConfig, Text: text, Next: next}
}
