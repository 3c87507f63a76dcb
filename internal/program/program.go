// Package program runs other programs of the machine, such as the one that
// starts jobs in the background.
//
// It is the one package of ours that starts a process. It must not build a
// command line for a shell, and whatever it is given as an argument can be seen
// by everybody on the machine: no secret may be among them (promise C4).
package program

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// A Call says which program to run, and how.
type Call struct {
	Name    string   // a name that is looked up in Path, or an absolute path
	Args    []string // without the program's name; never a secret
	Environ []string // NAME=value: all that the program is given; see Environ
	Limit   time.Duration
}

// A Result is how a program ended.
type Result struct {
	Output string // the first 64 kB of what it printed to both streams, without space at the ends
	Code   int    // its exit code; 0 is success, -1 a signal
}

// A RunFunc runs a program and waits for its end. It returns ErrMissing when
// there is no such program, another error when it could not be started or took
// longer than the limit, and no error for one that ran and failed: see Code.
type RunFunc func(ctx context.Context, c Call) (Result, error)

// ErrMissing says that the machine does not have the program.
var ErrMissing = errors.New("there is no such program")

// maxOutput is how much is kept of what a program prints, in bytes.
const maxOutput = 64 << 10

// grace is how long a program that is stopped may keep its streams open.
const grace = 2 * time.Second

// Run runs a program of this machine. It is a RunFunc.
func Run(ctx context.Context, c Call) (Result, error) {
	path, err := find(c)
	if err != nil {
		return Result{}, fmt.Errorf("run %s: %w", c.Name, err)
	}
	limited, cancel := context.WithTimeout(ctx, c.Limit)
	defer cancel()
	var printed head
	cmd := exec.CommandContext(limited, path, c.Args...) //nolint:gosec // which program that is, our own callers say
	cmd.Env = append([]string{}, c.Environ...)           // nil would mean: all that we have
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = &printed, &printed, grace
	err = cmd.Run()
	result := Result{Output: strings.TrimSpace(string(printed))}
	var failed *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return result, fmt.Errorf("run %s: %w", c.Name, context.Cause(ctx))
	case limited.Err() != nil:
		return result, fmt.Errorf("run %s: no answer within %v", c.Name, c.Limit)
	case errors.As(err, &failed):
		result.Code = failed.ExitCode()
		return result, nil
	case err != nil:
		return result, fmt.Errorf("run %s: %w", c.Name, err)
	}
	return result, nil
}

// find looks a program up in the PATH of the call, not of this process.
func find(c Call) (string, error) {
	if filepath.IsAbs(c.Name) {
		if _, err := exec.LookPath(c.Name); err != nil {
			return "", ErrMissing
		}
		return c.Name, nil
	}
	for _, variable := range c.Environ {
		list, ok := strings.CutPrefix(variable, "PATH=")
		if !ok {
			continue
		}
		for _, dir := range filepath.SplitList(list) {
			if !filepath.IsAbs(dir) {
				continue // a program of the folder that one happens to be in is not meant
			}
			if path, err := exec.LookPath(filepath.Join(dir, c.Name)); err == nil {
				return path, nil
			}
		}
	}
	return "", ErrMissing
}

// A head keeps the beginning of what is written to it.
type head []byte

func (h *head) Write(p []byte) (int, error) {
	*h = append(*h, p[:min(len(p), maxOutput-len(*h))]...)
	return len(p), nil
}

// Launch starts a program that goes on by itself, such as a browser, and leaves it
// running. It is a RunFunc, whose limit is how long to watch whether the program
// ends with a failure; the output of one that still runs then is not known.
func Launch(ctx context.Context, c Call) (Result, error) {
	path, err := find(c)
	if err != nil {
		return Result{}, fmt.Errorf("run %s: %w", c.Name, err)
	}
	cmd := exec.CommandContext(context.WithoutCancel(ctx), path, c.Args...) //nolint:gosec // which program that is, our own callers say
	cmd.Env = append([]string{}, c.Environ...)
	if err := cmd.Start(); err != nil {
		return Result{}, fmt.Errorf("run %s: %w", c.Name, err)
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait() // its exit code is looked at below
		close(ended)
	}()
	watch := time.NewTimer(c.Limit)
	defer watch.Stop()
	select {
	case <-ended:
		return Result{Code: cmd.ProcessState.ExitCode()}, nil
	case <-watch.C:
		return Result{}, nil
	case <-ctx.Done():
		return Result{}, nil
	}
}
