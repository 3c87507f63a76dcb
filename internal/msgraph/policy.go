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

// The paths of Graph, below the address at which it is reached, with its version.
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
	at := below(graph)
	get, post, patch := http.MethodGet, http.MethodPost, http.MethodPatch
	return outbound.Policy{
		Peer:    graphPeer,
		Hosts:   []string{graph.Host},
		Methods: []string{get, post, patch},
		Paths: []string{
			at(pathMe), at(pathNotebooks), at(pathSectionsOf), at(pathGroupsOf), at(pathGroupSections), at(pathGroupsOfGroups), at(pathPages), at(pathContent),
		},
		Only: map[string][]string{
			at(pathMe): {get}, at(pathGroupsOf): {get}, at(pathGroupsOfGroups): {get},
			// A notebook, a section or a page is made where those that are there are listed.
			at(pathNotebooks):  {get, post},
			at(pathSectionsOf): {get, post}, at(pathGroupSections): {get, post}, at(pathPages): {get, post},
			at(pathContent): {get, patch},
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
	at := below(authority)
	return outbound.Policy{
		Peer:    signInPeer,
		Hosts:   []string{authority.Host},
		Methods: []string{http.MethodPost},
		Paths:   []string{at(pathToken), at(pathDevice)},
		Headers: []string{"Accept", "Content-Type", "User-Agent"},
		MaxBody: 1 << 20,
		Timeout: time.Minute,
		Stall:   30 * time.Second,
	}
}

// below returns how a path is called on the wire that stands below an address: so it
// is in the policy, in what administrators approve, and in the audit trail.
func below(address *url.URL) func(path string) string {
	base := strings.TrimSuffix(address.EscapedPath(), "/")
	return func(path string) string { return base + path }
}

// The paths of an authority, below its address.
const (
	pathAuthorize = "/oauth2/v2.0/authorize"
	pathToken     = "/oauth2/v2.0/token" //nolint:gosec // a path, no credential
	pathDevice    = "/oauth2/v2.0/devicecode"
)
