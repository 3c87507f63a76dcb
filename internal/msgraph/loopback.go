package msgraph

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"

	"weir"
	"weir/internal/secret"
)

// A loopback sends the browser to the sign-in, and waits on this computer alone
// for it to come back.
//
// Whoever opens a browser puts an address into its arguments, which others on the
// same computer can read: with that of the sign-in itself they could sign in as
// themselves in the person's place. So the browser gets an address here that
// leads there once.
type loopback struct {
	server *http.Server
	port   int
	state  string
	way    string                 // the path that leads to the sign-in
	to     atomic.Pointer[string] // the address of the sign-in
	shown  atomic.Bool
	taken  atomic.Bool
	came   chan outcome
}

// An outcome is what the browser brought: a code or a refusal. Or somebody has
// gone the way to the sign-in that somebody else had gone before.
type outcome struct {
	code    secret.Text
	refusal *Refusal
	twice   bool
}

// portTries is how many ports are tried until one is free on both loopback
// addresses: a browser may take either for localhost, and what it brings must
// not reach another program.
const portTries = 10

// listen opens a port on 127.0.0.1, and on ::1 where the computer has that.
func listen(ctx context.Context) (*loopback, error) {
	var config net.ListenConfig
	for range portTries {
		four, err := config.Listen(ctx, "tcp4", "127.0.0.1:0")
		if err != nil {
			return nil, noPort(err)
		}
		_, text, err := net.SplitHostPort(four.Addr().String())
		if err != nil {
			return nil, errors.Join(noPort(err), four.Close())
		}
		six, err := config.Listen(ctx, "tcp6", net.JoinHostPort("::1", text))
		if errors.Is(err, syscall.EADDRINUSE) {
			_ = four.Close() // nobody has used it
			continue
		}
		port, err := strconv.Atoi(text)
		if err != nil {
			return nil, noPort(err)
		}
		listeners := []net.Listener{four}
		if six != nil {
			listeners = append(listeners, six)
		}
		return serve(port, listeners), nil
	}
	return nil, noPort(errors.New("no port is free on both loopback addresses"))
}

func noPort(err error) error {
	return &weir.Error{
		Kind: weir.Unexpected, Text: "no port of this computer can be opened for the browser's answer", Err: err,
		Next: "sign in on another device: " + signInElsewhere,
	}
}

func serve(port int, listeners []net.Listener) *loopback {
	l := &loopback{port: port, state: newState(), way: "/" + newState(), came: make(chan outcome, 1)}
	l.server = &http.Server{
		Handler: l, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second,
		MaxHeaderBytes: maxCallback, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	}
	for _, listener := range listeners {
		go func() { _ = l.server.Serve(listener) }() // it ends when it is closed, and with that error
	}
	return l
}

// redirect is the address that Microsoft sends the browser to. For localhost any
// port matches the registration.
func (l *loopback) redirect() string { return "http://" + l.host() }

func (l *loopback) host() string { return "localhost:" + strconv.Itoa(l.port) }

// lead returns the address that a browser is to open, and that leads to the given
// one. It is called once, before anybody knows that address.
func (l *loopback) lead(to string) string {
	l.to.Store(&to)
	return l.redirect() + l.way
}

// show sends the first who asks to the sign-in. When somebody asks once more, one
// of the two is not the person's browser, and the sign-in ends.
func (l *loopback) show(w http.ResponseWriter) {
	if to := l.to.Load(); to != nil && !l.shown.Swap(true) {
		h := w.Header()
		h.Set("Location", *to)
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-store")
		h.Set("Connection", "close")
		w.WriteHeader(http.StatusFound)
		return
	}
	reply(w, http.StatusGone, "This sign-in was opened before.", "Weir has ended it. Start again in the terminal.")
	if !l.taken.Swap(true) {
		l.came <- outcome{twice: true}
	}
}

// close lets an answer that is on its way reach the browser.
func (l *loopback) close() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if l.server.Shutdown(ctx) != nil {
		_ = l.server.Close() // there is nothing left to lose
	}
}

// maxCallback bounds what a browser may bring, in bytes.
const maxCallback = 64 << 10

// ServeHTTP takes one answer, and is polite to all others.
func (l *loopback) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Host != l.host():
		reply(w, http.StatusMisdirectedRequest, "This is not a web site.", "Weir waits here for a sign-in.")
		return
	case r.URL.Path == l.way && r.Method == http.MethodGet:
		l.show(w)
		return
	case r.URL.Path != "/":
		reply(w, http.StatusNotFound, "There is nothing here.", "Weir waits here for a sign-in.")
		return
	case r.Method != http.MethodGet:
		w.Header().Set("Allow", http.MethodGet)
		reply(w, http.StatusMethodNotAllowed, "This is not how Microsoft answers.", "Weir waits here for a sign-in.")
		return
	}
	came, err := readCallback(r.URL.RawQuery, l.state)
	if err != nil {
		reply(w, http.StatusBadRequest, "This is not the answer that Weir waits for.", "It may come from an older sign-in. Start again in the terminal.")
		return
	}
	if l.taken.Swap(true) {
		reply(w, http.StatusGone, "This sign-in has been answered already.", "You can close this window.")
		return
	}
	if came.refusal != nil {
		reply(w, http.StatusOK, "Microsoft did not let you in.", "The terminal says why. You can close this window.")
	} else {
		reply(w, http.StatusOK, "Thank you.", "Weir goes on in the terminal. You can close this window.")
	}
	l.came <- came
}

var errStray = errors.New("not the answer to this sign-in")

// readCallback reads what the browser brought. Without this sign-in's state, and
// each part given once, it is somebody else's.
func readCallback(rawQuery, state string) (outcome, error) {
	query, err := url.ParseQuery(rawQuery)
	if err != nil {
		return outcome{}, errStray
	}
	for _, name := range []string{"state", "code", "error", "error_description", "error_subcode"} {
		if len(query[name]) > 1 {
			return outcome{}, errStray
		}
	}
	if state == "" || subtle.ConstantTimeCompare([]byte(query.Get("state")), []byte(state)) != 1 {
		return outcome{}, errStray
	}
	code, reason := query.Get("code"), query.Get("error")
	switch {
	case (code == "") == (reason == ""):
		return outcome{}, errStray
	case reason != "":
		return outcome{refusal: newRefusal(0, reason, query.Get("error_subcode"), query.Get("error_description"), nil)}, nil
	default:
		return outcome{code: secret.New(code)}, nil
	}
}

// pageStyle is the only thing that an answer's policy lets a browser apply.
const pageStyle = `body{font:16px/1.5 system-ui,sans-serif;max-width:32em;margin:20vh auto;padding:0 1em;color-scheme:light dark}`

// reply sends a page that needs nothing else, runs nothing, and does not pass
// its address on, which holds the code.
func reply(w http.ResponseWriter, status int, title, text string) {
	sum := sha256.Sum256([]byte(pageStyle))
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+
		"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	h.Set("Connection", "close")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, fmt.Sprintf("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Weir</title>"+
		"<style>%s</style></head><body><h1>%s</h1><p>%s</p></body></html>\n", pageStyle, title, text)) // a browser that is gone needs no answer
}
