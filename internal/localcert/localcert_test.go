package localcert_test

import (
	"crypto/x509"
	"testing"

	"weir/internal/localcert"
)

func TestTheAuthorityVouchesForThisMachineAlone(t *testing.T) {
	t.Parallel()
	server, ca, err := localcert.New("Weir simulated service", "192.0.2.7", "service.test")
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(ca) {
		t.Fatal("the authority cannot be read")
	}
	leaf, err := x509.ParseCertificate(server.Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{
		"localhost": true, "127.0.0.1": true, "::1": true, "192.0.2.7": true, "service.test": true,
		"example.com": false, "192.0.2.8": false, "other.test": false,
	} {
		if _, err := leaf.Verify(x509.VerifyOptions{Roots: pool, DNSName: name}); (err == nil) != want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if leaf.IsCA || leaf.Subject.CommonName != "Weir simulated service" {
		t.Errorf("the certificate is of %s, an authority: %t", leaf.Subject, leaf.IsCA)
	}
}

func TestEachCertificateIsNew(t *testing.T) {
	t.Parallel()
	one, ca, err := localcert.New("Weir simulated service", "localhost")
	if err != nil {
		t.Fatal(err)
	}
	two, other, err := localcert.New("Weir simulated service", "localhost")
	if err != nil {
		t.Fatal(err)
	}
	if string(one.Certificate[0]) == string(two.Certificate[0]) || string(ca) == string(other) {
		t.Error("two certificates are the same")
	}
}
