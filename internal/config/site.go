package config

import (
	"net/url"
	"regexp"
	"strings"

	"weir"
	"weir/internal/secret"
)

// EnvironmentSite is the name of a site that is given by the environment.
const EnvironmentSite = "env"

// A Site is a Jira site as it is configured.
type Site struct {
	Name   string
	URL    *url.URL // where people open it
	APIURL *url.URL // where its API is reached, if not at URL
	CAFile string   // certificates to trust besides the system's

	// User and Token are set for a site that is given by the environment; those
	// of the others are in the keychain.
	User  secret.Text
	Token secret.Text
}

// FromEnvironment reports whether the site is given by the environment.
func (s Site) FromEnvironment() bool { return !s.Token.IsZero() }

// Validate checks what a site must have before it is saved.
func (s Site) Validate() error {
	if err := CheckName(s.Name); err != nil {
		return err
	}
	if s.URL == nil {
		return &weir.Error{Kind: weir.Usage, Text: "a site needs a URL", Next: "give it with --url"}
	}
	if fault := urlFault(s.URL); fault != "" {
		return &weir.Error{Kind: weir.Usage, Text: "the site's URL " + fault, Next: "give it as https://NAME.atlassian.net or https://host/jira"}
	}
	return nil
}

// CheckName checks a name that a user chose for a site.
func CheckName(name string) error {
	if name != EnvironmentSite && regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,39}$`).MatchString(name) {
		return nil
	}
	return &weir.Error{
		Kind: weir.Usage, Text: "a site cannot be called \"" + name + "\"",
		Next: "choose up to 40 of a-z, 0-9, - and _, for instance: work (env is taken: it is the site of the environment)",
	}
}

// parseURL reads a URL of the configuration; the fault is what is wrong with it.
func parseURL(text string) (u *url.URL, fault string) {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil {
		return nil, "is not a URL" // the error would repeat the text, with what may be a password
	}
	if fault := urlFault(u); fault != "" {
		return nil, fault
	}
	u.Path = strings.TrimRight(u.Path, "/")
	return u, ""
}

func urlFault(u *url.URL) string {
	switch {
	case u.Scheme == "http":
		return "must begin with https://: over http the token could be read on the way"
	case u.Scheme != "https":
		return "must begin with https://"
	case u.Hostname() == "":
		return "names no host"
	case u.User != nil:
		return "must not carry a user name or a password: they belong in the keychain (weir connect)"
	case u.RawQuery != "" || u.Fragment != "":
		return "must end before ? or #"
	}
	return ""
}
