package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"weir"
	"weir/internal/app"
	"weir/internal/secret"
)

// A Call is one run of the program, with everything that it gets from outside.
type Call struct {
	Args    []string // without the program's name
	Environ []string // as os.Environ gives it
	Stdin   io.Reader
	Stdout  io.Writer
	Stderr  io.Writer
	Now     func() time.Time // the clock; nil: this computer's
}

// Main runs the command line of this process and returns its exit code.
func Main() int {
	noCoreDump()
	// A reader that has seen enough (`weir issues | head`) must not keep us from
	// cleaning up: the write fails instead.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// A second interrupt ends the process at once, however busy it is.
	context.AfterFunc(ctx, stop)
	return Run(ctx, Call{Args: os.Args[1:], Environ: os.Environ(), Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr})
}

// Run runs one call and returns its exit code: 0 done, 1 failed, 2 wrong usage,
// 3 partly done, 4 not authorised, 130 interrupted.
func Run(ctx context.Context, call Call) int {
	s := newSession(call)
	err := s.execute(ctx)
	if errors.Is(s.out.err, syscall.EPIPE) {
		return exitOK // whoever read the output has seen enough
	}
	if s.out.err != nil && ctx.Err() == nil {
		err = &weir.Error{Kind: weir.Storage, Text: "cannot write the output", Next: "free some space, or write to another place", Err: s.out.err}
	}
	if err == nil {
		return exitOK
	}
	if ctx.Err() != nil {
		err = &weir.Error{Kind: weir.Interrupted, Text: "interrupted"}
	}
	s.printError(err)
	return exitCode(err)
}

// A session holds what the commands of one call share.
type session struct {
	call     Call
	out      *output
	terminal terminal
	env      app.Environment
	started  bool // a command's own code was reached: what fails from here is not usage
	debug    bool
}

func newSession(call Call) *session {
	s := &session{call: call, terminal: newTerminal(call), out: &output{w: call.Stdout}}
	s.env = app.NewEnvironment(call.Environ)
	s.env.Redactor = &secret.Redactor{}
	s.env.Stdin = call.Stdin
	if call.Now != nil {
		s.env.Now = call.Now
	}
	s.call.Stdout = s.out
	s.call.Stderr = redacted{w: call.Stderr, redactor: s.env.Redactor}
	if s.terminal.canAsk() {
		s.env.Passphrase = s.askPassphrase
	}
	s.env.OnWait = s.announceWait
	return s
}

func (s *session) execute(ctx context.Context) error {
	root := s.rootCommand()
	root.SetArgs(s.call.Args)
	root.SetOut(s.call.Stdout)
	root.SetErr(s.call.Stderr)
	err := root.ExecuteContext(ctx)
	if err != nil && !s.started && weir.KindOf(err) == weir.Unexpected {
		return &weir.Error{Kind: weir.Usage, Text: err.Error(), Next: "`weir help` lists the commands; `weir COMMAND --help` shows examples"}
	}
	return err
}
