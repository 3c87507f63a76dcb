package jira

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"weir"
)

// A Server is what a site says of itself.
type Server struct {
	Flavour Flavour
	Version string
	URL     string    // what the site thinks is its own address
	Time    time.Time // its clock when it answered
}

// An Account is whom the token belongs to.
type Account struct {
	Person weir.Person
	Zone   *time.Location // of the profile: JQL dates are read in it
}

func (a *Account) is(name string) bool {
	return strings.EqualFold(name, a.Person.ID) || strings.EqualFold(name, a.Person.Name)
}

// ServerInfo asks the site what it is. The answer is kept.
func (c *Client) ServerInfo(ctx context.Context) (Server, error) {
	c.mu.Lock()
	known := c.server
	c.mu.Unlock()
	if known != nil {
		return *known, nil
	}
	server, err := c.askServer(ctx)
	if err != nil {
		return Server{}, err
	}
	c.mu.Lock()
	c.server = &server
	c.mu.Unlock()
	return server, nil
}

func (c *Client) askServer(ctx context.Context) (Server, error) {
	var wire struct {
		BaseURL        string `json:"baseUrl"`
		Version        string `json:"version"`
		DeploymentType string `json:"deploymentType"`
		ServerTime     string `json:"serverTime"`
	}
	if err := c.get(ctx, ServerInfo.path(DataCenter), nil, decodeInto(&wire)); err != nil {
		return Server{}, err
	}
	if wire.Version == "" && wire.DeploymentType == "" {
		return Server{}, &weir.Error{
			Kind: weir.NotJira, Text: c.api.Host + " answers, but not as Jira does", Next: "check the URL",
		}
	}
	server := Server{Flavour: DataCenter, Version: wire.Version, URL: wire.BaseURL}
	if strings.EqualFold(wire.DeploymentType, "Cloud") {
		server.Flavour = Cloud
	}
	if wire.ServerTime != "" {
		at, err := parseTime(wire.ServerTime)
		if err != nil {
			return Server{}, &weir.Error{Kind: weir.NotJira, Text: "Jira's clock cannot be read", Err: err}
		}
		server.Time = at
	}
	return server, nil
}

func atAtlassian(host string) bool {
	for _, domain := range []string{".atlassian.net", ".jira.com", ".atlassian.com", ".atlassian-us-gov-mod.net", ".atlassian-us-gov-mod.com"} {
		if strings.HasSuffix(host, domain) {
			return true
		}
	}
	return false
}

// Myself asks whom the token belongs to: the one question that Jira does not
// answer to anonymous users, and so the proof that the sign-in is valid.
func (c *Client) Myself(ctx context.Context) (Account, error) {
	server, err := c.ServerInfo(ctx)
	if err != nil {
		return Account{}, err
	}
	var wire struct {
		wirePerson
		TimeZone string `json:"timeZone"`
	}
	if err := c.get(ctx, Myself.path(server.Flavour), nil, decodeInto(&wire)); err != nil {
		return Account{}, err
	}
	account := Account{Person: wire.person(), Zone: time.UTC}
	if account.Person.ID == "" && account.Person.Name == "" {
		return Account{}, c.loginError("")
	}
	if wire.TimeZone != "" {
		zone, err := time.LoadLocation(wire.TimeZone)
		if err != nil || wire.TimeZone == "Local" {
			return Account{}, &weir.Error{
				Kind: weir.NotJira, Text: fmt.Sprintf("the profile's time zone %q is not known here", wire.TimeZone),
				Next: "choose another time zone in your Jira profile, or install the system's time zone data (tzdata)",
			}
		}
		account.Zone = zone
	}
	c.mu.Lock()
	c.account = &account
	c.mu.Unlock()
	return account, nil
}

// signedIn makes sure, once, that the sign-in is valid.
func (c *Client) signedIn(ctx context.Context) error {
	c.mu.Lock()
	known := c.account != nil
	c.mu.Unlock()
	if known {
		return nil
	}
	_, err := c.Myself(ctx)
	return err
}

// Permissions that go beyond reading, by Jira's own keys.
func writePermissions() []string {
	return []string{
		"CREATE_ISSUES", "EDIT_ISSUES", "DELETE_ISSUES", "TRANSITION_ISSUES", "ADD_COMMENTS",
		"ADMINISTER_PROJECTS", "ADMINISTER",
	}
}

// A Grant is what an account may do somewhere on the site.
type Grant struct {
	Browse bool
	Beyond []string // permissions that Weir does not need, by Jira's names for them
}

// Permissions asks what the account may do.
func (c *Client) Permissions(ctx context.Context) (Grant, error) {
	server, err := c.ServerInfo(ctx)
	if err != nil {
		return Grant{}, err
	}
	var wire struct {
		Permissions map[string]struct {
			Name string `json:"name"`
			Have bool   `json:"havePermission"`
		} `json:"permissions"`
	}
	query := url.Values{"permissions": {strings.Join(append([]string{"BROWSE_PROJECTS"}, writePermissions()...), ",")}}
	if err := c.get(ctx, Permissions.path(server.Flavour), query, decodeInto(&wire)); err != nil {
		return Grant{}, err
	}
	grant := Grant{Browse: wire.Permissions["BROWSE_PROJECTS"].Have}
	for _, key := range writePermissions() {
		if p := wire.Permissions[key]; p.Have {
			grant.Beyond = append(grant.Beyond, p.Name)
		}
	}
	return grant, nil
}

// AnsweredFor returns the account that Jira named with its last answer, an
// account's id or a user's name, or nothing where it named none. It sends nothing.
func (c *Client) AnsweredFor() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.answered
}
