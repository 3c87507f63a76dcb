package config

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/caarlos0/env/v11"

	"weir"
	"weir/internal/atomicfile"
	"weir/internal/secret"
)

// defaultGateway is where scoped tokens of the commercial cloud work.
const defaultGateway = "https://api.atlassian.com"

// maxSecretFile is how large a file may be that a variable names for a secret.
const maxSecretFile = 64 << 10

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

	MicrosoftClient string `env:"WEIR_MICROSOFT_CLIENT_ID"`
	MicrosoftLogin  string `env:"WEIR_MICROSOFT_LOGIN"`
	MicrosoftGraph  string `env:"WEIR_MICROSOFT_GRAPH"`
	MicrosoftCAFile string `env:"WEIR_MICROSOFT_CA_FILE"`

	CalDAVPassword     string `env:"WEIR_CALDAV_PASSWORD"`
	CalDAVPasswordFile string `env:"WEIR_CALDAV_PASSWORD_FILE"`

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
	caldav     secret.Text // the password of the CalDAV servers
	microsoft  Microsoft   // with nil where a variable says nothing
}

func readVariables(values map[string]string) (variables, error) {
	var v variables
	if err := env.ParseWithOptions(&v, env.Options{Environment: values}); err != nil {
		// The cause could repeat a value.
		return v, &weir.Error{Kind: weir.BadConfig, Text: "cannot read the environment"}
	}
	return v, nil
}

// environment checks the variables, and reads the files that some of them name.
func (v variables) environment(home string) (environment, faults) {
	var found faults
	e := environment{keychain: v.Keychain}
	if e.keychain != "" && !isKeychainMode(e.keychain) {
		found.variable("WEIR_KEYCHAIN", "must be auto, system or file%s", didYouMean(e.keychain, keychainModes()))
	}
	e.passphrase = found.secret("WEIR_KEYCHAIN_PASSPHRASE", v.Passphrase, expandHome(v.PassphraseFile, home))
	e.caldav = found.secret("WEIR_CALDAV_PASSWORD", v.CalDAVPassword, expandHome(v.CalDAVPasswordFile, home))
	e.microsoft = v.microsoft(home, &found)
	gateway := v.GatewayURL
	if gateway == "" {
		gateway = defaultGateway
	}
	if e.gateway = found.url("WEIR_JIRA_GATEWAY_URL", gateway); e.gateway == nil {
		e.gateway = &url.URL{Scheme: "https"} // the fault ends whatever would use it
	}
	hasToken := v.Token+v.TokenFile != ""
	switch {
	// One alone is an answer to `weir connect`, and no site.
	case v.URL != "" && !hasToken:
		e.partial = "WEIR_JIRA_URL is set, but there is no WEIR_JIRA_TOKEN"
	case v.URL == "" && hasToken:
		e.partial = "WEIR_JIRA_TOKEN is set, but there is no WEIR_JIRA_URL"
		found.secret("WEIR_JIRA_TOKEN", v.Token, expandHome(v.TokenFile, home))
	case v.URL != "" && hasToken:
		e.site = v.site(home, &found)
	}
	return e, found
}

// site returns the site that the environment gives wholly.
func (v variables) site(home string, found *faults) *Site {
	s := &Site{
		Name: EnvironmentSite, URL: found.url("WEIR_JIRA_URL", v.URL), CAFile: expandHome(v.CAFile, home),
		User:  found.secret("WEIR_JIRA_USER", v.User, expandHome(v.UserFile, home)),
		Token: found.secret("WEIR_JIRA_TOKEN", v.Token, expandHome(v.TokenFile, home)),
	}
	if v.APIURL != "" {
		s.APIURL = found.url("WEIR_JIRA_API_URL", v.APIURL)
	}
	return s
}

// variable adds what is wrong with a variable.
func (f *faults) variable(name, format string, args ...any) {
	*f = append(*f, fault{where: name, text: fmt.Sprintf(format, args...)})
}

func (f *faults) url(name, text string) *url.URL {
	u, err := parseURL(text)
	if err != nil {
		f.variable(name, "%v", err)
	}
	return u
}

// secret returns the secret in the variable, or in the file that its twin
// names. One newline at the end is none of it, nor a byte-order mark.
func (f *faults) secret(name, value, file string) secret.Text {
	if file != "" {
		if value != "" {
			f.variable(name, "and %s_FILE are both set; set one of them", name)
			return secret.Text{}
		}
		name += "_FILE"
		content, _, err := atomicfile.Read(file, maxSecretFile)
		if err == nil && content == nil {
			err = fs.ErrNotExist
		}
		if err != nil {
			f.variable(name, "names a file that cannot be read: %v", err)
			return secret.Text{}
		}
		value = strings.TrimPrefix(string(content), byteOrderMark)
		if value == "" {
			f.variable(name, "names a file that is empty")
		}
	}
	value = strings.TrimSuffix(strings.TrimSuffix(value, "\n"), "\r")
	if err := oneLine(value); err != nil {
		f.variable(name, "%v", err)
		return secret.Text{}
	}
	return secret.New(value)
}

// oneLine refuses what is no single line of text: a header could be smuggled
// in, and what is long before the line's end is hardly meant.
func oneLine(s string) error {
	switch {
	case s != "" && strings.TrimSpace(s) == "":
		return errors.New("holds nothing but space")
	case !utf8.ValidString(s):
		return errors.New("is not UTF-8 text")
	case strings.ContainsFunc(s, unicode.IsControl):
		return errors.New("holds more than one line, or control characters")
	default:
		return nil
	}
}
