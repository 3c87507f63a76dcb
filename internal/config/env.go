package config

import (
	"fmt"
	"net/url"
	"os"
	"strings"

	"github.com/caarlos0/env/v11"

	"weir"
	"weir/internal/secret"
)

// defaultGateway is where scoped tokens of the commercial cloud work.
const defaultGateway = "https://api.atlassian.com"

// variables are what Weir reads from the environment. Each secret has a twin
// that names a file.
type variables struct {
	Config     string `env:"WEIR_CONFIG"`
	StateDir   string `env:"WEIR_STATE_DIR"`
	URL        string `env:"WEIR_JIRA_URL"`
	APIURL     string `env:"WEIR_JIRA_API_URL"`
	GatewayURL string `env:"WEIR_JIRA_GATEWAY_URL"`
	CAFile     string `env:"WEIR_JIRA_CA_FILE"`
	User       string `env:"WEIR_JIRA_USER"`
	UserFile   string `env:"WEIR_JIRA_USER_FILE"`
	Token      string `env:"WEIR_JIRA_TOKEN"`
	TokenFile  string `env:"WEIR_JIRA_TOKEN_FILE"`

	Keychain       string `env:"WEIR_KEYCHAIN"`
	Passphrase     string `env:"WEIR_KEYCHAIN_PASSPHRASE"`
	PassphraseFile string `env:"WEIR_KEYCHAIN_PASSPHRASE_FILE"`
}

// An environment is what the variables amount to.
type environment struct {
	site       *Site
	partial    string // what is missing when the environment gives half a site
	gateway    *url.URL
	keychain   string
	passphrase secret.Text
}

func readVariables(environ []string) (variables, error) {
	var v variables
	if err := env.ParseWithOptions(&v, env.Options{Environment: env.ToMap(environ)}); err != nil {
		return v, &weir.Error{Kind: weir.BadConfig, Text: "cannot read the environment", Err: err}
	}
	return v, nil
}

func (v variables) environment() (environment, error) {
	e := environment{keychain: v.Keychain}
	switch e.keychain {
	case "":
		e.keychain = "auto"
	case "auto", "system", "file":
	default:
		return e, badVariable("WEIR_KEYCHAIN", "must be auto, system or file", "")
	}
	var err error
	if e.passphrase, err = secretOrFile("WEIR_KEYCHAIN_PASSPHRASE", v.Passphrase, v.PassphraseFile); err != nil {
		return e, err
	}
	gateway := v.GatewayURL
	if gateway == "" {
		gateway = defaultGateway
	}
	var fault string
	if e.gateway, fault = parseURL(gateway); fault != "" {
		return e, badVariable("WEIR_JIRA_GATEWAY_URL", fault, "")
	}
	if e.site, err = v.site(); e.site == nil && v.URL != "" {
		e.partial = "WEIR_JIRA_URL is set, but there is no WEIR_JIRA_TOKEN"
	}
	if tokenAlone := v.Token+v.TokenFile != "" && v.URL == ""; tokenAlone {
		e.partial = "WEIR_JIRA_TOKEN is set, but there is no WEIR_JIRA_URL"
	}
	return e, err
}

// site returns the site that the environment gives wholly, or nil.
func (v variables) site() (*Site, error) {
	token, err := secretOrFile("WEIR_JIRA_TOKEN", v.Token, v.TokenFile)
	if err != nil {
		return nil, err
	}
	user, err := secretOrFile("WEIR_JIRA_USER", v.User, v.UserFile)
	if err != nil {
		return nil, err
	}
	if v.URL == "" || token.IsZero() {
		return nil, nil // one alone is an answer to `weir connect`, not a site
	}
	site := &Site{Name: EnvironmentSite, CAFile: v.CAFile, User: user, Token: token}
	var fault string
	if site.URL, fault = parseURL(v.URL); fault != "" {
		return nil, badVariable("WEIR_JIRA_URL", fault, "for instance: WEIR_JIRA_URL=https://NAME.atlassian.net")
	}
	if v.APIURL == "" {
		return site, nil
	}
	if site.APIURL, fault = parseURL(v.APIURL); fault != "" {
		return nil, badVariable("WEIR_JIRA_API_URL", fault, "")
	}
	return site, nil
}

// secretOrFile returns a secret from the variable, or from the file that its
// twin names.
func secretOrFile(name, value, path string) (secret.Text, error) {
	if path == "" {
		return secret.New(value), nil
	}
	if value != "" {
		return secret.Text{}, badVariable(name+"_FILE", "and "+name+" are both set", "set one of them")
	}
	text, err := os.ReadFile(path) //nolint:gosec // which file it is, is the user's choice
	if err != nil {
		return secret.Text{}, &weir.Error{Kind: weir.BadConfig, Text: fmt.Sprintf("cannot read the file that %s_FILE names", name), Next: "check the path and its permissions", Err: err}
	}
	return secret.New(strings.TrimRight(strings.TrimPrefix(string(text), "\ufeff"), "\r\n")), nil
}

func badVariable(name, fault, next string) error {
	return &weir.Error{Kind: weir.BadConfig, Text: name + " " + fault, Next: next}
}
