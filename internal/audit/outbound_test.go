package audit_test

import (
	"encoding/pem"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"weir"
	"weir/internal/audit"
	"weir/internal/outbound"
)

const planted = "planted-1618033988"

func TestTheTrailOfARealClientHoldsNoSecret(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "search") {
			w.WriteHeader(http.StatusUnauthorized)
		}
		_, _ = io.WriteString(w, `{"summary":"`+planted+`"}`)
	}))
	t.Cleanup(server.Close)
	path := trailPath(t)
	trail := open(t, path, audit.Options{MaxSize: 400, Keep: 100})
	host := server.Listener.Addr().String()
	client, err := outbound.New(outbound.Policy{
		Peer: "Jira", Hosts: []string{host}, Methods: []string{"GET"}, Paths: []string{"/search", "/issue/{id}"},
	}, outbound.Options{
		Sink: trail, CA: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	for _, url := range []string{
		"https://" + host + "/search?jql=" + planted + "#" + planted,
		"https://" + host + "/issue/" + planted,
		"https://" + host + "/user/" + planted,
		"https://" + planted + ":" + planted + "@" + host + "/search",
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+planted)
		resp, err := client.Do(r)
		if err != nil {
			continue
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
	}
	entries, broken := readAll(t, path, audit.ReadOptions{})
	if len(entries) != 4 || broken != 0 {
		t.Fatalf("%d entries, %d broken", len(entries), broken)
	}
	for i, want := range []audit.Entry{
		{Path: "/search", Status: 401},
		{Path: "/issue/{id}", Status: 200},
		{Path: "(not listed)", Fault: "refused"},
		{Path: "(not listed)", Fault: "refused"},
	} {
		if got := entries[i]; got.Path != want.Path || got.Status != want.Status || got.Fault != want.Fault || got.Host != host {
			t.Errorf("entry %d is %+v", i, got)
		}
	}
	for _, name := range files(t, filepath.Dir(path)) {
		if strings.Contains(content(t, filepath.Join(filepath.Dir(path), name)), planted) {
			t.Errorf("%s holds the secret", name)
		}
	}
}

func TestATrailThatCannotBeWrittenStopsTheClient(t *testing.T) {
	t.Parallel()
	path := trailPath(t)
	trail := open(t, path, audit.Options{})
	client, err := outbound.New(outbound.Policy{Peer: "Jira"}, outbound.Options{Sink: trail})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://jira.test/", nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := client.Do(r)
		if err == nil {
			_ = resp.Body.Close()
		}
		if !errors.Is(err, weir.Storage) || weir.NextStep(err) == "" {
			t.Errorf("got %v", err)
		}
	}
}
