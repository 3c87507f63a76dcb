package outbound

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"

	"weir"
)

// proxyConnect is how the standard transport marks what happened on the way to
// a proxy; so does tunnel.
const proxyConnect = "proxyconnect"

// explain turns an error of the network into one that says what to do.
func explain(peer, host string, err error) error {
	var (
		told    *weir.Error
		network *net.OpError
	)
	speaker := host // whose TLS the error is about
	if errors.As(err, &network) && network.Op == proxyConnect {
		speaker = "the proxy in HTTPS_PROXY"
	}
	switch {
	case errors.As(err, &told):
		return err
	case errors.Is(err, context.Canceled):
		return err
	case isUntrusted(err):
		return &weir.Error{
			Kind: weir.Untrusted,
			Text: fmt.Sprintf("the certificate of %s cannot be verified", speaker),
			Next: "if your organisation has its own certificate authority, give its file: --ca-file of `weir connect`, ca_file in the configuration, or WEIR_JIRA_CA_FILE;\n" +
				"if not, check the URL and this computer's clock",
			Err: err,
		}
	case strings.Contains(err.Error(), "protocol version"): // crypto/tls has no type for it
		return &weir.Error{
			Kind: weir.Untrusted,
			Text: fmt.Sprintf("%s offers only versions of TLS that are no longer safe", speaker),
			Next: "Weir needs TLS 1.2 or later: ask the administrator of the site, or of the proxy before it",
			Err:  err,
		}
	case isPlainHTTP(err):
		return &weir.Error{
			Kind: weir.NotJira,
			Text: fmt.Sprintf("%s does not speak https at this address", speaker),
			Next: "check the URL and its port",
			Err:  err,
		}
	}
	return explainUnreachable(peer, host, err)
}

// A lasting error is one that a repetition would only meet again.
type lasting struct{ error }

func (l lasting) Unwrap() error { return l.error }

func explainUnreachable(peer, host string, err error) error {
	unreachable := &weir.Error{
		Kind: weir.Unreachable,
		Text: fmt.Sprintf("cannot reach %s at %s", peer, host),
		Next: "check the network, the VPN and the proxy (HTTPS_PROXY, NO_PROXY)",
		Err:  err,
	}
	var (
		dns  *net.DNSError
		slow net.Error
	)
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		unreachable.Text = fmt.Sprintf("the host %s is not known", dns.Name)
		unreachable.Next = "check the URL's spelling, and the network or VPN"
		unreachable.Err = nil
		if !dns.IsTemporary && !dns.IsTimeout {
			return lasting{unreachable}
		}
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &slow) && slow.Timeout():
		unreachable.Text = fmt.Sprintf("%s at %s did not answer in time", peer, host)
	}
	return unreachable
}

// Cause returns what an http.Client's error is about, without the URL that the
// standard library puts before it: its query may hold what a log should not.
func Cause(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}

func isUntrusted(err error) bool {
	var (
		verification *tls.CertificateVerificationError
		authority    x509.UnknownAuthorityError
		name         x509.HostnameError
		invalid      x509.CertificateInvalidError
	)
	return errors.As(err, &verification) || errors.As(err, &authority) || errors.As(err, &name) || errors.As(err, &invalid)
}

func isPlainHTTP(err error) bool {
	var record tls.RecordHeaderError
	return errors.As(err, &record) || strings.Contains(err.Error(), "server gave HTTP response to HTTPS client")
}
