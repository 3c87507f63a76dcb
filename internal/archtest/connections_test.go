package archtest_test

import (
	"go/ast"
	"slices"
	"testing"
)

// The packages that may open what reaches the network. Every other package is
// handed a client that outbound made from a policy.
const outbound = "internal/outbound"

// servers are the packages whose shipped files may listen, and why.
var servers = []string{
	"internal/localserver",          // through it the simulators answer, on a loopback address
	"internal/msgraph",              // waits on a loopback address for the browser that comes back from the sign-in
	"internal/tasks/caldav/davtest", // in tests alone: it looks for a free port for its servers
}

// connections are the ways out of the process that go around outbound.
var connections = []ban{
	{
		Import: "net/http", Names: names(`Get|Head|Post|PostForm|DefaultClient|DefaultTransport|ProxyFromEnvironment|ProxyURL`),
		Save: []string{outbound}, Why: "all HTTP leaves through outbound",
	},
	{
		Import: "net", Names: names(`Dial\w*|Dialer|Resolver|DefaultResolver|Lookup\w*|FileConn`),
		Save: []string{outbound, "internal/tasks/caldav/davtest"}, // davtest: in tests alone, to see whether its servers answer
		Why:  "connections and name look-ups are made by outbound",
	},
	{
		Import: "net", Names: names(`Listen\w*|ListenConfig|FileListener`),
		Save: append([]string{outbound}, servers...), Why: "only a server listens, and it is named in internal/archtest",
	},
	{
		Import: "net/http", Names: names(`ListenAndServe\w*|Serve|ServeTLS|Server|Handle|HandleFunc|DefaultServeMux`),
		Save: servers, Why: "only a server listens, and it is named in internal/archtest",
	},
	{
		Import: "net/http", Names: names(`ListenAndServe\w*|Handle|HandleFunc|DefaultServeMux`),
		Why: "a server is given its listener and its own mux",
	},
	{Import: "crypto/tls", Names: names(`Dial\w*|Dialer|Client`), Save: []string{outbound}, Why: "connections are made by outbound"},
	{Import: "syscall", Names: names(`Socket|Connect|Sendto|Sendmsg`), Why: "connections are made by outbound"},
	{Import: "golang.org/x/sys/...", Names: names(`Socket|Connect|Sendto|Sendmsg`), Why: "connections are made by outbound"},
	{Import: "net/http/httputil", Why: "its proxy and its dumps go around outbound"},
	{Import: "net/http/cookiejar", Why: "no cookie of a peer is kept"},
	{Import: "net/http/pprof", Why: "nothing of the process is shown to the network"},
	{Import: "expvar", Why: "nothing of the process is shown to the network"},
	{Import: "net/rpc/...", Why: "it opens connections of its own"},
	{Import: "net/smtp", Why: "it opens connections of its own"},
	{Import: "log/syslog", Why: "it opens connections of its own"},
	{Import: "golang.org/x/net/websocket", Why: "it opens connections of its own"},
	{Import: "golang.org/x/net/http2/...", Why: "outbound speaks HTTP/1.1 alone: HTTP/2 sends requests again by itself"},
	{Import: "golang.org/x/net/proxy", Why: "it opens connections of its own"},
	{Import: "golang.org/x/crypto/ssh/...", Why: "it opens connections of its own"},
}

// madeClients finds every place that brings an HTTP client or transport into
// being. A pointer to a client that was handed in is all that others may name:
// a literal, new, a variable, a field, an element or another name for the type
// would each make a client that no policy binds.
func madeClients(p pkg) []string {
	if p.Path == outbound {
		return nil
	}
	var findings []string
	for _, f := range p.shipped() {
		for _, m := range mentions(f) {
			if m.Import != "net/http" || !slices.Contains([]string{"Client", "Transport"}, m.Name) {
				continue
			}
			if _, pointer := m.parent().(*ast.StarExpr); !pointer {
				findings = append(findings, f.at(m.Node.Pos(), "may not make an http.%s: outbound makes clients from policies", m.Name))
			}
		}
	}
	return findings
}

