package program_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"weir/internal/program"
)

// script makes a program, and the call that finds it by its name.
func script(t *testing.T, text string, args ...string) program.Call {
	t.Helper()
	if _, err := os.Stat("/bin/sh"); err != nil {
		t.Skip("there is no shell here to write programs for")
	}
	dir := t.TempDir()
	// A process that another test starts at this moment would have the file open,
	// and what is open for writing cannot be run.
	syscall.ForkLock.RLock()
	err := os.WriteFile(filepath.Join(dir, "tool"), []byte("#!/bin/sh\n"+text), 0o700)
	syscall.ForkLock.RUnlock()
	if err != nil {
		t.Fatal(err)
	}
	return program.Call{Name: "tool", Args: args, Environ: []string{"PATH=relative:" + dir}, Limit: time.Minute}
}

func TestRun(t *testing.T) {
	t.Parallel()
	t.Run("hands over arguments as they are, and an environment that is all", func(t *testing.T) {
		t.Parallel()
		c := script(t, `printf '<%s>' "$@" "$SECRET_OF_OURS" "$GIVEN"; echo error >&2; exit 3`, "a b", "$HOME; `x`", "")
		c.Environ = append(c.Environ, "GIVEN=yes")
		got, err := program.Run(t.Context(), c)
		if want := (program.Result{Output: "<a b><$HOME; `x`><><><yes>error", Code: 3}); err != nil || got != want {
			t.Errorf("got %+v, %v, want %+v", got, err, want)
		}
	})
	t.Run("says that there is no such program", func(t *testing.T) {
		t.Parallel()
		for _, name := range []string{"no-such-program", "/no/such/program", "sh"} {
			c := program.Call{Name: name, Environ: []string{"PATH=/no/such/directory"}, Limit: time.Minute}
			if _, err := program.Run(t.Context(), c); !errors.Is(err, program.ErrMissing) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
	t.Run("keeps the beginning of what is printed", func(t *testing.T) {
		t.Parallel()
		got, err := program.Run(t.Context(), script(t, `i=0; while [ $i -lt 3000 ]; do echo "a line that is long enough to fill the room"; i=$((i+1)); done`))
		if err != nil || got.Code != 0 || len(got.Output) > 64<<10 || len(got.Output) < 60<<10 {
			t.Errorf("%d bytes, code %d, %v", len(got.Output), got.Code, err)
		}
	})
	t.Run("ends a program that takes too long", func(t *testing.T) {
		t.Parallel()
		c := script(t, "exec "+"/bin/sleep 60")
		c.Limit = 50 * time.Millisecond
		if _, err := program.Run(t.Context(), c); err == nil || !strings.Contains(err.Error(), "no answer within") {
			t.Error(err)
		}
	})
	t.Run("ends with its context", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := program.Run(ctx, script(t, "exec /bin/sleep 60")); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}
