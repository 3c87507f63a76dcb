// Package davtest starts real CalDAV servers for tests: Radicale and Xandikos,
// each with a folder of its own on a loopback port. It is no part of what is
// shipped.
package davtest

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"weir/internal/testenv"
)

// User and Password are what Radicale asks for; Xandikos lets everybody in.
const (
	User     = "ada"
	Password = "a-password-of-no-worth"
)

// A Server runs as long as its test.
type Server struct {
	URL  string // of the server, with a slash at its end
	Dir  string // where it keeps its collections
	home string // the account's own path
}

// Home is the path of the account's calendars.
func (s *Server) Home() string { return s.home }

// Need skips the test, or fails it where everything is required, if a program
// is missing.
func Need(t testing.TB, programs ...string) {
	t.Helper()
	for _, program := range programs {
		if _, err := exec.LookPath(program); err == nil {
			continue
		}
		testenv.Skip(t, program+" is missing: see scripts/debian-packages")
	}
}

// Radicale starts Radicale, with a password that is kept as bcrypt.
func Radicale(t testing.TB) *Server {
	t.Helper()
	Need(t, "radicale", "htpasswd")
	dir := t.TempDir()
	users := filepath.Join(dir, "users")
	// The cheapest bcrypt: it is checked at each request.
	hash := exec.CommandContext(t.Context(), "htpasswd", "-cbB", "-C", "4", users, User, Password) //nolint:gosec // a file of the test
	if out, err := hash.CombinedOutput(); err != nil {
		t.Fatalf("htpasswd: %v\n%s", err, out)
	}
	collections := filepath.Join(dir, "collections")
	s := &Server{Dir: collections, home: "/" + User + "/"}
	s.start(t, func(port string) *exec.Cmd {
		config := filepath.Join(dir, "config")
		text := fmt.Sprintf("[server]\nhosts = 127.0.0.1:%s\n[auth]\ntype = htpasswd\nhtpasswd_filename = %s\nhtpasswd_encryption = bcrypt\ndelay = 0\n"+
			"[rights]\ntype = owner_only\n[storage]\nfilesystem_folder = %s\n[logging]\nlevel = error\n", port, users, collections)
		if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return exec.CommandContext(t.Context(), "radicale", "--config", config) //nolint:gosec // a file of the test
	})
	return s
}

// Xandikos starts Xandikos, which keeps its tasks in a Git repository.
func Xandikos(t testing.TB) *Server {
	t.Helper()
	Need(t, "xandikos")
	dir := t.TempDir()
	s := &Server{Dir: dir, home: "/" + User + "/calendars/"}
	s.start(t, func(port string) *exec.Cmd {
		return exec.CommandContext(t.Context(), "xandikos", "-d", dir, "-l", "127.0.0.1", "-p", port, //nolint:gosec // a folder of the test
			"--current-user-principal", "/"+User+"/", "--defaults")
	})
	return s
}

// start runs a server on a free port. Another process may take the port just
// then, so it tries a few.
func (s *Server) start(t testing.TB, command func(port string) *exec.Cmd) {
	t.Helper()
	var said string
	for range 3 {
		port := freePort(t)
		cmd := command(port)
		var out output
		cmd.Stdout, cmd.Stderr = &out, &out
		cmd.Env = append(os.Environ(), "HOME="+t.TempDir())
		cmd.WaitDelay = 5 * time.Second
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan struct{})
		go func() { _ = cmd.Wait(); close(ended) }()
		if listens(t, "127.0.0.1:"+port, ended) {
			s.URL = "http://127.0.0.1:" + port + "/"
			t.Cleanup(func() {
				_ = cmd.Process.Kill() // it may have ended with the test's context
				<-ended
			})
			return
		}
		_ = cmd.Process.Kill() // likewise
		<-ended
		said = out.String()
	}
	t.Fatalf("the server does not start:\n%s", said)
}

func freePort(t testing.TB) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return port
}

// listens waits until the server takes connections, or has ended.
func listens(t testing.TB, address string, ended <-chan struct{}) bool {
	t.Helper()
	deadline := time.After(time.Minute)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		conn, err := (&net.Dialer{Timeout: time.Second}).DialContext(t.Context(), "tcp", address)
		if err == nil {
			_ = conn.Close() // only its being taken counts
			return true
		}
		select {
		case <-tick.C:
		case <-ended:
			return false
		case <-deadline:
			return false
		}
	}
}

// output keeps what a server says.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}
