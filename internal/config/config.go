package config

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"weir"
	"weir/internal/secret"
)

// A Config is what a user configured, with the environment laid over it.
type Config struct {
	Path        string // of the file, which may not exist
	DefaultSite string
	Jira        map[string]Site // the sites of the file, by name

	env environment
}

// Site returns the site with the given name. Without a name it is the one that
// the environment gives, else the default one, else the only one.
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
	case len(names) == 0 && name == "":
		return Site{}, &weir.Error{
			Kind: weir.BadConfig, Text: "no Jira site is connected yet",
			Next: "run `weir connect work`; or try `weir demo`, which needs no account",
		}
	case name == "":
		return Site{}, &weir.Error{
			Kind: weir.Usage, Text: "there are several sites: " + strings.Join(names, ", "),
			Next: "choose one with --site, or set default_site in " + c.Path,
		}
	}
	next := "run `weir connect " + name + "`"
	if len(names) > 0 {
		next = "the sites are " + strings.Join(names, ", ") + "; to add one: weir connect " + name
	}
	return Site{}, &weir.Error{Kind: weir.Usage, Text: fmt.Sprintf("there is no site %q", name), Next: next}
}

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

// KeychainMode returns auto, system or file.
func (c *Config) KeychainMode() string { return c.env.keychain }

// Passphrase returns that of the encrypted file, where the environment gives it.
func (c *Config) Passphrase() secret.Text { return c.env.passphrase }

// Describe says in a few words where the configuration comes from.
func (c *Config) Describe() string {
	parts := []string{fmt.Sprintf("%s, %d sites", c.Path, len(c.Jira))}
	if len(c.Jira) == 1 {
		parts[0] = c.Path + ", 1 site"
	}
	if c.env.site != nil {
		parts = append(parts, "and one from the environment")
	}
	return strings.Join(parts, " ")
}
