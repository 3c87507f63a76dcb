package outbound

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"

	"weir"
)

type proxyFinder func(*url.URL) (*url.URL, error)

func httpsURL(address string) *url.URL { return &url.URL{Scheme: "https", Host: address} }

// tunnel connects to address through an HTTP proxy by CONNECT. The standard
// transport would hand the proxy the name instead, and the proxy could resolve
// it to another address than the one that was checked.
func tunnel(ctx context.Context, dial dialFunc, proxy *url.URL, roots *x509.CertPool, address string) (net.Conn, error) {
	conn, err := dialProxy(ctx, dial, proxy, roots)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	err = connect(conn, proxy, address)
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return conn, nil
}

func dialProxy(ctx context.Context, dial dialFunc, proxy *url.URL, roots *x509.CertPool) (net.Conn, error) {
	port := proxy.Port()
	switch {
	case proxy.Scheme != "http" && proxy.Scheme != "https":
		return nil, &weir.Error{
			Kind: weir.BadConfig,
			Text: fmt.Sprintf("the proxy %s cannot be used here", proxy.Host),
			Next: "give HTTPS_PROXY a proxy that speaks http or https",
		}
	case port == "" && proxy.Scheme == "https":
		port = "443"
	case port == "":
		port = "80"
	}
	conn, err := dial(ctx, "tcp", net.JoinHostPort(proxy.Hostname(), port))
	if err != nil {
		return nil, &net.OpError{Op: proxyConnect, Net: "tcp", Err: err}
	}
	if proxy.Scheme == "http" {
		return conn, nil
	}
	secure := tls.Client(conn, &tls.Config{ServerName: proxy.Hostname(), MinVersion: tls.VersionTLS12, RootCAs: roots})
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, errors.Join(&net.OpError{Op: proxyConnect, Net: "tcp", Err: err}, conn.Close())
	}
	return secure, nil
}

const maxProxyAnswer = 64 << 10

func connect(conn net.Conn, proxy *url.URL, address string) error {
	request := &http.Request{
		Method: http.MethodConnect,
		URL:    &url.URL{Opaque: address},
		Host:   address,
		Header: http.Header{},
	}
	if proxy.User != nil {
		password, _ := proxy.User.Password()
		login := proxy.User.Username() + ":" + password
		request.Header.Set("Proxy-Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(login)))
	}
	if err := request.Write(conn); err != nil {
		return fmt.Errorf("ask proxy for a tunnel: %w", err)
	}
	// Nothing of the tunnel itself is swallowed: in TLS the client speaks first.
	answer := bufio.NewReader(io.LimitReader(conn, maxProxyAnswer))
	resp, err := http.ReadResponse(answer, request) //nolint:bodyclose // the body of a CONNECT is the tunnel
	if err != nil {
		return fmt.Errorf("read the proxy's answer: %w", err)
	}
	return proxyRefusal(proxy, resp.StatusCode)
}
