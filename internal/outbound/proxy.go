package outbound

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/http/httpproxy"

	"weir"
)

// Proxy returns the proxy through which u is reached in the given environment
// (HTTPS_PROXY and NO_PROXY, in either case), or nil for a direct connection.
// The answer may carry a password: print its Redacted form.
func Proxy(getenv func(string) string, u *url.URL) (*url.URL, error) {
	return proxyFunc(getenv)(u)
}

func proxyFunc(getenv func(string) string) func(*url.URL) (*url.URL, error) {
	either := func(upper, lower string) string {
		if value := getenv(upper); value != "" {
			return value
		}
		return getenv(lower)
	}
	proxy, valid := readProxy(either("HTTPS_PROXY", "https_proxy"))
	config := httpproxy.Config{HTTPSProxy: proxy, NoProxy: either("NO_PROXY", "no_proxy")}
	find := config.ProxyFunc()
	return func(u *url.URL) (*url.URL, error) {
		through, err := find(u)
		if through == nil && err == nil {
			return nil, nil
		}
		if err != nil || !valid {
			// The value is not shown: it may hold a password.
			return nil, &weir.Error{
				Kind: weir.BadConfig,
				Text: "the proxy in HTTPS_PROXY is not a proxy's URL",
				Next: "write it as http://host:port or http://user:password@host:port;\n" +
					"in the password, write @ : / # ? and % as %40 %3A %2F %23 %3F and %25",
			}
		}
		return through, nil
	}
}

// readProxy checks what the library would pass over in silence, and connect
// directly instead. For a value that is not valid it returns a placeholder, so
// that NO_PROXY still has its say.
func readProxy(value string) (proxy string, valid bool) {
	value = strings.TrimSpace(value)
	if value == "" {
		return "", true
	}
	if !strings.Contains(value, "://") {
		value = "http://" + value
	}
	// A path is the rest of a password with an unescaped slash: what stands before
	// it is not the proxy.
	_, rest, _ := strings.Cut(value, "://")
	tail := strings.ContainsAny(strings.TrimSuffix(rest, "/"), "/?#")
	schemes := []string{"http", "https", "socks5", "socks5h"}
	if u, err := url.Parse(value); err != nil || tail || u.Hostname() == "" || !slices.Contains(schemes, u.Scheme) {
		return "http://proxy.invalid", false
	}
	return value, true
}

// checkProxyAnswer explains a proxy that refuses to open the tunnel.
func checkProxyAnswer(_ context.Context, proxy *url.URL, _ *http.Request, resp *http.Response) error {
	return proxyRefusal(proxy, resp.StatusCode)
}

func proxyRefusal(proxy *url.URL, status int) error {
	if status == http.StatusOK {
		return nil
	}
	err := &weir.Error{
		Kind: weir.Forbidden,
		Text: fmt.Sprintf("the proxy %s refuses the connection (%d %s)", proxy.Host, status, http.StatusText(status)),
		Next: "ask the proxy's administrator to allow the hosts that `weir access` lists, or set NO_PROXY",
	}
	switch {
	case status == http.StatusProxyAuthRequired:
		err.Kind = weir.Unauthorised
		err.Next = "put the proxy's user and password into HTTPS_PROXY: http://user:password@host:port"
	case status >= http.StatusInternalServerError: // it tried, and may succeed soon
		err.Kind = weir.Unreachable
		err.Text = fmt.Sprintf("the proxy %s cannot connect (%d %s)", proxy.Host, status, http.StatusText(status))
		err.Next = "check the URL; if the proxy's trouble lasts, tell its administrator"
	}
	return err
}
