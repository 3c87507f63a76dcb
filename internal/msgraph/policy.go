package msgraph

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"weir/internal/outbound"
)

// Where Microsoft is reached unless the configuration says otherwise, as
// organisations in a national cloud must.
const (
	DefaultAuthority = "https://login.microsoftonline.com/common"
	DefaultGraph     = "https://graph.microsoft.com/v1.0"
)

// Scopes are all that Weir asks a person to consent to, promise F3: their own
// notebooks, their name, and to come back without asking again.
const Scopes = "Notes.ReadWrite User.Read offline_access"

// What messages and the audit trail call the two peers.
const (
	graphPeer  = "Microsoft Graph"
	signInPeer = "Microsoft sign-in"
)

// The paths of Graph, below its version.
const (
	pathMe             = "/me"
	pathNotebooks      = "/me/onenote/notebooks"
	pathSectionsOf     = "/me/onenote/notebooks/{id}/sections"
	pathGroupsOf       = "/me/onenote/notebooks/{id}/sectionGroups"
	pathGroupSections  = "/me/onenote/sectionGroups/{id}/sections"
	pathGroupsOfGroups = "/me/onenote/sectionGroups/{id}/sectionGroups"
	pathPages          = "/me/onenote/sections/{id}/pages"
	pathContent        = "/me/onenote/pages/{id}/content"
)

// maxAnswer bounds one answer of Graph, in bytes: the content of a very long
// page is a few MiB, a tree of 560 sections 78 KB.
const maxAnswer = 32 << 20

// Policy returns what a client of the Graph at the given address may do. It
// hands every answer back: Graph's limits last minutes, and this package has a
// rule of its own for them.
func Policy(graph *url.URL) outbound.Policy {
	return outbound.Policy{
		Peer:    graphPeer,
		Hosts:   []string{graph.Host},
		Methods: []string{http.MethodGet, http.MethodPost, http.MethodPatch},
		Base:    strings.TrimSuffix(graph.EscapedPath(), "/"),
		Paths: []string{
			pathMe, pathNotebooks, pathSectionsOf, pathGroupsOf, pathGroupSections, pathGroupsOfGroups, pathPages, pathContent,
		},
		Only: map[string][]string{
			pathMe: {http.MethodGet}, pathNotebooks: {http.MethodGet}, pathGroupsOf: {http.MethodGet}, pathGroupsOfGroups: {http.MethodGet},
			// A section, or a page, is made where those that are there are listed.
			pathSectionsOf: {http.MethodGet, http.MethodPost}, pathGroupSections: {http.MethodGet, http.MethodPost}, pathPages: {http.MethodGet, http.MethodPost},
			pathContent: {http.MethodGet, http.MethodPatch},
		},
		Marks:    "!", // as in 1-3f2a!12-9c
		Headers:  []string{"Accept", "Authorization", "Content-Type", "User-Agent"},
		MaxBody:  maxAnswer,
		Timeout:  2 * time.Minute,
		Pace:     outbound.Pace{PerSecond: perMinute / 60.0, Burst: burst},
		HandBack: true,
	}
}

// SignInPolicy returns what a client of an authority, such as DefaultAuthority,
// may do: ask for tokens, and for the code that a person types elsewhere. The
// page on which people sign in is opened by their browser.
func SignInPolicy(authority *url.URL) outbound.Policy {
	return outbound.Policy{
		Peer:    signInPeer,
		Hosts:   []string{authority.Host},
		Methods: []string{http.MethodPost},
		Base:    strings.TrimSuffix(authority.EscapedPath(), "/"),
		Paths:   []string{pathToken, pathDevice},
		Headers: []string{"Accept", "Content-Type", "User-Agent"},
		MaxBody: 1 << 20,
		Timeout: time.Minute,
		Stall:   30 * time.Second,
	}
}

// The paths of an authority.
const (
	pathAuthorize = "/oauth2/v2.0/authorize"
	pathToken     = "/oauth2/v2.0/token" //nolint:gosec // a path, no credential
	pathDevice    = "/oauth2/v2.0/devicecode"
)
