// Package config reads what a person configured: one TOML file, with the
// environment on top, checked as a whole before anything is used.
//
// Every fault is reported at once, with its line and column. A change is made
// in the text of the file, so that comments and order stay. The package must
// not read a secret from the file nor write one to it, and never prints one.
package config

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/caarlos0/env/v11"

	"weir"
	"weir/internal/atomicfile"
	"weir/internal/nearest"
	"weir/internal/secret"
)

// LoadParams are what the configuration is found and read with.
type LoadParams struct {
	Environ []string // NAME=value
	GOOS    string   // as runtime.GOOS
	// Schedule checks when a report is to run; nil: nobody does.
	Schedule ScheduleFunc
	// Writer replaces the steps by which the file is written, for tests.
	Writer atomicfile.Writer
}

// A ScheduleFunc says what is wrong with a text that says when a report is to
// run, as "weekdays at 09:00"; nil for nothing. The error continues a line with
// the place of the fault, and its next step stands on that line, too.
type ScheduleFunc func(text string) error

// A Config is what a person configured, with the environment laid over it. It
// is not safe for use by several goroutines while SaveSite or RemoveSite runs.
type Config struct {
	Path        string          // of the file, which may not exist
	DefaultSite string          // the file's choice; see Site
	Jira        map[string]Site // the sites of the file, by name
	Tasks       map[string]Task // the jobs of tasks, by name
	Flow        map[string]Flow // the jobs of flow, by name

	Report  map[string]Report   // the reports, by name
	Columns map[string][]string // sets of columns for reports, by name

	missing  string // the file that WEIR_CONFIG names, where there is none
	keychain string // of the file
	schedule ScheduleFunc

	microsoft Microsoft // of the file
	env       environment
	home      string
	writer    atomicfile.Writer
}

// Load reads the configuration. A file that does not exist is an empty one.
// The error lists every fault of the file and of the environment; it is of
// kind BadConfig, or of kind Storage where the file cannot be read. What can be
// used all the same is returned beside the error: whoever deletes what Weir
// keeps, or looks for what is wrong, needs no flawless configuration. Only where
// nobody knows where anything is, the Config is nil.
func Load(p LoadParams) (*Config, Dirs, error) {
	values := env.ToMap(p.Environ)
	v, err := readVariables(values)
	if err != nil {
		return nil, Dirs{}, err
	}
	home := homeDir(values, p.GOOS)
	dirs, path, err := findDirs(values, p.GOOS, home, v)
	if err != nil {
		return nil, Dirs{}, err
	}
	inEnv, wrong := v.environment(home)
	if len(wrong) > 0 {
		inEnv.site = nil
	}
	c := &Config{Path: path, env: inEnv, home: home, writer: p.Writer, schedule: p.Schedule}
	source, _, err := atomicfile.Read(path, maxSize)
	if err != nil {
		return c, dirs, err
	}
	f, found := c.parse(source)
	if len(found) == 0 {
		c.take(f)
	}
	if source == nil && v.Config != "" {
		c.missing = path
	}
	return c, dirs, append(found, wrong...).err()
}

// FromEnvironment returns the site that the environment gives, if it gives one.
func (c *Config) FromEnvironment() (Site, bool) {
	if c.env.site == nil {
		return Site{}, false
	}
	return *c.env.site, true
}

// take takes over what the file says.
func (c *Config) take(f file) {
	c.DefaultSite, c.keychain = f.DefaultSite, f.Keychain
	c.Jira = make(map[string]Site, len(f.Jira))
	for name, table := range f.Jira {
		c.Jira[name] = table.site(name, c.Path, c.home)
	}
	c.Tasks = make(map[string]Task, len(f.Tasks))
	for name, table := range f.Tasks {
		c.Tasks[name] = table.task(name, c.Path, c.home)
	}
	c.Flow = make(map[string]Flow, len(f.Flow))
	for name, table := range f.Flow {
		c.Flow[name] = table.flow(name, c.Path, c.home)
	}
	c.Report = make(map[string]Report, len(f.Report))
	for name, table := range f.Report {
		c.Report[name] = table.report(name, c.Path, c.home)
	}
	c.Columns, c.microsoft = f.Columns, f.Microsoft.microsoft(c.Path, c.home)
}

