// Package localcert makes the certificates of Weir's simulators: an authority
// for one process, and a server certificate that it signed. It is for servers
// on a loopback address alone. It must not write a key anywhere, and must not
// sign for any name but those of this machine and the reserved one given.
package localcert

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"time"
)

// Certificates live for a year, so that a simulator that a person leaves
// running stays usable. Their keys never leave the process.
const certificateLife = 365 * 24 * time.Hour

// New makes a certificate authority and a server certificate signed by it, for
// the loopback names, the listener's own host and the further names. Name says
// in both whose they are, for instance "Weir simulated Jira". The authority
// comes as PEM, for a client's list of trusted ones.
func New(name, host string, names ...string) (server tls.Certificate, caPEM []byte, err error) {
	// Clients check certificates against the real clock, not the simulated one.
	now := time.Now()
	caKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return server, nil, fmt.Errorf("make the authority's key: %w", err)
	}
	ca, err := certificate(name+" CA", now)
	if err != nil {
		return server, nil, err
	}
	ca.IsCA = true
	ca.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature
	ca.MaxPathLenZero = true
	caDER, err := x509.CreateCertificate(rand.Reader, ca, ca, caKey.Public(), caKey)
	if err != nil {
		return server, nil, fmt.Errorf("make the authority's certificate: %w", err)
	}
	server, err = serverCertificate(name, host, names, ca, caKey, now)
	if err != nil {
		return server, nil, err
	}
	return server, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: caDER}), nil
}

func serverCertificate(name, host string, names []string, ca *x509.Certificate, caKey crypto.Signer, now time.Time) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("make the server's key: %w", err)
	}
	c, err := certificate(name, now)
	if err != nil {
		return tls.Certificate{}, err
	}
	c.KeyUsage = x509.KeyUsageDigitalSignature
	c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	c.DNSNames = append([]string{"localhost"}, names...)
	c.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback}
	if ip := net.ParseIP(host); ip != nil {
		c.IPAddresses = append(c.IPAddresses, ip)
	} else if host != "" && host != "localhost" {
		c.DNSNames = append(c.DNSNames, host)
	}
	der, err := x509.CreateCertificate(rand.Reader, c, ca, key.Public(), caKey)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("make the server's certificate: %w", err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
}

// certificate is what both have in common. Serial numbers are random: browsers
// refuse two certificates of one name and number.
func certificate(name string, now time.Time) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, fmt.Errorf("make a serial number: %w", err)
	}
	return &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{CommonName: name},
		NotBefore:             now.Add(-time.Hour),
		NotAfter:              now.Add(certificateLife),
		BasicConstraintsValid: true,
	}, nil
}
