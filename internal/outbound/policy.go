package outbound

import (
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"weir"
)

// A Policy says what a client may do. Its zero values for limits mean the
// defaults named beside them.
type Policy struct {
	Peer    string   // how messages and the audit trail name the peer: "Jira"
	Hosts   []string // host or host:port, exact; without a port, 443
	Methods []string // allowed methods
	Base    string   // path prefix of the peer, "" or "/jira"
	// Paths lists the allowed paths below Base. A segment in braces, such as
	// {id}, stands for exactly one segment. A last segment with dots, such as
	// {path...}, stands for one or more of them that the peer itself has named:
	// they may be escaped, and never lead up or to another place.
	Paths []string
	// Only names the paths of Paths that allow fewer than all of Methods, with those
	// that each of them allows.
	Only map[string][]string
	// Marks lists what a segment such as {id} may hold beside letters, digits and
	// -_.~, for a peer whose ids have more: of !*'() alone, which lead nowhere.
	Marks string
	// Headers lists what a request's header may hold; nil means Accept,
	// Authorization and User-Agent. A policy for bodies adds Content-Type.
	Headers []string

	MaxBody int64         // bytes of one answer, decompressed; 256 MiB
	Timeout time.Duration // one attempt, with its body; 10 minutes
	Stall   time.Duration // the longest silence inside an answer; twice that before it begins; 60 s
	Budget  time.Duration // the longest sum of waits between attempts; 3 minutes
	Pace    Pace          // how fast attempts may follow one another; as fast as they are asked for

	// HandBack hands every answer to the caller, who has a rule of their own for
	// 429 and for failures of the peer. Only what had no answer is repeated here.
	HandBack bool

	// Loopback allows plain http as well, toward this computer itself alone: a
	// person's own CalDAV server (promise T1).
	Loopback bool

	// Guard, where strangers supply the host, refuses addresses that are not
	// public. A person's own site may be on a private network: nil.
	Guard *Guard
}

const (
	defaultMaxBody = 256 << 20
	defaultTimeout = 10 * time.Minute
	defaultStall   = time.Minute
	defaultBudget  = 3 * time.Minute
)

func defaultHeaders() []string { return []string{"Accept", "Authorization", "User-Agent"} }

func (p Policy) withDefaults() Policy {
	if p.MaxBody == 0 {
		p.MaxBody = defaultMaxBody
	}
	if p.Timeout == 0 {
		p.Timeout = defaultTimeout
	}
	if p.Stall == 0 {
		p.Stall = defaultStall
	}
	if p.Budget == 0 {
		p.Budget = defaultBudget
	}
	return p
}

// check returns the path template that allows the request, or an error of kind
// Refused. It looks at the request alone and opens nothing.
func (p Policy) check(r *http.Request) (template string, err error) {
	if err := p.checkURL(r.URL, r.Host); err != nil {
		return "", err
	}
	if !slices.Contains(p.Methods, r.Method) {
		return "", p.refuse("%s requests are not allowed", r.Method)
	}
	if err := p.checkHeaders(r); err != nil {
		return "", err
	}
	t, ok := p.template(r.URL)
	switch {
	case !ok:
		return "", p.refuse("the path is not on the list: %s", r.URL.EscapedPath())
	case !slices.Contains(p.MethodsOf(t), r.Method):
		return "", p.refuse("%s requests are not allowed to %s", r.Method, t)
	}
	return t, nil
}

// MethodsOf lists the methods that a path of Paths allows.
func (p Policy) MethodsOf(path string) []string {
	only, narrow := p.Only[path]
	if !narrow {
		return p.Methods
	}
	return slices.DeleteFunc(slices.Clone(p.Methods), func(method string) bool { return !slices.Contains(only, method) })
}

func (p Policy) checkURL(u *url.URL, host string) error {
	switch {
	case u.Scheme != "https" && !p.mayBePlain(u):
		return p.refuse("only https is allowed, not %q", u.Scheme)
	case u.Opaque != "":
		// It would be sent in place of the path that is checked here.
		return p.refuse("the URL is opaque")
	case u.User != nil:
		return p.refuse("the URL carries a user name or a password")
	case !p.allowsHost(u.Host):
		return p.refuse("the host %q is not allowed", u.Host)
	case host != "" && host != u.Host:
		return p.refuse("the Host header %q differs from the URL", host)
	}
	return nil
}

