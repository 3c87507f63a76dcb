package outbound_test

import (
	"bufio"
	"bytes"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"testing"

	"weir/internal/outbound"
)

// reference is a second opinion on the paths of jiraPolicy, taken from the
// bytes that would arrive at the peer.
var reference = regexp.MustCompile(`^/(rest/api/2/(myself|search|issue/[A-Za-z0-9._~-]+/changelog)|rest/agile/1\.0/board/[A-Za-z0-9._~-]+/configuration)$`)

func FuzzOnlyListedPathsPass(f *testing.F) {
	for _, raw := range []string{
		"/rest/api/2/myself", "/rest/api/2/search?jql=x", "/rest/api/2/issue/1/changelog", "/rest/agile/1.0/board/7/configuration",
		"/rest/api/2/issue/%2e%2e/changelog", "/rest/api/2/issue/../changelog", "//x/rest/api/2/myself", "/rest/api/2/myself#f", "/rest/api/2/issue/{id}/changelog",
		"@evil.test/rest/api/2/myself", ":8443/rest/api/2/myself", ".evil.test/rest/api/2/myself",
	} {
		f.Add(raw, "", "")
	}
	f.Add("/rest/api/2/myself", "/rest/api/2/user", "")
	f.Add("/rest/api/2/myself", "", "/rest/api/2/mysel%66")
	f.Fuzz(func(t *testing.T, raw, opaque, rawPath string) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, site+raw, nil)
		if err != nil {
			return
		}
		if opaque != "" {
			r.URL.Opaque = opaque
		}
		if rawPath != "" {
			r.URL.RawPath = rawPath
		}
		_, refusal := outbound.Check(jiraPolicy(), r)
		arrived, ok := onTheWire(r)
		if !ok {
			return
		}
		listed := arrived.Host == "jira.test" && reference.MatchString(arrived.RequestURI) && path.Clean(arrived.RequestURI) == arrived.RequestURI
		if refusal == nil && !listed {
			t.Errorf("let through %q at host %q", arrived.RequestURI, arrived.Host)
		}
		plain := opaque == "" && rawPath == "" && r.URL.User == nil
		if refusal != nil && listed && plain {
			t.Errorf("refused %q: %v", arrived.RequestURI, refusal)
		}
	})
}

// onTheWire writes r as the transport would and reads it as a server would. The
// query is cut off.
func onTheWire(r *http.Request) (*http.Request, bool) {
	var wire bytes.Buffer
	if err := r.Write(&wire); err != nil {
		return nil, false
	}
	arrived, err := http.ReadRequest(bufio.NewReader(&wire))
	if err != nil {
		return nil, false
	}
	target, err := url.Parse(arrived.RequestURI)
	if err != nil {
		return nil, false
	}
	if target.RawQuery != "" || target.ForceQuery {
		arrived.RequestURI = arrived.RequestURI[:bytes.IndexByte([]byte(arrived.RequestURI), '?')]
	}
	return arrived, true
}
