package config

import (
	"errors"
	"fmt"
	"net/url"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"weir"
	"weir/internal/secret"
)

// EnvironmentSite is the name of a site that is given by the environment.
const EnvironmentSite = "env"

// A Site is a Jira site as it is configured.
type Site struct {
	Name string
	// URL is where people open it: https, a host in small letters, perhaps a
	// port and a context path, no slash at the end.
	URL *url.URL
	// APIURL is where its API is reached, in the same form; nil if that is URL.
	APIURL *url.URL
	CAFile string // a full path: certificates to trust besides the system's; may be empty

	// User and Token are set for a site that is given by the environment; those
	// of the others are in the keychain.
	User  secret.Text
	Token secret.Text
}

// FromEnvironment reports whether the site is given by the environment.
func (s Site) FromEnvironment() bool { return !s.Token.IsZero() }

// Validate checks what a site must have before it is saved.
func (s Site) Validate() error {
	_, err := s.checked()
	return err
}

// checked returns the site as it is kept, without credentials.
func (s Site) checked() (Site, error) {
	if err := CheckName(s.Name); err != nil {
		return s, err
	}
	if s.URL == nil {
		return s, &weir.Error{Kind: weir.Usage, Text: "a site needs a URL", Next: "give it with --url"}
	}
	kept := Site{Name: s.Name}
	var err error
	if kept.URL, err = parseURL(s.URL.String()); err != nil {
		return s, &weir.Error{
			Kind: weir.Usage, Text: "the site's URL " + err.Error(), Next: "give it as https://NAME.atlassian.net or https://host/jira",
		}
	}
	if s.APIURL != nil {
		if kept.APIURL, err = parseURL(s.APIURL.String()); err != nil {
			return s, &weir.Error{Kind: weir.Usage, Text: "the URL of the site's API " + err.Error()}
		}
	}
	if s.CAFile != "" {
		// What was typed is meant from where it was typed; the file means it
		// from where the file is.
		if kept.CAFile, err = filepath.Abs(s.CAFile); err != nil {
			return s, fmt.Errorf("find CA file: %w", err)
		}
	}
	return kept, nil
}

// same reports whether both are configured alike.
func (s Site) same(o Site) bool {
	return s.Name == o.Name && sameURL(s.URL, o.URL) && sameURL(s.APIURL, o.APIURL) && s.CAFile == o.CAFile
}

func sameURL(a, b *url.URL) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.String() == b.String()
}

var siteName = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,39}$`)

// CheckName checks a name that a user chose for a site.
func CheckName(name string) error {
	if name != EnvironmentSite && siteName.MatchString(name) {
		return nil
	}
	return &weir.Error{
		Kind: weir.Usage, Text: fmt.Sprintf("a site cannot be called %q", secret.Scrub(name)),
		Next: "choose up to 40 of a-z, 0-9, - and _, for instance: work (env is taken: it is the site of the environment)",
	}
}

// siteTable is a table [jira.NAME] of the file.
type siteTable struct {
	URL    string `toml:"url"`
	APIURL string `toml:"api_url"`
	CAFile string `toml:"ca_file"`
}

// A setting is a key and its value in the file. The empty value means that the
// key is not there.
type setting struct {
	key, value string
	bare       bool // value is a number or a list as TOML writes it, and no text
}

// written is the value as the file has it.
func (s setting) written() string {
	if s.bare {
		return s.value
	}
	return quote(s.value)
}

func (t siteTable) settings() []setting {
	return []setting{{key: "url", value: t.URL}, {key: "api_url", value: t.APIURL}, {key: "ca_file", value: t.CAFile}}
}

// table returns the site as the file has it.
func (s Site) table() siteTable {
	t := siteTable{URL: s.URL.String(), CAFile: s.CAFile}
	if s.APIURL != nil {
		t.APIURL = s.APIURL.String()
	}
	return t
}

// site returns what a checked table means in the file at configPath.
func (t siteTable) site(name, configPath, home string) Site {
	s := Site{Name: name, CAFile: expandHome(t.CAFile, home)}
	if s.CAFile != "" && !filepath.IsAbs(s.CAFile) {
		s.CAFile = filepath.Join(filepath.Dir(configPath), s.CAFile)
	}
	// Both were checked when the file was read; what is wrong stays nil.
	s.URL, _ = parseURL(t.URL)
	if t.APIURL != "" {
		s.APIURL, _ = parseURL(t.APIURL)
	}
	return s
}

func (t siteTable) check(c *checker, at []string) {
	if CheckName(at[1]) != nil {
		c.atKey(at, "a site's name is up to 40 of a-z, 0-9, - and _, and not %s", EnvironmentSite)
	}
	if _, err := parseURL(t.URL); err != nil {
		switch url := slices.Concat(at, []string{"url"}); {
		case t.URL != "":
			c.ofValue(url, "url %v", err)
		case !c.reported(url):
			c.atKey(at, "[%s] needs a url, for instance url = \"https://example.atlassian.net\"", dotted(at))
		}
	}
	if t.APIURL == "" {
		return
	}
	if _, err := parseURL(t.APIURL); err != nil {
		c.ofValue(slices.Concat(at, []string{"api_url"}), "api_url %v", err)
	}
}

// parseURL reads an address that Weir will call, and returns it in its one
// form: small letters in the host, no default port, no slash at the
// end. The error continues a sentence, and repeats nothing of the address.
func parseURL(text string) (*url.URL, error) {
	text = strings.TrimSpace(text)
	u, err := url.Parse(text)
	switch {
	case err != nil, strings.Contains(text, `\`):
		return nil, errors.New("is not a URL")
	case u.Scheme == "http":
		return nil, errors.New("must begin with https://: over http the token could be read on the way")
	case u.Scheme != "https":
		return nil, errors.New("must begin with https://")
	case u.Opaque != "" || u.Hostname() == "":
		return nil, errors.New("names no host")
	case u.User != nil:
		return nil, errors.New("must not carry a user name or a password: they belong in the keychain (weir connect)")
	case strings.ContainsAny(text, "?#"):
		return nil, errors.New("must end before ? or #")
	}
	host, err := oneHost(u)
	if err != nil {
		return nil, err
	}
	// An escaped slash or dot would mean one path here and another one there.
	p := strings.TrimRight(u.Path, "/")
	if p != "" && (path.Clean(p) != p || u.RawPath != "") {
		return nil, errors.New("has a path with empty, dotted or escaped parts")
	}
	return &url.URL{Scheme: "https", Host: host, Path: p}, nil
}

// hostName is a name of labels. Letters of every script may be in it, and the
// underscores that hosts inside companies have.
var hostName = regexp.MustCompile(`^[\p{L}\p{M}\p{N}_]+(?:-+[\p{L}\p{M}\p{N}_]+)*(?:\.[\p{L}\p{M}\p{N}_]+(?:-+[\p{L}\p{M}\p{N}_]+)*)*$`)

// oneHost returns host and port in their one form.
func oneHost(u *url.URL) (string, error) {
	host, port := u.Hostname(), u.Port()
	if strings.Contains(host, ":") {
		if strings.Contains(host, "%") {
			return "", errors.New("has a zone in its host")
		}
		host = "[" + strings.ToLower(host) + "]"
	} else {
		host = strings.ToLower(strings.TrimSuffix(host, "."))
		if !hostName.MatchString(host) {
			return "", errors.New("has a host that is no name")
		}
	}
	if port == "" || port == "443" {
		return host, nil
	}
	if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
		return "", errors.New("has a port that is no number from 1 to 65535")
	}
	return host + ":" + port, nil
}