// checkHeaders refuses what could carry another method, host or protocol inside
// an allowed request. A header under a name that is not in canonical form would
// slip past the standard library, which writes Host and the body's length itself.
func (p Policy) checkHeaders(r *http.Request) error {
	for name := range r.Header {
		if !p.allowsHeader(name) {
			return p.refuse("the header %q is not allowed", name)
		}
	}
	if len(r.Trailer) > 0 || len(r.TransferEncoding) > 0 {
		return p.refuse("a trailer or a transfer encoding of one's own is not allowed")
	}
	if (r.Method == http.MethodGet || r.Method == http.MethodHead) && r.Body != nil && r.Body != http.NoBody {
		return p.refuse("a %s request with a body is not allowed", r.Method)
	}
	return nil
}

// allowsHeader compares the name as it would be sent.
func (p Policy) allowsHeader(name string) bool {
	allowed := p.Headers
	if allowed == nil {
		allowed = defaultHeaders()
	}
	return slices.ContainsFunc(allowed, func(header string) bool { return http.CanonicalHeaderKey(header) == name })
}

func (p Policy) allowsHost(host string) bool {
	return slices.ContainsFunc(p.Hosts, func(allowed string) bool {
		return withPort(allowed) == withPort(host)
	})
}

// mayBePlain reports whether u may be spoken to without TLS.
func (p Policy) mayBePlain(u *url.URL) bool {
	return p.Loopback && u.Scheme == "http" && IsLoopback(u.Hostname())
}

// IsLoopback reports whether a URL's host, without its port, is this computer
// itself: an address of the loopback network, or the name localhost.
func IsLoopback(host string) bool {
	if asciiLower(host) == "localhost" {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.Unmap().IsLoopback()
}

func withPort(host string) string {
	host = asciiLower(host)
	if (&url.URL{Host: host}).Port() == "" {
		return host + ":443"
	}
	return host
}

// asciiLower leaves other letters alone: some of them have a lower case in
// ASCII, and a host name must not match by that.
func asciiLower(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

// template finds the listed path that u's path is an instance of.
func (p Policy) template(u *url.URL) (string, bool) {
	rest, ok := strings.CutPrefix(u.EscapedPath(), p.Base)
	if !ok {
		return "", false
	}
	segments := strings.Split(rest, "/")
	for _, path := range p.Paths {
		if p.matches(strings.Split(path, "/"), segments) {
			return path, true
		}
	}
	return "", false
}

func (p Policy) matches(template, segments []string) bool {
	last := len(template) - 1
	if name := template[last]; strings.HasPrefix(name, "{") && strings.HasSuffix(name, "...}") {
		if len(segments) < len(template) || slices.ContainsFunc(segments[last:], func(s string) bool { return !namedSegment(s) }) {
			return false
		}
		template, segments = template[:last], segments[:last]
	}
	return slices.EqualFunc(template, segments, func(want, got string) bool {
		if strings.HasPrefix(want, "{") && strings.HasSuffix(want, "}") {
			return p.plainSegment(got)
		}
		return want == got
	})
}

// plainSegment accepts what an id, a key or a name needs, and nothing that a
// server might read as a further path, a parameter or a way up.
func (p Policy) plainSegment(s string) bool {
	if s == "" || s == "." || s == ".." {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		mark := strings.ContainsRune("!*'()", r) && strings.ContainsRune(p.Marks, r)
		return !letter && !mark && !strings.ContainsRune("-_.~", r)
	})
}

// namedSegment accepts what a peer may call a thing of its own, user names with
// an @ and escaped letters among them, and still nothing that could be read as a
// way up, a further segment or the end of the path. An empty one stands before
// and after a collection's last slash.
func namedSegment(s string) bool {
	plain, err := url.PathUnescape(s)
	return err == nil && plain != "." && plain != ".." && utf8.ValidString(plain) &&
		!strings.ContainsFunc(plain, func(r rune) bool { return r == '/' || r == '\\' || unicode.IsControl(r) })
}

func (p Policy) refuse(format string, args ...any) error {
	return &weir.Error{
		Kind: weir.Refused,
		Text: fmt.Sprintf("refuse request to %s: ", p.Peer) + fmt.Sprintf(format, args...),
	}
}