// Site returns the site with the given name. Without a name it is the one that
// the environment gives, else the default one, else the only one. The error
// says what can be chosen.
func (c *Config) Site(name string) (Site, error) {
	if name == "" {
		name = c.chosen()
	}
	if name == EnvironmentSite && c.env.site != nil {
		return *c.env.site, nil
	}
	if site, ok := c.Jira[name]; ok {
		return site, nil
	}
	names := slices.Sorted(maps.Keys(c.Jira))
	switch {
	case name == "" && c.env.partial != "":
		return Site{}, &weir.Error{
			Kind: weir.BadConfig, Text: c.env.partial,
			Next: "give both, WEIR_JIRA_URL and WEIR_JIRA_TOKEN (or WEIR_JIRA_TOKEN_FILE); or run `weir connect work`",
		}
	case name == "" && c.missing != "":
		return Site{}, &weir.Error{
			Kind: weir.BadConfig, Text: "the file that WEIR_CONFIG names does not exist: " + c.missing,
			Next: "correct WEIR_CONFIG, or run `weir connect NAME` to make the file",
		}
	case name == "" && len(names) == 0:
		return Site{}, &weir.Error{
			Kind: weir.BadConfig, Text: "no Jira site is connected yet",
			Next: "run `weir connect NAME` (try: weir connect work); or try `weir demo`, which needs no account",
		}
	case name == "":
		return Site{}, &weir.Error{
			Kind: weir.Usage, Text: "there are several sites: " + strings.Join(names, ", "),
			Next: "choose one with --site, or set default_site in " + c.Path,
		}
	}
	if name == EnvironmentSite {
		next := "set WEIR_JIRA_URL and WEIR_JIRA_TOKEN (or WEIR_JIRA_TOKEN_FILE)"
		if len(names) > 0 {
			next += "; or name another site: the sites are " + strings.Join(names, ", ")
		}
		return Site{}, &weir.Error{Kind: weir.Usage, Text: "the environment gives no site", Next: next}
	}
	return Site{}, &weir.Error{Kind: weir.Usage, Text: fmt.Sprintf("there is no site %q", name), Next: siteAdvice(name, names)}
}

func siteAdvice(name string, names []string) string {
	var advice []string
	if near := nearest.Word(name, names); near != "" {
		advice = append(advice, fmt.Sprintf("did you mean %s?", near))
	} else if len(names) > 0 {
		advice = append(advice, "the sites are "+strings.Join(names, ", "))
	}
	if CheckName(name) == nil {
		advice = append(advice, "to add it, run `weir connect "+name+"`")
	}
	return strings.Join(advice, "; ")
}

// chosen returns the name of the site that is meant when none is named.
func (c *Config) chosen() string {
	switch {
	case c.env.site != nil:
		return EnvironmentSite
	case c.env.partial != "":
		return "" // half a site in the environment is a mistake to point out
	case c.DefaultSite != "":
		return c.DefaultSite
	case len(c.Jira) == 1:
		for name := range c.Jira {
			return name
		}
	}
	return ""
}

// Sites returns all sites, that of the environment first, then by name.
func (c *Config) Sites() []Site {
	var sites []Site
	if c.env.site != nil {
		sites = append(sites, *c.env.site)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Jira)) {
		sites = append(sites, c.Jira[name])
	}
	return sites
}

// Gateway returns the base of Atlassian's API gateway.
func (c *Config) Gateway() *url.URL { return c.env.gateway }

// KeychainMode returns auto, system or file: what WEIR_KEYCHAIN says, else
// what the file says, else auto.
func (c *Config) KeychainMode() string {
	switch {
	case c.env.keychain != "":
		return c.env.keychain
	case c.keychain != "":
		return c.keychain
	default:
		return "auto"
	}
}

// Passphrase returns that of the encrypted file, where the environment gives it.
func (c *Config) Passphrase() secret.Text { return c.env.passphrase }

// CalDAVPassword returns that of the CalDAV servers, where the environment gives
// it.
func (c *Config) CalDAVPassword() secret.Text { return c.env.caldav }

// Describe says in a few words where the configuration comes from.
func (c *Config) Describe() string {
	text := fmt.Sprintf("%s, %d sites", c.Path, len(c.Jira))
	if len(c.Jira) == 1 {
		text = c.Path + ", 1 site"
	}
	if c.env.site != nil {
		text += " and one from the environment"
	}
	switch n := len(c.Tasks); {
	case n == 1:
		text += ", 1 job of tasks"
	case n > 1:
		text += fmt.Sprintf(", %d jobs of tasks", n)
	}
	switch n := len(c.Flow); {
	case n == 1:
		text += ", 1 job of flow"
	case n > 1:
		text += fmt.Sprintf(", %d jobs of flow", n)
	}
	switch n := len(c.Report); {
	case n == 1:
		text += ", 1 report"
	case n > 1:
		text += fmt.Sprintf(", %d reports", n)
	}
	return text
}