func TestOnlyOutboundOpensConnections(t *testing.T) {
	t.Parallel()
	obeyed(t, banned(connections))
	obeyed(t, madeClients)

	tried(t, banned(connections), []example{
		{"the package's own functions", "internal/x/x.go", "import \"net/http\"\nfunc f() { http.Get(\"\") }", "net/http.Get"},
		{"the same in outbound", "internal/outbound/x.go", "import \"net/http\"\nfunc f() { http.Get(\"\") }", ""},
		{"the same in a test", "internal/x/x_test.go", "import \"net/http\"\nfunc f() { http.Get(\"\") }", ""},
		{"the default client under another name", "internal/x/x.go", "import web \"net/http\"\nvar c = web.DefaultClient", "DefaultClient"},
		{"the default transport", "internal/x/x.go", "import \"net/http\"\nvar c = http.DefaultTransport", "DefaultTransport"},
		{"a plain connection", "internal/x/x.go", "import \"net\"\nfunc f() { net.DialTimeout(\"\", \"\", 0) }", "net.DialTimeout"},
		{"a dialer", "internal/x/x.go", "import \"net\"\nvar d net.Dialer", "net.Dialer"},
		{"a name look-up", "internal/x/x.go", "import \"net\"\nfunc f() { net.LookupHost(\"\") }", "net.LookupHost"},
		{"an encrypted connection", "internal/x/x.go", "import \"crypto/tls\"\nfunc f() { tls.Dial(\"\", \"\", nil) }", "crypto/tls.Dial"},
		{"a listener", "internal/x/x.go", "import \"net\"\nfunc f() { net.Listen(\"\", \"\") }", "net.Listen"},
		{"the simulator's listener", "internal/localserver/x.go", "import \"net\"\nfunc f() { net.Listen(\"\", \"\") }", ""},
		{"the simulator as a client", "internal/localserver/x.go", "import \"net\"\nfunc f() { net.Dial(\"\", \"\") }", "net.Dial"},
		{"a proxy", "internal/outbound/x.go", `import _ "net/http/httputil"`, "httputil"},
		{"a web socket", "internal/x/x.go", `import _ "golang.org/x/net/websocket"`, "websocket"},
		{"a raw socket", "internal/x/x.go", "import \"golang.org/x/sys/unix\"\nfunc f() { unix.Socket(0, 0, 0) }", "unix.Socket"},
		{"what opens nothing", "internal/x/x.go", "import (\"net\"; \"net/http\")\nvar i net.IP\nvar h http.Header", ""},
	})
	tried(t, madeClients, []example{
		{"a literal", "internal/x/x.go", "import \"net/http\"\nfunc f() any { return http.Client{} }", "http.Client"},
		{"the address of a literal", "internal/x/x.go", "import \"net/http\"\nfunc f() any { return &http.Transport{} }", "http.Transport"},
		{"a literal under another name", "internal/x/x.go", "import h \"net/http\"\nfunc f() any { return &h.Client{} }", "http.Client"},
		{"new", "internal/x/x.go", "import \"net/http\"\nfunc f() any { return new(http.Client) }", "http.Client"},
		{"new with parentheses", "internal/x/x.go", "import \"net/http\"\nfunc f() any { return new((http.Client)) }", "http.Client"},
		{"a variable", "internal/x/x.go", "import \"net/http\"\nfunc f() { var c http.Client; _ = c }", "http.Client"},
		{"an embedded client", "internal/x/x.go", "import \"net/http\"\ntype t struct{ http.Client }", "http.Client"},
		{"a field", "internal/x/x.go", "import \"net/http\"\ntype t struct{ c http.Client }", "http.Client"},
		{"an element", "internal/x/x.go", "import \"net/http\"\nvar c = make([]http.Client, 1)", "http.Client"},
		{"another name for the type", "internal/x/x.go", "import \"net/http\"\ntype c = http.Client", "http.Client"},
		{"a type argument", "internal/x/x.go", "import \"net/http\"\nvar c = zero[http.Client]()", "http.Client"},
		{"a client that was handed in", "internal/x/x.go", "import \"net/http\"\nfunc f(c *http.Client) *http.Client { return c }", ""},
		{"outbound", "internal/outbound/x.go", "import \"net/http\"\nvar c = &http.Client{}", ""},
		{"a test", "internal/x/x_test.go", "import \"net/http\"\nvar c = &http.Client{}", ""},
	})
}

// weakTLS finds what would switch off the check of a certificate, or let a
// connection below TLS 1.2 through. There is no package that may.
func weakTLS(p pkg) []string {
	var findings []string
	for _, f := range p.shipped() {
		ast.Inspect(f.Syntax, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			if ok && slices.Contains([]string{"InsecureSkipVerify", "VersionSSL30", "VersionTLS10", "VersionTLS11"}, id.Name) {
				findings = append(findings, f.at(id.Pos(), "may not name %s: certificates are always checked, and TLS is 1.2 or later", id.Name))
			}
			return true
		})
	}
	return findings
}

func TestVerificationCannotBeSwitchedOff(t *testing.T) {
	t.Parallel()
	obeyed(t, weakTLS)
	tried(t, weakTLS, []example{
		{"a setting in a literal", "internal/outbound/x.go", "import \"crypto/tls\"\nvar c = &tls.Config{InsecureSkipVerify: true}", "InsecureSkipVerify"},
		{"a setting of a field", "internal/outbound/x.go", "func f(c *tls.Config) { c.InsecureSkipVerify = true }", "InsecureSkipVerify"},
		{"an old version", "internal/outbound/x.go", "import \"crypto/tls\"\nvar v = tls.VersionTLS11", "VersionTLS11"},
		{"a test that tries it", "internal/outbound/x_test.go", "import \"crypto/tls\"\nvar c = &tls.Config{InsecureSkipVerify: true}", ""},
		{"a new version", "internal/outbound/x.go", "import \"crypto/tls\"\nvar v = tls.VersionTLS12", ""},
	})
}
