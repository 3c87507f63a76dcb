package config

import (
	"net/url"
	"path/filepath"
	"regexp"
)

// Where the commercial cloud of Microsoft signs in, and answers.
const (
	MicrosoftLogin = "https://login.microsoftonline.com/common"
	MicrosoftGraph = "https://graph.microsoft.com/v1.0"
)

// A Microsoft says by which application people sign in to Microsoft, and where.
// There is no secret in it: such an application is a public client.
type Microsoft struct {
	ClientID string   // of a registration of one's own; empty: none is configured
	Login    *url.URL // where people sign in, with the tenant as its path
	Graph    *url.URL // where Graph is, with its version as its path
	CAFile   string   // a full path: certificates to trust besides the system's; may be empty
}

var guid = regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)

const noGUID = "is no application id: it looks like 00000000-0000-0000-0000-000000000000, and stands on the page of your app registration"

// microsoftTable is the table [microsoft] of the file.
type microsoftTable struct {
	ClientID string `toml:"client_id"`
	Login    string `toml:"login"`
	Graph    string `toml:"graph"`
	CAFile   string `toml:"ca_file"`
}

func (t microsoftTable) check(c *checker) {
	k := taskChecker{c, []string{"microsoft"}}
	if t.ClientID != "" && !guid.MatchString(t.ClientID) {
		k.wrong("client_id", "client_id "+noGUID)
	}
	for key, text := range map[string]string{"login": t.Login, "graph": t.Graph} {
		if text == "" {
			continue
		}
		if _, err := parseURL(text); err != nil {
			k.wrong(key, "%s %v", key, err)
		}
	}
}

// microsoft returns what a checked table means in the file at configPath.
func (t microsoftTable) microsoft(configPath, home string) Microsoft {
	m := Microsoft{ClientID: t.ClientID, CAFile: expandHome(t.CAFile, home)}
	if m.CAFile != "" && !filepath.IsAbs(m.CAFile) {
		m.CAFile = filepath.Join(filepath.Dir(configPath), m.CAFile)
	}
	if t.Login != "" {
		m.Login, _ = parseURL(t.Login) // was checked when the file was read
	}
	if t.Graph != "" {
		m.Graph, _ = parseURL(t.Graph)
	}
	return m
}

// Microsoft returns what the environment says, else what the file says, else
// what holds for the commercial cloud.
func (c *Config) Microsoft() Microsoft {
	m := c.env.microsoft
	if m.ClientID == "" {
		m.ClientID = c.microsoft.ClientID
	}
	if m.CAFile == "" {
		m.CAFile = c.microsoft.CAFile
	}
	m.Login = firstURL(m.Login, c.microsoft.Login, MicrosoftLogin)
	m.Graph = firstURL(m.Graph, c.microsoft.Graph, MicrosoftGraph)
	return m
}

// firstURL returns the first address that there is; one without a path gets that
// of the usual one.
func firstURL(a, b *url.URL, usual string) *url.URL {
	u, _ := parseURL(usual) // a constant of ours
	for _, given := range []*url.URL{a, b} {
		if given == nil {
			continue
		}
		if given.Path == "" {
			return &url.URL{Scheme: given.Scheme, Host: given.Host, Path: u.Path}
		}
		return given
	}
	return u
}

// SaveMicrosoft writes the application's id into the file, and takes it over.
// What else [microsoft] says stays.
func (c *Config) SaveMicrosoft(clientID string) error {
	return c.change(func(doc *document, f *file) ([]byte, error) {
		f.Microsoft.ClientID = clientID
		return doc.set([]string{"microsoft"}, []setting{{key: "client_id", value: clientID}})
	})
}

// microsoft reads the variables.
func (v variables) microsoft(home string, found *faults) Microsoft {
	m := Microsoft{ClientID: v.MicrosoftClient, CAFile: expandHome(v.MicrosoftCAFile, home)}
	if m.ClientID != "" && !guid.MatchString(m.ClientID) {
		found.variable("WEIR_MICROSOFT_CLIENT_ID", noGUID)
	}
	if v.MicrosoftLogin != "" {
		m.Login = found.url("WEIR_MICROSOFT_LOGIN", v.MicrosoftLogin)
	}
	if v.MicrosoftGraph != "" {
		m.Graph = found.url("WEIR_MICROSOFT_GRAPH", v.MicrosoftGraph)
	}
	return m
}
