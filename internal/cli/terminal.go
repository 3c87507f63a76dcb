package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"weir"
	"weir/internal/outbound"
	"weir/internal/secret"
)

// A terminal knows which of the streams a person is looking at.
type terminal struct {
	in      *os.File // nil when standard input is no terminal
	side    *os.File // the terminal beside a standard input that is none; nil when there is none
	lines   *bufio.Reader
	outTTY  bool
	errTTY  bool
	width   int // columns, 0 when unknown
	noColor bool
}

func newTerminal(call Call) terminal {
	t := terminal{lines: bufio.NewReader(call.Stdin)}
	if f, ok := asTerminal(call.Stdin); ok {
		t.in = f
	}
	if f, ok := asTerminal(call.Stdout); ok {
		t.outTTY = true
		if width, _, err := term.GetSize(int(f.Fd())); err == nil {
			t.width = width
		}
	}
	_, t.errTTY = asTerminal(call.Stderr)
	for _, variable := range call.Environ {
		if name, value, _ := strings.Cut(variable, "="); name == "NO_COLOR" && value != "" || variable == "TERM=dumb" {
			t.noColor = true
		}
	}
	return t
}

func asTerminal(stream any) (*os.File, bool) {
	f, ok := stream.(*os.File)
	return f, ok && term.IsTerminal(int(f.Fd()))
}

// bold marks text on standard error, where a person reads it.
func (t terminal) bold(text string) string {
	if !t.errTTY || t.noColor {
		return text
	}
	return "\x1b[1m" + text + "\x1b[0m"
}

// strong marks text on standard output.
func (t terminal) strong(text string) string {
	t.errTTY = t.outTTY
	return t.bold(text)
}

// canAsk reports whether there is a person to ask.
func (t terminal) canAsk() bool { return t.in != nil }

// ask puts a question and returns the line that was typed.
func (s *session) ask(ctx context.Context, question string) (string, error) {
	fmt.Fprint(s.call.Stderr, question)
	line, err := waitFor(ctx, func() (string, error) { return s.terminal.lines.ReadString('\n') })
	if errors.Is(err, io.EOF) && line == "" { // Ctrl-D
		fmt.Fprintln(s.call.Stderr)
		return "", cancelled()
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read answer: %w", err)
	}
	return strings.TrimSpace(line), nil
}

func cancelled() error {
	return &weir.Error{Kind: weir.Interrupted, Text: "cancelled; nothing was changed"}
}

// maxAnswers is how often a person may get an answer wrong.
const maxAnswers = 5

// askUntil puts a question until the answer is accepted, and says what is wrong
// with those that are not.
func (s *session) askUntil(ctx context.Context, question string, accept func(answer string) error) error {
	for n := 1; ; n++ {
		answer, err := s.ask(ctx, question)
		if err != nil {
			return err
		}
		if err = accept(answer); err == nil || n == maxAnswers || ctx.Err() != nil {
			return err
		}
		s.printError(err)
	}
}

// askSecret asks without showing what is typed. The terminal stops showing it
// before the question appears, so that quick fingers are not shown either.
func (s *session) askSecret(ctx context.Context, question string) (secret.Text, error) {
	in := s.terminal.in
	if in == nil {
		in = s.terminal.side
	}
	fd := int(in.Fd())
	before, err := term.MakeRaw(fd)
	if err != nil {
		return secret.Text{}, fmt.Errorf("read secret: %w", err)
	}
	screen := term.NewTerminal(struct {
		io.Reader
		io.Writer
	}{in, s.call.Stderr}, "")
	typed, err := waitFor(ctx, func() (string, error) { return screen.ReadPassword(question) })
	if err := errors.Join(err, term.Restore(fd, before)); err != nil {
		if errors.Is(err, io.EOF) { // Ctrl-C and Ctrl-D, which are no signals meanwhile
			return secret.Text{}, cancelled()
		}
		return secret.Text{}, fmt.Errorf("read secret: %w", err)
	}
	return secret.New(strings.TrimSpace(typed)), nil
}

// waitFor runs a read that cannot be cancelled, and stops waiting for it when
// the context ends; the process is about to end then, too.
func waitFor(ctx context.Context, read func() (string, error)) (string, error) {
	type answer struct {
		text string
		err  error
	}
	answers := make(chan answer, 1)
	go func() {
		text, err := read()
		answers <- answer{text, err}
	}()
	select {
	case a := <-answers:
		return a.text, a.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// askPassphrase asks for the passphrase of the encrypted file, twice when it is new.
func (s *session) askPassphrase(ctx context.Context, confirm bool) (secret.Text, error) {
	if !confirm {
		passphrase, err := s.askSecret(ctx, "Passphrase of Weir's encrypted file: ")
		s.env.Redactor.Learn(passphrase)
		return passphrase, err
	}
	fmt.Fprint(s.call.Stderr, `The token goes into an encrypted file, because there is no keychain here or because
you chose so. Choose a passphrase for it; Weir asks for it each time.
`)
	for {
		passphrase, err := s.askSecret(ctx, "New passphrase: ")
		if err != nil {
			return secret.Text{}, err
		}
		repeated, err := s.askSecret(ctx, "The same again: ")
		if err != nil {
			return secret.Text{}, err
		}
		if passphrase.Equal(repeated) && !passphrase.IsZero() {
			s.env.Redactor.Learn(passphrase)
			return passphrase, nil
		}
		fmt.Fprintln(s.call.Stderr, "The two differ, or are empty.")
	}
}

// announceWait tells a waiting person why nothing happens.
func (s *session) announceWait(w outbound.Wait) {
	if !s.terminal.errTTY && !s.debug {
		return
	}
	fmt.Fprintf(s.call.Stderr, "%s%s: %s; trying again in %s (%d of 3)\n",
		s.terminal.eraseLine(), w.Peer, s.clean(w.Reason), w.Delay.Round(100*time.Millisecond), w.Repeat)
}

// eraseLine takes a line of progress off the screen.
func (t terminal) eraseLine() string {
	if !t.errTTY {
		return ""
	}
	return "\r\x1b[K"
}
