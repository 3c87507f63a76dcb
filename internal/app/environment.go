package app

import (
	"context"
	"io"
	"log/slog"
	"os"
	"runtime"
	"strings"
	"time"

	"weir/internal/outbound"
	"weir/internal/program"
	"weir/internal/secret"
)

// An Environment is what Weir takes from the machine that it runs on.
type Environment struct {
	Environ []string // NAME=value
	GOOS    string
	Now     func() time.Time
	Zone    *time.Location // of the computer
	Stdin   io.Reader      // for files called "-"; nil: there is none
	// Passphrase asks for the passphrase of the encrypted file; nil where there
	// is nobody to ask.
	Passphrase func(ctx context.Context, confirm bool) (secret.Text, error)
	OnWait     func(outbound.Wait) // hears why a request takes long
	Log        *slog.Logger        // of --debug; nil: none
	Redactor   *secret.Redactor    // is told every secret that is used; nil: none

	Executable string          // the full path of this program
	UID        int             // of the user
	Run        program.RunFunc // runs the system's own programs; nil: there are none
	Launch     program.RunFunc // starts a browser, and leaves it running; nil: there is none
}

// NewEnvironment returns the environment of this process, with the given
// variables.
func NewEnvironment(environ []string) Environment {
	executable, err := os.Executable()
	if err != nil {
		executable = "" // whoever needs it says that it is not known
	}
	return Environment{
		Environ: environ, GOOS: runtime.GOOS, Now: time.Now, Zone: time.Local,
		Executable: executable, UID: os.Getuid(), Run: program.Run, Launch: program.Launch,
	}
}

// Getenv returns the value of a variable, or nothing.
func (e Environment) Getenv(name string) string {
	value := ""
	for _, variable := range e.Environ {
		if key, v, ok := strings.Cut(variable, "="); ok && key == name {
			value = v // the last one counts, as for processes that are started
		}
	}
	return value
}

// With returns the environment with further variables.
func (e Environment) With(variables ...string) Environment {
	e.Environ = append(append([]string(nil), e.Environ...), variables...)
	return e
}
